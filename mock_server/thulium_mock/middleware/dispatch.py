"""Dispatch: reads the path of a request once, for its area, its space and its operation."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes

from starlette.types import ASGIApp, Receive, Scope, Send

from thulium_mock.catalogue import ErrorEntry
from thulium_mock.errors import MockError, RequestTargetTooLong, UnknownPath
from thulium_mock.middleware.context import KEY, Context
from thulium_mock.operations.routing import Routes
from thulium_mock.paths import BASE_PATH, Area, area_of
from thulium_mock.state.spaces import Spaces
from thulium_mock.state.store import DEFAULT

_PREFIXES = {"/spaces/": "", "/_mock/spaces/": "/_mock"}
"""Path prefix before a space's name → prefix of the path inside it."""

_SPACES = tuple(_PREFIXES)

_OUTSIDE = ("_mock", "spaces")
"""First segments of paths that exist outside of spaces only."""

_VENDOR = f"{BASE_PATH}/"
"""Prefix of most paths, which is checked first."""

_NO_ARGUMENTS: Mapping[str, bytes] = {}


class Stack(NamedTuple):
    """Layers and routing table of one area, and the errors that its document shows, by the codes of the catalogue."""

    app: ASGIApp
    routes: Routes
    errors: Mapping[int, ErrorEntry] = MappingProxyType({})


class Dispatch:
    """ASGI layer that puts the `Context` into the scope, and hands the request to the stack of its area.

    A request target has at most ``target_limit`` bytes of path and query. ``stacks`` return the same one each time.
    """

    def __init__(self, spaces: Spaces, target_limit: int, stacks: Mapping[Area, Callable[[], Stack]]) -> None:
        self.spaces = spaces
        self.target_limit = target_limit
        self.stacks = stacks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on; a server that tells of its start and stop is answered."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        path: str = scope["path"]
        raw_path: bytes = scope.get("raw_path") or quote(path).encode()
        query: bytes = scope["query_string"]
        stack = self.stacks["vendor" if path.startswith(_VENDOR) else area_of(path)]()
        space, operation, arguments, refusal = DEFAULT, None, _NO_ARGUMENTS, None
        try:
            if len(raw_path) + len(query) + bool(query) > self.target_limit:
                raise RequestTargetTooLong(limit=self.target_limit)
            if path.startswith(_SPACES):
                space, path, raw_path = _in_space(path, raw_path)
            operation = stack.routes.fixed.get((scope["method"], raw_path))
            if operation is None:
                operation, arguments = stack.routes.find(scope["method"], raw_path)
        except MockError as error:
            refusal = error
        scope[KEY] = Context(self.spaces, space, path.startswith(_VENDOR), operation, arguments, refusal, stack.errors)
        await stack.app(scope, receive, send)


def _in_space(path: str, raw_path: bytes) -> tuple[str, str, bytes]:
    """Return the name of the space that a path names, and the path in it; the default space for a path without any."""
    prefix, root = next(each for each in _PREFIXES.items() if path.startswith(each[0]))
    name, slash, rest = path.removeprefix(prefix).partition("/")
    if not slash:
        return DEFAULT, path, raw_path
    *before, raw_rest = raw_path.split(b"/", prefix.count("/") + 1)
    # A slash that is encoded is no separator, and no path leads from one area into another.
    if list(map(unquote_to_bytes, before)) != f"{prefix}{name}".encode().split(b"/"):
        raise UnknownPath
    if rest.startswith(_OUTSIDE) or (not root and area_of(f"/{rest}") != "vendor"):
        raise UnknownPath
    return name, f"{root}/{rest}", f"{root}/".encode() + raw_rest


async def _lifespan(receive: Receive, send: Send) -> None:
    while (await receive())["type"] == "lifespan.startup":
        await send({"type": "lifespan.startup.complete"})
    await send({"type": "lifespan.shutdown.complete"})
