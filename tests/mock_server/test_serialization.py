"""JSON and timestamps as the mock writes them."""

import pytest
from thulium_mock.serialization import rfc3339, to_json


def test_json_is_compact_and_in_utf8() -> None:
    """No space is spent, and letters are themselves."""
    assert to_json({"a": [1, "żółć", None]}) == '{"a":[1,"żółć",null]}'.encode()


def test_what_is_no_text_is_refused() -> None:
    """A lone surrogate cannot be written."""
    with pytest.raises(UnicodeEncodeError):
        to_json("\ud800")


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (1_700_000_000.0004, "2023-11-14T22:13:20.000Z"),
        (1_700_000_000.9996, "2023-11-14T22:13:21.000Z"),
    ],
)
def test_a_time_is_rounded_to_the_millisecond(moment: float, text: str) -> None:
    """In UTC, with three digits, and never with a thousand milliseconds."""
    assert rfc3339(moment) == text
