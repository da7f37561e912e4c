"""What the mock keeps is bounded: it takes as much memory after many requests as after some.

The whole of it, over a socket and with many more requests, is measured by ``make bench``.
"""

import asyncio
import gc
import json
import sys
from types import ModuleType
from typing import Any

from starlette.types import Receive, Scope, Send
from thulium_mock.app import create_app, new_spaces
from thulium_mock.server.application import Application
from thulium_mock.settings import Settings
from thulium_mock.state.spaces import Spaces

from tests.http.asgi import call
from tests.http.messages import START, basic
from tests.journals import exchanges

SETTINGS = Settings(journal_size=20, keep_conversations=10, max_spaces=3)
ROUND = 30
"""How many rounds of requests fill everything that is bounded."""
LEAK = 50_000
"""How many bytes something that is kept of each request takes at least in the rounds that follow."""


def send(app: Application, begin: int, end: int) -> None:
    """Send requests of all kinds, no two alike, and look at what became of them."""
    faults = {"share": 0.2, "answer": {"code": 503}, "ttl": 1}
    for number in range(begin, end):
        name = f"{number:09}"
        for prefix in ("", f"/spaces/s{number % 5}"):
            call(app, "POST", f"{prefix}{START}?chat_queue_id=3&client_id={name}", [basic(), (f"X-{name}", name)])
            call(app, "POST", f"{prefix}{START}?{name}={name}", [basic(name), ("Accept-Language", f"pl;q=0.{name}")])
            call(app, "POST", f"{prefix}{START}?chat_queue_id=3", [basic(), ("Prefer", f"code=401, example={name}")])
            call(app, "GET", f"{prefix}/{name}", [("Origin", f"http://{name}.example.org")])
        call(app, "GET", f"/_mock/requests?path=*{name}*")
        matcher = {"matcher": {"query": {name: {"like": f"*{name}"}}}}
        call(app, "POST", "/_mock/requests/verify", (), json.dumps(matcher).encode())
        call(app, "GET", f"/_mock/spaces/t{number}/requests")
        if number % 20 == 0:
            call(app, "POST", "/_mock/faults", (), json.dumps({**faults, "name": name}).encode())
            call(app, "DELETE", "/_mock/faults")
            call(app, "POST", "/_mock/seed", (), json.dumps({"seed": number}).encode())
            call(app, "GET", "/_mock/har")


def size(*roots: Any) -> int:
    """Return how many bytes all objects take that can be reached from ``roots`` and from the mock's modules."""
    modules = [vars(module) for name, module in list(sys.modules.items()) if name.partition(".")[0] == "thulium_mock"]
    seen: set[int] = set()
    left: list[Any] = [*roots, *modules]
    total = 0
    while left:
        each = left.pop()
        if id(each) in seen or isinstance(each, ModuleType | type):
            continue
        seen.add(id(each))
        if isinstance(each, dict) and "__builtins__" in each and not any(each is module for module in modules):
            # The world of another module.
            continue
        total += sys.getsizeof(each)
        left.extend(gc.get_referents(each))
    return total


def grown(app: Application, spaces: Spaces) -> int:
    """Send so many requests that everything is full, then twice as many; return by how many bytes memory grew."""
    send(app, 0, ROUND)
    gc.collect()
    first = size(app, spaces)
    send(app, ROUND, 3 * ROUND)
    gc.collect()
    return size(app, spaces) - first


def test_memory_is_the_same_after_many_requests() -> None:
    """Journals, conversations, spaces, faults and whatever else is kept take no more after three times the requests."""
    spaces = new_spaces(settings=SETTINGS)
    assert grown(create_app(spaces=spaces), spaces) < LEAK
    assert asyncio.run(spaces.store.spaces()) == ["default", "s0", "t0", "s1"]
    kept = [len(exchanges(asyncio.run(spaces.open(name)))) for name in ("default", "s0", "t0", "s1")]
    assert kept == [20, 20, 0, 20]


def test_whatever_is_kept_without_bound_is_seen() -> None:
    """The test above would fail for what a layer, a space or a function keeps of each request."""
    spaces = new_spaces(settings=SETTINGS)
    app = create_app(spaces=spaces)
    inner = app.app
    of_layer: dict[int, bytes] = {}
    of_function: list[bytes] = []
    keep = of_layer.__setitem__

    async def leaking(scope: Scope, receive: Receive, send: Send) -> None:
        keep(len(of_function), bytes(1000))
        of_function.append(bytes(1000))
        setattr(spaces.default, f"kept_{len(of_function)}", bytes(1000))
        await inner(scope, receive, send)

    app.app = leaking
    # Three thousand bytes of each of the two thirds of the requests that follow the first look.
    assert grown(app, spaces) > 2 * 1000 * len(of_function)
