"""API users: names and passwords that parsers confuse, and near misses of permissions."""

import random
import string
from dataclasses import dataclass

from thulium_contract.tables import filled, table


@dataclass(frozen=True)
class User:
    """An API user."""

    name: str
    password: str
    methods: tuple[str, ...] = ("*",)


def users(rng: random.Random, method: str) -> list[User]:
    """Return users of every kind of password, name and permissions, where ``method`` is the right permission."""

    def secret(length: int = 12) -> str:
        return "".join(rng.choices(string.ascii_letters + string.digits, k=length))

    rows = table("users")
    passwords = [*rows["passwords"], *map(secret, rows["lengths"]), secret(73) + "é", "é" * 40]
    names = [*rows["names"], *("u" * length for length in rows["name_lengths"])]
    permitted = rows["permitted"] + [_many(count, "{m}") for count in rows["counts"]]
    permitted += [_many(count, "*") for count in rows["counts"][::3]]
    refused = [*rows["not_permitted"], [f"chat_conversations/{index}" for index in range(300)]]
    made = [User(f"pw{index}", password) for index, password in enumerate(passwords)]
    made += [User(name, secret()) for name in dict.fromkeys(names)]
    made += [User(f"no{index}-{secret(8)}", secret(), _methods(each, method)) for index, each in enumerate(refused)]
    return made + [User(f"yes{index}", secret(), _methods(each, method)) for index, each in enumerate(permitted)]


def odd_users() -> tuple[User, ...]:
    """Return users of whose names and passwords each has all characters of a kind, one sign, or a great length."""
    odd = [*table("words")["characters"].values(), *(f"x{sign}y" for sign in string.punctuation if sign != ":")]
    odd += ["x" * 72, *("é" * length for length in (36, 64, 256)), *("x" * count for count in (512, 1024, 4000))]
    named = [User(name, f"q{index}Wr8rTz5k") for index, name in enumerate(odd)]
    return (*(User(f"guest-{index}", password) for index, password in enumerate(odd)), *named)


def _many(count: int, last: str) -> list[str]:
    return [*(f"chats/{index}" for index in range(count - 1)), last]


def _methods(given: str | list[str], method: str) -> tuple[str, ...]:
    return tuple(filled(each, {"m": method}) for each in ([given] if isinstance(given, str) else given))
