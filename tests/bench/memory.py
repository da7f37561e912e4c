"""Does the mock's memory stay flat? Sends many requests to a running mock with everything on, and watches its memory.

Run it from the root of the repository, for some minutes: ``.venv/bin/python -m tests.bench.memory``. It ends with
status 1 if the memory at the end differs by more than a tenth from that after the 50,000th request.
"""

import argparse
import asyncio
import itertools
import json
import sys
import time
from collections import Counter
from urllib.parse import quote

import httpx

from tests.bench.processes import memory
from tests.raw_http import AUTHORIZATION
from tests.servers import RunningServer, running_mock

CONNECTIONS = 6
EVERY = 10_000
"""After how many requests the memory is read, and everything that the control API shows is asked for."""

BEGIN = 50_000
TOLERANCE = 0.1

FAULTS = [
    {"name": "outage", "share": 0.05, "ttl": 86400, "answer": {"code": 503}},
    {"name": "slow", "share": 0.01, "ttl": 86400, "delay": {"milliseconds": 5}},
    {"name": "dropped", "share": 0.001, "ttl": 86400, "connection": "drop"},
]


def targets(spaces: list[str]) -> "itertools.cycle[str]":
    """Return targets of requests of all kinds: accepted and refused, short and long; half of them in ``spaces``."""
    start = "api/chat_conversations/start"
    queries = [f"chat_queue_id=3&client_id=id-{number}&client_name={quote('Żółć')}" for number in range(97)]
    queries += ["chat_queue_id=3&client_id=1234", "chat_queue_id=3&client_email=jan.kowalski@example.org"]
    queries += ["chat_queue_id=x&customer_id=0", "chat_queue_id=4", "", "chat_queue_id=3&client_name=" + "x" * 2000]
    prefixes = ["/", "/", *(f"/spaces/{name}/" for name in spaces)]
    found = [f"{prefix}{start}?{query}" for query, prefix in zip(queries, itertools.cycle(prefixes), strict=False)]
    return itertools.cycle([f"/{start}?{query}" for query in queries] + found + ["/unknown"])


class Load:
    """Requests over a few connections that are kept alive."""

    def __init__(self, port: int, spaces: list[str]) -> None:
        self.port = port
        self.targets = targets(spaces)
        self.left = 0
        self.statuses: Counter[str] = Counter()

    async def send(self, count: int) -> None:
        """Send ``count`` requests."""
        self.left = count
        await asyncio.gather(*(self._connection() for _ in range(CONNECTIONS)))

    async def _connection(self) -> None:
        while self.left > 0:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            try:
                while self.left > 0:
                    self.left -= 1
                    head = f"POST {next(self.targets)} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAccept: */*\r\n"
                    writer.write(f"{head}{AUTHORIZATION}\r\nUser-Agent: soak\r\nContent-Length: 0\r\n\r\n".encode())
                    answer = await reader.readuntil(b"\r\n\r\n")
                    lines = answer.lower().split(b"\r\n")
                    length = next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
                    await reader.readexactly(length)
                    self.statuses[answer[9:12].decode()] += 1
            except (asyncio.IncompleteReadError, ConnectionError):
                # A fault: the connection was dropped.
                self.statuses["dropped"] += 1
            finally:
                writer.close()


async def watch(origin: str, events: Counter[str]) -> None:
    """Read the stream of events, and count them."""
    async with httpx.AsyncClient(timeout=None) as client, client.stream("GET", f"{origin}/_mock/stream") as answer:
        async for line in answer.aiter_lines():
            if line.startswith("event: "):
                events[line.removeprefix("event: ")] += 1


async def look(origin: str) -> None:
    """Ask for everything that is made of what is kept."""
    async with httpx.AsyncClient(base_url=f"{origin}/_mock", timeout=120) as client:
        for path in ("requests?limit=1000", "conversations?limit=1000", "har", "spaces", "fixtures"):
            (await client.get(path)).raise_for_status()
        matcher = {"query": {"client_email": {"like": "nobody*"}}, "customer_id": 1}
        (await client.post("requests/verify", json={"matcher": matcher})).raise_for_status()


async def soak(server: RunningServer, requests: int, spaces: list[str]) -> dict[int, float]:
    """Send ``requests``, to ``spaces`` too; return the memory in MiB by the number of requests so far."""
    async with httpx.AsyncClient(base_url=f"{server.origin}/_mock") as client:
        for fault, space in itertools.product(FAULTS, ["", *(f"spaces/{name}/" for name in spaces[:3])]):
            (await client.post(f"{space}faults", json=fault)).raise_for_status()
    events: Counter[str] = Counter()
    watching = asyncio.create_task(watch(server.origin, events))
    load = Load(server.port, spaces)
    found = {}
    begin = time.perf_counter()
    for count in range(EVERY, requests + 1, EVERY):
        await load.send(EVERY)
        await look(server.origin)
        found[count] = memory(server.process.pid).resident
        rate = count / (time.perf_counter() - begin)
        print(f"{count:>9,} requests  {found[count]:7.1f} MiB  {rate:5.0f} a second", flush=True)  # noqa: T201
    watching.cancel()
    print(json.dumps({"answers": load.statuses, "events": events}))  # noqa: T201
    return found


def main() -> int:
    """Run it, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=300_000)
    parser.add_argument("--spaces", type=int, default=20, help="how many spaces beside the default one")
    options = parser.parse_args()
    spaces = [f"s{number}" for number in range(options.spaces)]
    with running_mock("--seed", "1") as server:
        found = asyncio.run(soak(server, options.requests, spaces))
    change = found[max(found)] / found[BEGIN] - 1
    print(f"From {BEGIN:,} to {max(found):,} requests: {change:+.1%}")  # noqa: T201
    return int(abs(change) > TOLERANCE)


if __name__ == "__main__":
    sys.exit(main())
