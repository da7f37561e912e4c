"""What came of a check: for each rule whether it held, how often it was asked, and what broke it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.contract.suite.exchange import Exchange

HELD, BROKEN, NOT_CHECKABLE = "held", "broken", "not checkable"


@dataclass
class RuleResult:
    """One rule: ``state`` is one of held, broken and not checkable, ``checked`` how often it was asked.

    ``detail`` says what broke or why nothing could be checked, ``curl`` is a command line that shows it.
    """

    rule: str
    sentence: str
    checked: int = 0
    detail: str = ""
    curl: str = ""
    broken: int = 0
    reason: str = ""
    exchange: Exchange | None = field(default=None, repr=False)

    @property
    def state(self) -> str:
        """Whether the rule held."""
        if self.broken:
            return BROKEN
        return HELD if self.checked else NOT_CHECKABLE


@dataclass
class Report:
    """The results of all rules, in their order, and the run that they come from."""

    results: dict[str, RuleResult] = field(default_factory=dict)
    target: str = ""
    seed: int = 0
    requests: int = 0
    seconds: float = 0.0
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
        """Whether nothing broke."""
        return not self.broken
