"""Defects that show only for rare input, which looks like any other."""

from collections.abc import Callable
from dataclasses import replace

from thulium_mock.errors import InternalError

from tests.mutants.server.changes import (
    TEXTS,
    any_of,
    at,
    each_fault,
    fail_if,
    has,
    media,
)
from tests.mutants.server.core import Group, Request
from tests.mutants.server.witness import Ask, beside

GROUP = Group("rare")
_request = GROUP.on_request
_answer = GROUP.on_answer

_ALL = "chat_queue_id=3&client_name=Jan&client_surname=Nowak&client_email=a%40b&client_id=1234&customer_id=1"


def _crash(name: str, description: str, condition: Callable[[Request], bool], *witness: Ask) -> None:
    _request(name, description, fail_if(condition, InternalError), *witness)


# Input that is sound and common enough, only not in tests.
_crash(
    "no-agent", "Without User-Agent there is an internal error.", lambda request: not request.has("user-agent"), Ask()
)
_answer(
    "html-wanted",
    "Who accepts HTML gets errors as HTML.",
    at(
        range(400, 600),
        media("text/html", "<h1>Error</h1>"),
        only=lambda request: request.header("accept").startswith("text/html"),
    ),
    Ask("", headers=(("accept", "text/html,*/*;q=0.8"),)),
)
_answer(
    "json-not-wanted",
    "Who accepts plain text only gets 406.",
    at(200, lambda answer: replace(answer, status=406), only=lambda request: request.header("accept") == "text/plain"),
    Ask(headers=(("accept", "text/plain"),)),
)
_answer(
    "callback",
    "A parameter callback makes JavaScript of success.",
    lambda answer, request, server: (
        media("application/javascript", f"{request.value('callback').decode('latin-1')}({answer.body.decode()})")(
            answer
        )
        if answer.status == 200 and request.value("callback")
        else answer
    ),
    Ask("chat_queue_id=3&callback=f"),
)
_answer(
    "pretty",
    "A parameter debug adds a stack trace to errors.",
    at(400, each_fault(lambda error: {**error, "trace": "app.py:7"}), only=lambda request: "debug" in request.names()),
    Ask("chat_queue_id=x&debug=1"),
)
_crash(
    "all-parameters",
    "All six parameters at once are an internal error.",
    lambda request: len(set(request.names()) & {*TEXTS, "chat_queue_id", "client_email", "customer_id"}) == 6,
    Ask(_ALL),
)
_crash(
    "queue-last",
    "chat_queue_id as the last of three or more parameters is an internal error.",
    lambda request: len(request.names()) > 2 and request.names()[-1] == "chat_queue_id",
    Ask("client_id=1&client_name=a&chat_queue_id=3"),
)
_crash(
    "surname-alone",
    "A surname without a name is an internal error.",
    lambda request: "client_surname" in request.names() and "client_name" not in request.names(),
    beside("client_surname=Kowalski"),
)
_crash(
    "emoji",
    "A name that ends with an emoji is an internal error.",
    has("client_name", r".*\xf0\x9f[\x80-\xbf]{2}"),
    beside("client_name=Jan%F0%9F%98%80"),
)
_crash(
    "mixed-scripts",
    "A surname in both Latin and Cyrillic is an internal error.",
    has("client_surname", r".*([A-Za-z].*[\xd0\xd1]|[\xd0\xd1].*[A-Za-z]).*"),
    beside("client_surname=Kowalski%D0%B0"),
)
_crash(
    "right-to-left",
    "A name in Arabic is an internal error.",
    has("client_name", r".*[\xd8-\xdb][\x80-\xbf].*"),
    beside("client_name=%D9%85%D8%B1"),
)
_crash(
    "chinese",
    "A client_id in Chinese is an internal error.",
    has("client_id", r".*[\xe4-\xe9][\x80-\xbf]{2}.*"),
    beside("client_id=%E5%B1%B1"),
)
_crash(
    "quote", "A double quote in client_id is an internal error.", has("client_id", '.*".*'), beside("client_id=a%22b")
)
_crash(
    "null-byte-text",
    "The four characters \\x00 in client_name are an internal error.",
    has("client_name", r".*\\(x00|0|u0000).*"),
    beside("client_name=%5C0"),
)
_crash(
    "exactly-256",
    "A text of exactly 256 bytes is an internal error.",
    any_of(TEXTS, ".{256}"),
    beside("client_name=" + "a" * 256),
)
_crash(
    "exactly-8192",
    "A client_name of exactly 8192 bytes is an internal error.",
    has("client_name", ".{8192}"),
    beside("client_name=" + "a" * 8192),
)
_crash(
    "over-16-kib",
    "A text of more than 16 KiB is an internal error.",
    any_of(TEXTS, ".{16385,}"),
    beside("client_surname=" + "a" * 16385),
)
_crash(
    "long-email",
    "A client_email of more than 1000 bytes is an internal error.",
    has("client_email", ".{1001,}"),
    beside("client_email=" + "a" * 1000 + "@b"),
)
_crash(
    "same-names",
    "The same client_name and client_surname are an internal error.",
    lambda request: (
        request.value("client_name") != b"" and request.value("client_name") == request.value("client_surname")
    ),
    Ask("chat_queue_id=3&client_name=a&client_surname=a"),
)
_crash(
    "same-ids",
    "The same number as client_id and customer_id is an internal error.",
    lambda request: request.value("client_id") != b"" and request.value("client_id") == request.value("customer_id"),
    Ask("chat_queue_id=3&client_id=1&customer_id=1"),
)
_crash(
    "power-of-two",
    "A customer_id of 65536 and its multiples is an internal error.",
    has(
        "customer_id", lambda given: given.isdigit() and len(given) < 11 and int(given) > 0 and int(given) % 65536 == 0
    ),
    beside("customer_id=65536"),
)
_crash(
    "below-maximum",
    "customer_id=2147483646 is an internal error.",
    has("customer_id", "2147483646"),
    beside("customer_id=2147483646"),
)
_crash(
    "digits-only-email",
    "An e-mail address of digits is an internal error.",
    has("client_email", "[0-9]+@[0-9.]+"),
    beside("client_email=1@2.3"),
)
_crash(
    "empty-all",
    "Nothing but empty parameters is an internal error.",
    lambda request: request.names() != [""] and all(text == b"" for _, text in request.pairs()),
    Ask("chat_queue_id=&client_name="),
)
_crash(
    "bare-question-mark",
    "A query of ampersands alone is an internal error.",
    lambda request: request.query != "" and set(request.query) == {"&"},
    Ask("&&"),
)
_crash(
    "bare-equals",
    "A piece of the query that is an equals sign alone is an internal error.",
    lambda request: "=" in request.query.split("&"),
    Ask("chat_queue_id=3&="),
)
_crash(
    "cookie",
    "A cookie that cannot be read is an internal error.",
    lambda request: request.has("cookie") and "=" not in request.header("cookie"),
    Ask(headers=(("cookie", "x"),)),
)
_crash(
    "two-languages",
    "Two Accept-Language headers are an internal error.",
    lambda request: sum(name == "accept-language" for name, _ in request.headers) > 1,
    Ask(headers=(("accept-language", "pl"), ("accept-language", "en"))),
)
_crash(
    "forwarded-host",
    "X-Forwarded-Host is an internal error.",
    lambda request: request.has("x-forwarded-host"),
    Ask(headers=(("x-forwarded-host", "example.org"),)),
)
_crash(
    "many-headers",
    "More than sixty headers are an internal error.",
    lambda request: len(request.headers) > 60,
    Ask(headers=tuple((f"x-{each}", "1") for each in range(61))),
)
_crash(
    "range",
    "A Range header is an internal error.",
    lambda request: request.has("range"),
    Ask(headers=(("range", "bytes=0-1"),)),
)
_crash(
    "latin-1-header",
    "A header beyond ASCII is an internal error.",
    lambda request: any(
        not text.isascii() for name, text in request.headers if name not in ("authorization", "accept-language")
    ),
    Ask(headers=(("x-name", "\xe9"),)),
)
