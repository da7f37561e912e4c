"""Ways of sending the same request: versions of HTTP, connections, framings and hosts; none changes anything."""

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from thulium_contract.edge_values import EMAILS, INTEGERS, PARAMETERS

Headers = tuple[tuple[str, str], ...]

_CHUNKED = ("Transfer-Encoding", "chunked")


@dataclass(frozen=True)
class Way:
    """The version of HTTP, and headers of the connection."""

    version: str = "1.1"
    headers: Headers = ()


PLAIN = Way()
WAYS = (
    *(Way("1.0"), Way("1.0", (("Connection", "close"),)), Way("1.1", (("Connection", "close"),))),
    *(Way("1.1", (("Connection", "keep-alive"),)), Way("1.1", (_CHUNKED,))),
    Way("1.1", (("Expect", "100-continue"),)),
    Way("1.1", (_CHUNKED, ("Connection", "close"))),
)
UNUSUAL = (
    *(Way("1.0", (("Host", "example.org"),)), Way("1.1", (("Upgrade", "h2c"), ("Connection", "Upgrade")))),
    *(Way("1.1", (("Upgrade", "websocket"), ("Connection", "upgrade"))), Way("1.1", (("TE", "trailers, deflate"),))),
    Way("1.1", tuple((f"X-Header-{index}", str(index)) for index in range(130))),
    *(
        Way("1.1", (("Host", host),))
        for host in ("example.org", "localhost", "127.0.0.1", "demo.thulium.com", "DEMO.THULIUM.COM:443", "[::1]:80")
    ),
    *(Way("1.1", (("Host", host),)) for host in ("a.b.c.example", "x_y.example.org", "1.2.3.4:8080")),
)
"""What some servers do not let through by themselves."""


def alike(queues: Sequence[int], rng: random.Random) -> Iterator[str]:
    """Yield queries in which several parameters have the same value."""
    numbers = [str(each) for each in rng.sample(list(queues), min(4, len(queues)))]
    texts = [name for name in PARAMETERS if name not in (*INTEGERS, *EMAILS)]
    queue = f"chat_queue_id={queues[0]}"
    for first, second in itertools.combinations(PARAMETERS, 2):
        for number in numbers[:2]:
            if not {first, second} & set(EMAILS):
                rest = [] if "chat_queue_id" in (first, second) else [queue]
                yield "&".join([*rest, f"{first}={number}", f"{second}={number}"])
        if not {first, second} & set(INTEGERS):
            yield from (f"{queue}&{first}={each}&{second}={each}" for each in ("a@b.pl", "ewa%2Bx@example.org"))
        if first in texts and second in texts:
            yield from (f"{queue}&{first}={each}&{second}={each}" for each in ("Jan", "%C5%BB%C3%B3%C5%82w", "x"))
    for number in numbers:
        yield "&".join(f"{name}={number}" for name in PARAMETERS if name not in EMAILS)
    yield "&".join([queue, *(f"{name}=a@b.pl" for name in (*texts, *EMAILS))])
