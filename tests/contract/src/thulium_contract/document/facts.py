"""Facts under the expectations: those of the document, and assumptions of the suite beyond them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from thulium_contract.tables import table

DOCUMENTED, OBSERVED, ASSUMED = "documented", "observed", "assumed"

Alternatives = tuple[frozenset[str], ...]
"""Sets of facts, each of which is enough for an expectation."""

HTTP: Alternatives = (frozenset(),)
"""Ground of expectations that rest on HTTP alone, not on a fact of the document."""


@dataclass(frozen=True)
class Fact:
    """Fact: ``source`` is where it is documented or was observed, ``reason`` why it is assumed."""

    id: str
    fact: str
    status: str
    source: str = ""
    reason: str = ""


@dataclass
class Facts:
    """Facts by id; one without an entry is assumed."""

    known: Mapping[str, Fact] = field(default_factory=dict)
    strict: bool = False
    """Whether assumptions are law as well."""

    def is_law(self, fact: str) -> bool:
        """Tell whether a server that does otherwise is wrong."""
        return self.strict or (fact in self.known and self.known[fact].status != ASSUMED)

    def decisive(self, alternatives: Alternatives) -> tuple[frozenset[str], frozenset[str]]:
        """Return the alternative with the fewest assumptions, and these."""
        doubtful = [(each, frozenset(fact for fact in each if not self.is_law(fact))) for each in alternatives]
        return min(doubtful, key=lambda pair: (len(pair[1]), sorted(pair[0])))


def facts_of(document: Mapping[str, Any], strict: bool = False) -> Facts:
    """Return the facts of a document, in its order, and then those of the suite."""
    stated = [*_stated(document), *own_facts()]
    return Facts({fact.id: fact for fact in stated}, strict)


def beside(node: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the ids of the facts that stand beside an object of the document: the known ones and the assumed ones."""
    stated = node.get("x-facts", ())
    assumed = frozenset(entry["id"] for entry in stated if entry["status"] == ASSUMED)
    return frozenset(entry["id"] for entry in stated) - assumed, assumed


def governing(node: Mapping[str, Any], pointer: str, status: str = "") -> frozenset[str]:
    """Return the ids of the facts beside an object that govern a part of it, perhaps only those of one status."""
    found = (
        entry["id"]
        for entry in node.get("x-facts", [])
        if pointer in _listed(entry.get("governs", "")) and status in ("", entry["status"])
    )
    return frozenset(found)


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _stated(node: Any) -> Iterator[Fact]:
    if isinstance(node, Mapping):
        yield from (_fact(entry) for entry in node.get("x-facts", []))
        node = [value for key, value in node.items() if key != "x-facts"]
    if isinstance(node, list):
        for each in node:
            yield from _stated(each)


def _fact(entry: Mapping[str, Any], status: str = "") -> Fact:
    texts = (" ".join(str(entry.get(key, "")).split()) for key in ("source", "reason"))
    return Fact(entry["id"], " ".join(entry["fact"].split()), status or entry["status"], *texts)


@cache
def own_facts() -> tuple[Fact, ...]:
    """Return what the suite assumes beyond the document."""
    return tuple(_fact(row, ASSUMED) for row in table("assumptions")["facts"])
