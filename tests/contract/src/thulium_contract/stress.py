"""What shows only in the long run or in a crowd: every n-th request, after many of a kind, and many at once."""

import random
from collections.abc import Iterator
from dataclasses import replace

from thulium_contract import credentials
from thulium_contract.corpus import Corpus
from thulium_contract.credentials import Credentials
from thulium_contract.exchange import Request
from thulium_contract.state import Inspector

NOBODY = Credentials((), "none")
MALFORMED = Credentials((("Authorization", "Basic !"),), "malformed")
WRONG = Credentials((("Authorization", "Basic eDp5"),), "wrong")


def kinds(corpus: Corpus, rng: random.Random, mark: str) -> list[Request]:
    """Return one request of each kind of answer, with ``mark`` in what it sends."""
    path = f"{corpus.base_path}/{mark}"
    polish = (("Accept-Language", "pl"),)
    queue = rng.choice(corpus.cast.queues)
    made = [
        corpus.request(f"chat_queue_id={queue}&client_name={mark}&client_id={mark}", "one of many"),
        corpus.request(
            f"client_surname={mark}&chat_queue_id={corpus.queue}&client_email={mark}@example.org", "one of many"
        ),
        corpus.request(f"chat_queue_id={mark}&client_name={mark}%00", "one of many that are refused"),
        corpus.request(f"client_name={mark}", "one of many that are refused", headers=polish),
        corpus.request(f"{corpus.base}&client_email={mark}", "one of many that are refused"),
        corpus.request(None, "one of many without credentials", as_=NOBODY),
        corpus.request(None, "one of many with wrong credentials", as_=WRONG, headers=polish),
        corpus.request("", "one of many to an unknown path", path=path),
        corpus.request("", "one of many with another method", method=rng.choice(("GET", "PUT", "DELETE", "OPTIONS"))),
        corpus.request(None, "one of many without a body", method="HEAD"),
        corpus.request(None, "one of many with malformed credentials", as_=MALFORMED, headers=polish),
        corpus.request(
            f"{corpus.base}&client_name={mark}", "one of many with a body", body=f"client_id={mark}".encode()
        ),
        corpus.request(f"{corpus.base}&u={mark * 5000}", "one of many that are too long"),
    ]
    if corpus.cast.complete:
        other = [each for each in corpus.cast.users if each.name.startswith(("yes", "no"))]
        made += [
            corpus.request(
                f"{corpus.base}&client_id={mark}", "one of many users", as_=credentials.right(rng.choice(other))
            )
        ]
        made += [corpus.request(f"chat_queue_id={rng.randint(4, 10**9) * 2 + 1}", "one of many queues")]
    return made


def endurance(corpus: Corpus, rng: random.Random, rounds: int) -> Iterator[Request]:
    """Yield long runs of one kind of request, each followed by all others, and every order of two kinds."""
    marked = iter(f"m{corpus.marker}{index:05d}" for index in range(10**6))
    usual = kinds(corpus, rng, next(marked))
    for one in usual:
        for two in usual:
            yield from (one, two)
    for index in range(len(usual)):
        for _ in range(rounds):
            yield kinds(corpus, rng, next(marked))[index]
        yield from kinds(corpus, rng, next(marked))
    same = corpus.request(f"{corpus.base}&client_id=1234&client_email=a@b", "the same request again and again")
    yield from [same] * rounds
    for _ in range(rounds):
        everything = kinds(corpus, rng, next(marked))
        rng.shuffle(everything)
        yield from everything[:4]


def crowd(inspector: Inspector, corpus: Corpus, rng: random.Random, bursts: int) -> None:
    """Send requests of all kinds at once, each with a mark, an API user, a language and a queue of its own."""
    inspector.look()
    languages: tuple[tuple[tuple[str, str], ...], ...] = (
        (),
        (("Accept-Language", "pl"),),
        (("Accept-Language", "en"),),
    )
    for number in range(bursts):
        size = (2, 8, 16, 32, 50)[number % 5]
        requests = []
        for index in range(size):
            mark = f"c{corpus.marker}{number:03d}{index:03d}"
            made = kinds(corpus, rng, mark)
            request = rng.choice(made) if number % 3 else made[index % 2]
            extra = () if request.values("accept-language") else rng.choice(languages)
            requests.append(replace(request, headers=(*request.headers, *extra), why=f"one of {size} at once"))
        if number % 7 == 6:
            requests = [requests[0]] * size
        inspector.burst(requests)


def rows(inspector: Inspector, corpus: Corpus, rng: random.Random, number: int) -> None:
    """Send requests of all kinds on one connection, each before the one before is answered."""
    for place in range(number):
        requests = kinds(corpus, rng, f"r{corpus.marker}{place:05d}")
        rng.shuffle(requests)
        inspector.session.row(requests[:8])
    inspector.look()
