"""What is served: the application made of a document, which another one can replace while the mock serves."""

from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from thulium_mock.openapi.documents import Document


class Served:
    """The mock as an ASGI application; ``build`` makes it of a document of the vendor's API.

    State is no part of what is built, so it stays as it is when the document changes.
    """

    app: ASGIApp
    document: Document

    def __init__(self, build: Callable[[Document], ASGIApp], document: Document) -> None:
        self._build = build
        self.replace(document)

    def replace(self, document: Document) -> None:
        """Serve ``document`` from the next request on; if it cannot be, go on as before and raise `DocumentError`."""
        self.app, self.document = self._build(document), document

    @property
    def target_limit(self) -> int:
        """How many bytes of path and query the document allows."""
        limit: int = self.document["x-request-target-limit"]
        return limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self.app(scope, receive, send)
