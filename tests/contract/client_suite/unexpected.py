"""Rules of answers that the document does not allow: each is an UnexpectedResponseError, never anything else."""

import gzip
import json
import random
import zlib
from collections.abc import Iterator
from typing import Any

from thulium_chat import UnexpectedResponseError

from tests.contract.client_suite import bodies
from tests.contract.client_suite.bodies import ERRORS, REQUEST_ID
from tests.contract.client_suite.rules import Chat, Rules, Run
from tests.contract.client_suite.transport import CONVERSATION_ID, JSON, STARTED, Answer, Endless, Recorder

RULES = Rules()

_CONVERSATION = bodies.conversation(CONVERSATION_ID)
_ENVELOPE = bodies.envelope()

_MEDIA_TYPES = (
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


def _spoilt(chance: random.Random, body: bytes) -> Iterator[bytes]:
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


def _conversations(chance: random.Random) -> Iterator[bytes]:
    good = str(bodies.identifiers(chance)[-1]).replace("0", "a", 1)
    yield from (bodies.conversation(each) for each in _identifiers(chance, "a" + good[1:]))
    for wrong in (
        f"{{{good}}}",
        f"urn:uuid:{good}",
        good.replace("-", ""),
        good.replace("-", "_"),
        good.replace("-", "", 1),
        "1234",
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
    yield from (_ENVELOPE, bodies.conversation(None, {"errors": []}), json.dumps([good]).encode())


def _sharp_envelopes() -> Iterator[bytes]:
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
        [REQUEST_ID],
    )
    yield from (json.dumps({"request_id": each, "errors": [bodies.fault()]}).encode() for each in (None, *request_ids))
    errors = (
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
    for each in (None, True, 0, "", [], {}, "\ud800"):
        yield bodies.envelope(bodies.fault(), {**bodies.fault(), "message": each})
    yield from (bodies.envelope(bodies.fault(code=None)), bodies.envelope(bodies.fault(message=None)))
    yield from (bodies.envelope(request_id=None), bodies.envelope(errors=None), b"{}", b"null", b"[]", _CONVERSATION)


def _envelopes(chance: random.Random) -> Iterator[bytes]:
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


def check_unexpected(run: Run, chat: Chat, recorder: Recorder, answer: Answer, whole: bool = True) -> None:
    """Check that an answer is refused, that the error has it, and that the next call goes on as ever."""
    recorder.answer_with(answer, STARTED)
    outcome = run.outcome(chat)
    about = (answer.status, dict(answer.headers), answer.body)
    run.equal(type(outcome), UnexpectedResponseError, "outcome", *about)
    assert isinstance(outcome, UnexpectedResponseError)
    run.equal(outcome.status, answer.status, "status", *about)
    run.equal(outcome.response.status_code, answer.status, "the status of the raw answer", *about)
    run.check(
        bool(outcome.reason) and outcome.reason in str(outcome), f"the text of the error gives no reason: {outcome}"
    )
    run.equal(outcome.maybe_started, True, "maybe_started", *about)
    if whole:
        run.equal(outcome.response.content, answer.body, "the raw answer", *about)
    run.equal(len(recorder.sent), 1, "requests that a call sends", *about)
    run.check(all(each.closed for each in recorder.streams), "the answer is left open")


def _check_all(run: Run, answers: Iterator[Answer], retries: int = 0) -> None:
    recorder = Recorder()
    with run.chat(recorder, retries=retries) as chat:
        for answer in answers:
            check_unexpected(run, chat, recorder, answer)


@RULES("answer-of-another-status", slow=True)
def _statuses(run: Run) -> None:
    """A status that the document does not have is refused, whatever comes with it."""
    known = (
        *range(199, 230),
        *range(300, 310),
        *range(402, 432),
        451,
        499,
        *range(501, 512),
        520,
        522,
        525,
        530,
        598,
        599,
    )
    others = {*known, *run.random.sample(range(100, 1000), 60), 100, 101, 102, 103, 600, 700, 999} - {200, *ERRORS}
    statuses = sorted(others)
    _check_all(run, (Answer(status, body) for status in statuses for body in (_CONVERSATION, _ENVELOPE)), retries=2)
    _check_all(run, (Answer(status, b"", {}) for status in statuses if status in known or status < 200))


@RULES("answer-of-another-media-type")
def _media_types(run: Run) -> None:
    """A body of another media type is refused, even where it reads as what the document has."""
    for status in (200, *ERRORS):
        body = _CONVERSATION if status == 200 else _ENVELOPE
        _check_all(run, (Answer(status, body, {} if each is None else {"Content-Type": each}) for each in _MEDIA_TYPES))


@RULES("answer-that-is-no-json", slow=True)
def _no_json(run: Run) -> None:
    """A body that is no JSON in UTF-8 is refused, as is one that names a field twice."""
    for status in (200, 404, run.random.choice(tuple(ERRORS))):
        body = _CONVERSATION if status == 200 else _ENVELOPE
        _check_all(run, (Answer(status, each) for each in _spoilt(run.random, body)))
    _check_all(
        run, (Answer(status, each, headers) for status in ERRORS for each in (b"", b"<html>") for headers in (JSON, {}))
    )


@RULES("answer-that-is-no-conversation")
def _no_conversation(run: Run) -> None:
    """On success, a body that is no conversation with a canonical id is refused."""
    _check_all(run, (Answer(200, each) for each in _conversations(run.random)))


@RULES("answer-that-is-no-envelope", slow=True)
def _no_envelope(run: Run) -> None:
    """On errors, a body that is not the envelope to the letter is refused."""
    for status in ERRORS:
        _check_all(run, (Answer(status, each) for each in _sharp_envelopes()))
    status = run.random.choice(tuple(ERRORS))
    _check_all(run, (Answer(status, each) for each in _envelopes(run.random)))


@RULES("answer-that-is-encoded")
def _encoded(run: Run) -> None:
    """A compressed body is refused unread: nobody asked for it, and it could unpack to any size."""
    packed = {
        "gzip": gzip.compress(_CONVERSATION),
        "deflate": zlib.compress(_CONVERSATION),
        "br": b"\x8b",
        "gzip, gzip": b"x",
    }
    packed |= {
        "x-gzip": packed["gzip"],
        "GZIP": packed["gzip"],
        "zstd": b"x",
        "unknown": _CONVERSATION,
        "identity, gzip": packed["gzip"],
    }
    recorder = Recorder()
    with run.chat(recorder) as chat:
        for status, (encoding, body) in ((status, case) for status in (200, 404, 500) for case in packed.items()):
            answer = Answer(status, body, {**JSON, "Content-Encoding": encoding})
            check_unexpected(run, chat, recorder, answer, whole=False)


@RULES("answer-without-end")
def _endless(run: Run) -> None:
    """An answer of many megabytes is refused, and not read to its end."""
    recorder = Recorder()
    with run.chat(recorder) as chat:
        for status, length in ((200, None), (500, None), (200, "67108864")):
            headers = {**JSON} if length is None else {**JSON, "Content-Length": length}
            check_unexpected(run, chat, recorder, Endless(status, b"", headers), whole=False)
            run.check(
                recorder.streams[0].read <= 4 * 1024 * 1024,
                f"{recorder.streams[0].read} bytes of an endless answer are read",
            )
