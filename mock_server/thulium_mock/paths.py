"""Which paths are the mock's own, and not the vendor's."""

from starlette.types import ASGIApp, Receive, Scope, Send

_CONSOLE = ("/console/", "/docs/")
_CONSOLE_PATHS = frozenset(["/", "/console", "/docs", "/favicon.ico"])
_OWN = ("/_mock/", *_CONSOLE)
_OWN_PATHS = _CONSOLE_PATHS | {"/_mock"}


class Owners:
    """The ASGI layer that hands requests for the mock's own paths to ``own``, and all others to ``vendors``.

    It also answers a server that tells of its start and stop.
    """

    def __init__(self, own: ASGIApp, vendors: ASGIApp) -> None:
        self.own = own
        self.vendors = vendors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        await (self.own if is_own(scope["path"]) else self.vendors)(scope, receive, send)


def is_own(path: str) -> bool:
    """Tell whether a decoded path belongs to the control API or the console, neither of which the vendor has."""
    return path.startswith(_OWN) or path in _OWN_PATHS


def is_console(path: str) -> bool:
    """Tell whether a decoded path belongs to the console: its page, the files that it is made of, the documents."""
    return path.startswith(_CONSOLE) or path in _CONSOLE_PATHS


async def _lifespan(receive: Receive, send: Send) -> None:
    while (await receive())["type"] == "lifespan.startup":
        await send({"type": "lifespan.startup.complete"})
    await send({"type": "lifespan.shutdown.complete"})
