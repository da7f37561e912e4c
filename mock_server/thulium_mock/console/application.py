"""ASGI application of the console, and its static files, loaded lazily."""

import hashlib
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from starlette.types import Receive, Scope, Send

from thulium_mock.errors import Headers, MethodNotAllowed, UnknownPath
from thulium_mock.openapi.documents import Document, control_document
from thulium_mock.serialization import to_json

_MEDIA_TYPES = {
    ".html": b"text/html; charset=utf-8",
    ".css": b"text/css; charset=utf-8",
    ".js": b"text/javascript; charset=utf-8",
    ".json": b"application/json",
    ".svg": b"image/svg+xml",
}

_POLICY = b"default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"

# Swagger UI has data URLs in its style sheet, and writes style attributes.
_DOCS_POLICY = _POLICY + b"; img-src 'self' data:; style-src 'self' 'unsafe-inline'"

_SWAGGER_UI = ("swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js")

_PAGES = {
    "/": "/console/index.html",
    "/console": "/console/index.html",
    "/docs": "/docs/index.html",
    # Requested by browsers that show an answer of the control API.
    "/favicon.ico": "/console/icon.svg",
}

_METHODS = ("GET", "HEAD")


class Asset(NamedTuple):
    """File with its entity tag, and the headers of each response with it."""

    body: bytes
    media_type: bytes
    etag: bytes
    headers: Headers


class Console:
    """ASGI application of the page at ``/``, its files at ``/console/`` and the documents at ``/docs``.

    ``document`` is that of the vendor's API.
    """

    def __init__(self, document: Document) -> None:
        self.document = document

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; raises `UnknownPath`, or `MethodNotAllowed`, since files are only read."""
        if scope["path"] in ("/console/", "/docs/"):
            # Relative, as a proxy may have the page below a prefix.
            headers = [(b"location", f"..{scope['path'][:-1]}".encode()), (b"content-length", b"0")]
            await send({"type": "http.response.start", "status": 308, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return
        asset = self.assets.find(scope["path"])
        if asset is None:
            raise UnknownPath
        if scope["method"] not in _METHODS:
            raise MethodNotAllowed(_METHODS)
        status, headers, body = 304, asset.headers, b""
        known = dict(scope["headers"]).get(b"if-none-match", b"")
        if not {asset.etag, b"*"} & {tag.strip().removeprefix(b"W/") for tag in known.split(b",")}:
            status, length = 200, b"%d" % len(asset.body)
            headers = [*headers, (b"content-type", asset.media_type), (b"content-length", length)]
            body = b"" if scope["method"] == "HEAD" else asset.body
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    @cached_property
    def assets(self) -> "Assets":
        """Static files, loaded lazily: most mocks never serve the console."""
        return Assets(self.document)


class Assets:
    """Table of all files; ``document`` is that of the vendor's API."""

    def __init__(self, document: Document) -> None:
        self._documents: dict[str, Document] = {
            # With this mock as its only server, so that "Try it out" never calls a live system; relative, as a proxy
            # may have it below a prefix.
            "openapi.json": {**document, "servers": [{"url": "../api", "description": "This mock."}]},
            "control.json": _with_relative_servers(control_document()),
        }
        self._names = {folder: {file.name for file in _static(folder).iterdir()} for folder in ("console", "docs")}
        self._names["docs"].update(_SWAGGER_UI, self._documents)
        self._read: dict[tuple[str, str], Asset] = {}

    def find(self, path: str) -> Asset | None:
        """Return the file at ``path``, None if there is none."""
        folder, _, name = _PAGES.get(path, path).removeprefix("/").rpartition("/")
        if name not in self._names.get(folder, ()):
            return None
        if (folder, name) not in self._read:
            self._read[folder, name] = self._asset(folder, name)
        return self._read[folder, name]

    def _asset(self, folder: str, name: str) -> Asset:
        body = self._body(folder, name)
        etag = b'"%s"' % hashlib.sha256(body).hexdigest()[:32].encode()
        headers = [
            (b"etag", etag),
            # Revalidated each time: a newer mock on the same port has a newer page.
            (b"cache-control", b"no-cache"),
            (b"content-security-policy", _DOCS_POLICY if folder == "docs" else _POLICY),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
        ]
        return Asset(body, _MEDIA_TYPES[PurePosixPath(name).suffix], etag, headers)

    def _body(self, folder: str, name: str) -> bytes:
        if folder == "docs" and name in self._documents:
            return to_json(self._documents[name])
        if folder == "docs" and name in _SWAGGER_UI:
            # Imported late: only Swagger UI needs it.
            from swagger_ui_bundle import swagger_ui_path  # type: ignore[import-untyped] # it has no types

            return bytes((swagger_ui_path / name).read_bytes())
        return _static(folder).joinpath(name).read_bytes()


def _static(folder: str) -> Traversable:
    return files("thulium_mock.console").joinpath("static", folder)


def _with_relative_servers(node: Any) -> Any:
    """Return a document with server URLs relative to its page, since a proxy may serve it below a path."""
    if isinstance(node, list):
        return [_with_relative_servers(each) for each in node]
    if not isinstance(node, dict):
        return node
    copied = {key: _with_relative_servers(value) for key, value in node.items()}
    if "servers" in copied:
        copied["servers"] = [{**each, "url": f"..{urlsplit(each['url']).path}"} for each in copied["servers"]]
    return copied
