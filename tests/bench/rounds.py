"""Interleaved rounds: each round runs every job once, so that what disturbs the machine disturbs all alike."""

import logging
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Sample = TypeVar("Sample")

LOG = logging.getLogger("tests.bench")
"""Logger of the benchmark's progress."""


@dataclass(frozen=True)
class Spread:
    """Median of some numbers, with the least and the greatest of them."""

    median: float
    least: float
    greatest: float


def spread(values: Sequence[float]) -> Spread:
    """Return median and extremes of ``values``."""
    return Spread(statistics.median(values), min(values), max(values))


def ratios(first: Sequence[float], second: Sequence[float]) -> Spread:
    """Return the spread of the ratios of two jobs, each taken within one round: noise that lasts longer cancels out."""
    return spread([one / other for one, other in zip(first, second, strict=True)])


def interleaved(jobs: Mapping[str, Callable[[], Sample]], rounds: int, what: str) -> dict[str, list[Sample]]:
    """Run all ``jobs`` so many times, in turn; each round begins with another one. Return what each gave, by round."""
    names = list(jobs)
    found: dict[str, list[Sample]] = {name: [] for name in names}
    for number in range(rounds):
        shift = number % len(names)
        for name in names[shift:] + names[:shift]:
            LOG.info("%s, round %d of %d: %s", what, number + 1, rounds, name)
            found[name].append(jobs[name]())
    return found
