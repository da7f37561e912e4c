"""The console: a page that shows what the mock is asked and steers it, and the documents in Swagger UI.

The page is plain HTML, CSS and ES modules in ``static``; it speaks to the control API and to nothing else.
"""

from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Receive, Scope, Send

from thulium_mock.errors import MethodNotAllowed, UnknownPath
from thulium_mock.openapi.documents import Document
from thulium_mock.paths import is_console

if TYPE_CHECKING:
    from thulium_mock.console.assets import Asset, Assets

_METHODS = ("GET", "HEAD")


class Console:
    """The ASGI layer that serves the console at ``/``, its files at ``/console/`` and the documents at ``/docs``.

    ``document`` is that of the vendor's API.
    """

    def __init__(self, app: ASGIApp, document: Document) -> None:
        self.app = app
        self.document = document
        self.assets: Assets | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer requests for the console, and hand the others on.

        Raises:
            UnknownPath: no file has this path.
            MethodNotAllowed: files are only read.
        """
        if not is_console(scope["path"]):
            await self.app(scope, receive, send)
            return
        found = self._files().find(scope["path"])
        if found is None:
            raise UnknownPath
        if scope["method"] not in _METHODS:
            raise MethodNotAllowed(_METHODS)
        status, headers, body = _answer(found, dict(scope["headers"]).get(b"if-none-match", b""))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    def _files(self) -> "Assets":
        if self.assets is None:
            # Only now, so that a mock whose console nobody opens does not pay for it.
            from thulium_mock.console.assets import Assets

            self.assets = Assets(self.document)
        return self.assets


def _answer(found: "Asset", known: bytes) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Return the answer to a caller who has the versions with the tags in ``known``."""
    headers = [
        (b"etag", found.etag),
        # A newer mock on the same port brings a newer page, so a copy is only used once the mock has confirmed it.
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
