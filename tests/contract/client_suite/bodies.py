"""Bodies of answers: those that the document allows, fixed and random ones, and those that are nearly so."""

import json
import random
import uuid
from collections.abc import Iterator
from typing import Any

from thulium_chat import (
    ApiError,
    AuthenticationError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    RequestTooLongError,
    ServerError,
    ServiceUnavailableError,
)  # fmt: skip

from tests.contract.client_suite import values
from tests.contract.client_suite.transport import CONVERSATION_ID, JSON, Answer

REQUEST_ID = "53678450401cf"

ERRORS: dict[int, type[ApiError]] = {
    400: InvalidRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    414: RequestTooLongError,
    429: RateLimitError,
    500: ServerError,
    503: ServiceUnavailableError,
}
"""The class of each documented error; a conversation may have been started from 500 on."""

EXTRAS: tuple[dict[str, Any], ...] = (
    {},
    {"queue": {"id": 3, "name": None}},
    {"id": 1, "status": "CREATED", "additional_properties": {"a": [1]}, "": None, "code": "x", "message": 0},
    {"url": "https://example.org/", "count": 2**70, "ratio": 0.1, "list": [], "yes": True, "żółw": '😀\u0000\\"\n'},
    {f"field_{number}": number for number in range(40)},
)
"""Fields that the document does not name, and that a caller may want."""


# What the document allows.


def extra(chance: random.Random) -> dict[str, Any]:
    """Return random fields that the document does not name, with anything that JSON can say."""
    names = [f"{name}{end}" for name in ("id", "errors", "conversation_id", "request_id", "message") for end in "s_2X"]
    chosen = chance.sample([*names, "type", "data", "meta", "links", "self", "additional", "x" * 300, "ż", "$ref"], 4)
    return {name: _anything(chance, 3) for name in chosen}


def _anything(chance: random.Random, depth: int) -> Any:
    plain = (None, True, 0, -1, 2**70, 0.5, "", "null", values.text(chance), chance.random())
    if not depth or chance.random() < 0.4:
        return chance.choice(plain)
    inner = [_anything(chance, depth - 1) for _ in range(chance.randrange(4))]
    return inner if chance.random() < 0.5 else {f"{index} a": each for index, each in enumerate(inner)}


def conversation(identifier: object, extra: dict[str, Any] | None = None) -> bytes:
    """Return a conversation."""
    return json.dumps({"conversation_id": identifier, **(extra or {})}).encode()


def envelope(*faults: Any, extra: dict[str, Any] | None = None, **changes: Any) -> bytes:
    """Return an error envelope; a change to None leaves its field out."""
    fields = {"request_id": REQUEST_ID, "errors": list(faults) or [fault()], **changes, **(extra or {})}
    return json.dumps({name: value for name, value in fields.items() if value is not None}).encode()


def fault(**changes: Any) -> dict[str, Any]:
    """Return one error; a change to None leaves its field out."""
    fields = {"message": "No.", "code": 400011, **changes}
    return {name: value for name, value in fields.items() if value is not None}


def error(status: int, *faults: Any, retry_after: str | None = None, **changes: Any) -> Answer:
    """Return an answer that is a documented error."""
    headers = {**JSON, "Content-Language": "en"} | ({} if retry_after is None else {"Retry-After": retry_after})
    return Answer(status, envelope(*faults, **changes), headers)


def identifiers(chance: random.Random) -> list[str]:
    """Return conversation ids: of every version and none, with digits or letters only, and random ones."""
    numbers = [0, 1, 2**128 - 1, int("1" * 32, 16), int("f" * 31, 16), int("12" * 16, 16), 0x1E5]
    numbers += [int("".join(chance.choice("0123456789") for _ in range(32)), 16)]
    numbers += [chance.getrandbits(128) for _ in range(40)]
    versions = [uuid.UUID(int=chance.getrandbits(128), version=version) for version in range(1, 6)]
    return [str(each) for each in (*versions, *(uuid.UUID(int=number) for number in numbers))]


def request_ids(chance: random.Random) -> list[str]:
    """Return request ids: those that look like numbers of some kind, and random ones."""
    fixed = [REQUEST_ID, "0" * 13, "f" * 13, "5367845040123", "0000000000001", "53678450401e5", "1e10000000000"]
    return [*fixed, "0123456789012", *(f"{chance.getrandbits(52):013x}" for _ in range(20))]


def messages(chance: random.Random) -> list[str]:
    """Return messages: any text at all, control characters and blanks too."""
    fixed = ["x", " ", " No. ", "Źle.", "😀\u0301", "<b>No</b>", "a\nb\tc\r\n", "\u0000", "%s %d {0} {}", "No.\n"]
    return [*fixed, "x" * 1000, "ż" * 5000, *(values.text(chance) for _ in range(20))]


def faults(chance: random.Random, number: int) -> list[dict[str, Any]]:
    """Return errors with random messages, codes and unknown fields; some are the same."""
    texts = messages(chance)
    codes = (1, 2, 9, 111111, 222222, 400011, 999999, 1000000, 2147483646, values.LARGEST, chance.randint(1, 10**9))
    made = [
        {**chance.choice(EXTRAS), "message": chance.choice(texts), "code": chance.choice(codes)} for _ in range(number)
    ]
    return made + made[:1] if 1 < number < 100 else made


# What is nearly so.

CONVERSATION = conversation(CONVERSATION_ID)
ENVELOPE = envelope()

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
_NO_VALUES = rb"""NaN Infinity -Infinity 01 +1 .5 1. 'a' undefined "\x" """.split()

_VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 1.5, 1.0, "", " ", "x", "1", [], [1], {}, {"a": 1}, 2**31, 10**30,
)  # fmt: skip

NEARLY_JSON: tuple[bytes, ...] = (
    b"\xef\xbb\xbf" + ENVELOPE, ENVELOPE + b"x", ENVELOPE[:-1], b'{"x": NaN, ' + ENVELOPE[1:],
    b'{"request_id": "x", ' + ENVELOPE[1:], b'{"x": "\xff", ' + ENVELOPE[1:], ENVELOPE.replace(b"No.", b"Za\xbf"),
    ENVELOPE.decode().encode("utf-16"),
)  # fmt: skip
"""An envelope that Python, or some other lenient reader, takes for JSON."""


def spoilt(chance: random.Random, body: bytes) -> Iterator[bytes]:
    """Yield bodies that are no JSON any more, or JSON in another encoding, or JSON that means two things."""
    yield from _NO_JSON
    text = body.decode()
    yield from (text.encode(each) for each in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"))
    yield from (body + each for each in (b"x", b"{}", body, b"\x00"))
    yield from (each + body for each in (b"x", b")]}'\n"))
    yield from (b"[" + body + b"]", b"callback(" + body + b")")
    yield from (body[: chance.randrange(1, len(body))] for _ in range(6))
    yield from (body[:-1], body[1:], body[:-1] + b",}", body.replace(b'"', b"'"), body[:-1] + b" // end\n}")
    yield from (body[:-1] + b', "x": ' + each + b"}" for each in (*_NO_VALUES, b'"\xff"', b'"\n"'))
    name = text.split('"')[1]
    yield from (body[:-1] + f', "{name}": {each}}}'.encode() for each in ("null", json.dumps(json.loads(body)[name])))
    yield b'{"x": {"a": 1, "a": 1}, ' + body[1:]


def _identifiers(chance: random.Random, good: str) -> Iterator[Any]:
    """Yield what is not quite an identifier."""
    yield from _VALUES
    for junk in (" ", "\n", "\t", "\u0000", "\u200b", "g", "-", "0", "６", "{", "\ufeff"):
        place = chance.randrange(1, len(good) - 1)
        other = junk.replace("-", "_").replace("0", "O")
        yield from (
            good + junk,
            junk + good,
            good[:place] + junk + good[place:],
            good[:place] + other + good[place + 1 :],
        )
    yield from (good[:-1], good[1:], good.upper(), good.title(), good[:7] + good[8:], good + good, good[::-1] + "g")
    letter = next(index for index, each in enumerate(good) if each in "abcdef")
    yield from ([good], {"id": good}, good[:letter] + good[letter].upper() + good[letter + 1 :])


def no_conversations(chance: random.Random) -> Iterator[bytes]:
    """Yield what is not quite a conversation."""
    good = "a" + identifiers(chance)[-1].replace("0", "a", 1)[1:]
    yield from map(conversation, _identifiers(chance, good))
    yield from map(conversation, (f"{{{good}}}", f"urn:uuid:{good}", good.replace("-", ""), good.replace("-", "_")))
    yield from map(conversation, (good.replace("-", "", 1), "1234", f" {good} "))
    names = ["id", "conversationId", "Conversation_Id", "CONVERSATION_ID", "conversation", "uuid", "", "data"]
    yield from (json.dumps({name: good}).encode() for name in (*names, " conversation_id"))
    yield from (json.dumps({each: {"conversation_id": good}}).encode() for each in ("data", "result", "conversation"))
    yield from (ENVELOPE, conversation(None, {"errors": []}), json.dumps([good]).encode())


def nearly_envelopes() -> Iterator[bytes]:
    """Yield envelopes with one fault each, the nearest to being sound."""
    ids: tuple[Any, ...] = (
        None, 1, True, "", " ", REQUEST_ID[1:], f"{REQUEST_ID}0", f"{REQUEST_ID}\n", REQUEST_ID.upper(), "g" * 13,
        1234567890123, [REQUEST_ID],
    )  # fmt: skip
    yield from (json.dumps({"request_id": each, "errors": [fault()]}).encode() for each in ids)
    errors: tuple[Any, ...] = (
        None, True, 0, "", "x", [], {}, fault(), [[]], ["x"], [{}], [fault(), None], [fault()] * 101,
    )  # fmt: skip
    yield from (json.dumps({"request_id": REQUEST_ID, "errors": each}).encode() for each in errors)
    codes = (None, True, False, 0, -1, 2**31, 1.0, 1.5, "", "1", "400011", [1])
    yield from (envelope(fault(), {**fault(), "code": each}) for each in codes)
    texts: tuple[Any, ...] = (None, True, 0, "", [], {}, "\ud800")
    yield from (envelope(fault(), {**fault(), "message": each}) for each in texts)
    yield from (envelope(fault(code=None)), envelope(fault(message=None)), envelope(request_id=None))
    yield from (envelope(errors=None), b"{}", b"null", b"[]", CONVERSATION)


def no_envelopes(chance: random.Random) -> Iterator[bytes]:
    """Yield everything that an envelope is sometimes taken to be."""
    yield from (envelope(request_id=each) for each in _identifiers(chance, REQUEST_ID) if each is not None)
    for each in _VALUES[:-1]:
        yield json.dumps({"request_id": REQUEST_ID, "errors": each}).encode()
        good = [fault()] * chance.randrange(0, 99)
        yield envelope(*good, each)
        if type(each) is not int or each < 1:
            yield envelope(*good, {**fault(), "code": each})
        if type(each) is not str or not each:
            yield envelope(*good, {**fault(), "message": each})
    yield from (envelope(fault(code=each)) for each in (-(2**31), 2**31, 2**63, 10**400, 1e300, "400011", " 1", [1]))
    yield from (envelope(*[fault()] * number) for number in (102, 1000))
    yield json.dumps({"requestId": REQUEST_ID, "Errors": [fault()]}).encode()
    yield json.dumps({"error": {"message": "x", "code": 1}}).encode()
