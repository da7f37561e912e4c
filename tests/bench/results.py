"""Results: measurements with their bars, and the contenders' numbers."""

from dataclasses import dataclass, field
from typing import Any, Self

from pydantic import TypeAdapter

from tests.bench.rounds import Spread

AT_LEAST, AT_MOST = "≥", "≤"


@dataclass(frozen=True)
class Bar:
    """Bound of a measurement: at least or at most."""

    sense: str
    bound: float

    def met(self, value: float) -> bool:
        """Tell whether ``value`` is within the bound."""
        return value >= self.bound if self.sense == AT_LEAST else value <= self.bound


@dataclass(frozen=True)
class Row:
    """Measurement of one thing. Without ``spread`` it was not measured, and ``note`` says why; ``bar`` is optional."""

    section: str
    what: str
    unit: str = ""
    spread: Spread | None = None
    bar: Bar | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the bar is met; None if there is none, or nothing was measured."""
        return self.bar.met(self.spread.median) if self.bar and self.spread else None


@dataclass(frozen=True)
class Standing:
    """Contender in the comparison of throughput; ``ratio`` is the throughput of ours over that of this one."""

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
    note: str = ""


@dataclass
class Results:
    """Results of a run; ``settings`` are those of the run: ``quick``, ``rounds`` and ``seconds``."""

    machine: dict[str, str]
    settings: dict[str, Any]
    standings: list[Standing] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def json(self) -> str:
        """Return all of it as JSON."""
        return TypeAdapter(Results).dump_json(self, indent=1).decode() + "\n"

    @classmethod
    def of(cls, json: str) -> Self:
        """Return the results of which this is the JSON; raise `ValueError` if it is not."""
        return TypeAdapter(cls).validate_json(json)

    def count(self, met: bool | None) -> int:
        """Return how many bars are met, missed (False), or stand at what was not measured (None)."""
        return sum(row.bar is not None and row.met is met for row in self.rows)
