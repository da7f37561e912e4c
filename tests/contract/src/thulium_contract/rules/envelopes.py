"""Rules of errors: the envelope, the codes, and the sentences."""

import re
from typing import Any

from thulium_contract.expected.expectation import Expected
from thulium_contract.http.exchange import Exchange, Request
from thulium_contract.rules.finding import Finding, Memory, is_of_api, rests_on
from thulium_contract.rules.sentences import spoken

_PARTS = ("envelope", "request-id", "entry", "message", "code-number", "count")
_WHOLE, _SEVERAL = (rests_on(*(f"errors.{part}" for part in parts)) for parts in (_PARTS, (*_PARTS, "several")))
_IN_FRONT = rests_on("answers.in-front")
_LANGUAGE, _RANGES, _SENTENCES = (rests_on(f"errors.{each}") for each in ("language", "language-ranges", "sentences"))
_TIMED_ID = re.compile("[0-9a-f]{13}")
_SIMPLE_LANGUAGES: tuple[list[str], ...] = ([], ["pl"], ["en"])
"""Values of Accept-Language of which the vendor says what they ask for."""


def faults(exchange: Exchange, expected: Expected, memory: Memory) -> str:
    """Return whether an error names all faults."""
    named, right = len(exchange.errors), len(expected.codes)
    return "" if named == right else f"{named} errors are named where there are {right}"


def codes(exchange: Exchange, expected: Expected, memory: Memory) -> str:
    """Return whether the codes are right."""
    right = exchange.codes == expected.codes
    return "" if right else f"the codes are {exchange.codes} where {expected.codes} is right"


def envelope(exchange: Exchange, expected: Expected, memory: Memory) -> Finding:
    """Return whether an error is the envelope: first what is documented of it, then what we assume."""
    value = exchange.loose
    if not isinstance(value, dict) or not isinstance(value.get("errors"), list):
        known = rests_on("errors.envelope") if is_of_api(exchange, memory) else _IN_FRONT
        return Finding("the body is not an object of request_id and errors", known)
    found = _documented(value) or _assumed(value, exchange.read[1])
    whole = _WHOLE if len(value["errors"]) == 1 else _SEVERAL
    return Finding(found[1], rests_on(f"errors.{found[0]}")) if found else Finding(facts=whole)


def _documented(value: dict[str, Any]) -> tuple[str, str] | None:
    if value.get("request_id") in (None, ""):
        return "request-id", "there is no request_id"
    if not value["errors"]:
        return "envelope", "errors names none"
    for error in value["errors"]:
        if not isinstance(error, dict) or not {"message", "code"} <= set(error):
            return "entry", "an error is not an object of message and code"
        if isinstance(error["code"], bool) or not isinstance(error["code"], int | float):
            return "code-number", f"the code {error['code']!r} is no number"
        if not isinstance(error["message"], str) or not error["message"].strip():
            return "message", f"the message {error['message']!r} is no sentence"
    return None


def _assumed(value: dict[str, Any], problem: str) -> tuple[str, str] | None:
    errors = value["errors"]
    if problem or set(value) != {"request_id", "errors"} or any(set(each) != {"message", "code"} for each in errors):
        return "no-further-fields", "there is more than request_id and errors of message and code"
    if not isinstance(value["request_id"], str):
        return "request-id-form", "request_id is no text"
    if len(errors) > 100:
        return "count", f"there are {len(errors)} errors"
    odd = [each["code"] for each in errors if type(each["code"]) is not int or not 1 <= each["code"] < 2**31]
    return ("codes", f"the code {odd[0]!r} is no number from 1 to 2147483647") if odd else None


def request_id(exchange: Exchange, expected: Expected, memory: Memory) -> str | None:
    """Return whether a request_id has its form, and tells the time of the request where that form does."""
    value = exchange.loose
    if not isinstance(value, dict) or "request_id" not in value:
        return None
    found = value["request_id"]
    if not isinstance(found, str) or not memory.stated.fits("request_id", found):
        return f"request_id is {found!r}"
    timed = _TIMED_ID.fullmatch(found)
    right = not timed or (memory.is_now(exchange, int(found[:8], 16)) and int(found[8:], 16) < 1_000_000)
    return "" if right else f"request_id {found!r} does not tell the time of the request"


def language(exchange: Exchange, expected: Expected, memory: Memory) -> str:
    """Return whether Content-Language names the preferred language."""
    languages = exchange.response.values("content-language")
    right = languages == [expected.language]
    return "" if right else f"Content-Language is {languages}, not {expected.language}"


def is_simple(request: Request) -> bool:
    """Tell whether the vendor says which language a request asks for."""
    return request.values("accept-language") in _SIMPLE_LANGUAGES


def sentences(exchange: Exchange, expected: Expected, memory: Memory) -> Finding | None:
    """Return whether the sentences are in the preferred language, each of its code."""
    if not exchange.errors:
        return None
    simple = is_simple(exchange.request)
    for message in (error.get("message") for error in exchange.errors):
        if isinstance(message, str) and spoken(message) not in (None, expected.language):
            return Finding(f"{message!r} is not in the language {expected.language}", _LANGUAGE if simple else _RANGES)
    if simple and (wrong := memory.sentences.untranslated(exchange, expected.language)):
        return Finding(wrong, _LANGUAGE)
    wrong = memory.sentences.judge(exchange, expected.language)
    return Finding(wrong, _SENTENCES if wrong or not simple else _LANGUAGE)
