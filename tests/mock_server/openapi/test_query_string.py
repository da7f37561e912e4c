"""Reading a query string."""

import pytest
from thulium_mock.openapi.parameters import read_query

NAMES = {"a", "b", "ż"}


@pytest.mark.parametrize(
    ("query", "values"),
    [
        (b"", {}),
        (b"a=1&b=2", {"a": [b"1"], "b": [b"2"]}),
        (b"b=2&a=1&b=3", {"a": [b"1"], "b": [b"2", b"3"]}),
        (b"a=1&c=2&A=3&a%00=4&a[]=5", {"a": [b"1"]}),
        (b"%61=1&%C5%BC=2", {"a": [b"1"], "ż": [b"2"]}),
        (b"a=x+y%20z%2B", {"a": [b"x y z+"]}),
        (b"a=x=y", {"a": [b"x=y"]}),
        (b"a=x;b=y", {"a": [b"x;b=y"]}),
        (b"a=%c5%BC%00%ff", {"a": [b"\xc5\xbc\x00\xff"]}),
        (b"a=%&b=100%zz%4", {"a": [b"%"], "b": [b"100%zz%4"]}),
        (b"a=&b", {"a": [b""], "b": [b""]}),
        (b"a&a=", {"a": [b"", b""]}),
        (b"a=&a=1", {"a": [b"", b"1"]}),
        (b"&&a=1&&=2&", {"a": [b"1"]}),
        (b"\xff\xfe=1&%ff=2&a=1", {"a": [b"1"]}),
        (b"a=" + b"x" * 60_000, {"a": [b"x" * 60_000]}),
    ],
)
def test_query_strings_are_read(query: bytes, values: dict[str, list[bytes]]) -> None:
    """Documented names give their decoded values."""
    assert read_query(query, NAMES) == values
