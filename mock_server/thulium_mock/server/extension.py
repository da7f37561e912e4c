"""The end of a connection as an ASGI extension of our server."""

from starlette.types import Receive, Scope, Send

from thulium_mock.errors import NoAnswer

EXTENSION = "thulium_mock.end"
"""The ASGI extension of our server: a message of this type ends the connection, by RST if its ``reset`` is true."""


async def end(scope: Scope, receive: Receive, send: Send, *, reset: bool = False) -> None:
    """End the connection; raise `NoAnswer` where there is none, in an application that is called without our server."""
    if EXTENSION not in scope.get("extensions", {}):
        raise NoAnswer("a fault of the mock ended the connection")
    await send({"type": EXTENSION, "reset": reset})
