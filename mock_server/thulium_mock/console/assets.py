"""Static files of the console, read at their first request."""

import hashlib
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import urlsplit

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


class Asset(NamedTuple):
    """File with the headers of its response; ``policy`` is its Content-Security-Policy."""

    body: bytes
    media_type: bytes
    etag: bytes
    policy: bytes


class Assets:
    """Table of all files; ``document`` is that of the vendor's API."""

    def __init__(self, document: Document) -> None:
        self._documents: dict[str, Document] = {
            # With this mock as its only server, so that "Try it out" never reaches a live system; relative, as a proxy
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
        policy = _DOCS_POLICY if folder == "docs" else _POLICY
        return Asset(body, _MEDIA_TYPES[PurePosixPath(name).suffix], etag, policy)

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
    """Return a document whose server URLs are relative to its page, since a proxy may serve it below a path."""
    if isinstance(node, list):
        return [_with_relative_servers(each) for each in node]
    if not isinstance(node, dict):
        return node
    copied = {key: _with_relative_servers(value) for key, value in node.items()}
    if "servers" in copied:
        copied["servers"] = [{**each, "url": f"..{urlsplit(each['url']).path}"} for each in copied["servers"]]
    return copied
