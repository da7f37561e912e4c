"""The ASGI extension by which an application ends a connection on purpose, and the end that the client makes."""

import asyncio

from starlette.types import Receive, Scope

from thulium_mock.errors import NoAnswer

EXTENSION = "thulium_mock.connection"
"""Its name. Its ``end`` is awaited with whether to reset the connection (RST) or to close it once all is sent (FIN);
``requests`` counts those on the connection."""


async def end(scope: Scope, *, reset: bool = False) -> None:
    """End the connection; raise `NoAnswer` where there is none, in an application that is called without our server."""
    if EXTENSION not in scope.get("extensions", {}):
        raise NoAnswer("a fault of the mock ended the connection")
    await scope["extensions"][EXTENSION]["end"](reset)


def is_reused(scope: Scope) -> bool:
    """Tell whether a request came on a connection that was used before."""
    requests: int = scope.get("extensions", {}).get(EXTENSION, {}).get("requests", 1)
    return requests > 1


async def disconnected(receive: Receive) -> None:
    """Wait until the client leaves."""
    while True:
        if (await receive())["type"] == "http.disconnect":
            return
        await asyncio.sleep(0)
