"""Finding of a rule, and the memory of a run that rules share."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from thulium_contract.document.facts import Alternatives
from thulium_contract.document.models import model
from thulium_contract.document.stated import Stated
from thulium_contract.expected.expectation import Expected
from thulium_contract.expected.schemas import Fault
from thulium_contract.http.exchange import Exchange
from thulium_contract.rules.disclosure import Vocabulary
from thulium_contract.rules.sentences import Sentences


class Finding(NamedTuple):
    """Finding of a rule on an exchange: ``detail`` is what is wrong, empty if nothing is.

    ``facts`` are those that the expectation rests on, None if it rests on what the verdict on the request rests on.
    """

    detail: str = ""
    facts: Alternatives | None = None


@cache
def rests_on(*facts: str) -> Alternatives:
    """Return what rests on all of these facts; ``*`` stands for the area of the operation."""
    return (frozenset(facts),)


def found(faults: Iterable[Fault], otherwise: frozenset[str]) -> Finding:
    """Return all faults as one finding, by the facts that they contradict; without any it rests on ``otherwise``."""
    details: dict[frozenset[str], str] = {}
    for detail, facts in faults:
        details.setdefault(facts, detail)
    return Finding("; ".join(details.values()), tuple(details) or (otherwise,))


@dataclass
class Memory:
    """Memory of a run across exchanges.

    ``slow`` is after how many seconds an answer is slow, ``fresh_seconds`` how far off the clock of the server may be.
    """

    slow: float
    fresh_seconds: float
    clock: Callable[[], float]
    is_plain: Callable[[Exchange], bool] = lambda exchange: True
    """Whether a request has nothing that a server in front of the API could refuse."""
    ids: dict[str, int] = field(default_factory=dict)
    odd: list[Any] = field(default_factory=list)
    """Answers that accept what is assumed to be refused: lists may show the same."""
    slow_answers: int = 0
    sentences: Sentences = field(default_factory=Sentences)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    stated: Stated = field(default_factory=Stated)

    def is_now(self, exchange: Exchange, moment: float) -> bool:
        """Tell whether a Unix time is between a request and its answer, as far as the server's clock may be trusted."""
        received = exchange.response.received or self.clock()
        return received - exchange.response.elapsed - self.fresh_seconds <= moment <= received + self.fresh_seconds


When = Callable[[Exchange, Expected], bool]
"""Tells whether a rule says something of an exchange."""


def always(exchange: Exchange, expected: Expected) -> bool:
    """Whatever comes of a request."""
    return True


def answered(exchange: Exchange, expected: Expected) -> bool:
    """Answers of any kind."""
    return not exchange.response.problem


def has_body(exchange: Exchange, expected: Expected) -> bool:
    """Answers that have a body, unless they allow a preflight or their operation answers nothing."""
    operation = expected.operation
    empty = operation is not None and not operation.answers and exchange.response.status < 300
    return is_no_preflight(exchange, expected) and exchange.request.method != "HEAD" and not empty


def is_error(exchange: Exchange, expected: Expected) -> bool:
    """Errors, whether they are right or not."""
    return exchange.response.status >= 400 and not exchange.response.problem


def is_error_with_body(exchange: Exchange, expected: Expected) -> bool:
    """Errors that have a body."""
    return is_error(exchange, expected) and exchange.request.method != "HEAD"


def is_expected_error(exchange: Exchange, expected: Expected) -> bool:
    """Errors of the right status that name faults, of which the codes are known."""
    right = expected.statuses - {200, 204} == {exchange.response.status}
    return is_error(exchange, expected) and right and bool(exchange.errors) and bool(expected.codes)


def is_success(exchange: Exchange, expected: Expected) -> bool:
    """Successes of right requests."""
    known = expected.accepted and expected.operation is not None and exchange.request.method != "HEAD"
    return known and 200 <= exchange.response.status < 300 and not exchange.response.problem


def is_started(exchange: Exchange, expected: Expected) -> bool:
    """Successes that store a conversation."""
    return is_success(exchange, expected) and expected.operation is not None and model(expected.operation.id).stores


def is_shown(exchange: Exchange, expected: Expected) -> bool:
    """Other successes."""
    return is_success(exchange, expected) and not is_started(exchange, expected)


def is_no_preflight(exchange: Exchange, expected: Expected) -> bool:
    """Answers that do not allow a preflight."""
    allowed = expected.preflight and exchange.response.status in (200, 204)
    return not exchange.response.problem and not allowed


def is_of_api(exchange: Exchange, memory: Memory) -> bool:
    """Tell whether an error is the API's own: it is JSON, or nothing in front of the API had a reason for it."""
    own = exchange.response.status < 500 and exchange.response.status not in (401, 429)
    return isinstance(exchange.loose, dict | list) or (own and memory.is_plain(exchange))
