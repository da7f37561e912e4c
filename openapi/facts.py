"""Facts of the document: the source or reason of each part of it, by stable ids, and the table of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openapi.document import ROOT, Content, Place, is_operation, load, places, resolve

STATUSES = ("documented", "observed", "assumed")
"""The vendor says it; public code shows it; nobody says it, and there is a reason to expect it."""


@dataclass(frozen=True)
class Fact:
    """Fact, and the JSON pointers of what it governs in the document.

    A documented or observed one has a source, a key of ``info.x-sources``; an assumed one has a reason.
    """

    id: str
    fact: str
    status: str
    source: str | None
    reason: str | None
    date: str | None
    pointers: tuple[str, ...]


def facts(document: Content) -> dict[str, Fact]:
    """Return the facts of a document by their ids, in its order."""
    return {fact.id: fact for _, fact in stated_facts(document)}


def stated_facts(document: Content) -> Iterator[tuple[Place, Fact]]:
    """Yield each fact with the object beside which it stands; its ``governs`` is relative to that."""
    for place in places(document):
        for entry in place.value.get("x-facts", []):
            governed = entry.get("governs", "")
            relative: Sequence[str] = [governed] if isinstance(governed, str) else governed
            pointers = tuple(place.pointer + pointer for pointer in relative)
            date = str(entry["date"]) if "date" in entry else None
            ground = entry.get("source"), entry.get("reason"), date
            yield place, Fact(entry["id"], entry["fact"], entry["status"], *ground, pointers)


def fact_table() -> str:
    """Return the Markdown table of all facts: the documented ones first, then in the document's order."""
    document = load(ROOT / "openapi/openapi.yaml")
    stated = sorted(stated_facts(document), key=lambda each: STATUSES.index(each[1].status))
    rows = ["| Fact | Where | What | Status | Source or reason |", "|---|---|---|---|---|"]
    for place, fact in stated:
        cells = (f"`{fact.id}`", label(document, place), fact.fact, fact.status, _ground(document, fact))
        rows.append("| " + " | ".join(" ".join(cell.split()).replace("|", r"\|") for cell in cells) + " |")
    return "\n".join(rows)


def label(document: Content, place: Place) -> str:
    """Return the readers' name of a place: a parameter's own, a property's with its schema, a response's status."""
    *_, above, name = f"/{place.pointer}".split("/")
    if above == "properties":
        return f"`{place.pointer.split('/')[3]}.{name}`"
    if above == "parameters":
        return f"`{place.value['name']}`"
    if is_operation(place):
        return f"`{place.value['operationId']}`"
    if above == "responses":
        return "response " + ", ".join(f"`{status}`" for status in _statuses(document, place.value))
    return _LABELS[above].format(name)


_LABELS = {
    "": "all operations",
    "servers": "base URL",
    "headers": "header `{}`",
    "schemas": "schema `{}`",
    "securitySchemes": "security scheme `{}`",
}


def _statuses(document: Content, response: Content) -> list[str]:
    """Return the statuses under which a response is used, or refers to it is."""
    holders = [place.value.get("responses", {}) for place in places(document) if is_operation(place)]
    used = [status for holder in [*holders, document.get("x-responses", {})] for status in holder.items()]
    return sorted({status for status, reference in used if resolve(document, reference) is response})


def _ground(document: Content, fact: Fact) -> str:
    if fact.source is None:
        return fact.reason or ""
    source = document["info"]["x-sources"][fact.source]
    title = f"[{source['title']}]({source['url']})" if "url" in source else source["title"]
    read = fact.date or source.get("read")
    return f"{title}, read in the copy of {read}." if read else f"{title}."
