"""What was measured: rows with a bar each, and the contenders' numbers."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from tests.bench.rounds import Spread

AT_LEAST, AT_MOST = "≥", "≤"


@dataclass(frozen=True)
class Bar:
    """What a value should be: at least or at most a bound."""

    sense: str
    bound: float

    def met(self, value: float) -> bool:
        """Tell whether ``value`` is within the bound."""
        return value >= self.bound if self.sense == AT_LEAST else value <= self.bound


@dataclass(frozen=True)
class Row:
    """One thing that was measured.

    Without ``spread`` it was not, and ``note`` says why; without ``bar`` it is only told.
    """

    section: str
    what: str
    unit: str = ""
    spread: Spread | None = None
    bar: Bar | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Tell whether the bar is met; None if there is none, or nothing was measured."""
        return self.bar.met(self.spread.median) if self.bar and self.spread else None


@dataclass(frozen=True)
class Standing:
    """A contender in the comparison of throughput."""

    key: str
    title: str
    version: str
    does: str
    rate: Spread | None = None
    p50_ms: Spread | None = None
    p99_ms: Spread | None = None
    rate_of_cpu: Spread | None = None
    generator_share: float = 0
    ratio: float = 0
    """Throughput of ours over that of this one."""
    note: str = ""


@dataclass
class Results:
    """All that a run found."""

    machine: dict[str, str]
    settings: dict[str, Any]
    standings: list[Standing] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def json(self) -> dict[str, Any]:
        """Return all of it as JSON has it."""
        rows = [{**asdict(row), "met": row.met} for row in self.rows]
        return {**asdict(self), "rows": rows}

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> Self:
        """Return the results of which this is the JSON."""
        return cls(
            found["machine"],
            found["settings"],
            [
                Standing(**{**each, **_spreads(each, "rate", "p50_ms", "p99_ms", "rate_of_cpu")})
                for each in found["standings"]
            ],
            [_row(each) for each in found["rows"]],
        )

    @property
    def missed(self) -> list[Row]:
        """The rows whose bar is not met."""
        return [row for row in self.rows if row.met is False]


def _standing(found: Mapping[str, Any]) -> Standing:
    return Standing(**{**found, **_spreads(found, "rate", "p50_ms", "p99_ms", "rate_of_cpu")})


def _row(found: Mapping[str, Any]) -> Row:
    fields = {name: value for name, value in found.items() if name != "met"}
    return Row(**{**fields, **_spreads(found, "spread"), "bar": Bar(**found["bar"]) if found["bar"] else None})


def _spreads(found: Mapping[str, Any], *names: str) -> dict[str, Spread | None]:
    return {name: Spread(**found[name]) if found[name] else None for name in names}
