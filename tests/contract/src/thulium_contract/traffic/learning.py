"""Updates of the document after facts were observed."""

import re
from collections.abc import Iterator
from datetime import date

from thulium_contract.document.facts import ASSUMED, OBSERVED
from thulium_contract.reports.results import CONFIRMED, CONTRADICTED, Report

_SOURCE = "traffic"


def observed(report: Report, text: str) -> list[str]:
    """Return the ids of the assumed facts in the document of this text that a report confirms, in its order."""
    shown = {name for name, evidence in report.evidence.items() if evidence.state == CONFIRMED}
    assumed = [each.id for each in report.facts.known.values() if each.status == ASSUMED]
    lines = text.split("\n")
    return [each for each in assumed if each in shown and _place(lines, each) is not None]


def changes(report: Report, text: str) -> Iterator[str]:
    """Yield what to change in the document of this text, each with the number of its line."""
    lines = text.split("\n")
    for fact in report.facts.known.values():
        place = _place(lines, fact.id)
        evidence = report.evidence.get(fact.id)
        if place is None or evidence is None:
            continue
        if evidence.state == CONTRADICTED:
            yield f"{place + 1}: {fact.id} is contradicted: {evidence.detail}"
        elif fact.status == ASSUMED:
            yield f"{place + 1}: {fact.id} is {OBSERVED}"


def rewritten(text: str, ids: list[str], day: date) -> str:
    """Return the text of a document in which these assumed facts are observed; the names of systems are in none."""
    lines = text.split("\n")
    for fact in ids:
        place = _place(lines, fact)
        if place is not None:
            end = _end(lines, place)
            entry, reason = _observed(lines[place:end], day)
            lines[place:end] = entry
            _hand_on(lines, reason)
    if ids and not any(line == f"    {_SOURCE}:" for line in lines):
        sources = lines.index("  x-sources:")
        lines[sources + 1 : sources + 1] = [f"    {_SOURCE}:", "      title: Recorded traffic of a live system"]
    return "\n".join(lines)


def _place(lines: list[str], fact: str) -> int | None:
    return next(
        (number for number, line in enumerate(lines) if re.fullmatch(rf" *- id: {re.escape(fact)}", line)), None
    )


def _end(lines: list[str], place: int) -> int:
    """Return where the entry that begins at ``place`` ends: at the first line that is not deeper than its dash."""
    indent = lines[place].index("-")
    deeper = (number for number in range(place + 1, len(lines)) if lines[number][: indent + 1].strip())
    return next(deeper, len(lines))


def _hand_on(lines: list[str], reason: list[str]) -> None:
    """Write a reason that had an anchor where the first alias stands for it."""
    anchor = re.match(r"( *)reason: &(\S+)", reason[0]) if reason else None
    if anchor is None:
        return
    place = next((number for number, line in enumerate(lines) if line.endswith(f"reason: *{anchor[2]}")), None)
    if place is not None:
        indent = " " * (lines[place].index("r") - len(anchor[1]))
        lines[place : place + 1] = [f"{indent}{line}" for line in reason]


def _observed(entry: list[str], day: date) -> tuple[list[str], list[str]]:
    """Return the lines of an entry as it is observed, and those of the reason that it had."""
    indent = " " * (entry[0].index("-") + 2)
    kept: list[str] = []
    reason: list[str] = []
    leaving = False
    for line in entry:
        begins = line.startswith(indent) and line[len(indent) : len(indent) + 1].strip() != ""
        leaving = line.startswith(f"{indent}reason:") if begins else leaving and line.startswith(f"{indent} ")
        if line == f"{indent}status: {ASSUMED}":
            kept += [f"{indent}status: {OBSERVED}", f"{indent}source: {_SOURCE}", f"{indent}date: '{day.isoformat()}'"]
        else:
            (reason if leaving else kept).append(line)
    return kept, reason
