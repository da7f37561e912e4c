"""One run against one target: sends requests, judges each answer by all rules, and remembers what broke."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.contract.suite.exchange import Exchange, Request, Response
from tests.contract.suite.expectation import Expected, Judge
from tests.contract.suite.results import Report, RuleResult
from tests.contract.suite.rules import RULES, Memory
from tests.contract.suite.target import GONE, Target


class Stop(BaseException):
    """The run ends here: something broke and that is enough, or the time is over. No tool in between may keep it."""


class OutOfTime(Stop):
    """The time that the run was given is over."""


@dataclass
class Session:
    """A run. ``deadline`` is the monotonic time at which it ends, ``progress`` is told what goes on."""

    target: Target
    judge: Judge
    memory: Memory
    report: Report
    stop_at_first: bool = False
    deadline: float = float("inf")
    keep: bool = False
    progress: Callable[[str], None] = lambda text: None
    accepted: list[tuple[Exchange, Expected]] = field(default_factory=list)
    """The conversations that were started and not yet looked at in the target."""
    unsure: bool = False
    """Whether a request was sent twice since the last look into the target, which may have a conversation of each."""
    gone: bool = False
    """Whether the server went away."""
    _last: Exchange | None = None
    expected_of: dict[tuple[object, ...], Expected] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """List the rules."""
        for rule in RULES:
            self.rule(rule.id, rule.sentence)

    def rule(self, name: str, sentence: str) -> RuleResult:
        """Return the result of a rule, which is listed with its sentence."""
        return self.report.results.setdefault(name, RuleResult(name, sentence))

    def send(self, request: Request, context: str = "") -> Exchange:
        """Send one request and judge its answer."""
        self._check_time()
        return self._take(request, self.target.send(request), context)

    def send_all(self, requests: Iterable[Request], context: str = "") -> None:
        """Send requests one after the other; each answer is judged while the target works on the next."""
        for request, response in self.target.each(self._in_time(requests)):
            self._take(request, response, context)

    def row(self, requests: Sequence[Request]) -> None:
        """Send requests on one connection without waiting for answers, and judge those that come."""
        self._check_time()
        for request, response in zip(requests, self.target.row(requests), strict=False):
            self._take(request, response, f"in a row of {len(requests)} on one connection")

    def burst(self, requests: Sequence[Request]) -> list[Exchange]:
        """Send requests at once and judge their answers."""
        self._check_time()
        context = f"among {len(requests)} requests at once"
        answers = self.target.burst(requests)
        self.unsure |= any(answer.repeated for answer in answers)
        exchanges = [self._count(*pair, context) for pair in zip(requests, answers, strict=True)]
        for exchange in exchanges:
            self._check_gone(exchange)
            self._judge(exchange)
        return exchanges

    def held(self, name: str, times: int = 1) -> None:
        """Count that a rule held."""
        self.report.results[name].checked += times

    def broke(self, name: str, detail: str, exchange: Exchange | None = None) -> None:
        """Keep that a rule broke; of several exchanges that break it the smallest. Raises `Stop` if that is enough."""
        result = self.report.results[name]
        result.checked += 1
        result.broken += 1
        smaller = exchange and result.exchange and exchange.request.size < result.exchange.request.size
        if result.broken == 1 or smaller or (exchange and not result.exchange):
            context = f" ({exchange.context})" if exchange and exchange.context else ""
            result.detail, result.exchange = detail + context, exchange
        if self.stop_at_first:
            raise Stop

    def outcomes(self, exchange: Exchange, memory: Memory) -> dict[str, str]:
        """Return what each rule that has an opinion says of an exchange."""
        return _outcomes(exchange, self.expect(exchange.request), memory)

    def expect(self, request: Request) -> Expected:
        """Return what a request must get."""
        key = (request.method, request.target, request.headers)
        if key not in self.expected_of:
            if len(self.expected_of) > 500:
                self.expected_of.clear()
            self.expected_of[key] = self.judge.expect(request)
        return self.expected_of[key]

    def _take(self, request: Request, response: Response, context: str) -> Exchange:
        self.unsure |= response.repeated
        exchange = self._count(request, response, context)
        self._check_gone(exchange)
        self._judge(exchange)
        self._last = exchange
        return exchange

    def _in_time(self, requests: Iterable[Request]) -> Iterator[Request]:
        for request in requests:
            self._check_time()
            yield request

    def _judge(self, exchange: Exchange) -> None:
        expected = self.expect(exchange.request)
        if exchange.response.status == 200 and not expected.preflight:
            # Whether it should have been or not, the target has a conversation more.
            self.accepted.append((exchange, expected))
        for name, outcome in _outcomes(exchange, expected, self.memory).items():
            if outcome:
                self.broke(name, outcome, exchange)
            else:
                self.report.results[name].checked += 1

    def _count(self, request: Request, response: Response, context: str) -> Exchange:
        self.report.requests += 1
        exchange = Exchange(request, response, self.report.requests, context)
        if self.keep:
            self.report.entries.append(exchange.har(self.target.origin, datetime.now(UTC).isoformat()))
        return exchange

    def _check_gone(self, exchange: Exchange) -> None:
        """End the run if the server is gone: what was sent last is what it did not survive."""
        if exchange.response.problem == GONE:
            self.gone = True
            self.report.notes.append("The server went away before everything was checked.")
            self.broke("answered", f"{GONE} after this request", self._last or exchange)
            raise Stop

    def _check_time(self) -> None:
        if time.monotonic() > self.deadline:
            raise OutOfTime


def _outcomes(exchange: Exchange, expected: Expected, memory: Memory) -> dict[str, str]:
    found = {rule.id: rule.check(exchange, expected, memory) for rule in RULES}
    return {name: outcome for name, outcome in found.items() if outcome is not None}
