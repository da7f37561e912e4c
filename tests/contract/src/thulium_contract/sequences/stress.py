"""Load and concurrency: defects at every n-th request, after many requests of a kind, and under parallel ones."""

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from thulium_contract.http.exchange import Request
from thulium_contract.http.messages import Headers
from thulium_contract.requests import credentials
from thulium_contract.requests.credentials import MALFORMED, NOBODY, WRONG
from thulium_contract.requests.headers import POLISH
from thulium_contract.requests.subject import Subject
from thulium_contract.session.inspector import Inspector

_ROUNDS = 40
_LANGUAGES: tuple[Headers, ...] = ((), POLISH, (("Accept-Language", "en"),))


def kinds(s: Subject, rng: random.Random, mark: str) -> list[Request]:
    """Return one request of each kind of answer, with ``mark`` in what it sends."""
    base, queue = s.base, s.model.queue
    asked: tuple[tuple[str | None, dict[str, Any]], ...] = (
        (f"{queue}={rng.choice(s.fixtures.queues)}&client_name={mark}&client_id={mark}", {}),
        (f"client_surname={mark}&{base}&client_email={mark}@example.org", {}),
        (f"{queue}={mark}&client_name={mark}%00", {}),
        (f"client_name={mark}", {"headers": POLISH}),
        (f"{base}&client_email={mark}", {}),
        (None, {"as_": NOBODY}),
        (None, {"as_": WRONG, "headers": POLISH}),
        ("", {"path": f"{s.base_path}/{mark}"}),
        ("", {"method": rng.choice(("GET", "PUT", "DELETE", "OPTIONS"))}),
        (None, {"method": "HEAD"}),
        (None, {"as_": MALFORMED, "headers": POLISH}),
        (f"{base}&client_name={mark}", {"body": f"client_id={mark}".encode()}),
        (f"{base}&u={mark * 5000}", {}),
    )
    made = [s.request(query, "one of many", **part) for query, part in asked]
    if s.fixtures.complete:
        others = [each for each in s.fixtures.users if each.name.startswith(("yes", "no"))]
        someone = credentials.right(rng.choice(others))
        made.append(s.request(f"{base}&client_id={mark}", "one of many users", as_=someone))
        made.append(s.request(f"{queue}={rng.randint(4, 10**9) * 2 + 1}", "one of many queues"))
    return made


def long_run(s: Subject, rng: random.Random) -> Iterator[Request]:
    """Yield long runs of one kind of request, each followed by all others, and every order of two kinds."""
    marked = iter(f"m{s.marker}{index:05d}" for index in range(10**6))
    usual = kinds(s, rng, next(marked))
    for one in usual:
        for two in usual:
            yield from (one, two)
    for index in range(len(usual)):
        for _ in range(_ROUNDS):
            yield kinds(s, rng, next(marked))[index]
        yield from kinds(s, rng, next(marked))
    same = s.request(f"{s.base}&client_id=1234&client_email=a@b", "the same request again and again")
    yield from [same] * _ROUNDS
    for _ in range(_ROUNDS):
        yield from rng.sample(kinds(s, rng, next(marked)), 4)


def bursts(inspector: Inspector, s: Subject, rng: random.Random, number: int) -> None:
    """Send requests of all kinds at once, each with a mark, an API user, a language and a queue of its own."""
    inspector.look()
    for turn in range(number):
        size = (2, 8, 16, 32, 50)[turn % 5]
        requests = []
        for index in range(size):
            made = kinds(s, rng, f"c{s.marker}{turn:03d}{index:03d}")
            request = rng.choice(made) if turn % 3 else made[index % 2]
            extra = () if request.values("accept-language") else rng.choice(_LANGUAGES)
            requests.append(replace(request, headers=(*request.headers, *extra), why=f"one of {size} at once"))
        inspector.burst([requests[0]] * size if turn % 7 == 6 else requests)


def pipelined(inspector: Inspector, s: Subject, rng: random.Random, number: int) -> None:
    """Send requests of all kinds on one connection, each before the one before is answered."""
    for place in range(number):
        inspector.session.row(rng.sample(kinds(s, rng, f"r{s.marker}{place:05d}"), 8))
    inspector.look()
