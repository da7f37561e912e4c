"""Defects in how bodies are ignored."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from thulium_mock.catalogue import error_entry
from thulium_mock.errors import BodyTooLarge, InternalError, InvalidRequest, MalformedHttp, MockError

from tests.mutants.server.changes import fail_if
from tests.mutants.server.core import Defect, Group, Request
from tests.mutants.server.parts import Server
from tests.mutants.server.witness import Ask

GROUP = Group("bodies")

_FORM = (("content-type", "application/x-www-form-urlencoded"),)
_JSON = (("content-type", "application/json"),)


def _fails(condition: Callable[[Request], bool], error: Callable[[], MockError]) -> Defect:
    return Defect(request=fail_if(condition, error), reads_body=True)


def _not_json() -> InvalidRequest:
    return InvalidRequest(error_entry("body_not_json"))


def _read(body: bytes) -> Any:
    """Return the JSON of a body; raises ValueError for what is none, or nested too deeply to be read."""
    try:
        return json.loads(body)
    except RecursionError as error:
        raise ValueError(str(error)) from error


def _is_json(body: bytes) -> bool:
    try:
        _read(body)
    except ValueError:
        return False
    return True


def _form_added(request: Request, server: Server) -> Request:
    if request.header("content-type") != _FORM[0][1] or b"=" not in request.body:
        return request
    return replace(request, query="&".join(filter(None, (request.query, request.body.decode("latin-1")))))


def _form_instead(request: Request, server: Server) -> Request:
    return replace(
        _form_added(replace(request, query=""), server), query=request.query or request.body.decode("latin-1")
    )


def _json_instead(request: Request, server: Server) -> Request:
    try:
        value = _read(request.body)
    except ValueError:
        return request
    given = value if isinstance(value, dict) else {}
    added = [
        f"{name}={text}" for name, text in given.items() if name == "client_id" and f"{name}=" not in request.query
    ]
    return replace(request, query="&".join((request.query, *added)))


def _queue_from_body(request: Request, server: Server) -> Request:
    try:
        value = _read(request.body)
    except ValueError:
        return request
    queue = value.get("chat_queue_id") if isinstance(value, dict) else None
    return request if queue is None or request.query else replace(request, query=f"chat_queue_id={queue}")


GROUP.add(
    "form-added",
    "The parameters of a form count with those of the query.",
    Defect(request=_form_added, reads_body=True),
    Ask(headers=_FORM, body=b"client_id=1234"),
)
GROUP.add(
    "form-instead",
    "Without a query the parameters come from the body.",
    Defect(request=_form_instead, reads_body=True),
    Ask("", headers=_FORM, body=b"chat_queue_id=3"),
)
GROUP.add(
    "json-added",
    "client_id is read from a JSON body if the query has none.",
    Defect(request=_json_instead, reads_body=True),
    Ask(headers=_JSON, body=b'{"client_id": 1234}'),
)
GROUP.add(
    "json-instead",
    "Without a query chat_queue_id is read from a JSON body.",
    Defect(request=_queue_from_body, reads_body=True),
    Ask("", headers=_JSON, body=b'{"chat_queue_id": 3}'),
)
GROUP.add(
    "json-refused",
    "A body that is said to be JSON and is not is refused.",
    _fails(
        lambda request: request.body != b"" and "json" in request.header("content-type") and not _is_json(request.body),
        _not_json,
    ),
    Ask(headers=_JSON, body=b"{"),
)
GROUP.add(
    "empty-json-refused",
    "An empty body that is said to be JSON is refused.",
    _fails(lambda request: request.body == b"" and "json" in request.header("content-type"), _not_json),
    Ask(headers=_JSON),
)
GROUP.add(
    "array-refused",
    "A JSON body that is no object is refused.",
    _fails(lambda request: request.body.strip()[:1] == b"[", _not_json),
    Ask(headers=_JSON, body=b"[]"),
)
GROUP.add(
    "any-refused",
    "A body without a media type is refused.",
    _fails(lambda request: request.body != b"" and not request.has("content-type"), _not_json),
    Ask(body=b"x"),
)
GROUP.add(
    "not-utf8-refused",
    "A body that is not UTF-8 is an internal error.",
    _fails(lambda request: request.body.decode("utf-8", "replace").encode() != request.body, InternalError),
    Ask(body=b"\xff"),
)
GROUP.add(
    "nul-refused",
    "NUL in a body is refused as no HTTP.",
    _fails(lambda request: b"\0" in request.body, MalformedHttp),
    Ask(headers=_JSON, body=b"\0"),
)
GROUP.add(
    "over-64-kib",
    "A body of more than 64 KiB is refused.",
    _fails(lambda request: len(request.body) > 65536, lambda: BodyTooLarge(limit=65536)),
    Ask(body=b"x" * 65537),
)
GROUP.add(
    "over-1-mib",
    "A body of more than 1 MiB is refused.",
    _fails(lambda request: len(request.body) > 2**20, lambda: BodyTooLarge(limit=2**20)),
    Ask(body=b"x" * (2**20 + 1)),
)
GROUP.add(
    "over-1-mib-crash",
    "A body of more than 1 MiB of JSON is an internal error.",
    _fails(lambda request: len(request.body) > 2**20 and "json" in request.header("content-type"), InternalError),
    Ask(headers=_JSON, body=b" " * (2**20 + 1)),
)
GROUP.add(
    "deep-json-crash",
    "A body of JSON that is nested deeply is an internal error.",
    _fails(lambda request: request.body.count(b"[") > 500, InternalError),
    Ask(headers=_JSON, body=b"[" * 1000),
)
GROUP.add(
    "media-type",
    "XML is refused, as a body of the wrong media type.",
    _fails(lambda request: "xml" in request.header("content-type"), _not_json),
    Ask(headers=(("content-type", "application/xml"),), body=b"<a/>"),
)
GROUP.add(
    "media-type-malformed",
    "A media type that cannot be read is an internal error.",
    _fails(lambda request: request.has("content-type") and "/" not in request.header("content-type"), InternalError),
    Ask(headers=(("content-type", "json"),)),
)
GROUP.add(
    "charset",
    "An unknown charset of the body is an internal error.",
    _fails(
        lambda request: (
            "charset=" in request.header("content-type") and "utf-8" not in request.header("content-type").lower()
        ),
        InternalError,
    ),
    Ask(headers=(("content-type", "application/json; charset=x-none"),)),
)
GROUP.add(
    "multipart",
    "A multipart body without a boundary is an internal error.",
    _fails(lambda request: request.header("content-type") == "multipart/form-data", InternalError),
    Ask(headers=(("content-type", "multipart/form-data"),), body=b"x"),
)
GROUP.add(
    "compressed",
    "A body that is said to be compressed and is not is refused.",
    _fails(
        lambda request: request.header("content-encoding") == "gzip" and request.body[:2] != b"\x1f\x8b", MalformedHttp
    ),
    Ask(headers=(("content-encoding", "gzip"),), body=b"x"),
)
