"""Answers that the document does not allow, most of them nearly sound: media types, bytes, conversations, envelopes."""

import json
import random
from collections.abc import Iterator
from typing import Any

from tests.contract.client_suite import bodies
from tests.contract.client_suite.bodies import REQUEST_ID
from tests.contract.client_suite.transport import CONVERSATION_ID

CONVERSATION = bodies.conversation(CONVERSATION_ID)
ENVELOPE = bodies.envelope()

MEDIA_TYPES = (
    None, "", "text/html", "text/html; charset=utf-8", "text/plain", "text/json", "application/problem+json",
    "application/jsonp", "application/x-json", "application/xml", "application/json, text/html", "json", "*/*",
    "application/vnd.api+json", "text/javascript",
)  # fmt: skip

_NO_JSON = (
    b"", b" ", b"\n", b"<!doctype html><h1>It works</h1>", b"null", b"true", b"0", b"1", b'""', b"[]", b"{}", b"{",
    b"}", b"OK", b"\x00", b"undefined", b"[" * 5000, b'{"a":' * 5000, b"[" * 100_000, b"NaN", b"1" * 5000, b"\xff",
    b"\xff\xfe{\x00}\x00", b"a=1", b"b''", b"{'conversation_id': '6ed7c941-2c8a-411e-95d2-338a9f64800a'}",
    CONVERSATION_ID.encode(), json.dumps(CONVERSATION_ID).encode(),
)  # fmt: skip

_VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    1,
    -1,
    1.5,
    1.0,
    "",
    " ",
    "x",
    "1",
    [],
    [1],
    {},
    {"a": 1},
    2**31,
    10**30,
)


def spoilt(chance: random.Random, body: bytes) -> Iterator[bytes]:
    """Return bodies that are no JSON any more, or JSON in another encoding, or JSON that means two things."""
    yield from _NO_JSON
    text = body.decode()
    yield from (b"\xef\xbb\xbf" + body, *(text.encode(each) for each in ("utf-16", "utf-16-le", "utf-16-be", "utf-32")))
    yield from (
        body + b"x",
        body + b"{}",
        body + body,
        b"[" + body + b"]",
        body + b"\x00",
        b"x" + body,
        b")]}'\n" + body,
        b"callback(" + body + b")",
    )
    yield from (body[: chance.randrange(1, len(body))] for _ in range(6))
    yield from (body[:-1], body[1:], body[:-1] + b",}", body.replace(b'"', b"'"), body[:-1] + b" // end\n}")
    for constant in (
        b"NaN",
        b"Infinity",
        b"-Infinity",
        b"01",
        b"+1",
        b".5",
        b"1.",
        b"'a'",
        b"undefined",
        b'"\xff"',
        b'"\n"',
        b'"\\x"',
    ):
        yield body[:-1] + b', "x": ' + constant + b"}"
    name = text.split('"')[1]
    yield from (body[:-1] + f', "{name}": {each}}}'.encode() for each in ("null", json.dumps(json.loads(body)[name])))
    yield b'{"x": {"a": 1, "a": 1}, ' + body[1:]


def _identifiers(chance: random.Random, good: str) -> Iterator[Any]:
    """Return what is not quite an identifier."""
    yield from _VALUES
    for junk in (" ", "\n", "\t", "\u0000", "\u200b", "g", "-", "0", "６", "{", "\ufeff"):
        yield from (good + junk, junk + good)
        place = chance.randrange(1, len(good) - 1)
        yield from (
            good[:place] + junk + good[place:],
            good[:place] + junk.replace("-", "_").replace("0", "O") + good[place + 1 :],
        )
    yield from (
        good[:-1],
        good[1:],
        good.upper(),
        good.title(),
        good[:7] + good[8:],
        good + good,
        good[::-1] + "g",
        [good],
        {"id": good},
    )
    letter = next(index for index, each in enumerate(good) if each in "abcdef")
    yield good[:letter] + good[letter].upper() + good[letter + 1 :]


def conversations(chance: random.Random) -> Iterator[bytes]:
    """Return what is not quite a conversation."""
    good = str(bodies.identifiers(chance)[-1]).replace("0", "a", 1)
    yield from (bodies.conversation(each) for each in _identifiers(chance, "a" + good[1:]))
    for wrong in (
        f"{{{good}}}",
        f"urn:uuid:{good}",
        good.replace("-", ""),
        good.replace("-", "_"),
        good.replace("-", "", 1),
        "1234",
        f" {good} ",
    ):
        yield bodies.conversation(wrong)
    for name in (
        "id",
        "conversationId",
        "Conversation_Id",
        "CONVERSATION_ID",
        "conversation",
        "uuid",
        " conversation_id",
        "data",
    ):
        yield json.dumps({name: good}).encode()
    yield from (json.dumps({each: {"conversation_id": good}}).encode() for each in ("data", "result", "conversation"))
    yield from (ENVELOPE, bodies.conversation(None, {"errors": []}), json.dumps([good]).encode())


def nearly_envelopes() -> Iterator[bytes]:
    """Return envelopes with one fault each, the nearest to being sound."""
    request_ids = (
        1,
        True,
        "",
        " ",
        REQUEST_ID[1:],
        REQUEST_ID + "0",
        REQUEST_ID + "\n",
        REQUEST_ID.upper(),
        "g" * 13,
        1234567890123,
        [REQUEST_ID],
    )
    yield from (json.dumps({"request_id": each, "errors": [bodies.fault()]}).encode() for each in (None, *request_ids))
    errors: tuple[Any, ...] = (
        None,
        True,
        0,
        "",
        "x",
        [],
        {},
        bodies.fault(),
        [[]],
        ["x"],
        [{}],
        [bodies.fault(), None],
        [bodies.fault()] * 101,
    )
    yield from (json.dumps({"request_id": REQUEST_ID, "errors": each}).encode() for each in errors)
    for each in (None, True, False, 0, -1, 2**31, 1.0, 1.5, "", "1", "400011", [1]):
        yield bodies.envelope(bodies.fault(), {**bodies.fault(), "code": each})
    messages: tuple[Any, ...] = (None, True, 0, "", [], {}, "\ud800")
    for message in messages:
        yield bodies.envelope(bodies.fault(), {**bodies.fault(), "message": message})
    yield from (bodies.envelope(bodies.fault(code=None)), bodies.envelope(bodies.fault(message=None)))
    yield from (bodies.envelope(request_id=None), bodies.envelope(errors=None), b"{}", b"null", b"[]", CONVERSATION)


def envelopes(chance: random.Random) -> Iterator[bytes]:
    """Return everything that an envelope is sometimes taken to be."""
    yield from (bodies.envelope(request_id=each) for each in _identifiers(chance, REQUEST_ID) if each is not None)
    for each in _VALUES[:-1]:
        yield json.dumps({"request_id": REQUEST_ID, "errors": each}).encode()
        good = [bodies.fault()] * chance.randrange(0, 99)
        yield bodies.envelope(*good, each)
        if type(each) is not int or each < 1:
            yield bodies.envelope(*good, {**bodies.fault(), "code": each})
        if type(each) is not str or not each:
            yield bodies.envelope(*good, {**bodies.fault(), "message": each})
    for each in (-(2**31), 2**31, 2**63, 10**400, 1e300, "400011", " 1", [1]):
        yield bodies.envelope(bodies.fault(code=each))
    yield from (bodies.envelope(*[bodies.fault()] * number) for number in (102, 1000))
    yield json.dumps({"requestId": REQUEST_ID, "Errors": [bodies.fault()]}).encode()
    yield json.dumps({"error": {"message": "x", "code": 1}}).encode()


NEARLY_JSON: tuple[bytes, ...] = (
    b"\xef\xbb\xbf" + ENVELOPE,
    ENVELOPE + b"x",
    ENVELOPE[:-1],
    b'{"x": NaN, ' + ENVELOPE[1:],
    b'{"request_id": "x", ' + ENVELOPE[1:],
    b'{"x": "\xff", ' + ENVELOPE[1:],
    ENVELOPE.replace(b"No.", b"Za\xbf"),
    ENVELOPE.decode().encode("utf-16"),
)
"""An envelope that Python, or some other lenient reader, takes for JSON."""
