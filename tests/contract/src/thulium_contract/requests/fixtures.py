"""Fixtures of a run: API users, queues and customers, installed by the target's control API if it has one."""

import random
import string
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from thulium_contract.expected.oracle import Known
from thulium_contract.http.exchange import PASSWORD_VARIABLE, USER_VARIABLE
from thulium_contract.requests.users import User, odd_users, users
from thulium_contract.requests.values import MAXIMUM
from thulium_contract.tables import table

Rows = dict[str, list[dict[str, Any]]]

CREDENTIALS = ("api_user", "api_pass")
"""The API user of the vendor's examples, whom a mock knows."""

QUEUES = (1, 2, 3, 7, 31, 100, 2147483646, 2147483647)
"""Queues at the bounds of the document, and those that a lenient reading of 007, 0x1f or 1e2 would hit."""

OF_CHANCE = 2000
"""From which id on customers are made by chance."""


@dataclass(frozen=True, eq=False)
class Fixtures:
    """Fixtures of a target. ``main`` is the user of the run, whose credentials were given; the others are invented.

    Without a control API the target knows more than this: ``complete`` tells. ``odd`` are users whom one class of
    requests calls and no other.
    """

    main: User
    users: tuple[User, ...]
    queues: tuple[int, ...]
    customers: tuple[Mapping[str, Any], ...]
    complete: bool = True
    odd: tuple[User, ...] = ()

    @property
    def rows(self) -> Rows:
        """The fixtures in the form that the control API takes."""
        return {
            "users": [
                {"name": each.name, "password": each.password, "methods": list(each.methods)}
                for each in (*self.users, *self.odd)
            ],
            "queues": [{"id": each} for each in self.queues],
            "customers": [dict(each) for each in self.customers],
        }

    def some(self, rng: random.Random) -> "Fixtures":
        """Return these fixtures with a few of the users: those whose names are simple, and some of the others."""
        few = {id(each) for each in rng.sample(self.users, min(24, len(self.users)))}
        users = tuple(each for each in self.users if each is self.main or len(each.name) < 5 or id(each) in few)
        return replace(self, users=users, odd=tuple(rng.sample(self.odd, min(12, len(self.odd)))))

    @property
    def private(self) -> tuple[str, ...]:
        """Private data of API users and customers, which no answer may disclose."""
        secrets = (each.password for each in self.users if each is not self.main)
        known = (str(row[key]) for row in self.customers for key in ("client_id", "email") if key in row)
        return tuple(dict.fromkeys((*secrets, *known)))

    @property
    def known(self) -> Known:
        """The fixtures in the form that the oracle takes."""
        return known(self.rows) if self.complete else replace(known(self.rows), queues=None)

    def needed(self, initial: frozenset[int], queue: int, user: User | None) -> Rows | None:
        """Return the fixtures that a request to a queue needs by itself, None if the target knows all from its start.

        ``initial`` are the queues that it knows from its start; without a ``user`` it is the run's, whose name and
        password a shell fills in.
        """
        if not self.complete or (user is None and (queue not in self.queues or queue in initial)):
            return None
        main = User(f"${USER_VARIABLE}", f"${PASSWORD_VARIABLE}")
        others = [each for each in (*self.users, *self.odd) if user and each.name == user.name]
        queues = (queue,) if queue in self.queues else ()
        return Fixtures(main, (main, *others), queues, ()).rows


def known(rows: Rows) -> Known:
    """Return what the oracle has to know of fixtures."""
    people = {row["name"]: (row["password"], tuple(row["methods"])) for row in rows["users"]}
    return Known(people, frozenset(row["id"] for row in rows["queues"]))


@lru_cache(maxsize=1)
def unknown(user: str, password: str, queue: int) -> Fixtures:
    """Return the fixtures of a target that cannot be looked into: one user and one queue are known."""
    main = User(user, password)
    return Fixtures(main, (main,), (queue,), (), complete=False)


@lru_cache(maxsize=1)
def invented(user: str, password: str, seed: int, method: str) -> Fixtures:
    """Return every kind of user, ``method`` being the right permission, many queues, and customers easily mistaken."""
    rng = random.Random(seed)
    main = User(user, password)
    people = {each.name: each for each in (*users(rng, method), main)}
    powers = [2**each for each in range(31)] + [10**each for each in range(10)]
    queues = {*QUEUES, *powers, MAXIMUM, MAXIMUM - 1, *(rng.randint(1, MAXIMUM) for _ in range(40))}
    return Fixtures(main, tuple(people.values()), tuple(sorted(queues)), tuple(customers(rng)), odd=odd_users())


def customers(rng: random.Random) -> list[dict[str, Any]]:
    """Return customers whose ids and addresses are prefixes, spellings and namesakes of each other."""
    rows: list[dict[str, Any]] = [dict(each) for each in table("users")["customers"]]
    long = [rng.choice(string.ascii_lowercase) * length for length in (30, 40, 70, 130, 260, 600, 1100, 5000)]
    rows += [
        {"id": 1500 + place, "client_id": f"{each}1", "email": f"{each[:1000]}@long.pl"}
        for place, each in enumerate(long)
    ]
    odd = enumerate(table("users")["odd_client_ids"])
    rows += [{"id": 1600 + place, "client_id": each, "email": f"{each}@odd.pl"} for place, each in odd]
    numbers = sorted({rng.randint(OF_CHANCE, MAXIMUM - 2) for _ in range(150)})
    rows += [{"id": each, "client_id": f"r{each % 1000}", "email": f"r{each % 70}@example.org"} for each in numbers]
    rng.shuffle(rows)
    return rows
