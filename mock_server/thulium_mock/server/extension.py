"""ASGI extension to close or reset a connection on purpose, and the wait for a disconnect of the client."""

import asyncio

from starlette.types import Receive, Scope

from thulium_mock.errors import NoAnswer

EXTENSION = "thulium_mock.connection"
"""Its name, under which the scope has the `server.protocol.Connection`."""


async def end(scope: Scope, *, reset: bool = False) -> None:
    """Close the connection once all is sent (FIN), or ``reset`` it (RST), and wait until it is lost.

    Raises `NoAnswer` without our server, such as in an ASGI test client.
    """
    if EXTENSION not in scope.get("extensions", {}):
        raise NoAnswer("a fault of the mock ended the connection")
    await scope["extensions"][EXTENSION].end(reset)


def is_reused(scope: Scope) -> bool:
    """Tell whether a request came on a reused keep-alive connection."""
    connection = scope.get("extensions", {}).get(EXTENSION)
    return connection is not None and connection.requests > 1


async def disconnected(receive: Receive) -> None:
    """Wait until the client disconnects."""
    while True:
        if (await receive())["type"] == "http.disconnect":
            return
        await asyncio.sleep(0)
