"""The rules that every answer is held to: each with an id, one plain sentence, and a function over an exchange.

A function returns None where the rule says nothing of the exchange, an empty text where it holds, and else what broke.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from http import HTTPStatus

from tests.contract.suite.exchange import Exchange
from tests.contract.suite.expectation import Expected
from tests.contract.suite.sentences import Sentences
from tests.contract.suite.spill import Vocabulary
from tests.contract.suite.target import LATE

Outcome = str | None

_JSON_TYPE = re.compile(r"application/json( *; *charset=\"?utf-8\"?)?", re.IGNORECASE)
_TOKEN, _CONTROL = re.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+"), re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_PHRASES: dict[str, list[int]] = {}
"""The statuses that have each of HTTP's own phrases."""
for _each in HTTPStatus:
    _PHRASES.setdefault(_each.phrase.lower(), []).append(_each)
_UNWANTED = {
    *("location", "set-cookie", "refresh", "content-location", "content-disposition", "content-range"),
    *("retry-after", "proxy-authenticate", "authentication-info"),
}
_REQUEST_ID = re.compile("[0-9a-f]{13}")
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass
class Memory:
    """What a run remembers from one exchange to the next.

    ``slow`` is after how many seconds an answer is slow, ``fresh_seconds`` how far off the clock of the server may be.
    """

    slow: float
    fresh_seconds: float
    clock: Callable[[], float]
    ids: dict[str, int] = field(default_factory=dict)
    slow_answers: int = 0
    sentences: Sentences = field(default_factory=Sentences)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    parameter_of: Callable[[int], str | None] = lambda code: None

    def is_now(self, exchange: Exchange, moment: float) -> bool:
        """Tell whether a Unix time is between a request and its answer, as far as the server's clock may be trusted."""
        received = exchange.response.received or self.clock()
        return received - exchange.response.elapsed - self.fresh_seconds <= moment <= received + self.fresh_seconds


Check = Callable[[Exchange, Expected, Memory], Outcome]


@dataclass(frozen=True)
class Rule:
    """One rule of the contract."""

    id: str
    sentence: str
    check: Check


def _answered(exchange: Exchange, expected: Expected, memory: Memory) -> Outcome:
    problem = exchange.response.problem
    return problem if problem and not problem.startswith(LATE) else ""


def _in_time(exchange: Exchange, expected: Expected, memory: Memory) -> Outcome:
    response = exchange.response
    if response.problem.startswith(LATE):
        return response.problem
    if response.waited > memory.slow:
        # A busy machine may make an answer slow, and another, hardly three.
        memory.slow_answers += 1
        if memory.slow_answers > 2:
            return f"{response.waited:.1f} s, the third answer above {memory.slow:g} s"
    return ""


def _status(exchange: Exchange, expected: Expected, memory: Memory) -> Outcome:
    if exchange.response.problem:
        return None
    status = exchange.response.status
    right = " or ".join(map(str, sorted(expected.statuses)))
    return "" if status in expected.statuses else f"{status} where {right} is right"


def _codes(exchange: Exchange, expected: Expected, memory: Memory) -> Outcome:
    if not _is_expected_error(exchange, expected) or not exchange.errors or not expected.codes:
        return None
    return "" if exchange.codes == expected.codes else f"the codes are {exchange.codes} where {expected.codes} is right"


def _faults(exchange: Exchange, expected: Expected, memory: Memory) -> Outcome:
    if not _is_expected_error(exchange, expected) or not exchange.errors or not expected.codes:
        return None
    named, right = len(exchange.errors), len(expected.codes)
    return "" if named == right else f"{named} errors are named where there are {right}"


def _json(exchange: Exchange, expected: Expected, memory: Memory) -> Outcome:
    if not _has_body(exchange) or _allows_preflight(exchange, expected):
        return None
    _, problem = exchange.read
    return f"the body is not JSON: {problem}" if problem else ""


def _media_type(exchange: Exchange, expected: Expected, memory: Memory) -> Outcome:
    if not _has_body(exchange) or _allows_preflight(exchange, expected):
        return None
    types = exchange.response.values("content-type")
    right = len(types) == 1 and _JSON_TYPE.fullmatch(types[0])
    return "" if right else f"the media type is {types}"


def _framing(exchange: Exchange, expected: Expected, memory: Memory) -> Outcome:
    response = exchange.response
    if response.problem:
        return None
    lengths = response.values("content-length")
    if lengths and exchange.request.method != "HEAD" and lengths != [str(len(response.body))]:
        return f"Content-Length is {lengths} for {len(response.body)} bytes"
    encodings = response.values("content-encoding")
    if encodings and not (len(encodings) == 1 and encodings[0] in _accepted_encodings(exchange)):
        return f"the body is encoded as {encodings}, which nobody asked for"
    if response.reason.lower() in _PHRASES and response.status not in _PHRASES[response.reason.lower()]:
        return f"{response.status} is called {response.reason!r}"
    if any(not _TOKEN.fullmatch(name) or _CONTROL.search(value) for name, value in response.headers):
        return f"the headers {[name for name, _ in response.headers]} are not HTTP"
    return _date(exchange, memory)


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


def _envelope(exchange: Exchange, expected: Expected, memory: Memory) -> Outcome:
    if exchange.response.status < 400 or not _has_body(exchange):
        return None
    value, problem = exchange.read
    if problem or not isinstance(value, dict) or set(value) != {"request_id", "errors"}:
        return "the body is not an object of request_id and errors"
    if not isinstance(value["request_id"], str):
        return "request_id is no text"
    errors = value["errors"]
    if not isinstance(errors, list) or not 1 <= len(errors) <= 100:
        return "errors is no list of 1 to 100"
    for error in errors:
        if not isinstance(error, dict) or set(error) != {"message", "code"}:
            return "an error is not an object of message and code"
        if type(error["code"]) is not int or not 1 <= error["code"] <= 2147483647:
            return f"the code {error['code']!r} is no number from 1 to 2147483647"
        if not isinstance(error["message"], str) or not error["message"].strip():
            return f"the message {error['message']!r} is no sentence"
    return ""


def _request_id(exchange: Exchange, expected: Expected, memory: Memory) -> Outcome:
    value, _ = exchange.read
    if exchange.response.status < 400 or not isinstance(value, dict) or "request_id" not in value:
        return None
    request_id = value["request_id"]
    if not isinstance(request_id, str) or not _REQUEST_ID.fullmatch(request_id):
        return f"request_id is {request_id!r}"
    if not memory.is_now(exchange, int(request_id[:8], 16)) or int(request_id[8:], 16) >= 1_000_000:
        return f"request_id {request_id!r} does not tell the time of the request"
    return ""


def _started(exchange: Exchange, expected: Expected, memory: Memory) -> Outcome:
    if exchange.response.status != 200 or 200 not in expected.statuses or expected.preflight:
        return None
    value, _ = exchange.read
    identifier = value.get("conversation_id") if isinstance(value, dict) else None
    canonical = isinstance(identifier, str) and _UUID.fullmatch(identifier)
    return "" if canonical else f"conversation_id is {identifier!r}"


def _fresh(exchange: Exchange, expected: Expected, memory: Memory) -> Outcome:
    value, _ = exchange.read
    name = "conversation_id" if exchange.response.status == 200 else "request_id"
    identifier = value.get(name) if isinstance(value, dict) else None
    if not isinstance(identifier, str):
        return None
    key = identifier.lower()
    first = memory.ids.setdefault(key, exchange.number)
    return (
        "" if first == exchange.number else f"{name} {identifier} was given out {exchange.number - first} answers ago"
    )


def _language(exchange: Exchange, expected: Expected, memory: Memory) -> Outcome:
    if exchange.response.status < 400 or exchange.response.problem:
        return None
    languages = exchange.response.values("content-language")
    return "" if languages == [expected.language] else f"Content-Language is {languages}, not {expected.language}"


def _sentence(exchange: Exchange, expected: Expected, memory: Memory) -> Outcome:
    if exchange.response.status < 400 or not exchange.errors:
        return None
    return memory.sentences.judge(exchange, expected.language, memory.parameter_of)


def _www_authenticate(exchange: Exchange, expected: Expected, memory: Memory) -> Outcome:
    if exchange.response.problem:
        return None
    challenges = exchange.response.values("www-authenticate")
    if exchange.response.status != 401:
        return f"WWW-Authenticate with {exchange.response.status}" if challenges else ""
    right = len(challenges) == 1 and re.fullmatch(r'Basic realm="[^"]*"(, *charset="UTF-8")?', challenges[0])
    return "" if right else f"WWW-Authenticate is {challenges}"


def _allow(exchange: Exchange, expected: Expected, memory: Memory) -> Outcome:
    if exchange.response.problem:
        return None
    allow = exchange.response.values("allow")
    if _allows_preflight(exchange, expected):
        return None
    if exchange.response.status != 405:
        return f"Allow with {exchange.response.status}" if allow else ""
    methods = [each.strip(" \t") for each in ",".join(allow).split(",")]
    right = sorted(methods) == sorted(expected.allow)
    return "" if right or not expected.allow else f"Allow is {allow} where {sorted(expected.allow)} is right"


def _plain(exchange: Exchange, expected: Expected, memory: Memory) -> Outcome:
    if exchange.response.problem:
        return None
    found = [name for name, _ in exchange.response.headers if name.lower() in _UNWANTED]
    return f"the answer has {found[0]}" if found else ""


def _echo(exchange: Exchange, expected: Expected, memory: Memory) -> Outcome:
    return None if exchange.response.problem else memory.vocabulary.judge(exchange)[0]


def _leak(exchange: Exchange, expected: Expected, memory: Memory) -> Outcome:
    return None if exchange.response.problem else memory.vocabulary.judge(exchange)[1]


def _has_body(exchange: Exchange) -> bool:
    return not exchange.response.problem and exchange.request.method != "HEAD"


def _allows_preflight(exchange: Exchange, expected: Expected) -> bool:
    return expected.preflight and exchange.response.status in (200, 204)


def _is_expected_error(exchange: Exchange, expected: Expected) -> bool:
    status = exchange.response.status
    return status >= 400 and expected.statuses - {200, 204} == {status}


RULES = (
    Rule("answered", "Every request gets one well-formed HTTP answer.", _answered),
    Rule("time", "Every answer comes within the time limit.", _in_time),
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
