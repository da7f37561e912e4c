"""Session of one run against one target: sends requests, judges each answer by all rules, collects failures."""

import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from thulium_contract.document.facts import HTTP, Alternatives
from thulium_contract.document.models import model
from thulium_contract.expected.expectation import Expected, Judge
from thulium_contract.expected.grounds import Grounds
from thulium_contract.http.exchange import Exchange, Request, Response
from thulium_contract.reports.results import Evidence, Report, RuleResult
from thulium_contract.rules.findings import RULES, SENTENCES, SINGLE, STATUS, Finding, Memory, alike, findings
from thulium_contract.targets.limits import NO_LIMITS, Limits
from thulium_contract.targets.target import GONE, Target

_SINGLE = {each.id for each in SINGLE}
_LONGEST_WAIT, _WAITS = 60.0, 5


class Stop(BaseException):
    """End of the run, at the first failure or at the deadline; no tool in between may catch it."""


@dataclass
class Session:
    """Session of a run. ``deadline`` is the monotonic time at which it ends, ``progress`` is told what goes on."""

    target: Target
    judge: Judge
    memory: Memory
    report: Report
    stop_at_first: bool = False
    deadline: float = float("inf")
    keep: bool = False
    once: bool = False
    """Whether each request gets a connection of its own, without a retry if no answer comes."""
    limits: Limits = NO_LIMITS
    progress: Callable[[str], None] = lambda text: None
    accepted: list[tuple[Exchange, Expected]] = field(default_factory=list)
    """The conversations that were started and not yet looked at in the target."""
    unsure: bool = False
    """Whether a request was retried since the last inspection, so that the target may have two conversations of it."""
    gone: bool = False
    """Whether the server has become unreachable."""
    _last: Exchange | None = None
    expected_of: dict[tuple[object, ...], Expected] = field(default_factory=dict)
    _right: dict[Hashable, tuple[Sequence[RuleResult], float]] = field(default_factory=dict)
    """Results of rules on correct exchanges, and the size of the smallest request of those alike."""
    _smallest: dict[tuple[object, ...], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """List the rules."""
        self.grounds = Grounds(self.judge)
        self.memory.is_plain = lambda exchange: self.grounds.is_plain(exchange.request)
        for name in SENTENCES:
            self.rule(name)

    def rule(self, name: str) -> RuleResult:
        """Return the result of a rule, which is listed with its sentence."""
        return self.report.results.setdefault(name, RuleResult(name, SENTENCES[name]))

    def ask(self, request: Request, context: str = "") -> Exchange:
        """Send one request and return its answer, of which nothing is judged."""
        self._check_time()
        return self._count(request, self._unlimited(request, self._sent(request)), context)

    def send(self, request: Request, context: str = "") -> Exchange:
        """Send one request and judge its answer."""
        return self.judged(self.ask(request, context))

    def judged(self, exchange: Exchange) -> Exchange:
        """Judge an exchange, and return it."""
        self.unsure |= exchange.response.repeated
        self._check_gone(exchange)
        self.judge_answer(exchange)
        self._last = exchange
        return exchange

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
        requests = [each for each in requests if self.limits.allow(each)]
        context = f"among {len(requests)} requests at once"
        answers = self.target.burst(requests)
        self.unsure |= any(answer.repeated for answer in answers)
        exchanges = [
            self._count(request, self._unlimited(request, answer), context)
            for request, answer in zip(requests, answers, strict=True)
        ]
        for exchange in exchanges:
            self._check_gone(exchange)
            self.judge_answer(exchange)
        return exchanges

    def held(self, name: str) -> None:
        """Count that a rule held."""
        self.report.results[name].checked += 1

    def broke(self, name: str, detail: str, exchange: Exchange | None = None, facts: Alternatives = HTTP) -> None:
        """Keep that a rule does not hold; of several exchanges that show it the smallest.

        It is broken if all ``facts`` of one alternative are law, else it differs from what is assumed.

        Raises:
            Stop: it is broken, and that is enough.
        """
        decisive, doubtful = self.report.facts.decisive(facts)
        named = tuple(sorted(doubtful or decisive))
        result = self.report.results[name]
        result.checked += 1
        cause = exchange.request.why if exchange else ""
        one = result.deviation(named, cause, broken=not doubtful)
        one.count += 1
        smaller = exchange and one.exchange and exchange.request.size < one.exchange.request.size
        if one.count == 1 or smaller or (exchange and not one.exchange):
            context = f" ({exchange.context})" if exchange and exchange.context else ""
            one.detail, one.exchange = detail + context, exchange
        if self.stop_at_first and not doubtful:
            raise Stop

    def findings(self, exchange: Exchange, memory: Memory) -> dict[str, Finding]:
        """Return what each rule that has an opinion says of an exchange."""
        return dict(findings(exchange, self.expect(exchange.request), memory))

    def rests_on(self, finding: Finding, exchange: Exchange) -> Alternatives:
        """Return the facts that a finding rests on."""
        expected = self.expect(exchange.request)
        if finding.facts is None:
            return self.grounds.of(exchange.request, expected)
        if finding.facts is STATUS:
            return self.grounds.of_status(exchange.request, expected, exchange.response.status)
        return self.grounds.resolved(finding.facts, exchange.request)

    def conclude(self) -> None:
        """Name the facts that are contradicted: where all others that a deviation rests on were shown, the one left."""
        evidence = self.report.evidence
        shown = {fact for fact, each in evidence.items() if each.shown}
        for result in self.report:
            for each in result.causes:
                left = [fact for fact in each.facts if fact not in shown] if len(each.facts) > 1 else list(each.facts)
                each.facts = tuple(left) or each.facts
                if len(left) == 1 and each.exchange:
                    found = evidence.setdefault(left[0], Evidence())
                    if not found.contradicted or each.exchange.request.size < found.contradicted.request.size:
                        found.contradicted, found.detail = each.exchange, each.detail

    def expect(self, request: Request) -> Expected:
        """Return what a request must get."""
        key = (request.method, request.target, request.headers, request.body)
        if key not in self.expected_of:
            if len(self.expected_of) > 500:
                self.expected_of.clear()
            self.expected_of[key] = self.judge.expect(request)
        return self.expected_of[key]

    def _sent(self, request: Request) -> Response:
        return self.target.row([request])[0] if self.once else self.target.send(request)

    def _take(self, request: Request, response: Response, context: str) -> None:
        self.unsure |= response.repeated
        self.judged(self._count(request, self._unlimited(request, response), context))

    def _unlimited(self, request: Request, response: Response) -> Response:
        """Return the answer to a request, sent again where the target asked to wait and there is time for it."""
        for turn in range(_WAITS):
            after = response.values("retry-after")
            limited = response.status == 429 or (response.status == 503 and after and not self.once)
            if not limited or self.report.facts.strict:
                return response
            seconds = _seconds(after[0]) if after else None
            seconds = 2.0**turn / 4 if seconds is None else seconds
            if seconds > _LONGEST_WAIT or time.monotonic() + seconds > self.deadline:
                break
            time.sleep(seconds)
            response = self._sent(request)
        if response.status not in (429, 503):
            return response
        limit = f"The target limits how many requests it takes ({response.status}), so that not all were sent."
        self.report.stop(limit)
        raise Stop

    def _in_time(self, requests: Iterable[Request]) -> Iterator[Request]:
        for request in requests:
            self._check_time()
            if self.limits.allow(request):
                yield request

    def judge_answer(self, exchange: Exchange) -> None:
        """Judge an answer by all rules, and keep which facts it shows."""
        expected = self.expect(exchange.request)
        operation = expected.operation
        succeeded = 200 <= exchange.response.status < 300
        stores = operation is None or model(operation.id).stores
        if succeeded and not expected.preflight and stores:
            # Whether it should have been or not, the target has a conversation more.
            self.accepted.append((exchange, expected))
        elif succeeded and not expected.accepted and exchange.loose:
            self.memory.odd.append(exchange.loose)
        key, seconds = alike(exchange, expected), exchange.response.elapsed
        known, size = self._right.get(key, ((), float("inf")))
        if exchange.request.size < size:
            known = ()
        for result in known:
            result.checked += 1
            result.seconds += seconds
        said, right = [], True
        for name, finding in findings(exchange, expected, self.memory, SINGLE if known else RULES):
            result = self.report.results[name]
            result.seconds += seconds
            said.append(result)
            if finding.detail:
                right = False
                self.broke(name, finding.detail, exchange, self.rests_on(finding, exchange))
            else:
                result.checked += 1
                if not known:
                    self._confirm(finding, exchange, expected)
        if succeeded and operation:
            self.judge.learn(operation, exchange.request.target, exchange.loose)
        if right and not known:
            self._right[key] = [each for each in said if each.rule not in _SINGLE], exchange.request.size

    def _confirm(self, finding: Finding, exchange: Exchange, expected: Expected) -> None:
        """Keep which facts an exchange shows, where no smaller one has shown them."""
        key: tuple[object, ...] = (finding.facts, expected.operation)
        if finding.facts is STATUS:
            key = (STATUS, exchange.response.status, expected.accepted, expected.error, expected.operation)
        elif finding.facts is None:
            if len(expected.codes) > 1:
                # Each of several faults is enough for a refusal, which shows none of them.
                return
            values, headers = frozenset(expected.values), len(exchange.request.headers)
            key = (expected.codes, values, headers, expected.operation)
        size = exchange.request.size
        if size >= self._smallest.get(key, size + 1):
            return
        self._smallest[key] = size
        alternatives = self.rests_on(finding, exchange)
        if len(alternatives) == 1:
            self.show(alternatives[0], exchange)

    def show(self, facts: Iterable[str], exchange: Exchange) -> None:
        """Keep that an exchange shows facts; of several the smallest."""
        for fact in facts:
            evidence = self.report.evidence.setdefault(fact, Evidence())
            if evidence.shown is None or exchange.request.size < evidence.shown.request.size:
                evidence.shown = exchange

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
            self.report.stop("The server went away before everything was checked.")
            last = self._last or exchange
            self.broke("answered", f"{GONE} after this request", last, self.rests_on(Finding(), last))
            raise Stop

    def _check_time(self) -> None:
        if time.monotonic() > self.deadline:
            self.report.stop("The time was over before everything was checked.")
            raise Stop


def _seconds(retry_after: str) -> float | None:
    """Return for how many seconds a value of Retry-After, a number or a date, asks to wait; None if it is neither."""
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after)
    try:
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - time.time())
    except ValueError:
        return None
