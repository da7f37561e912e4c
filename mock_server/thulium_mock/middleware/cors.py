"""CORS: pages of any origin may call the vendor's API, and read all of its answers.

An app under development is served from an origin of its own, and has to see the errors as well as the successes.
Whether the real system allows it is not known; a mock that did not would only be in the way. The control API and the
console are for their own pages alone, see `thulium_mock.middleware.origin_guard`.
"""

import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from thulium_mock.errors import Headers
from thulium_mock.openapi.documents import Document, operations

MAX_AGE = 600
"""Seconds for which a browser may cache the answer to a pre-flight request."""

_ORIGIN = re.compile(rb"[\x21-\x7e]{1,512}")
_FIELD_NAMES = re.compile(rb"[\x20-\x7e]{1,8192}")
_VARY = b"Origin, Access-Control-Request-Method, Access-Control-Request-Headers, Access-Control-Request-Private-Network"


class Cors:
    """ASGI layer that answers pre-flight requests, and marks every other answer as readable by its page."""

    def __init__(self, app: ASGIApp, document: Document) -> None:
        self.app = app
        self.exposed = ", ".join(sorted({"Allow", *_answer_headers(document)})).encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; one without ``Origin`` is handed on as it is."""
        asked = dict(scope["headers"])
        origin = asked.get(b"origin")
        if origin is None or not _ORIGIN.fullmatch(origin):
            await self.app(scope, receive, send)
            return
        allowed: Headers = [(b"access-control-allow-origin", origin), (b"access-control-allow-credentials", b"true")]
        method = asked.get(b"access-control-request-method")
        if scope["method"] == "OPTIONS" and method is not None and _FIELD_NAMES.fullmatch(method):
            headers = [*allowed, *_preflight(asked, method)]
            await send({"type": "http.response.start", "status": 204, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return
        allowed += [(b"access-control-expose-headers", self.exposed), (b"vary", b"Origin")]

        async def send_readable(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *allowed]}
            await send(message)

        await self.app(scope, receive, send_readable)


def _preflight(asked: dict[bytes, bytes], method: bytes) -> Headers:
    """Return the headers that allow a pre-flight request whatever it asks for.

    What the API does not know is then refused in answer to the request itself, in words that the page can read; a
    browser that is told here never sends it, and says no more than that it failed.
    """
    answer = [
        (b"access-control-allow-methods", method),
        (b"access-control-max-age", b"%d" % MAX_AGE),
        (b"vary", _VARY),
    ]
    names = asked.get(b"access-control-request-headers")
    if names is not None and _FIELD_NAMES.fullmatch(names):
        answer.append((b"access-control-allow-headers", names))
    if asked.get(b"access-control-request-private-network") == b"true":
        answer.append((b"access-control-allow-private-network", b"true"))
    return answer


def _answer_headers(document: Document) -> set[str]:
    """Return the names of all headers that the document gives to answers."""
    shared = document.get("components", {}).get("responses", {})
    answers = [shared, *(operation["responses"] for _, _, operation in operations(document))]
    return {name for responses in answers for response in responses.values() for name in response.get("headers", ())}
