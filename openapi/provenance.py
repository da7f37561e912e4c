"""Table of the provenance of each fact of the document."""

from collections.abc import Iterator
from dataclasses import dataclass

from openapi.document import ROOT, Content, Place, load, places


@dataclass(frozen=True)
class Fact:
    """Fact that the document states: its status (documented or assumed), and its ground (a source or a reason)."""

    fact: str
    status: str
    ground: str


def provenance_table() -> str:
    """Return the Markdown table of all facts: the documented ones, then the assumed ones, in the document's order.

    A fact that holds at several places has one row.
    """
    content = load(ROOT / "openapi/openapi.yaml")
    where: dict[Fact, list[str]] = {}
    for place, fact in facts(content):
        where.setdefault(fact, []).append(label(place))
    rows = ["| Where | Fact | Status | Source or reason |", "|---|---|---|---|"]
    for status in ("documented", "assumed"):
        for fact, labels in where.items():
            if fact.status == status:
                cells = (", ".join(labels), fact.fact, fact.status, fact.ground)
                rows.append("| " + " | ".join(" ".join(cell.split()).replace("|", r"\|") for cell in cells) + " |")
    return "\n".join(rows)


def facts(content: Content) -> Iterator[tuple[Place, Fact]]:
    """Yield every fact of a document with the place that states it."""
    sources = content["info"]["x-sources"]
    for place in places(content):
        for entry in place.value.get("x-provenance", []):
            ground = _link(sources[entry["source"]]) if entry["status"] == "documented" else entry["reason"]
            note = f" {entry['note']}" if "note" in entry else ""
            yield place, Fact(entry["fact"], entry["status"], ground + note)


def label(place: Place) -> str:
    """Return the readers' name of a place: a parameter's own, a property's with its schema, and so on."""
    *_, above, name = place.pointer.split("/")
    if above == "properties":
        return f"`{place.pointer.split('/')[3]}.{name}`"
    if above == "parameters":
        return f"`{place.value['name']}`"
    if "operationId" in place.value:
        return f"`{place.value['operationId']}`"
    return _LABELS[above].format(name)


_LABELS = {
    "": "all operations",
    "servers": "base URL",
    "headers": "header `{}`",
    "responses": "response `{}`",
    "schemas": "schema `{}`",
    "securitySchemes": "security scheme `{}`",
}


def _link(source: Content) -> str:
    title = f"[{source['title']}]({source['url']})" if "url" in source else source["title"]
    return f"{title}, changed {source['modified']}." if "modified" in source else f"{title}."
