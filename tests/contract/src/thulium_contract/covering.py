"""Orthogonal arrays: few rows in which any two or three factors meet in every combination of their levels."""

import itertools
import random
from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def crossed(factors: Sequence[Sequence[T]], strength: int, rng: random.Random) -> Iterator[tuple[T, ...]]:
    """Yield rows of one level of each factor, such that any ``strength`` factors have all combinations of levels.

    A row has the values of a polynomial of a degree below ``strength``, modulo a prime: any so many values determine
    it, so that each combination of them is in exactly one row. Which number stands for which level is up to ``rng``.
    """
    prime = _prime(max(len(factors), *map(len, factors)))
    columns = [_column(levels, prime, rng) for levels in factors]
    for coefficients in itertools.product(range(prime), repeat=strength):
        yield tuple(column[_value(coefficients, place) % prime] for place, column in enumerate(columns))


def _column(levels: Sequence[T], prime: int, rng: random.Random) -> list[T]:
    column = [levels[number % len(levels)] for number in range(prime)]
    rng.shuffle(column)
    return column


def _value(coefficients: tuple[int, ...], place: int) -> int:
    value = 0
    for coefficient in coefficients:
        value = value * place + coefficient
    return value


def _prime(least: int) -> int:
    return next(each for each in itertools.count(least) if each > 1 and all(each % other for other in range(2, each)))
