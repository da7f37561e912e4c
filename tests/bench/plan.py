"""Extent of a run: enough for figures to publish, or just enough for a look."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Plan:
    """Numbers of rounds, seconds and requests.

    ``fill`` is the number of conversations in a full mock, ``calls`` those of the client in a round, ``checks`` how
    often the contract suite runs; memory is compared after ``settled`` and after ``requests`` requests. ``against`` is
    another checkout of this repository, with its .venv.
    """

    rounds: int = 7
    seconds: float = 4
    warm_up: float = 3
    starts: int = 9
    fill: int = 1_000_000
    calls: int = 1000
    customers: int = 10_000
    checks: int = 3
    settled: int = 50_000
    requests: int = 300_000
    against: Path | None = None


QUICK = Plan(rounds=5, seconds=1, warm_up=1, starts=5, fill=20_000, calls=200, checks=1, settled=5_000, requests=10_000)
"""A plan for a look."""
