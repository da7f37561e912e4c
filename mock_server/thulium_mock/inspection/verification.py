"""Verifying that certain requests came as often as expected, and showing what came instead."""

import asyncio
import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from thulium_mock.inspection.matching import Difference, conditions, differences, nearness
from thulium_mock.state.journal import Exchange
from thulium_mock.state.spaces import Space

NEAREST = 5
"""How many of the nearest misses are shown."""

MATCHING = 100
"""How many of the requests that match are named."""

_COMPARED = 50
"""How many of the misses that differ in the fewest fields are looked at more closely."""

_AT_ONCE = 200

_HOLDS = {"exactly": int.__eq__, "at_least": int.__ge__, "at_most": int.__le__}
_WORDS = {
    "en": {"exactly": "exactly {}", "at_least": "at least {}", "at_most": "at most {}", "and": " and "},
    "pl": {"exactly": "dokładnie {}", "at_least": "co najmniej {}", "at_most": "co najwyżej {}", "and": " i "},
}


@dataclass(frozen=True)
class Miss:
    """A request, and in what it differs from what was expected; in nothing, if there are too many of its kind."""

    number: int
    differences: list[Difference]


@dataclass(frozen=True)
class Verification:
    """What came of a verification: how many requests match, which ones, the nearest misses, and sentences.

    ``matching`` are the numbers of the newest that match, the newest first; ``explanation`` is in each language.
    """

    verified: bool
    count: int
    matching: list[int]
    nearest: list[Miss]
    explanation: dict[str, str]

    def report(self, exchanges: Iterable[Exchange]) -> str:
        """Return what was found in lines for a person; ``exchanges`` are those of the journal."""
        known = {each.number: each for each in exchanges}
        lines = [self.explanation["en"]]
        for miss in self.nearest:
            if exchange := known.get(miss.number):
                lines.append(f"  request {miss.number}: {exchange.method} {exchange.url} -> {exchange.status}")
            lines += [f"    {each}" for each in miss.differences]
        return "\n".join(lines)


async def verify(
    space: Space, matcher: Mapping[str, Any], count: Mapping[str, int] | None = None, others: Iterable[Space] = ()
) -> Verification:
    """Compare the requests that the journal of ``space`` keeps with ``matcher``.

    ``count`` has one or more of ``exactly``, ``at_least`` and ``at_most``; without it, at least one request must match.
    ``others`` are looked at when there are no requests at all, to tell where they went.
    """
    count = count or {"at_least": 1}
    expected = conditions(matcher)
    compared = []
    for each in space.journal.newest():
        compared.append(Miss(each.number, await differences(space, each, expected)))
        if len(compared) % _AT_ONCE == 0:
            # A full journal takes a moment: other requests are answered meanwhile.
            await asyncio.sleep(0)
    found = [each for each in compared if not each.differences]
    verified = all(_HOLDS[name](len(found), number) for name, number in count.items())
    nearest: list[Miss] = []
    if not verified:
        too_many = len(found) > count.get("exactly", count.get("at_most", len(found)))
        nearest = found[:NEAREST] if too_many else _nearest([each for each in compared if each.differences])
    text = _explanation(space, len(compared), len(found), count, others)
    return Verification(verified, len(found), [each.number for each in found[:MATCHING]], nearest, text)


def _nearest(misses: list[Miss]) -> list[Miss]:
    """Return the misses that differ in the fewest fields, and of those the ones that differ least; newer ones first."""
    fewest = heapq.nsmallest(_COMPARED, misses, key=lambda miss: (len(miss.differences), -miss.number))
    return heapq.nsmallest(
        NEAREST,
        fewest,
        key=lambda miss: (len(miss.differences), -sum(map(nearness, miss.differences)), -miss.number),
    )


def _explanation(
    space: Space, came: int, matching: int, count: Mapping[str, int], others: Iterable[Space]
) -> dict[str, str]:
    wanted = {
        language: words["and"].join(words[name].format(number) for name, number in count.items())
        for language, words in _WORDS.items()
    }
    en = f"Requests: {came}, matching: {matching}, expected: {wanted['en']}."
    pl = f"Żądań: {came}, pasujących: {matching}, oczekiwano: {wanted['pl']}."
    if space.journal.dropped:
        en += f" Older requests that the journal no longer keeps: {space.journal.dropped}."
        pl += f" Starszych żądań, których dziennik już nie przechowuje: {space.journal.dropped}."
    if came == 0:
        busy = ", ".join(f"{each.name} ({len(each.journal.exchanges)})" for each in others if each.journal.exchanges)
        if busy:
            en += f" Other spaces have requests: {busy}."
            pl += f" Żądania są w innych przestrzeniach: {busy}."
        elif space.journal.forgotten:
            en += f" Requests that came before the journal was emptied: {space.journal.forgotten}."
            pl += f" Żądań sprzed opróżnienia dziennika: {space.journal.forgotten}."
        en += f" Check that the application's base URL is this mock's address with {space.base_path}."
        pl += f" Sprawdź, czy adres bazowy aplikacji to adres tego mocka z {space.base_path}."
    return {"en": en, "pl": pl}
