"""Routing table of the documents: an exact match of path and method, or an error; never a redirect."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from thulium_mock.errors import MethodNotAllowed, UnknownPath
from thulium_mock.operations.operation import Operation

# A decoded path that differs from its segments: an encoded slash would become a separator, and a control character
# is in no document.
_AMBIGUOUS = re.compile(rb"%(2f|[01][0-9a-f]|7f)", re.IGNORECASE)

_PARAMETER = re.compile(r"\{([^}]+)\}")
_SEGMENTS = {"integer": "[0-9]+"}
"""Pattern of a path parameter by its type; `Parameters` validates its form."""


class _Route(NamedTuple):
    """The path of an operation, the names of its parameters, and the methods that call it."""

    pattern: re.Pattern[str]
    names: tuple[str, ...]
    methods: tuple[str, ...]
    operation: Operation


class Routes:
    """Routing table, which holds the operations themselves."""

    def __init__(self, operations: Sequence[tuple[str, str, Operation]]) -> None:
        """Take operations, each after its method and its whole path, templates in braces."""
        listed = [_route(method, path, operation) for method, path, operation in operations]
        # Paths without parameters match first, as OpenAPI demands.
        self._routes = sorted(listed, key=lambda route: len(route.names))
        self.fixed = {
            (method, path.encode()): operation
            for first, path, operation in operations
            if "{" not in path
            for method in _methods(first)
        }
        """The operations of paths without parameters, by method and path as they are on the wire."""

    def find(self, method: str, path: str, raw_path: bytes) -> tuple[Operation, Mapping[str, str]]:
        """Return the operation of a request, and the values of its path's parameters.

        Raises `UnknownPath` if no operation has this path, `MethodNotAllowed` if none of them has this method.
        """
        if b"%" in raw_path and _AMBIGUOUS.search(raw_path):
            raise UnknownPath
        allowed: set[str] = set()
        for route in self._routes:
            if match := route.pattern.fullmatch(path):
                if method in route.methods:
                    return route.operation, dict(zip(route.names, match.groups(), strict=True))
                allowed.update(route.methods)
        if allowed:
            raise MethodNotAllowed(sorted(allowed))
        raise UnknownPath


def _route(method: str, path: str, operation: Operation) -> _Route:
    types = {each["name"]: each["schema"].get("type") for each in operation.path_parameters}
    names = tuple(_PARAMETER.findall(path))
    pieces = [
        f"({_SEGMENTS.get(types.get(piece, ''), '[^/]+')})" if index % 2 else re.escape(piece)
        for index, piece in enumerate(_PARAMETER.split(path))
    ]
    return _Route(re.compile("".join(pieces)), names, _methods(method), operation)


def _methods(method: str) -> tuple[str, ...]:
    """Return the methods that call an operation: HEAD is GET without the body."""
    return ("GET", "HEAD") if method == "GET" else (method,)
