"""The rules that every answer is held to: each with an id, one plain sentence, and a function over an exchange.

A function returns None where the rule says nothing of the exchange, and else a `Finding`. Of several things that are
wrong it names first what contradicts a documented fact.
"""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from thulium_contract.disclosure import Vocabulary
from thulium_contract.exchange import Exchange
from thulium_contract.expectation import Expected
from thulium_contract.facts import HTTP, Alternatives
from thulium_contract.models import model
from thulium_contract.sentences import Sentences, spoken
from thulium_contract.stated import Stated
from thulium_contract.target import LATE

_TOKEN, _CONTROL = re.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+"), re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_PHRASES: dict[str, list[int]] = {}
"""The statuses that have each of HTTP's own phrases."""
for _each in HTTPStatus:
    _PHRASES.setdefault(_each.phrase.lower(), []).append(_each)
_UNWANTED = {
    *("location", "set-cookie", "refresh", "content-location", "content-disposition", "content-range"),
    *("retry-after", "proxy-authenticate", "authentication-info"),
}
_TIMED_ID = re.compile("[0-9a-f]{13}")
_SIMPLE_LANGUAGES: tuple[list[str], ...] = ([], ["pl"], ["en"])
"""Values of Accept-Language of which the vendor says what they ask for."""


@dataclass(frozen=True)
class Finding:
    """What a rule says of an exchange: ``detail`` is what is wrong, empty if nothing is.

    ``facts`` are those that the expectation rests on, None if it rests on what the verdict on the request rests on.
    """

    detail: str = ""
    facts: Alternatives | None = None


def rests_on(*facts: str) -> Alternatives:
    """Return what rests on all of these facts."""
    return (frozenset(facts),)


VERDICT = Finding()
"""The rule holds, and shows that the verdict on the request is right."""


@dataclass
class Memory:
    """What a run remembers from one exchange to the next.

    ``slow`` is after how many seconds an answer is slow, ``fresh_seconds`` how far off the clock of the server may be.
    """

    slow: float
    fresh_seconds: float
    clock: Callable[[], float]
    is_plain: Callable[[Exchange], bool] = lambda exchange: True
    """Whether a request has nothing that a server in front of the API could refuse."""
    ids: dict[str, int] = field(default_factory=dict)
    slow_answers: int = 0
    sentences: Sentences = field(default_factory=Sentences)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    stated: Stated = field(default_factory=Stated)

    def is_now(self, exchange: Exchange, moment: float) -> bool:
        """Tell whether a Unix time is between a request and its answer, as far as the server's clock may be trusted."""
        received = exchange.response.received or self.clock()
        return received - exchange.response.elapsed - self.fresh_seconds <= moment <= received + self.fresh_seconds


Check = Callable[[Exchange, Expected, Memory], Finding | None]


@dataclass(frozen=True)
class Rule:
    """One rule of the contract."""

    id: str
    sentence: str
    check: Check


def _answered(exchange: Exchange, expected: Expected, memory: Memory) -> Finding | None:
    problem = exchange.response.problem
    return Finding(problem) if problem and not problem.startswith(LATE) else Finding(facts=HTTP)


_SOON = rests_on("answers.soon")


def _in_time(exchange: Exchange, expected: Expected, memory: Memory) -> Finding | None:
    response = exchange.response
    if response.problem.startswith(LATE):
        return Finding(response.problem)
    if response.waited > memory.slow:
        # A busy machine may make an answer slow, and another, hardly three.
        memory.slow_answers += 1
        if memory.slow_answers > 2:
            return Finding(f"{response.waited:.1f} s, the third answer above {memory.slow:g} s", _SOON)
    return Finding(facts=_SOON)


def _verdict(exchange: Exchange, expected: Expected, memory: Memory) -> Finding | None:
    status, right = exchange.response.status, expected.statuses
    if exchange.response.problem:
        return None
    succeeded = 200 <= status < 300
    # Where no queues are known, a right request may be refused for its queue.
    refusable = any(each >= 400 for each in right)
    alike = expected.accepted if succeeded else status >= 400 and refusable
    return VERDICT if status in right or alike else Finding(f"{status} where {_listed(right)} is right")


STATUS = rests_on("status")
"""Stands for the facts about the exact status, which depend on the request."""


def _status(exchange: Exchange, expected: Expected, memory: Memory) -> Finding | None:
    finding = _verdict(exchange, expected, memory)
    if finding is None or finding.detail:
        return None
    status = exchange.response.status
    return Finding(
        "" if status in expected.statuses else f"{status} where {_listed(expected.statuses)} is right", STATUS
    )


def _listed(statuses: frozenset[int]) -> str:
    return " or ".join(map(str, sorted(statuses)))


_CODES, _EVERY_FAULT = rests_on("errors.codes"), rests_on("answers.every-fault")


def _codes(exchange: Exchange, expected: Expected, memory: Memory) -> Finding | None:
    if not _is_expected_error(exchange, expected) or not exchange.errors or not expected.codes:
        return None
    wrong = f"the codes are {exchange.codes} where {expected.codes} is right"
    return Finding("" if exchange.codes == expected.codes else wrong, _CODES)


def _faults(exchange: Exchange, expected: Expected, memory: Memory) -> Finding | None:
    if not _is_expected_error(exchange, expected) or not exchange.errors or not expected.codes:
        return None
    named, right = len(exchange.errors), len(expected.codes)
    return Finding("" if named == right else f"{named} errors are named where there are {right}", _EVERY_FAULT)


_EXACT, _IN_FRONT, _ENVELOPE = (
    rests_on(each) for each in ("answers.exact-json", "answers.in-front", "errors.envelope")
)


def _json(exchange: Exchange, expected: Expected, memory: Memory) -> Finding | None:
    if not _has_body(exchange) or _allows_preflight(exchange, expected) or _is_empty(exchange, expected):
        return None
    _, problem = exchange.read
    if problem and exchange.loose is None:
        facts = _ENVELOPE if exchange.response.status >= 400 else rests_on("*.answer-json")
        known = exchange.response.status < 300 or _is_of_api(exchange, memory)
        return Finding(f"the body is not JSON: {problem}", facts if known else _IN_FRONT)
    return Finding(f"the body is not JSON: {problem}" if problem else "", _EXACT)


_SUCCESS_TYPE, _ERROR_TYPE = rests_on("answers.media-type"), rests_on("errors.media-type")


def _media_type(exchange: Exchange, expected: Expected, memory: Memory) -> Finding | None:
    if not _has_body(exchange) or _allows_preflight(exchange, expected) or _is_empty(exchange, expected):
        return None
    types = exchange.response.values("content-type")
    right = len(types) == 1 and memory.stated.is_media_type(exchange.response.status, types[0])
    facts = _ERROR_TYPE if exchange.response.status >= 400 else _SUCCESS_TYPE
    return Finding("" if right else f"the media type is {types}", facts)


_HEAD = rests_on("answers.head")


def _framing(exchange: Exchange, expected: Expected, memory: Memory) -> Finding | None:
    response = exchange.response
    if response.problem:
        return None
    lengths = response.values("content-length")
    if lengths and exchange.request.method != "HEAD" and lengths != [str(len(response.body))]:
        return Finding(f"Content-Length is {lengths} for {len(response.body)} bytes", HTTP)
    if any(not _TOKEN.fullmatch(name) or _CONTROL.search(value) for name, value in response.headers):
        return Finding(f"the headers {[name for name, _ in response.headers]} are not HTTP", HTTP)
    encodings = response.values("content-encoding")
    if encodings and not (len(encodings) == 1 and encodings[0] in _accepted_encodings(exchange)):
        return Finding(f"the body is encoded as {encodings}, which nobody asked for", _HEAD)
    if response.reason.lower() in _PHRASES and response.status not in _PHRASES[response.reason.lower()]:
        return Finding(f"{response.status} is called {response.reason!r}", _HEAD)
    return Finding(_date(exchange, memory), _HEAD)


def _accepted_encodings(exchange: Exchange) -> list[str]:
    given = ",".join(exchange.request.values("accept-encoding")).lower()
    return [each.strip(" ") for each in given.split(",")]


def _date(exchange: Exchange, memory: Memory) -> str:
    """Return what is wrong with the date of an answer."""
    dates = exchange.response.values("date")
    if not dates:
        return ""
    moment = _moment(", ".join(dates))
    return "" if moment and memory.is_now(exchange, moment) else f"Date is {dates}, which is not when it was answered"


@lru_cache(maxsize=16)
def _moment(date: str) -> float | None:
    """Return the Unix time of a date of HTTP."""
    try:
        return datetime.strptime(date, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None


_REQUEST_ID_THERE, _ENTRY, _CODE, _MESSAGE, _COUNT, _FIELDS, _CODE_FORM, _ID_FORM = (
    rests_on(f"errors.{each}")
    for each in (
        *("request-id", "entry", "code-number", "message", "count"),
        *("no-further-fields", "codes", "request-id-form"),
    )
)


_PARTS = ("envelope", "request-id", "entry", "message", "code-number", "count")
_WHOLE_ENVELOPE, _SEVERAL = (
    rests_on(*(f"errors.{part}" for part in parts)) for parts in (_PARTS, (*_PARTS, "several"))
)


def _envelope(exchange: Exchange, expected: Expected, memory: Memory) -> Finding | None:
    if exchange.response.status < 400 or not _has_body(exchange):
        return None
    value = exchange.loose
    if not isinstance(value, dict) or not isinstance(value.get("errors"), list):
        known = _ENVELOPE if _is_of_api(exchange, memory) else _IN_FRONT
        return Finding("the body is not an object of request_id and errors", known)
    if value.get("request_id") in (None, ""):
        return Finding("there is no request_id", _REQUEST_ID_THERE)
    errors = value["errors"]
    if not errors:
        return Finding("errors names none", _ENVELOPE)
    for error in errors:
        if not isinstance(error, dict) or not {"message", "code"} <= set(error):
            return Finding("an error is not an object of message and code", _ENTRY)
        if isinstance(error["code"], bool) or not isinstance(error["code"], int | float):
            return Finding(f"the code {error['code']!r} is no number", _CODE)
        if not isinstance(error["message"], str) or not error["message"].strip():
            return Finding(f"the message {error['message']!r} is no sentence", _MESSAGE)
    return _exact_envelope(value, exchange.read[1])


def _exact_envelope(value: dict[str, Any], problem: str) -> Finding:
    """Return what of an envelope is otherwise than we assume it to be."""
    if (
        problem
        or set(value) != {"request_id", "errors"}
        or any(set(each) != {"message", "code"} for each in value["errors"])
    ):
        return Finding("there is more than request_id and errors of message and code", _FIELDS)
    if not isinstance(value["request_id"], str):
        return Finding("request_id is no text", _ID_FORM)
    if len(value["errors"]) > 100:
        return Finding(f"there are {len(value['errors'])} errors", _COUNT)
    odd = [each["code"] for each in value["errors"] if type(each["code"]) is not int or not 1 <= each["code"] < 2**31]
    if odd:
        return Finding(f"the code {odd[0]!r} is no number from 1 to 2147483647", _CODE_FORM)
    return Finding(facts=_WHOLE_ENVELOPE if len(value["errors"]) == 1 else _SEVERAL)


def _request_id(exchange: Exchange, expected: Expected, memory: Memory) -> Finding | None:
    value = exchange.loose
    if exchange.response.status < 400 or not isinstance(value, dict) or "request_id" not in value:
        return None
    request_id = value["request_id"]
    wrong = ""
    if not isinstance(request_id, str) or not memory.stated.fits("request_id", request_id):
        wrong = f"request_id is {request_id!r}"
    elif not _TIMED_ID.fullmatch(request_id):
        wrong = ""  # The document says another form, in which there is no time.
    elif not memory.is_now(exchange, int(request_id[:8], 16)) or int(request_id[8:], 16) >= 1_000_000:
        wrong = f"request_id {request_id!r} does not tell the time of the request"
    return Finding(wrong, _ID_FORM)


_ID, _UUID_FACT, _LOWER = (rests_on(f"*.conversation-id{each}") for each in ("", "-uuid", "-lowercase"))


_ALL_OF_ID = rests_on("*.conversation-id", "*.conversation-id-uuid", "*.conversation-id-lowercase", "*.answer-json")


_JSON_ANSWER = rests_on("*.answer-json")


def _started(exchange: Exchange, expected: Expected, memory: Memory) -> Finding | None:
    operation = expected.operation
    if not _has_body(exchange) or not 200 <= exchange.response.status < 300 or not expected.accepted:
        return None
    if operation is None or not operation.fields:
        return None
    value = exchange.loose
    missing = [each for each in operation.fields if not isinstance(value, dict) or each not in value]
    if not model(operation.id).stores:
        return Finding(f"there is no {missing[0]}" if missing else "", _JSON_ANSWER)
    identifier = value.get("conversation_id") if isinstance(value, dict) else None
    if not isinstance(identifier, str):
        return Finding(f"conversation_id is {identifier!r}", _ID)
    if not _is_uuid(identifier):
        return Finding(f"conversation_id is {identifier!r}", _UUID_FACT)
    return (
        Finding(facts=_ALL_OF_ID)
        if memory.stated.fits("conversation_id", identifier)
        else Finding(f"conversation_id is {identifier!r}", _LOWER)
    )


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


_FRESH = rests_on("answers.fresh-request-id")


def _fresh(exchange: Exchange, expected: Expected, memory: Memory) -> Finding | None:
    value = exchange.loose
    success = exchange.response.status < 300
    name = "conversation_id" if success else "request_id"
    identifier = value.get(name) if isinstance(value, dict) else None
    if not isinstance(identifier, str):
        return None
    first = memory.ids.setdefault(identifier.lower(), exchange.number)
    ago = exchange.number - first
    return Finding(f"{name} {identifier} was given out {ago} answers ago" if ago else "", _ID if success else _FRESH)


_LANGUAGE, _RANGES, _CONTENT_LANGUAGE, _SENTENCES = (
    rests_on(f"errors.{each}") for each in ("language", "language-ranges", "content-language", "sentences")
)


def _language(exchange: Exchange, expected: Expected, memory: Memory) -> Finding | None:
    if exchange.response.status < 400 or exchange.response.problem:
        return None
    languages = exchange.response.values("content-language")
    wrong = "" if languages == [expected.language] else f"Content-Language is {languages}, not {expected.language}"
    return Finding(wrong, _CONTENT_LANGUAGE)


def _sentence(exchange: Exchange, expected: Expected, memory: Memory) -> Finding | None:
    if exchange.response.status < 400 or not exchange.errors:
        return None
    simple = exchange.request.values("accept-language") in _SIMPLE_LANGUAGES
    for error in exchange.errors:
        message = error.get("message")
        if isinstance(message, str) and spoken(message) not in (None, expected.language):
            return Finding(f"{message!r} is not in the language {expected.language}", _LANGUAGE if simple else _RANGES)
    if simple and (wrong := memory.sentences.untranslated(exchange, expected.language)):
        return Finding(wrong, _LANGUAGE)
    wrong = memory.sentences.judge(exchange, expected.language)
    return Finding(wrong, _SENTENCES if wrong or not simple else _LANGUAGE)


_CHALLENGE, _ALLOW, _PLAIN, _NO_ECHO, _NO_LEAK = (
    rests_on(each) for each in ("auth.challenge", "errors.allow", "answers.plain", "answers.no-echo", "answers.no-leak")
)


def _www_authenticate(exchange: Exchange, expected: Expected, memory: Memory) -> Finding | None:
    if exchange.response.problem:
        return None
    challenges = exchange.response.values("www-authenticate")
    if not memory.stated.has_header(exchange.response.status, "www-authenticate"):
        return Finding(f"WWW-Authenticate with {exchange.response.status}" if challenges else "", _CHALLENGE)
    right = len(challenges) == 1 and re.fullmatch(r'Basic realm="[^"]*"(, *charset="UTF-8")?', challenges[0])
    return Finding("" if right else f"WWW-Authenticate is {challenges}", _CHALLENGE)


def _allow(exchange: Exchange, expected: Expected, memory: Memory) -> Finding | None:
    if exchange.response.problem:
        return None
    allow = exchange.response.values("allow")
    if _allows_preflight(exchange, expected):
        return None
    if not memory.stated.has_header(exchange.response.status, "allow"):
        return Finding(f"Allow with {exchange.response.status}" if allow else "", _ALLOW)
    methods = [each.strip(" \t") for each in ",".join(allow).split(",")]
    right = sorted(methods) == sorted(expected.allow) or not expected.allow
    return Finding("" if right else f"Allow is {allow} where {sorted(expected.allow)} is right", _ALLOW)


def _plain(exchange: Exchange, expected: Expected, memory: Memory) -> Finding | None:
    if exchange.response.problem:
        return None
    found = [name for name, _ in exchange.response.headers if name.lower() in _UNWANTED]
    return Finding(f"the answer has {found[0]}" if found else "", _PLAIN)


def _echo(exchange: Exchange, expected: Expected, memory: Memory) -> Finding | None:
    return None if exchange.response.problem else Finding(_disclosed(exchange, expected, memory)[0] or "", _NO_ECHO)


def _leak(exchange: Exchange, expected: Expected, memory: Memory) -> Finding | None:
    return None if exchange.response.problem else Finding(_disclosed(exchange, expected, memory)[1], _NO_LEAK)


def _disclosed(exchange: Exchange, expected: Expected, memory: Memory) -> tuple[str | None, str]:
    """Return what an answer repeats and shows; success of an operation that reads may show what is stored."""
    operation = expected.operation
    data = operation is not None and exchange.response.status < 300 and not model(operation.id).stores
    return memory.vocabulary.judge(exchange, data=data)


def _has_body(exchange: Exchange) -> bool:
    return not exchange.response.problem and exchange.request.method != "HEAD"


def _is_of_api(exchange: Exchange, memory: Memory) -> bool:
    """Tell whether an error is the API's own: it is JSON, or nothing in front of the API had a reason for it."""
    own = exchange.response.status < 500 and exchange.response.status not in (401, 429)
    return isinstance(exchange.loose, dict | list) or (own and memory.is_plain(exchange))


def _is_empty(exchange: Exchange, expected: Expected) -> bool:
    """Tell whether an answer may be empty: success of an operation that answers nothing."""
    operation = expected.operation
    return operation is not None and not operation.answers and exchange.response.status < 300


def _allows_preflight(exchange: Exchange, expected: Expected) -> bool:
    return expected.preflight and exchange.response.status in (200, 204)


def _is_expected_error(exchange: Exchange, expected: Expected) -> bool:
    status = exchange.response.status
    return status >= 400 and expected.statuses - {200, 204} == {status}


RULES = (
    Rule("answered", "Every request gets one well-formed HTTP answer.", _answered),
    Rule("time", "Every answer comes within the time limit.", _in_time),
    Rule("verdict", "What is right succeeds, and what is not is refused.", _verdict),
    Rule("status", "The status is the one that the document asks for.", _status),
    Rule("json", "Every body is strict JSON in UTF-8, without byte order mark and with each key once.", _json),
    Rule("media-type", "Every body is application/json.", _media_type),
    Rule("framing", "The status line, Content-Length, Date and all other headers are right and well formed.", _framing),
    Rule("started", "Success is an object with a conversation_id, a lower-case UUID with hyphens.", _started),
    Rule("envelope", "Every error is the vendor's envelope to the letter.", _envelope),
    Rule("request-id", "request_id is 13 lower-case hex digits that tell the time of the request.", _request_id),
    Rule("fresh-ids", "No id is ever given out twice.", _fresh),
    Rule("faults", "An error names all faults of the request.", _faults),
    Rule("codes", "The error codes are exactly those of the catalogue, in the order of the document.", _codes),
    Rule(
        "language", "Errors are in the language that Accept-Language prefers, and Content-Language says so.", _language
    ),
    Rule(
        "sentences", "Each fault has one sentence in each language, which names the parameter it is about.", _sentence
    ),
    Rule("www-authenticate", "401, and nothing else, comes with a Basic challenge.", _www_authenticate),
    Rule("allow", "405, and nothing else, comes with Allow, which lists the document's methods.", _allow),
    Rule("plain-answers", "No answer redirects, sets a cookie, offers a file, or asks to wait.", _plain),
    Rule("no-echo", "No answer repeats anything of the request.", _echo),
    Rule("no-leak", "No answer shows credentials or the inside of the server.", _leak),
)
"""The rules of single answers, in the order in which a report lists them."""
