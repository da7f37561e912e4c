"""Defects in how success is answered, and in how JSON is written."""

from tests.mutants.server.changes import ERRORS, Edit, at, body, content, fields, media, status
from tests.mutants.server.core import Group
from tests.mutants.server.witness import Ask

GROUP = Group("answers")


_SUCCESS: list[tuple[str, str, Edit]] = [
    ("201", "Success is 201.", status(201)),
    ("202", "Success is 202.", status(202)),
    ("204", "Success is 204 without a body.", lambda answer: body(lambda _: b"")(status(204)(answer))),
    ("empty", "Success has no body.", body(lambda _: b"")),
    ("empty-object", "Success is an empty object.", content(lambda _: {})),
    ("null", "The id is null.", content(lambda _: {"conversation_id": None})),
    ("wrapped", "Success is wrapped in data.", content(lambda value: {"data": value})),
    ("in-list", "Success is a list of one.", content(lambda value: [value])),
    ("bare", "Success is the id alone.", content(lambda value: value["conversation_id"])),
    ("in-text", "Success is JSON within a JSON text.", lambda answer: answer.with_json(answer.body.decode())),
    ("key", "The id is called id.", content(lambda value: {"id": value["conversation_id"]})),
    (
        "camel-case",
        "The id is called conversationId.",
        content(lambda value: {"conversationId": value["conversation_id"]}),
    ),
    ("object", "The id is an object.", content(lambda value: {"conversation_id": {"id": value["conversation_id"]}})),
    ("list", "The id is a list.", content(lambda value: {"conversation_id": [value["conversation_id"]]})),
    ("number", "The id is a number.", content(lambda _: {"conversation_id": 1234})),
    ("html", "Success is HTML.", media("text/html", "<p>Started</p>")),
    (
        "jsonp",
        "Success is a call of a JavaScript function.",
        lambda answer: media("application/javascript", f"callback({answer.body.decode()})")(answer),
    ),
    ("text", "Success is JSON that is said to be plain text.", fields(content_type="text/plain")),
    ("no-type", "Success has no media type.", fields(content_type=None)),
    ("text-json", "Success has the media type text/json.", fields(content_type="text/json")),
    ("hal", "Success has the media type application/hal+json.", fields(content_type="application/hal+json")),
    ("charset", "Success is said to be in Latin-2.", fields(content_type="application/json; charset=iso-8859-2")),
    ("two-types", "Success has two media types.", fields(content_type="application/json, application/json")),
    (
        "too-short",
        "Content-Length of success is one too small.",
        lambda answer: answer.with_header("content-length", str(len(answer.body) - 1)),
    ),
    (
        "too-long",
        "Content-Length of success is one too large.",
        lambda answer: answer.with_header("content-length", str(len(answer.body) + 1)),
    ),
    ("compressed", "Success is said to be compressed and is not.", fields(content_encoding="gzip")),
    ("byte-order-mark", "Success begins with a byte order mark.", body(lambda text: b"\xef\xbb\xbf" + text)),
    ("utf-16", "Success is in UTF-16.", body(lambda text: text.decode().encode("utf-16"))),
    ("trailing-garbage", "Something follows the JSON of success.", body(lambda text: text + b"<!-- 3 ms -->")),
    (
        "leading-garbage",
        "A warning precedes the JSON of success.",
        body(lambda text: b"Notice: undefined index\n" + text),
    ),
    ("truncated", "The JSON of success lacks its last byte.", body(lambda text: text[:-1])),
    ("nan", "Success has a number that JSON has not.", body(lambda text: text[:-1] + b',"elapsed":NaN}')),
    ("single-quotes", "The JSON of success has single quotes.", body(lambda text: text.replace(b'"', b"'"))),
    ("trailing-comma", "The JSON of success ends with a comma.", body(lambda text: text[:-1] + b",}")),
    (
        "duplicate-key",
        "The JSON of success has the id twice, first as null.",
        body(lambda text: b'{"conversation_id":null,' + text[1:]),
    ),
    ("nul", "NUL follows the JSON of success.", body(lambda text: text + b"\0")),
    ("twice", "The JSON of success is sent twice.", body(lambda text: text + text)),
    (
        "prefix",
        "The JSON of success follows a guard against inclusion as a script.",
        body(lambda text: b")]}',\n" + text),
    ),
]
for _name, _description, _edit in _SUCCESS:
    GROUP.on_answer(_name, _description, at(200, _edit), Ask())

_REFUSED, _POLISH = Ask(""), Ask("chat_queue_id=x", headers=(("accept-language", "pl"),))
_ERRORS: list[tuple[str, str, Edit, Ask]] = [
    (
        "errors-byte-order-mark",
        "Errors begin with a byte order mark.",
        body(lambda text: b"\xef\xbb\xbf" + text),
        _REFUSED,
    ),
    (
        "errors-latin-2",
        "Errors are in Latin-2.",
        body(lambda text: text.decode().encode("iso-8859-2", "replace")),
        _POLISH,
    ),
    (
        "errors-encoded-twice",
        "Polish letters are encoded twice.",
        body(lambda text: text.decode("latin-1").encode()),
        _POLISH,
    ),
    (
        "errors-surrogates",
        "Errors have a lone surrogate in a message.",
        body(lambda text: text.replace(b'"message":"', b'"message":"\\ud83d')),
        _REFUSED,
    ),
    ("errors-trailing-garbage", "Something follows the JSON of errors.", body(lambda text: text + b"0"), _REFUSED),
    (
        "errors-raw-newline",
        "A message has a raw line feed, which JSON has not.",
        body(lambda text: text.replace(b": ", b":\n")),
        _REFUSED,
    ),
    (
        "errors-truncated",
        "Errors in Polish are cut by their number of characters.",
        lambda answer: answer.with_body(answer.body[: len(answer.body.decode())]),
        _POLISH,
    ),
    (
        "errors-duplicate-key",
        "Errors have request_id twice, first as an empty text.",
        body(lambda text: b'{"request_id":"",' + text[1:]),
        _REFUSED,
    ),
]
for _name, _description, _edit, _ask in _ERRORS:
    GROUP.on_answer(_name, _description, at(ERRORS, _edit), _ask)
