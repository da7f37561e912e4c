"""Verification that certain requests or deliveries came as often as expected, with the nearest misses if not."""

import asyncio
import heapq
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from thulium_mock.catalogue import LANGUAGES, phrase
from thulium_mock.inspection.matching import Difference, conditions, differences, nearness
from thulium_mock.openapi.request_body import checked_value
from thulium_mock.state.journal import Exchange, JournalStatus
from thulium_mock.state.spaces import Space, Spaces
from thulium_mock.state.webhooks import Delivery

NEAREST = 5
"""Limit of the nearest misses in a result."""

MATCHING = 100
"""Limit of the matching requests in a result."""

_COMPARED = 50
"""Limit of the misses, those with the fewest differences, whose `nearness` is computed."""

_BATCH = 200
_ALL = 2**31 - 1

_HOLDS = {"exactly": int.__eq__, "at_least": int.__ge__, "at_most": int.__le__}
_ONE = {"at_least": 1}


@dataclass(frozen=True)
class Miss:
    """Request or delivery with its differences from the expected one; none if there are too many matches."""

    number: int
    differences: list[Difference]


@dataclass(frozen=True)
class Verification:
    """Result of a verification: the count of matches, which ones, the nearest misses, and an explanation.

    ``matching`` are the numbers of the newest matches, the newest first; ``explanation`` is a text in each language.
    """

    verified: bool
    count: int
    matching: list[int]
    nearest: list[Miss]
    explanation: dict[str, str]

    def report(self, found: Iterable[Exchange | Delivery]) -> str:
        """Return a report for people, in lines; ``found`` are the recorded requests or deliveries."""
        known = {each.number: each for each in found}
        lines = [self.explanation["en"]]
        for miss in self.nearest:
            if near := known.get(miss.number):
                lines.append(f"  {_line(near)}")
            lines += [f"    {each}" for each in miss.differences]
        return "\n".join(lines)


def _line(found: Exchange | Delivery) -> str:
    if isinstance(found, Delivery):
        return f"delivery {found.number}: {found.event.get('action')} {found.webhook.url} -> {found.state}"
    became = found.status or found.state.replace("_", " ")
    return f"request {found.number}: {found.method} {found.url} -> {became}"


def checked_expectation(
    schema: str, matcher: dict[str, Any], timeout: float, *counts: int | None
) -> tuple[dict[str, Any], dict[str, int]]:
    """Return a matcher, checked by the ``schema`` of this name, and the counts by name; raises `ValueError`."""
    named = zip(("exactly", "at_least", "at_most"), counts, strict=True)
    count = {name: number for name, number in named if number is not None}
    expectation = {"matcher": matcher, "timeout": timeout, **({"count": count} if count else {})}
    return checked_value(schema, expectation)["matcher"], count


async def verify(
    space: Space,
    matcher: Mapping[str, Any],
    count: Mapping[str, int] | None,
    spaces: Spaces,
    seconds: float = 0,
) -> Verification:
    """Compare the requests that the journal of ``space`` keeps with ``matcher``, pending ones too.

    ``count`` has one or more of ``exactly``, ``at_least`` and ``at_most``; without it, at least one request must match.
    Until they are as expected, at most so many ``seconds`` pass. The other ``spaces`` are looked at when there are no
    requests at all, to tell where they went. Raises `TooManyStreams` if too many wait.
    """
    expected, wanted = conditions(matcher), count or _ONE

    async def look() -> Verification:
        journal = await space.journal()
        compared: list[Miss] = []
        number = pending = 0
        while number < journal.count and (batch := await space.exchanges(number, _BATCH)):
            compared += [Miss(each.number, differences(each, expected)) for each in batch]
            pending += sum(each.state == "pending" for each in batch)
            number = batch[-1].number
            # Lets other requests be answered while a full journal is read.
            await asyncio.sleep(0)
        compared.reverse()
        return _result(compared, wanted, "requests", await _hints(space, journal, pending, spaces))

    return await _awaited(space, look, seconds)


async def verify_deliveries(
    space: Space,
    matcher: Mapping[str, Any],
    count: Mapping[str, int] | None,
    seconds: float = 0,
    masked: Callable[[Delivery], Delivery] = lambda delivery: delivery,
) -> Verification:
    """Compare the deliveries that ``space`` keeps, ``masked``, with ``matcher``, as `verify` does with requests."""
    expected, wanted = conditions(matcher), count or _ONE

    async def look() -> Verification:
        _, kept = await space.deliveries(_ALL, 0)
        compared: list[Miss] = []
        for start in range(0, len(kept), _BATCH):
            batch = map(masked, kept[start : start + _BATCH])
            compared += [Miss(each.number, differences(each, expected)) for each in batch]
            await asyncio.sleep(0)
        return _result(compared, wanted, "deliveries")

    return await _awaited(space, look, seconds)


async def _awaited(space: Space, look: Callable[[], Awaitable[Verification]], seconds: float) -> Verification:
    """Verify after each change until it succeeds, at most for so many ``seconds``."""
    if not seconds:
        return await look()
    end = space.clock.now() + seconds
    with space.subscribe() as subscriber:
        while True:
            result = await look()
            if result.verified or subscriber.closed or not await subscriber.wait(end - space.clock.now()):
                return result


def _result(
    compared: list[Miss], count: Mapping[str, int], kind: str, hints: Iterable[Mapping[str, str]] = ()
) -> Verification:
    """Return the result for all compared items of a ``kind``, the newest first."""
    found = [each for each in compared if not each.differences]
    verified = all(_HOLDS[name](len(found), number) for name, number in count.items())
    nearest: list[Miss] = []
    if not verified:
        too_many = len(found) > count.get("exactly", count.get("at_most", len(found)))
        nearest = found[:NEAREST] if too_many else _nearest([each for each in compared if each.differences])
    expected = reduce(
        lambda first, second: phrase("both", first=first, second=second),
        [phrase(name, number=number) for name, number in count.items()],
    )
    told = [phrase(kind, came=len(compared), matching=len(found), expected=expected), *hints]
    text = {language: " ".join(each[language] for each in told) for language in LANGUAGES}
    return Verification(verified, len(found), [each.number for each in found[:MATCHING]], nearest, text)


def _nearest(misses: list[Miss]) -> list[Miss]:
    """Return the misses that differ in the fewest fields, and of those the ones that differ least; newer ones first."""
    fewest = heapq.nsmallest(_COMPARED, misses, key=lambda miss: (len(miss.differences), -miss.number))
    return heapq.nsmallest(
        NEAREST, fewest, key=lambda miss: (len(miss.differences), -sum(map(nearness, miss.differences)), -miss.number)
    )


async def _hints(space: Space, journal: JournalStatus, pending: int, spaces: Spaces) -> list[dict[str, str]]:
    """Return hints at requests that are pending, evicted, deleted or in other spaces."""
    hints = []
    if pending:
        hints.append(phrase("pending", count=pending))
    if journal.evicted:
        hints.append(phrase("evicted", count=journal.evicted))
    if not journal.kept:
        counts = {each.name: (await each.journal()).kept for each in await spaces.all() if each.name != space.name}
        if busy := ", ".join(f"{name} ({kept})" for name, kept in counts.items() if kept):
            hints.append(phrase("other_spaces", spaces=busy))
        elif journal.forgotten:
            hints.append(phrase("forgotten", count=journal.forgotten))
        hints.append(phrase("check_base_url", path=space.base_path))
    return hints
