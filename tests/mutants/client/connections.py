"""Defects in keeping connections and in ending a client."""

from typing import Any

import httpx

from tests.mutants.client.changes import with_headers
from tests.mutants.client.core import ClientMutant, Defect, Memory
from tests.mutants.client.witness import block, sends, wire


def _left_open(self: Any) -> None:
    return None


async def _left_open_async(self: Any) -> None:
    return None


def _swallowing_exit(self: Any, *_: object) -> bool:
    self.close()
    return True


async def _swallowing_exit_async(self: Any, *_: object) -> bool:
    await self.aclose()
    return True


def _fresh_connections(request: httpx.Request, memory: Memory) -> httpx.Request:
    return with_headers(request, {"Connection": "close"})


MUTANTS: tuple[ClientMutant, ...] = (
    ClientMutant(
        "close-does-nothing",
        "A closed client keeps its connections.",
        Defect(methods={"close": _left_open, "aclose": _left_open_async}),
        sends(),
    ),
    ClientMutant(
        "block-swallows-exceptions",
        "A block swallows exceptions.",
        Defect(methods={"__exit__": _swallowing_exit, "__aexit__": _swallowing_exit_async}),
        block(),
    ),
    ClientMutant(
        "new-connection-for-each-call",
        "Each call makes a connection of its own.",
        Defect(request=_fresh_connections),
        wire(),
    ),
)
