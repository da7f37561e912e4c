"""Parser of query strings: ``application/x-www-form-urlencoded``, as the document's description says (assumed)."""

from collections.abc import Container
from urllib.parse import unquote_to_bytes

_EMPTY = [b""]


def parse_query(query: bytes, names: Container[str]) -> dict[str, list[bytes]]:
    """Return the values of `read_query` without empty ones: these count as absent, unless the name is repeated."""
    values = read_query(query, names)
    for name, given in list(values.items()):
        if given == _EMPTY:
            del values[name]
    return values


def read_query(query: bytes, names: Container[str]) -> dict[str, list[bytes]]:
    """Return the raw, percent-decoded values of each of ``names`` in ``query``, in the order in which they come.

    ``+`` is a space, and a ``%`` that is not followed by two hexadecimal digits stands for itself. A name that is not
    asked for is passed over.
    """
    values: dict[str, list[bytes]] = {}
    for piece in query.split(b"&"):
        raw_name, _, value = piece.partition(b"=")
        # Names are seldom encoded, and most values are not.
        encoded = b"%" in raw_name or b"+" in raw_name
        name = decoded_name(raw_name) if encoded else raw_name.decode("utf-8", "replace")
        if name in names:
            if b"%" in value or b"+" in value:
                value = _decode(value)
            if name in values:
                values[name].append(value)
            else:
                values[name] = [value]
    return values


def decoded_name(raw_name: bytes) -> str:
    """Return a parameter's name, percent-decoded."""
    return _decode(raw_name).decode("utf-8", "replace")


def _decode(text: bytes) -> bytes:
    return unquote_to_bytes(text.replace(b"+", b" "))
