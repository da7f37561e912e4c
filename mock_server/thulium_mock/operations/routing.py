"""Routing table: an exact match of path and method, or an error; never a redirect."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from thulium_mock.errors import MethodNotAllowed, UnknownPath
from thulium_mock.operations.operation import Operation


class _Route(NamedTuple):
    """Path segments of an operation, parameters as their names in braces, and its methods.

    Integers match digits only; `Parameters` validates all values.
    """

    segments: tuple[bytes, ...]
    methods: tuple[str, ...]
    operation: Operation


class Routes:
    """Routing table of the operations of one document."""

    def __init__(self, operations: Sequence[tuple[str, str, Operation]]) -> None:
        """Build the table from method, full path (templates in braces) and operation of each."""
        listed = [_route(method, path, operation) for method, path, operation in operations]
        # Paths without parameters match first, as OpenAPI demands.
        self._routes = sorted(listed, key=lambda route: sum(map(_is_parameter, route.segments)))
        self.fixed = {
            (method, path.encode()): operation
            for first, path, operation in operations
            if "{" not in path
            for method in _methods(first)
        }
        """The operations of paths without parameters, by method and raw path."""

    def find(self, method: str, raw_path: bytes) -> tuple[Operation, Mapping[str, bytes]]:
        """Return the operation of a request, and the decoded values of its path's parameters.

        Each segment is decoded by itself, so that an encoded slash is no separator. Raises `UnknownPath` if no
        operation has this path, `MethodNotAllowed` if none of them has this method.
        """
        segments = raw_path.split(b"/")
        if b"%" in raw_path:
            segments = [unquote_to_bytes(each) for each in segments]
        allowed: set[str] = set()
        for route in self._routes:
            arguments = _arguments(route, segments)
            if arguments is not None and method in route.methods:
                return route.operation, arguments
            if arguments is not None:
                allowed.update(route.methods)
        if allowed:
            raise MethodNotAllowed(sorted(allowed))
        raise UnknownPath


def _route(method: str, path: str, operation: Operation) -> _Route:
    return _Route(tuple(path.encode().split(b"/")), _methods(method), operation)


def _arguments(route: _Route, segments: Sequence[bytes]) -> dict[str, bytes] | None:
    """Return the values of a path's parameters, None if it does not match the route."""
    if len(segments) != len(route.segments):
        return None
    arguments = {}
    for expected, segment in zip(route.segments, segments, strict=True):
        if _is_parameter(expected):
            name = expected[1:-1].decode()
            if not segment or (name in route.operation.parameters.path_integers and not segment.isdigit()):
                return None
            arguments[name] = segment
        elif segment != expected:
            return None
    return arguments


def _is_parameter(segment: bytes) -> bool:
    return segment.startswith(b"{")


def _methods(method: str) -> tuple[str, ...]:
    """Return the methods of an operation: HEAD is GET without the body."""
    return ("GET", "HEAD") if method == "GET" else (method,)
