"""Recording of requests to the vendor's API and their answers in the journal of their space, without credentials."""

import time
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from thulium_mock.middleware.context import KEY, Context
from thulium_mock.openapi.body_masks import MASK, BodyMask, BodyMasks, without_user
from thulium_mock.openapi.parameters import decoded_name
from thulium_mock.openapi.responses import Answer
from thulium_mock.state.journal import Exchange
from thulium_mock.state.outcome import Outcome

MAX_BODY = 16 * 1024
"""Limit of the recorded part of a request's body, in bytes."""

_SECRET = {b"authorization", b"cookie", b"proxy-authorization", b"set-cookie"}

_NOTHING = Answer(0, [], b"")
_NO_OUTCOME = Outcome(None)
_NO_MASKS = BodyMasks()


class Recording:
    """Outermost ASGI layer of the vendor's API, which records exchanges.

    If ``shown`` is given, the values of all other parameters are masked, since a misspelt one may be personal data, and
    `Referer` is left out. Bodies are masked by the ``masks`` of their operation; of one that its operation reads, the
    first `MAX_BODY` bytes are kept.

    A request is kept as soon as it enters its space, so here it is only put into the context. Nothing is parsed unless
    it is masked: the pieces of an exchange are kept as they are, and rendered when somebody looks at them.
    """

    def __init__(
        self, app: ASGIApp, shown: Container[str] | None = None, masks: Mapping[str, BodyMasks] | None = None
    ) -> None:
        self.app = app
        self.shown = shown
        self.masks = masks or {}
        self.secret = _SECRET if shown is None else _SECRET | {b"referer"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, and record both."""
        context: Context = scope[KEY]
        request = context.exchange = self._request(context, scope)
        masks = self.masks.get(request.operation_id or "", _NO_MASKS)
        if context.operation is not None and context.operation.body is not None:
            # The server has all of it before the application hears of the request.
            first = await receive()
            body = _masked_body(first.get("body", b""), masks.request)
            request.body, request.body_size = body[:MAX_BODY], len(body)
            receive = _again(first, receive)
        recorder = _Recorder(context, request, self.secret, masks.answer, send, context.spaces.clock.now())
        try:
            await self.app(scope, receive, recorder.send)
        finally:
            if not recorder.kept:
                await recorder.keep()

    def _request(self, context: Context, scope: Scope) -> Exchange:
        """Return the exchange of a request that is pending."""
        path: bytes = scope.get("raw_path") or scope["path"].encode()
        query: bytes = scope["query_string"]
        if self.shown is not None:
            query = _masked(query, self.shown)
        headers, authorized = _lines(scope["headers"], self.secret)
        return Exchange(
            time.time(),
            scope["method"],
            scope["scheme"],
            without_user(path) if b"@" in path else path,
            without_user(query) if b"@" in query else query,
            headers,
            authorized,
            None if context.operation is None else context.operation.operation_id,
        )


@dataclass(slots=True)
class _Recorder:
    """Recorder of the answer to one ``request``; ``clock`` is when it came."""

    context: Context
    request: Exchange
    secret: Container[bytes]
    mask: BodyMask | None
    send_on: Send
    clock: float
    status: int | None = None
    headers: Iterable[tuple[bytes, bytes]] = ()
    body: bytes = b""
    kept: bool = False
    start: Message | None = None

    async def send(self, message: Message) -> None:
        """Send a piece of the answer."""
        if message["type"] == "http.response.start":
            self.status, self.headers, self.start = message["status"], message["headers"], message
            return
        if message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            if not message.get("more_body") and not self.kept:
                # Recorded before anything is sent: a client that has the answer finds it in the journal, and if it
                # cannot be recorded, the answer is an error instead.
                await self.keep()
        if self.start is not None:
            await self.send_on(self.start)
            self.start = None
        await self.send_on(message)

    async def keep(self) -> None:
        """Replace the pending request by the exchange, together with the changes of its operation."""
        self.kept = True
        context, request = self.context, self.request
        if context.space is None or not request.number:
            return
        answer, outcome = context.answer or _NOTHING, context.outcome or _NO_OUTCOME
        body = b"" if request.method == "HEAD" else self.body
        exchange = Exchange(
            request.started,
            request.method,
            request.scheme,
            request.raw_path,
            request.raw_query,
            request.raw_headers,
            request.authorized,
            request.operation_id,
            context.spaces.clock.now() - self.clock,
            self.status,
            _lines(self.headers, self.secret)[0],
            body if self.mask is None else _masked_body(body, self.mask),
            context.given_up,
            context.faults,
            answer.errors,
            answer.conversation_id,
            outcome.customer,
            outcome.matched_by,
            request.number,
            request.generation,
            0,
            request.body,
            request.body_size,
        )
        await context.space.record_answer(exchange, outcome.changes)


def _lines(headers: Iterable[tuple[bytes, bytes]], secret: Container[bytes]) -> tuple[bytes, bool]:
    """Return headers as lines, the ``secret`` ones left out, and whether one of them was Authorization.

    One text takes a third of the memory of a list of names and values.
    """
    pieces: list[bytes] = []
    authorized = False
    for name, value in headers:
        if name in secret:
            authorized = authorized or name == b"authorization"
        else:
            pieces += (name, b": ", value, b"\r\n")
    lines = b"".join(pieces)
    return without_user(lines) if b"@" in lines else lines, authorized


def _masked_body(body: bytes, mask: BodyMask | None) -> bytes:
    return body if mask is None else without_user(mask.of(body))


def _again(first: Message, receive: Receive) -> Receive:
    """Return a ``receive`` that gives the ``first`` message once more."""
    given = iter([first])

    async def receive_again() -> Message:
        return next(given, None) or await receive()

    return receive_again


def _masked(query: bytes, shown: Container[str]) -> bytes:
    """Return ``query`` with the mask in place of all values but those of ``shown``, and the rest to the letter."""
    pieces = []
    for piece in query.split(b"&"):
        name, equals, _ = piece.partition(b"=")
        pieces.append(piece if decoded_name(name) in shown or not equals else name + equals + MASK.encode())
    return b"&".join(pieces)
