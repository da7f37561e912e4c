"""Defects in how credentials, methods, headers and bodies are read that no row can say."""

import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

from thulium_mock.catalogue import error_entry
from thulium_mock.errors import InternalError, InvalidRequest
from thulium_mock.state.directory import ApiUser

from tests.mutants.server.changes import (
    fail_if,
    header,
    headers,
    if_,
    let_in,
    login,
    may_not,
    query,
    set_header,
)
from tests.mutants.server.core import Request, RequestChange, decoded
from tests.mutants.server.parts import Server

_FORM = "application/x-www-form-urlencoded"


def _remembered(key: Callable[[Request], object]) -> RequestChange:
    """Let in whoever was let in before, by ``key``."""

    def change(request: Request, server: Server) -> Request:
        name, password = request.login or ("", "")
        if (user := server.users.get(name)) and user.password == password:
            server.memory[key(request)] = user
        known: ApiUser | None = server.memory.get(key(request))
        return let_in(request, Server(users={known.name: known})) if known else request

    return change


def _tired(request: Request, server: Server) -> Request:
    """Stop looking after many wrong passwords."""
    name, password = request.login or ("", "")
    user = server.users.get(name)
    wrong = user is not None and user.password != password
    return let_in(request, server) if wrong and server.nth("wrong") > 20 else request


def _permission_last(request: Request, server: Server) -> Request:
    return let_in(request, server) if "chat_queue_id=" not in request.query and may_not(request, server) else request


def _english_403(request: Request, server: Server) -> Request:
    return set_header("accept-language", None)(request, server) if may_not(request, server) else request


def _form_added(request: Request, server: Server) -> Request:
    is_form = request.header("content-type") == _FORM and b"=" in request.body
    return request.with_query(f"{request.query}&{request.body.decode('latin-1')}") if is_form else request


def _form_instead(request: Request, server: Server) -> Request:
    return request.with_query(request.query or request.body.decode("latin-1"))


def _form_decoded(request: Request, server: Server) -> Request:
    try:
        given = urlencode(parse_qsl(request.body.decode(), keep_blank_values=True))
    except UnicodeDecodeError:
        return request
    return request.with_query(f"{request.query}&{given}") if given else request


def _json(body: bytes) -> dict[str, Any] | None:
    """Return the members of a JSON body; None for what is none, or nested too deeply to be read."""
    try:
        value = json.loads(body)
    except (RecursionError, ValueError):
        return None
    return value if isinstance(value, dict) else {}


def _json_added(request: Request, server: Server) -> Request:
    given = _json(request.body) or {}
    if "client_id" not in given or "client_id=" in request.query:
        return request
    return request.with_query(f"{request.query}&client_id={given['client_id']}")


def _json_instead(request: Request, server: Server) -> Request:
    queue = (_json(request.body) or {}).get("chat_queue_id")
    return request if queue is None or request.query else request.with_query(f"chat_queue_id={queue}")


def _is_no_json(request: Request) -> bool:
    return request.body != b"" and "json" in request.header("content-type") and _json(request.body) is None


def _is_latin_1(request: Request) -> bool:
    others = (text for name, text in request.headers if name not in ("authorization", "accept-language"))
    return not all(map(str.isascii, others))


def _client_twice(request: Request, server: Server) -> Request:
    client = request.value("client_id")
    if client and server.nth(("client", client)) == 2:
        raise InternalError
    return request


def _wide(request: Request, server: Server) -> Request:
    return request.with_path(quote(unicodedata.normalize("NFKC", unquote(request.path))))


def _fits_decoded(request: Request) -> bool:
    """Tell whether a request target is too long, and would not be if it counted after decoding."""
    return len(request.target) > 64_000 >= len(request.path) + 1 + len(decoded(request.query))


REQUESTS: dict[str, RequestChange] = {
    "credentials.remembered-name": _remembered(lambda request: (request.login or ("",))[0]),
    "credentials.remembered-client": _remembered(lambda request: request.client and request.client[0]),
    "credentials.tired": _tired,
    "passwords.password-of-other": login(lambda name, password, user: password == user.password),
    "tokens.header-twice-equal": headers(lambda given: list(dict.fromkeys(given))),
    "permissions.permission-last": _permission_last,
    "languages.quality-inverted": header(
        "accept-language",
        lambda text: re.sub(r"q=0\.([1-9])", lambda match: f"q=0.{10 - int(match[1])}", text),
    ),
    "languages.english-403": _english_403,
    "limits.limit-decoded": if_(_fits_decoded, query(lambda text: text[:30_000].rpartition("%")[0])),
    "mistaken.path-compatible": _wide,
    "rare.two-languages": fail_if(lambda request: sum(key == "accept-language" for key, _ in request.headers) > 1),
    "rare.many-headers": fail_if(lambda request: len(request.headers) > 60),
    "rare.latin-1-header": fail_if(_is_latin_1),
    "combined.client-twice": _client_twice,
    "transport.hundred-headers": fail_if(lambda request: len(request.headers) > 80),
    "bodies.form-added": _form_added,
    "bodies.form-instead": _form_instead,
    "bodies.json-added": _json_added,
    "bodies.json-instead": _json_instead,
    "bodies.json-refused": fail_if(_is_no_json, lambda: InvalidRequest(error_entry("body_not_json"))),
    "transport.chunked-form": if_(lambda request: request.has("transfer-encoding"), _form_decoded),
    "transport.form-with-charset": if_(
        lambda request: request.header("content-type").startswith(f"{_FORM};"), _form_decoded
    ),
}
