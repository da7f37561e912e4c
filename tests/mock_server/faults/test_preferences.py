"""Reading preferences; how the mock and Prism answer them is tested together in the contract tests."""

import pytest
from thulium_mock.faults.preferences import Preferences, parse_prefer, preferences


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("", {"": None}),
        ("code=404", {"code": "404"}),
        ('code="404" , Example = "a, b; c"', {"code": "404", "example": "a, b; c"}),
        ("code=404;q=1, code=500", {"code": "404"}),
        ("seed, delay=5", {"seed": None, "delay": "5"}),
        ("seed=", {"seed": None}),
        ('seed=""', {"seed": None}),
        ("seed=a=b", {"seed": "a=b"}),
        ('seed=a, example="open, code=1', {"seed": "a"}),
        ("__code=404", {"code": "404"}),
        ("wait=10, return=minimal", {"wait": "10", "return": "minimal"}),
    ],
)
def test_the_header_is_read_as_prism_reads_it(header: str, found: dict[str, str | None]) -> None:
    """Names in any case, values in quotes or not, the first of each name."""
    assert parse_prefer(header) == found


@pytest.mark.parametrize("query", [b"", b"chat_queue_id=3", b"a__b=1&code=404", b"%5F=1", b"__codes=1", b"__seed=1"])
def test_nothing_preferred_is_nothing(query: bytes) -> None:
    """Neither names that only look like ours nor a seed by itself."""
    assert preferences([(b"host", b"x"), (b"prefer", b"")], query) is None


def test_everything_preferred() -> None:
    """All values, typed; milliseconds become seconds."""
    everything = Preferences(404, "a b", True, "1", 0.25, "drop")
    header = b'code=404, example="a b", dynamic=true, seed=1, delay=250, fault=drop'
    query = b"__code=404&__example=a+b&__dynamic=true&__seed=1&__delay=250&__fault=drop"
    assert preferences([(b"prefer", header)], b"__code=500") == everything
    assert preferences([], query) == everything
