"""A server of the documented facts as an ASGI application, whose manners are data: what nobody documents, and lies."""

import base64
import binascii
import gzip
import json
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope, Send

from tests.http.asgi import answer, read
from tests.http.messages import Response
from tests.servers import CREDENTIALS

PATH = "/api/chat_conversations/start"
_SENTENCES = {
    "missing": ("The field chat_queue_id is required.", "Pole chat_queue_id jest wymagane."),
    "invalid": ("The value of a field is invalid.", "Wartość pola jest nieprawidłowa."),
    "credentials": ("The login or the password is incorrect.", "Login lub hasło jest niepoprawne."),
    "queue": ("There is no such queue.", "Nie ma takiej kolejki."),
    "path": ("This path is unknown.", "Ta ścieżka jest nieznana."),
    "method": ("This method is not supported.", "Ta metoda nie jest obsługiwana."),
    "length": ("The request is too long.", "Zapytanie jest za długie."),
}
_STATUSES = {
    "missing": 400, "invalid": 400, "credentials": 401, "queue": 404, "path": 404, "method": 405, "length": 414,
}  # fmt: skip


@dataclass(frozen=True)
class Manners:
    """What a server does where the documentation is silent, and where it lies. The defaults are those of our mock."""

    status: int = 200
    statuses: Mapping[str, int] = field(default_factory=dict)
    code: int | str | float | None = 400011
    one_code: bool = False
    media_type: str | None = "application/json"
    error_type: str | None = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    content_language: bool = True
    pages: tuple[str, ...] = ()
    """Errors that are HTML pages."""
    one_error: bool = False
    request_id: str = "hex"
    id_form: str = "uuid"
    id_key: str | None = "conversation_id"
    further: Mapping[str, Any] = field(default_factory=dict)
    """Fields that all answers have besides."""
    before: str = ""
    """What stands before each body."""
    charset: str = "utf-8"
    gzip: bool = False
    accepts: tuple[str, ...] = ()
    """Faults of values that are accepted: control, blank, repeated, integer, utf8, email, base64."""
    longest: int = 100_000
    longest_text: int = 100_000
    queues: tuple[int, ...] | None = (3,)
    in_body: bool = False
    trims: bool = False
    methods: tuple[str, ...] = ("POST",)
    path: str = PATH
    echo: bool = False
    text: Mapping[str, str] = field(default_factory=dict)
    # Lies.
    required: tuple[str, ...] = ("chat_queue_id",)
    queue_name: str = "chat_queue_id"
    lets_in: str = ""
    refuses: str = ""
    language: str = "asked"
    request_id_key: str | None = "request_id"
    errors_key: str = "errors"
    errors_form: str = "list"
    code_key: str | None = "code"
    message_key: str | None = "message"
    body: str = "json"
    lie_about: str = ""
    """The error about whose form the lie is; all, if empty."""


class Stranger:
    """An ASGI application with some manners."""

    def __init__(self, **manners: Any) -> None:
        known = {each.name for each in fields(Manners)}
        if unknown := set(manners) - known:
            raise ValueError(f"there are no manners called {sorted(unknown)}")
        tuples: Any = {name: tuple(value) if isinstance(value, list) else value for name, value in manners.items()}
        self.manners = Manners(**tuples)
        self.started: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        body = await read(receive)
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        response = self._answer(scope, headers, body)
        length = ("content-length", str(len(response.body)))
        more = (*self.manners.headers.items(), *(() if response.status == 204 else (length,)))
        if scope["method"] == "HEAD":
            response = Response(response.status, response.headers)
        await answer(send, Response(response.status, (*response.headers, *more), response.body))

    def _answer(self, scope: Scope, headers: Mapping[str, str], body: bytes) -> Response:
        manners = self.manners
        if len(scope["raw_path"]) + len(scope["query_string"]) > manners.longest:
            return self._error(["length"], headers)
        if scope["raw_path"].decode("latin-1") != manners.path:
            return self._error(["path"], headers)
        if scope["method"] not in manners.methods:
            return self._error(["method"], headers)
        if not self._authenticated(headers):
            return self._error(["credentials"], headers)
        query = scope["query_string"].decode("latin-1")
        pairs = parse_qsl(
            query, keep_blank_values=True, encoding="utf-8", errors="surrogateescape", max_num_fields=None
        )
        if manners.in_body and body[:1] == b"{":
            try:
                pairs = [*((key, str(value)) for key, value in json.loads(body).items()), *pairs]
            except ValueError:
                return self._error(["invalid"], headers)
        faults = self._faults(pairs, headers, body)
        if faults:
            return self._error(faults, headers, query)
        queue = dict(pairs).get(manners.queue_name, "3")
        if manners.queues is not None and not (queue.strip().isdecimal() and int(queue) in manners.queues):
            return self._error(["queue"], headers)
        return self._success()

    def _authenticated(self, headers: Mapping[str, str]) -> bool:
        given, lets_in = headers.get("authorization"), self.manners.lets_in
        if self.manners.refuses == "credentials":
            return False
        if given is None:
            return lets_in in ("nobody", "everyone")
        if lets_in == "everyone" or (lets_in == "schemes" and not given.startswith("Basic")):
            return True
        try:
            text = base64.b64decode(given.partition(" ")[2], validate="base64" not in self.manners.accepts).decode()
        except (binascii.Error, UnicodeDecodeError):
            return False
        if self.manners.trims:
            text = text.strip()
        name, _, password = text.partition(":")
        right_name = name == CREDENTIALS[0] or lets_in == "any name"
        return right_name and (
            password == CREDENTIALS[1] or lets_in == "any password" or (lets_in == "no password" and not password)
        )

    def _faults(self, pairs: list[tuple[str, str]], headers: Mapping[str, str], body: bytes) -> list[str]:
        manners, given = self.manners, dict(pairs)
        names = [manners.queue_name if name == "chat_queue_id" else name for name in manners.required]
        found = ["missing" for name in names if not given.get(name, "").strip()]
        if self._refuses(given, headers, body):
            found.append("invalid")
        for name, value in given.items():
            if name not in (
                "chat_queue_id",
                "client_name",
                "client_surname",
                "client_email",
                "client_id",
                "customer_id",
            ):
                continue
            if (value and not self._sound(name, value)) or len(value) > manners.longest_text:
                found.append("invalid")
        seen = [name for name, _ in pairs]
        if "repeated" not in manners.accepts and any(seen.count(name) > 1 for name in given if name in names):
            found.append("invalid")
        return found[:1] if manners.one_error else found

    def _refuses(self, given: Mapping[str, str], headers: Mapping[str, str], body: bytes) -> bool:
        what = self.manners.refuses
        return bool(
            (what == "empty body" and not body)
            or (what == "json" and headers.get("content-type", "").startswith("application/json"))
            or (what == "charset" and "charset" in headers.get("content-type", ""))
            or (what == "html" and headers.get("accept") == "text/html")
            or (what == "polish" and headers.get("accept-language") == "pl")
            or (what == "strangers" and ("client_id" in given or "customer_id" in given or "client_email" in given))
            or (what == "two identities" and "client_id" in given and "customer_id" in given)
            or (what in given)
        )

    def _sound(self, name: str, value: str) -> bool:
        accepts = self.manners.accepts
        if "control" not in accepts and any(ord(letter) < 32 or ord(letter) == 127 for letter in value):
            return False
        if "utf8" not in accepts and any(0xDC80 <= ord(letter) <= 0xDCFF for letter in value):
            return False
        if "blank" not in accepts and not value.strip():
            return False
        if name in ("chat_queue_id", "customer_id"):
            return "integer" in accepts or (value.isdecimal() and value.isascii() and 0 < int(value[:30]) < 2**31)
        return name != "client_email" or "email" in accepts or "@" in value

    def _success(self) -> Response:
        manners = self.manners
        identifier: Any = str(uuid.uuid4())
        forms = {
            "upper": identifier.upper(), "urn": f"urn:uuid:{identifier}", "bare": identifier.replace("-", ""),
            "number": len(self.started) + 1, "text": f"c{len(self.started)}", "null": None, "list": [identifier],
            "same": "6ed7c941-2c8a-411e-95d2-338a9f64800a", "empty": "", "short": identifier[:-4],
        }  # fmt: skip
        identifier = forms.get(manners.id_form, identifier)
        self.started.append(str(identifier))
        value: Any = {**manners.further, **({manners.id_key: identifier} if manners.id_key else {})}
        if manners.body == "nested":
            value = {"data": value}
        text = json.dumps([value] if manners.body == "list" else value)
        bodies = {
            "html": f"<p>{identifier}</p>", "bare": json.dumps(identifier), "xml": f"<id>{identifier}</id>", "none": "",
            "twice": json.dumps(text), "cut": text[:-1], "python": str(value), "plain": str(identifier),
        }  # fmt: skip
        return self._response(manners.status, manners.media_type, bodies.get(manners.body, text))

    def _error(self, faults: list[str], headers: Mapping[str, str], query: str = "") -> Response:
        manners, (first, *_) = self.manners, faults
        status = {**_STATUSES, **manners.statuses}[first]
        if first in manners.pages:
            return self._response(status, "text/html", f"<html><body><h1>{status}</h1></body></html>")
        polish = self._polish(headers)
        value: Any = {**manners.further}
        lies = not manners.lie_about or manners.lie_about == first
        if key := manners.request_id_key if lies else "request_id":
            value[key] = _request_id(manners.request_id)
        entries: Any = [self._entry(each, number, polish, query, lies) for number, each in enumerate(faults)]
        forms = {
            "object": entries[0],
            "none": [],
            "texts": [str(each) for each in entries],
            "null": None,
            "first": entries[0],
        }
        value[manners.errors_key if lies else "errors"] = forms.get(manners.errors_form, entries) if lies else entries
        if lies and manners.errors_form == "text":
            return self._response(status, manners.error_type, json.dumps(next(iter(entries))["message"]))
        if lies and manners.errors_form == "page":
            return self._response(status, "text/html", f"<h1>{status}</h1>")
        found = self._response(status, manners.error_type, json.dumps(value, ensure_ascii=False))
        language = (("content-language", "pl" if polish else "en"),) if manners.content_language else ()
        return Response(found.status, (*found.headers, *language), found.body)

    def _entry(self, fault: str, number: int, polish: bool, query: str, lies: bool) -> dict[str, Any]:
        manners = self.manners
        message: Any = manners.text.get(fault, _SENTENCES[fault][polish])
        if manners.echo:
            message += f" ({query})"
        if manners.message_key == "empty" and lies:
            message = ""
        code = manners.code if manners.one_code or not isinstance(manners.code, int) else manners.code + number
        keys = (manners.message_key, manners.code_key) if lies else ("message", "code")
        names = ("message" if keys[0] == "empty" else keys[0], keys[1])
        return {key: value for key, value in zip(names, (message, code if lies else 1), strict=True) if key}

    def _polish(self, headers: Mapping[str, str]) -> bool:
        asked = headers.get("accept-language", "").lower().startswith("pl")
        return {"asked": asked, "swapped": not asked, "en": False, "pl": True}[self.manners.language]

    def _response(self, status: int, media_type: str | None, text: str) -> Response:
        typed = (("content-type", media_type),) if media_type else ()
        body = (self.manners.before + text).encode(self.manners.charset, "replace")
        if self.manners.gzip:
            return Response(status, (*typed, ("content-encoding", "gzip")), gzip.compress(body, 1))
        return Response(status, typed, body)


def _request_id(form: str) -> Any:
    makers: Mapping[str, Any] = {
        "hex": secrets.token_hex(7)[:13], "uuid": str(uuid.uuid4()), "long": secrets.token_hex(11)[:21],
        "upper": secrets.token_hex(8).upper(), "null": None, "empty": "", "number": secrets.randbelow(10**9),
    }  # fmt: skip
    return makers[form]
