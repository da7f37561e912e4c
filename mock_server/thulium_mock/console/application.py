"""ASGI application of the console."""

from functools import cached_property
from typing import TYPE_CHECKING

from starlette.types import Receive, Scope, Send

from thulium_mock.errors import MethodNotAllowed, UnknownPath
from thulium_mock.openapi.documents import Document

if TYPE_CHECKING:
    from thulium_mock.console.assets import Asset, Assets

_METHODS = ("GET", "HEAD")


class Console:
    """ASGI application of the page at ``/``, its files at ``/console/`` and the documents at ``/docs``.

    ``document`` is that of the vendor's API.
    """

    def __init__(self, document: Document) -> None:
        self.document = document

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; raises `UnknownPath`, or `MethodNotAllowed`, since files are only read."""
        found = self.assets.find(scope["path"])
        if found is None:
            raise UnknownPath
        if scope["method"] not in _METHODS:
            raise MethodNotAllowed(_METHODS)
        status, headers, body = _answer(found, dict(scope["headers"]).get(b"if-none-match", b""))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    @cached_property
    def assets(self) -> "Assets":
        """The files, imported and read late, so that a mock whose console nobody opens does not pay for them."""
        from thulium_mock.console.assets import Assets

        return Assets(self.document)


def _answer(found: "Asset", known: bytes) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Return status, headers and body for a caller with ``known`` as If-None-Match."""
    headers = [
        (b"etag", found.etag),
        # Revalidated each time: a newer mock on the same port has a newer page.
        (b"cache-control", b"no-cache"),
        (b"content-security-policy", found.policy),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
    ]
    tags = [tag.strip().removeprefix(b"W/") for tag in known.split(b",")]
    if found.etag in tags or b"*" in tags:
        return 304, headers, b""
    headers += [(b"content-type", found.media_type), (b"content-length", b"%d" % len(found.body))]
    return 200, headers, found.body
