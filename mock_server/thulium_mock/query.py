"""Reading a query string: ``application/x-www-form-urlencoded``, as the document's description says (assumed)."""

from collections.abc import Container
from urllib.parse import unquote_to_bytes


def parse_query(query: bytes, names: Container[str]) -> dict[str, list[bytes]]:
    """Return what `read_query` does, without empty values: one counts as not given, unless the name comes again."""
    return {name: given for name, given in read_query(query, names).items() if given != [b""]}


def read_query(query: bytes, names: Container[str]) -> dict[str, list[bytes]]:
    """Return the raw, percent-decoded values of each of ``names`` in ``query``, in the order in which they come.

    ``+`` is a space, and a ``%`` that is not followed by two hexadecimal digits stands for itself. A name that is not
    asked for is passed over.
    """
    values: dict[str, list[bytes]] = {}
    for piece in query.split(b"&"):
        raw_name, _, raw_value = piece.partition(b"=")
        name = decoded_name(raw_name)
        if name in names:
            values.setdefault(name, []).append(_decode(raw_value))
    return values


def decoded_name(raw_name: bytes) -> str:
    """Return a parameter's name, percent-decoded."""
    return _decode(raw_name).decode("utf-8", "replace")


def _decode(text: bytes) -> bytes:
    if b"+" in text:
        text = text.replace(b"+", b" ")
    return unquote_to_bytes(text) if b"%" in text else text
