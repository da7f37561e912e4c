"""The journal: what an exchange says of itself, and the texts that are looked for in it."""

import time

import pytest
from thulium_mock.state.journal import Exchange, joined, like


def test_an_exchange_reads_what_was_on_the_wire() -> None:
    """Path, query and headers are decoded when somebody looks at them."""
    headers, answer_headers = b"a: 1\r\na: 2\r\n", b"b: \xff\r\n"
    exchange = Exchange(
        0.0, "GET", "http", b"/%C5%BC", b"a=%C5%BC&b=&a=+", headers, False, raw_answer_headers=answer_headers
    )
    assert (exchange.path, exchange.url) == ("/ż", "/%C5%BC?a=%C5%BC&b=&a=+")
    assert exchange.query == {"a": ["ż", " "], "b": [""]}
    assert (exchange.headers, exchange.answer_headers) == ({"a": "1, 2"}, {"b": "ÿ"})


def test_headers_that_come_again_are_joined() -> None:
    """As HTTP joins them, by commas."""
    assert joined(b"a: 1\r\nb: x: y\r\na: 2\r\nc: \r\n") == {"a": "1, 2", "b": "x: y", "c": ""}


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("", "", True),
        ("", "a", False),
        ("a", "a", True),
        ("a", "b", False),
        ("*", "", True),
        ("*", "żółw", True),
        ("a*", "ab", True),
        ("a*", "ba", False),
        ("*a", "ba", True),
        ("*a", "ab", False),
        ("a*a", "a", False),
        ("a*a", "aa", True),
        ("a*b*c", "a-b-c", True),
        ("a*b*c", "a-c", False),
        ("*ab*ab*", "ab", False),
        ("a*bc*c", "abc", False),
        ("**", "x", True),
        ("a?[b].c", "a?[b].c", True),
        ("a?c", "abc", False),
    ],
)
def test_a_star_stands_for_any_text(pattern: str, text: str, fits: bool) -> None:
    """Everything else stands for itself, and letters are compared to the letter."""
    assert like(pattern, text) is fits


def test_no_pattern_takes_long() -> None:
    """A pattern that would take a backtracking engine for ever is read in an instant."""
    begin = time.process_time()
    assert not like("*a" * 1000 + "*b", "a" * 64_000)
    assert time.process_time() - begin < 5
