"""Dimensions of requests, and combinations of their values."""

import itertools
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")
Part = Mapping[str, Any]
"""Effect of a value on a request: arguments of `Subject.request`."""


class Dimension(NamedTuple):
    """Dimension in which requests differ: its name, and the effect of each of its values on a request."""

    name: str
    parts: Sequence[Part]


def dimension(name: str, argument: str, values: Iterable[Any]) -> Dimension:
    """Return a dimension whose values are those of one argument."""
    return Dimension(name, [{argument: each} for each in values])


def joined(dimensions: Iterable[Dimension], parts: Iterable[Part]) -> dict[str, Any]:
    """Return what parts of these dimensions decide together, and the reason: the first name, unless a part has one."""
    found: dict[str, Any] = {"why": next(iter(dimensions)).name}
    for part in parts:
        headers = (*found.get("headers", ()), *part.get("headers", ()))
        found = {**found, **part, **({"headers": headers} if headers else {})}
    return found


def product(*dimensions: Dimension) -> Iterator[dict[str, Any]]:
    """Yield what all combinations of values decide."""
    for parts in itertools.product(*(each.parts for each in dimensions)):
        yield joined(dimensions, parts)


def covering(dimensions: Sequence[Dimension], strength: int, rng: random.Random) -> Iterator[dict[str, Any]]:
    """Yield what few combinations decide, in which values of any ``strength`` dimensions meet."""
    for parts in crossed([each.parts for each in dimensions], strength, rng):
        yield joined(dimensions, parts)


def crossed(factors: Sequence[Sequence[T]], strength: int, rng: random.Random) -> Iterator[tuple[T, ...]]:
    """Yield rows of an orthogonal array: any ``strength`` factors have all combinations of their levels.

    A row has the values of a polynomial of a degree below ``strength``, modulo a prime: any so many values determine
    it, so that each combination of them is in exactly one row; of one factor more it is the leading coefficient, since
    modulo an odd prime that and two values determine a square. Which number stands for which level is up to ``rng``.
    """
    prime = _prime(max(len(factors) - 1, 3, *map(len, factors)))
    columns = [_column(levels, prime, rng) for levels in factors]
    for coefficients in itertools.product(range(prime), repeat=strength):
        values = (_value(coefficients, place) if place < prime else coefficients[0] for place in range(len(columns)))
        yield tuple(column[value % prime] for column, value in zip(columns, values, strict=True))


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
