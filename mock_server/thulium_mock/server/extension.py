"""Answers that go wrong below HTTP: none at all, or one that is spoilt on its way."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from thulium_mock.errors import ErrorEnvelope, NoAnswer
from thulium_mock.faults.fault import Clock

EXTENSION = "thulium_mock.end"
"""The ASGI extension of our server: a message of this type ends the connection, by RST if its ``reset`` is true."""

TRICKLE = 0.1
"""How many seconds there are between two bytes of a body that trickles."""


async def end(scope: Scope, send: Send, *, reset: bool = False) -> None:
    """End the connection; raise `NoAnswer` where there is none, in an application that is called without our server."""
    if EXTENSION not in scope.get("extensions", {}):
        raise NoAnswer("a fault of the mock ended the connection")
    await send({"type": EXTENSION, "reset": reset})


async def spoil(how: str, app: ASGIApp, clock: Clock, scope: Scope, receive: Receive, send: Send) -> None:
    """Let ``app`` answer, errors included, and send what becomes of the answer."""
    sent: list[Message] = []

    async def keep(message: Message) -> None:
        sent.append(message)

    await ErrorEnvelope(app, scope["space"].request_ids)(scope, receive, keep)
    start = sent[0]
    body = b"".join([each.get("body", b"") for each in sent[1:]])
    if how == "empty":
        headers = [(name, b"0" if name == b"content-length" else value) for name, value in start["headers"]]
        start, body = {**start, "headers": headers}, b""
    if how == "malformed":
        # The same length, and no JSON any more: an object that goes on after its last field.
        body = body[:-1] + b","
    await send(start)
    if how == "truncate":
        await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
        await end(scope, send)
        return
    if how == "trickle":
        for index in range(len(body) - 1):
            await send({"type": "http.response.body", "body": body[index : index + 1], "more_body": True})
            await clock.sleep(TRICKLE)
        body = body[-1:]
    await send({"type": "http.response.body", "body": body})
