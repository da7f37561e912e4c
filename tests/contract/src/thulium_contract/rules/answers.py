"""Rules of answers: presence, latency, status, and the form of a success."""

import uuid

from thulium_contract.document.facts import HTTP, governing
from thulium_contract.expected.expectation import Expected
from thulium_contract.expected.schemas import FURTHER, documented, faults
from thulium_contract.http.exchange import Exchange
from thulium_contract.rules.finding import Finding, Memory, found, is_of_api, rests_on
from thulium_contract.targets.target import LATE

SOON, STATUS = rests_on("answers.soon"), rests_on("status")
"""`STATUS` stands for the facts about the exact status, which depend on the request."""
_EXACT, _IN_FRONT, _ENVELOPE, _ANSWER = (
    rests_on(each) for each in ("answers.exact-json", "answers.in-front", "errors.envelope", "*.answer-json")
)
_ID, _UUID, _LOWER = (rests_on(f"*.conversation-id{each}") for each in ("", "-uuid", "-lowercase"))
_WHOLE_ID = (_ID[0] | _UUID[0] | _LOWER[0] | _ANSWER[0],)
_FRESH = rests_on("answers.fresh-request-id")


def answered(exchange: Exchange, expected: Expected, memory: Memory) -> Finding:
    """Return whether there is an answer of HTTP at all."""
    problem = exchange.response.problem
    return Finding(problem) if problem and not problem.startswith(LATE) else Finding(facts=HTTP)


def in_time(exchange: Exchange, expected: Expected, memory: Memory) -> Finding:
    """Return whether an answer is late; a busy machine may make an answer slow, and another, hardly three."""
    response = exchange.response
    if response.problem.startswith(LATE):
        return Finding(response.problem)
    memory.slow_answers += response.waited > memory.slow
    slow = response.waited > memory.slow and memory.slow_answers > 2
    return Finding(f"{response.waited:.1f} s, the third answer above {memory.slow:g} s" if slow else "", SOON)


def verdict(exchange: Exchange, expected: Expected, memory: Memory) -> Finding:
    """Return whether a right request succeeds and a wrong one is refused."""
    status, right = exchange.response.status, expected.statuses
    # Where no queues are known, a right request may be refused for its queue.
    refusable = any(each >= 400 for each in right)
    # A redirect, as to a page where one logs in, lets nobody in.
    alike = expected.accepted if 200 <= status < 300 else status >= 300 and refusable
    return Finding("" if status in right or alike else _wrong_status(status, right))


def status(exchange: Exchange, expected: Expected, memory: Memory) -> str | None:
    """Return what is wrong with a status of the right kind."""
    if verdict(exchange, expected, memory).detail:
        return None
    status, right = exchange.response.status, expected.statuses
    return "" if status in right else _wrong_status(status, right)


def _wrong_status(status: int, right: frozenset[int]) -> str:
    return f"{status} where {' or '.join(map(str, sorted(right)))} is right"


def json(exchange: Exchange, expected: Expected, memory: Memory) -> Finding:
    """Return whether a body is JSON, strictly."""
    _, problem = exchange.read
    detail, facts = f"the body is not JSON: {problem}" if problem else "", _EXACT
    if problem and exchange.loose is None:
        facts = _ENVELOPE if exchange.response.status >= 400 else _ANSWER
        facts = facts if exchange.response.status < 300 or is_of_api(exchange, memory) else _IN_FRONT
    return Finding(detail, facts)


def media_type(exchange: Exchange, expected: Expected, memory: Memory) -> Finding:
    """Return whether a body is of the documented media type."""
    types = exchange.response.values("content-type")
    right = len(types) == 1 and memory.stated.is_media_type(exchange.response.status, types[0])
    facts = "errors.media-type" if exchange.response.status >= 400 else "answers.media-type"
    return Finding("" if right else f"the media type is {types}", rests_on(facts))


def fields(exchange: Exchange, expected: Expected, memory: Memory) -> Finding | None:
    """Return whether success has its fields, by the schema of the document, or is empty where it has none."""
    operation = expected.operation
    if operation is None:
        return None
    if not operation.answers:
        length = len(exchange.content)
        empty = governing(operation.answer, "/description") or {"document.letter"}
        return Finding(f"success has {length} bytes where it is empty" if length else "", (frozenset(empty),))
    value = exchange.loose
    if value is None:
        return None
    if isinstance(value, list):
        value = [each for each in value if each not in memory.odd]
    above = governing(operation.answer, "/content") or frozenset({"document.letter"})
    # What is to be included may be any field.
    is_open = any(value is True for value in expected.values.values())
    wrong = faults(operation.result, value, above=above)
    shown = above | documented(operation.result, value)
    return found((each for each in wrong if not (is_open and each[1] == FURTHER)), shown)


def started(exchange: Exchange, expected: Expected, memory: Memory) -> Finding:
    """Return whether the id of a conversation has its form."""
    value = exchange.loose
    identifier = value.get("conversation_id") if isinstance(value, dict) else None
    wrong = f"conversation_id is {identifier!r}"
    if not isinstance(identifier, str):
        return Finding(wrong, _ID)
    if not _is_uuid(identifier):
        return Finding(wrong, _UUID)
    fits = memory.stated.fits("conversation_id", identifier)
    return Finding(facts=_WHOLE_ID) if fits else Finding(wrong, _LOWER)


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def fresh_id(exchange: Exchange, expected: Expected, memory: Memory) -> Finding | None:
    """Return whether the id in an answer was given out before."""
    value, succeeded = exchange.loose, exchange.response.status < 300
    name = "conversation_id" if succeeded else "request_id"
    identifier = value.get(name) if isinstance(value, dict) else None
    if not isinstance(identifier, str):
        return None
    ago = exchange.number - memory.ids.setdefault(identifier.lower(), exchange.number)
    detail = f"{name} {identifier} was given out {ago} answers ago" if ago else ""
    return Finding(detail, _ID if succeeded else _FRESH)
