"""Keeping each exchange with the vendor's API in the journal of its space, without credentials."""

import re
import time
from collections.abc import Container

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from thulium_mock.errors import Headers
from thulium_mock.journal import Exchange
from thulium_mock.paths import is_own
from thulium_mock.query import decoded_name
from thulium_mock.spaces import Space

MASK = "***"
"""What stands for personal data that is masked."""

_SECRET = {b"authorization", b"cookie", b"proxy-authorization", b"set-cookie"}
# What stands before the host of a URL: "user:password@".
_USER_INFO = re.compile(rb"(?<=://)[^/?#@\s]*@")


class Recording:
    """The outermost ASGI layer.

    If ``shown`` is given, only the values of these parameters are kept, and not the page that the request came from
    (`Referer`): what nobody has foreseen, such as a parameter that is spelt wrong, may be personal.

    Nothing is parsed here: the pieces of an exchange are kept as they are, and rendered when somebody looks at them.
    """

    def __init__(self, app: ASGIApp, shown: Container[str] | None = None) -> None:
        self.app = app
        self.shown = shown

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, and keep both.

        The layers below say in the scope which ``space`` the request belongs to, and which ``faults`` changed it.
        """
        if scope["type"] != "http" or is_own(scope["path"]):
            await self.app(scope, receive, send)
            return
        # The layers below take prefixes off the path.
        raw_path, started, clock = scope.get("raw_path") or scope["path"].encode(), time.time(), time.perf_counter()
        sent: list[Message] = []
        kept = False

        def keep() -> None:
            nonlocal kept
            kept = True
            if "space" in scope:
                space: Space = scope["space"]
                space.record(self.exchange(scope, raw_path, started, time.perf_counter() - clock, sent))

        async def record(message: Message) -> None:
            sent.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body", False):
                # Kept before the last byte goes out: who has the answer finds it in the journal.
                keep()
            await send(message)

        try:
            await self.app(scope, receive, record)
        finally:
            if not kept:
                keep()

    def exchange(self, scope: Scope, raw_path: bytes, started: float, seconds: float, sent: list[Message]) -> Exchange:
        """Return what is kept of a request and the messages that were ``sent`` in answer."""
        query: bytes = scope["query_string"]
        answered = sent and sent[0]["type"] == "http.response.start"
        return Exchange(
            started,
            seconds,
            scope["method"],
            scope["scheme"],
            _without_user(raw_path),
            _without_user(query if self.shown is None else _masked(query, self.shown)),
            _lines(scope["headers"], _SECRET if self.shown is None else _SECRET | {b"referer"}),
            any(name == b"authorization" for name, _ in scope["headers"]),
            sent[0]["status"] if answered else 0,
            _lines(sent[0]["headers"]) if answered else b"",
            b"".join([each.get("body", b"") for each in sent if each["type"] == "http.response.body"]),
            tuple(scope.get("faults", ())),
        )


def _lines(headers: Headers, secret: Container[bytes] = _SECRET) -> bytes:
    """Return headers as lines; those that are ``secret`` are left out.

    One text takes a third of the memory of a list of names and values.
    """
    return _without_user(b"".join([b"%b: %b\r\n" % (name, value) for name, value in headers if name not in secret]))


def _without_user(text: bytes) -> bytes:
    return _USER_INFO.sub(b"", text) if b"@" in text else text


def _masked(query: bytes, shown: Container[str]) -> bytes:
    """Return ``query`` with the mask in place of all values but those of ``shown``, and the rest to the letter."""
    pieces = []
    for piece in query.split(b"&"):
        name, equals, _ = piece.partition(b"=")
        pieces.append(piece if decoded_name(name) in shown or not equals else name + equals + MASK.encode())
    return b"&".join(pieces)
