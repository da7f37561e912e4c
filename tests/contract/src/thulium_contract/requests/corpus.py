"""Corpus of all requests of a run, each class for each operation, shuffled by the seed."""

import itertools
import json
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from thulium_contract.document.operations import BODY
from thulium_contract.http.exchange import Request
from thulium_contract.requests import bodies, classes, credentials, crossing, customers, headers, paths, plain, queries
from thulium_contract.requests.credentials import NOBODY
from thulium_contract.requests.subject import Subject
from thulium_contract.requests.values import faulty

Class = Callable[[Subject], Iterable[Request]]
_WRONG: tuple[Any, ...] = ("", None, 1, True, [], [1], {}, "x")
_MOST, _MOST_VALUES = 12, 60
"""Limit of the requests of a class to operations other than the main one."""
FEW: tuple[Class, ...] = (
    *(classes.edge_values, classes.lengths, classes.broken_credentials, classes.methods, classes.near_paths),
    *(classes.path_values, classes.some_headers, classes.some_bodies, classes.permissions, classes.levels),
    *(queries.same_faults, classes.framings, classes.claimed, queries.same_values, classes.odd_users),
    *(customers.respelled_customers, queries.rare_texts, classes.headers_read_elsewhere),
)
"""Classes that have something new in almost every request."""

MANY: tuple[Class, ...] = (
    *(queries.single_values, queries.values_together, queries.combinations, queries.spellings, classes.mixed_users),
    *(customers.identities, classes.languages, queries.unknown, crossing.any_three, classes.masked),
)
"""Classes that look for one value, or one meeting of values, among thousands."""

_OF_VALUES = {
    classes.path_values,
    classes.some_bodies,
    queries.single_values,
    queries.values_together,
    queries.combinations,
}


@dataclass
class Corpus:
    """Generator of requests to the main operation of a target, the same for the same seed."""

    subject: Subject
    plain: int = 0
    """Number of plain requests at the beginning."""
    _made: dict[int, list[Request]] = field(default_factory=dict)

    def requests(self, examples: int) -> list[Request]:
        """Return all requests in an order of chance; ``examples`` of them are of random parameters.

        First come the classes that have something new in almost every request, then one of each other class in turn.
        """
        s = self.subject
        if examples not in self._made:
            few = [request for each in FEW for request in seeded(s, each)]
            s.rng.seed(f"{s.seed} order")
            s.rng.shuffle(few)
            many = [seeded(s, each) for each in (*MANY, lambda s: _random(s, examples))]
            for part in many:
                s.rng.shuffle(part)
            turns = itertools.zip_longest(*many)
            self.plain = len(documented := [*plain.accepted(s), *plain.refused(s)])
            self._made[examples] = [*documented, *few, *(request for turn in turns for request in turn if request)]
        return self._made[examples]


def certain(s: Subject) -> Iterator[Request]:
    """Yield each method, faulty values of parameters in query and path, and bodies that are none or lack a field."""
    others = [each for each in (*paths.METHODS, "POST") if each != s.operation.method]
    yield from (s.request(why=f"the method {each}", method=each) for each in others)
    for each in s.query_parameters:
        yield from (s.request(s.beside(each.name, text), f"a faulty {each.name}") for text in faulty(each))
        yield s.request("&".join([s.piece(each)] * 2), f"{each.name} twice")
    yield from classes.faulty_paths(s)
    fields = {each.name: each.example for each in s.operation.at(BODY) if each.required}
    changed = [{other: value for other, value in fields.items() if other != name} for name in fields]
    changed += [fields | {each.name: value} for each in s.operation.at(BODY) for value in _WRONG]
    texts = [json.dumps(each) for each in (*changed, fields | {"zz_further": 1})]
    for text in (*texts, "", "{", "[]", "null", texts[-1][:-1]) if s.body else ():
        yield s.request(why="a body of another form", body=text.encode(), headers=bodies.typed(bodies.JSON))


def of_another(s: Subject, every: int) -> list[Request]:
    """Return requests to an operation that is not the main one: plain ones, and ``every``-th ones of each class."""
    made = []
    s = replace(s, fixtures=s.fixtures.some(s.rng))
    for each in (*FEW, *MANY, lambda s: _random(s, _MOST)):
        part = seeded(s, each)
        s.rng.shuffle(part)
        made += part[: _MOST_VALUES if each in _OF_VALUES else _MOST]
    return [*plain.accepted(s), *plain.refused(s), *certain(s), *made[::every]]


def seeded(s: Subject, make: Class) -> list[Request]:
    """Return the requests of a class after seeding for it alone: no other class changes what it sends."""
    s.rng.seed(f"{s.seed} {s.operation.id} {make.__name__}")
    return list(make(s))


def _random(s: Subject, examples: int) -> Iterator[Request]:
    """Yield requests of random parameters, languages and headers."""
    fields, preferences = list(headers.ignored(s.marker)), list(headers.preferences(s.rng))
    others = list(credentials.broken(s.fixtures.main, secret=True))[::3]
    others += [NOBODY] * (len(others) // 2)
    for query in queries.random_queries(s, examples):
        language = s.rng.choice(preferences)
        extra = s.rng.choice(fields) if s.rng.random() < 0.3 else ()
        yield s.request(query, "random parameters", headers=(*language, *extra))
        # The same with one thing more that is wrong, or that changes nothing.
        made = _some(s.rng, {"as_": s.rng.choice(others)}, 0.4) | _some(s.rng, {"path": f"{s.path}/"}, 0.05)
        made |= _some(s.rng, {"method": s.rng.choice(paths.METHODS)}, 0.1)
        body = None if s.body else s.rng.choice((b"", b"{}", b"client_id=%00", b"x" * 100))
        yield s.request(query, "random parameters", headers=language, body=body, **made)


def _some(rng: random.Random, part: dict[str, Any], chance: float) -> dict[str, Any]:
    return part if rng.random() < chance else {}
