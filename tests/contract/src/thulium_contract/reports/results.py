"""Results of a check: the state of each rule, the evidence on each fact, and minimal examples."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from thulium_contract.document.facts import Facts
from thulium_contract.http.exchange import Exchange

HELD, BROKEN, DIFFERS, NOT_CHECKABLE, NOT_CHECKED = "held", "broken", "differs", "not checkable", "not checked"
CONFIRMED, CONTRADICTED, NOT_SEEN = "confirmed", "contradicted", "not seen"


@dataclass
class Deviation:
    """Deviations with one cause: the same facts, and the same kind of request.

    ``facts`` are the assumptions that it contradicts, or the documented facts if it is ``broken``; ``detail`` and
    ``exchange`` are of the smallest request, ``curl`` is a command line that shows it.
    """

    facts: tuple[str, ...]
    cause: str
    broken: bool
    detail: str = ""
    count: int = 0
    curl: str = ""
    exchange: Exchange | None = field(default=None, repr=False)


@dataclass
class RuleResult:
    """Result of one rule: its ``state``, how often it was ``checked``, the ``reason`` why it was not.

    ``seconds`` is how long the target took for the answers that it was asked about.
    """

    rule: str
    sentence: str
    checked: int = 0
    reason: str = ""
    unfinished: bool = False
    seconds: float = 0.0
    deviations: dict[tuple[object, ...], Deviation] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """Whether the rule held."""
        if self.deviations:
            return BROKEN if self.broken else DIFFERS
        if self.unfinished:
            return NOT_CHECKED
        return HELD if self.checked else NOT_CHECKABLE

    @property
    def broken(self) -> int:
        """Number of answers that contradict documented facts."""
        return sum(each.count for each in self.deviations.values() if each.broken)

    @property
    def differs(self) -> int:
        """Number of answers that contradict assumptions."""
        return sum(each.count for each in self.deviations.values() if not each.broken)

    def deviation(self, facts: tuple[str, ...], cause: str, *, broken: bool, detail: str = "") -> Deviation:
        """Return the deviations of a cause, which begin with ``detail`` where they are new."""
        return self.deviations.setdefault((facts, broken, cause), Deviation(facts, cause, broken, detail))

    @property
    def causes(self) -> list[Deviation]:
        """The deviations by cause: the broken ones first, then by the size of the smallest request."""
        return sorted(
            self.deviations.values(),
            key=lambda each: (not each.broken, each.exchange.request.size if each.exchange else 0, -each.count),
        )

    @property
    def detail(self) -> str:
        """Detail of the first cause."""
        return self.causes[0].detail if self.deviations else ""

    @property
    def curl(self) -> str:
        """The command line of the first cause."""
        return self.causes[0].curl if self.deviations else ""


@dataclass
class Evidence:
    """Evidence on one fact: the smallest exchanges that confirm and contradict it."""

    shown: Exchange | None = None
    contradicted: Exchange | None = None
    detail: str = ""
    curl: str = ""

    @property
    def state(self) -> str:
        """Status of the fact after the run."""
        return CONTRADICTED if self.contradicted else CONFIRMED if self.shown else NOT_SEEN

    @property
    def exchange(self) -> Exchange | None:
        """The exchange that tells the state."""
        return self.contradicted or self.shown


@dataclass
class Report:
    """The results of all rules, in their order, the evidence on all facts, and the run that they come from.

    ``unfinished`` says why not everything was sent, ``alarm`` what has to be read first. ``planned`` is how many
    requests there are, but for sequences and operations other than the main one.
    """

    results: dict[str, RuleResult] = field(default_factory=dict)
    target: str = ""
    seed: int = 0
    requests: int = 0
    planned: int = 0
    seconds: float = 0.0
    alarm: str = ""
    unfinished: str = ""
    facts: Facts = field(default_factory=Facts)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list, repr=False)
    """The exchanges as HAR entries, where the run was asked to keep them."""

    def __iter__(self) -> Iterator[RuleResult]:
        """Return the results."""
        return iter(self.results.values())

    @property
    def broken(self) -> list[RuleResult]:
        """The rules that broke."""
        return [each for each in self if each.state == BROKEN]

    @property
    def held(self) -> bool:
        """Whether no rule was broken, and everything was sent."""
        return not self.broken and not self.unfinished

    def stop(self, reason: str) -> None:
        """Keep that not everything was sent, and why; the first reason counts."""
        self.unfinished = self.unfinished or reason
        for each in self:
            each.unfinished = not each.reason
