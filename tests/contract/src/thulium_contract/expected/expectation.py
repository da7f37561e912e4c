"""Complete expectation of an answer: the oracle's verdict, with the code of every error, and the language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from thulium_contract.document.models import model
from thulium_contract.document.operations import Operation, Parameter
from thulium_contract.expected.oracle import Oracle, Verdict
from thulium_contract.expected.reading import Unsure, basic_credentials
from thulium_contract.http.exchange import Request

LANGUAGES = ("en", "pl")


@dataclass(frozen=True)
class Expected:
    """Expected answer: one status, or one of several where the document leaves it open.

    ``values`` are the parameters that an accepted request gives, ``error`` is the name of any error but of parameters.
    A ``preflight`` is what a browser asks before a request from another origin: the document says nothing of it, and a
    server may answer it with success.
    """

    statuses: frozenset[int]
    codes: tuple[int, ...] = ()
    language: str = "en"
    allow: frozenset[str] = frozenset()
    values: Mapping[str, Any] = field(default_factory=dict)
    preflight: bool = False
    error: str = ""
    accepted: bool = True
    """Whether the request is right, so that it is answered with success."""
    operation: Operation | None = None


class Judge(Oracle):
    """Oracle for a `Request`; ``sure_queues`` exist though no list of queues is known."""

    sure_queues: frozenset[int] = frozenset()

    def expect(self, request: Request) -> Expected:
        """Return what ``request`` must get."""
        verdict = self.judge(request.method, request.target, request.headers, request.body)
        language = preferred_language(tuple(request.values("accept-language")))
        operation = self.operation(request)
        if operation and verdict.status < 400:
            statuses = frozenset({verdict.status})
            queue = verdict.values.get(model(operation.id).queue)
            if self.known.queues is None and queue is not None and queue not in self.sure_queues:
                statuses |= {self.errors["unknown-queue"][0]}
            if verdict.open:
                statuses |= operation.statuses | {400, 404, 413, 415, 422}
            return Expected(statuses, (), language, values=verdict.values, operation=operation)
        codes = verdict.codes
        if verdict.error:
            codes = (self.errors[self._error(request, verdict)][1],)
        preflight = is_preflight(request)
        statuses = frozenset({verdict.status, 200, 204} if preflight else {verdict.status})
        return Expected(statuses, codes, language, verdict.allow, {}, preflight, verdict.error, False, operation)

    def operation(self, request: Request) -> Operation | None:
        """Return the operation that a request calls, None if it calls none."""
        return (self.operations(request.target) or {}).get(request.method)

    def error_of_credentials(self, request: Request) -> str | None:
        """Return the error of credentials that do not permit what a request calls, None if they do."""
        operation = self.operation(request)
        return self.refusal(operation, request.headers) if operation else None

    def faults(self, request: Request) -> tuple[tuple[Parameter, int], ...]:
        """Return parameter and kind of each fault of a request, whoever sends it."""
        operation = self.operation(request)
        try:
            return self._read(operation, request.target, request.headers, request.body)[1] if operation else ()
        except Unsure:
            return ()

    def parameter_of(self, code: int) -> tuple[str, frozenset[str]] | None:
        """Return the parameter that an error code speaks of and those beside it, None if it is of none."""
        return self._by_number.get(code // 10 % 100) if code // 1000 == 400 and code % 1000 > 10 else None

    @cached_property
    def _by_number(self) -> dict[int, tuple[str, frozenset[str]]]:
        found: dict[int, tuple[str, frozenset[str]]] = {}
        for operation in self.all_operations:
            numbered = [each for each in operation.parameters if each.number]
            for each in numbered:
                found.setdefault(each.number or 0, (each.name, frozenset(other.name for other in numbered)))
        return found

    @property
    def parameter_names(self) -> frozenset[str]:
        """The names of all parameters."""
        return frozenset(each.name for operation in self.all_operations for each in operation.parameters)

    def _error(self, request: Request, verdict: Verdict) -> str:
        """Return the name of an error; spaces around credentials are no part of the header that a server reads."""
        given = request.values("authorization")
        if verdict.error == "malformed-credentials" and len(given) == 1 and basic_credentials(given[0].strip(" \t")):
            return "wrong-credentials"
        return verdict.error


def is_preflight(request: Request) -> bool:
    """Tell whether a request is a preflight of CORS."""
    asked = request.values("origin") and request.values("access-control-request-method")
    return request.method == "OPTIONS" and bool(asked)


@lru_cache(maxsize=1024)
def preferred_language(headers: tuple[str, ...]) -> str:
    """Return the language that the values of ``Accept-Language`` prefer, read as RFC 9110 has it.

    A range names its primary language; the highest quality counts, and that of ``*`` for languages that are not named.
    Of equals the first that is named wins. What is no range with a quality is passed over.
    """
    named: dict[str, float] = {}
    for piece in ",".join(headers).split(","):
        tag, *parameters = [part.strip(" \t") for part in piece.split(";")]
        quality = _quality(parameters)
        if quality is None or not re.fullmatch(r"\*|[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", tag):
            continue
        language = tag.lower().partition("-")[0]
        named[language] = max(named.get(language, 0.0), quality)
    best, highest = "en", 0.0
    for language in [*(each for each in named if each in LANGUAGES), *LANGUAGES]:
        quality = named.get(language, named.get("*", 0.0))
        if quality > highest:
            best, highest = language, quality
    return best


def _quality(parameters: list[str]) -> float | None:
    if not parameters:
        return 1.0
    match = re.fullmatch(r"[qQ]=(0(\.[0-9]{0,3})?|1(\.0{0,3})?)", parameters[0])
    return float(match[1]) if match and len(parameters) == 1 else None
