"""Who and what a run plays with: API users, queues and customers, put into targets whose control API takes them."""

import random
import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from thulium_contract import accounts
from thulium_contract.accounts import User
from thulium_contract.oracle import Known
from thulium_contract.values import MAXIMUM

Fixtures = dict[str, list[dict[str, Any]]]

CREDENTIALS = ("api_user", "api_pass")
"""The API user of the vendor's examples, whom a mock knows."""

QUEUES = (1, 2, 3, 7, 31, 100, 2147483646, 2147483647)
"""Queues at the bounds of the document, and those that a lenient reading of 007, 0x1f or 1e2 would hit."""

OF_CHANCE = 2000
"""From which id on customers are made by chance."""


@dataclass(frozen=True, eq=False)
class Cast:
    """What a target knows. ``main`` is the user of the run, whose credentials were given; the others are invented.

    Without a control API the target knows more than this: ``complete`` tells.
    """

    main: User
    users: tuple[User, ...]
    queues: tuple[int, ...]
    customers: tuple[Mapping[str, Any], ...]
    complete: bool = True
    guests: tuple[User, ...] = ()
    """More users, whom one class of requests calls and no other."""

    @property
    def everyone(self) -> tuple[User, ...]:
        """All users."""
        return (*self.users, *self.guests)

    @property
    def fixtures(self) -> Fixtures:
        """The cast in the form that the control API takes."""
        return {
            "users": [
                {"name": each.name, "password": each.password, "methods": list(each.methods)} for each in self.everyone
            ],
            "queues": [{"id": each} for each in self.queues],
            "customers": [dict(each) for each in self.customers],
        }

    @property
    def private(self) -> tuple[str, ...]:
        """What a target knows of API users and customers, and tells nobody."""
        secrets = (each.password for each in self.users if each is not self.main)
        known = (str(row[key]) for row in self.customers for key in ("client_id", "email") if key in row)
        return tuple(dict.fromkeys((*secrets, *known)))

    @property
    def known(self) -> Known:
        """The cast in the form that the oracle takes."""
        return Known(
            users={each.name: (each.password, each.methods) for each in self.everyone},
            queues=frozenset(self.queues) if self.complete else None,
        )


@lru_cache(maxsize=1)
def stranger(user: str, password: str, queue: int) -> Cast:
    """Return the cast of a target that cannot be looked into: one user and one queue are known."""
    main = User(user, password)
    return Cast(main, (main,), (queue,), (), complete=False)


def invented(user: str, password: str, rng: random.Random) -> Cast:
    """Return a cast that has every kind of user, many queues, and customers that are easily mistaken."""
    main = User(user, password)
    users = {each.name: each for each in (*accounts.users(rng), main)}
    powers = [2**each for each in range(31)] + [10**each for each in range(10)]
    queues = {*QUEUES, *powers, MAXIMUM, MAXIMUM - 1, *(rng.randint(1, MAXIMUM) for _ in range(40))}
    return Cast(main, tuple(users.values()), tuple(sorted(queues)), tuple(customers(rng)), guests=accounts.guests())


def customers(rng: random.Random) -> list[dict[str, Any]]:
    """Return customers whose ids and addresses are prefixes, spellings and namesakes of each other."""
    rows: list[dict[str, Any]] = [
        {"id": 1, "client_id": "1234", "name": "Jan", "surname": "Kowalski", "email": "jan.kowalski@example.org"},
        {"id": 2, "client_id": "1", "email": "a@b"},
        {"id": 3, "client_id": "2", "email": "A@B.PL"},
        {"id": 12, "client_id": "01", "email": "a@b.pl"},
        {"id": 123, "client_id": " 1", "email": "a@b"},
        {"id": 124, "client_id": "1 ", "email": "ewa+tag@example.org"},
        {"id": 125, "client_id": "x", "email": "ewa@example.org"},
        {"id": 126, "client_id": "X", "email": "ewa@example.com"},
        {"id": 127, "client_id": "x", "email": "x@y"},
        {"id": 1000, "client_id": "ż"},
        {"id": 1001, "client_id": "z\u0307", "email": "ż@żółw.pl"},
        {"id": 1002, "client_id": "%", "email": "%@b.pl"},
        {"id": 1003, "client_id": "_", "email": "_@b.pl"},
        {"id": 1004, "client_id": "1e2"},
        {"id": 1005, "client_id": "100"},
        {"id": 1006, "client_id": "null"},
        {"id": 1007, "client_id": "é", "email": "jan.kowalski@example.or"},
        {"id": 1008, "client_id": "e\u0301", "email": "jankowalski@example.org"},
        {"id": 1009, "client_id": "'", "email": "o'brien@example.org"},
        {"id": 1010},
        {"id": 1011, "email": "only@example.org"},
        {"id": 1012, "name": "Nobody", "client_id": "only"},
        {"id": MAXIMUM - 1, "client_id": str(MAXIMUM), "email": "last@example.org"},
        {"id": MAXIMUM, "client_id": "12345678901234567890", "email": "first@example.org"},
    ]
    long = [rng.choice(string.ascii_lowercase) * length for length in (30, 40, 70, 130, 260, 600, 1100, 5000)]
    rows += [
        {"id": 1500 + index, "client_id": f"{each}1", "email": f"{each[:1000]}@long.pl"}
        for index, each in enumerate(long)
    ]
    odd = (
        "ﬁ",
        "Ａ",
        "\u212b",
        "\u00c5",
        "ß",
        "SS",
        "İ",
        "i",
        "ς",
        "Σ",
        "1.0",
        "1,000",
        "+1",
        "-1",
        "0x10",
        "0",
        "00",
        "a\u200bb",
    )
    rows += [{"id": 1600 + index, "client_id": each, "email": f"{each}@odd.pl"} for index, each in enumerate(odd)]
    numbers = sorted({rng.randint(OF_CHANCE, MAXIMUM - 2) for _ in range(150)})
    rows += [{"id": each, "client_id": f"r{each % 1000}", "email": f"r{each % 70}@example.org"} for each in numbers]
    rng.shuffle(rows)
    return rows
