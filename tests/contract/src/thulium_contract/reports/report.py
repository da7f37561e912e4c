"""Formatters of the report, for people and machines, with secrets redacted."""

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus
from xml.etree import ElementTree

from thulium_contract.document.facts import Fact, own_facts
from thulium_contract.http.exchange import Exchange
from thulium_contract.reports.results import (
    BROKEN,
    DIFFERS,
    HELD,
    NOT_CHECKABLE,
    NOT_CHECKED,
    Deviation,
    Evidence,
    Report,
    RuleResult,
)

_SHORTEST_SECRET = 3
_MOST_CAUSES, _LONGEST_REQUEST = 3, 100
_INDENT = " " * 14
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REDACTED = "REDACTED"


class Redactor:
    """Redactor of credentials in texts, in any encoding."""

    def __init__(self, user: str, password: str) -> None:
        pair = f"{user}:{password}"
        spellings = {_base64(pair), _base64(pair).rstrip("="), quote(_base64(pair), safe=""), quote(pair, safe="")}
        if len(password) >= _SHORTEST_SECRET:
            plain = {password, password.upper(), password.lower()}
            for each in plain:
                coded = quote(each, safe="")
                spellings |= {each, coded, coded.lower(), quote_plus(each), quote(each), json.dumps(each)[1:-1]}
                spellings |= {json.dumps(each, ensure_ascii=False)[1:-1], "".join(f"%{o:02X}" for o in each.encode())}
                spellings.add("".join(f"%{octet:02x}" for octet in each.encode()))
                spellings |= _inside_base64(each)
        self._spellings = sorted((each for each in spellings if each), key=len, reverse=True)

    def clean(self, text: str) -> str:
        """Return the text without credentials."""
        for spelling in self._spellings:
            text = text.replace(spelling, _REDACTED)
        return text

    def redact(self, report: Report) -> None:
        """Take credentials out of what a report has of requests and answers; all else are its own words."""
        report.target, report.alarm = self.clean(report.target), self.clean(report.alarm)
        report.notes = [self.clean(each) for each in report.notes]
        report.entries = self._values(report.entries)
        for cause in (each for result in report for each in result.causes):
            cause.detail, cause.curl = self.clean(cause.detail), self.clean(cause.curl)
        for each in report.evidence.values():
            each.detail, each.curl = self.clean(each.detail), self.clean(each.curl)
            if each.shown:
                request = each.shown.request
                each.shown = replace(each.shown, request=replace(request, target=self.clean(request.target)))

    def _values(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._values(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._values(each) for each in value]
        return self.clean(value) if isinstance(value, str) else value


def as_text(report: Report) -> str:
    """Return what has to be read first, one line for each rule with what is wrong by cause, and the table of facts."""
    planned = f" of some {report.planned}" if report.unfinished and report.requests < report.planned else ""
    head = f"{report.target}: {report.requests}{planned} requests in {report.seconds:.1f} s, seed {report.seed}"
    lines = [*([report.alarm, ""] if report.alarm else []), head, ""]
    for result in report:
        lines.append(f"{result.state:13} {result.rule:24} {result.sentence}")
        for cause in result.causes[:_MOST_CAUSES]:
            lines += [f"{_INDENT}{_of(cause)}", *([f"{_INDENT}{cause.curl}"] if cause.curl else [])]
        if len(result.causes) > _MOST_CAUSES:
            lines.append(f"{_INDENT}and {len(result.causes) - _MOST_CAUSES} causes more, which the JSON report lists")
        if not result.deviations and result.state != HELD:
            lines.append(f"{_INDENT}{_unknown(report, result)}")
    lines += ["", "Facts of the document, and what was seen of them:"]
    for fact, evidence in _facts(report):
        lines.append(f"{evidence.state:13} {fact.id:34} {fact.status}: {fact.fact}")
        if evidence.contradicted:
            lines += [f"{_INDENT}{evidence.detail}", f"{_INDENT}{evidence.curl}"]
        elif evidence.shown:
            lines.append(f"{_INDENT}{_in_short(evidence.shown)}")
    lines += ["", *report.notes, *([report.unfinished] if report.unfinished else [])]
    states = [result.state for result in report]
    counts = ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))
    return "\n".join([*lines, f"{counts}."])


def as_json(report: Report) -> str:
    """Return the report as JSON."""
    return json.dumps(
        {
            "target": report.target,
            "seed": report.seed,
            "requests": report.requests,
            "planned": report.planned,
            "seconds": round(report.seconds, 3),
            "held": report.held,
            "alarm": report.alarm,
            "unfinished": report.unfinished,
            "notes": report.notes,
            "rules": [_row(report, result) for result in report],
            "facts": [
                {
                    "id": fact.id,
                    "fact": fact.fact,
                    "status": fact.status,
                    "state": evidence.state,
                    "detail": evidence.detail,
                    "curl": evidence.curl,
                }
                for fact, evidence in _facts(report)
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def as_junit(report: Report) -> str:
    """Return the report as JUnit's XML: a test case for each rule."""
    skipped = sum(result.state in (NOT_CHECKABLE, NOT_CHECKED) for result in report)
    suite = ElementTree.Element(
        "testsuite",
        name="thulium-contract",
        tests=str(len(report.results)),
        failures=str(len(report.broken)),
        errors="0",
        skipped=str(skipped),
        time=f"{report.seconds:.3f}",
    )
    for result in report:
        name = f"{result.rule}: {result.sentence}"
        case = ElementTree.SubElement(suite, "testcase", classname="contract", name=name, time=f"{result.seconds:.3f}")
        causes = _xml("\n".join(f"{_of(cause)}\n{cause.curl}" for cause in result.causes))
        if result.state == BROKEN:
            ElementTree.SubElement(case, "failure", message=_xml(result.detail)).text = causes
        elif result.state == DIFFERS:
            ElementTree.SubElement(case, "system-out").text = causes
        elif result.state != HELD:
            ElementTree.SubElement(case, "skipped", message=_xml(_unknown(report, result)))
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suite, encoding="unicode")


def as_har(report: Report) -> str:
    """Return all that was sent and answered as HAR."""
    creator = {"name": "thulium contract suite", "version": "1"}
    return json.dumps({"log": {"version": "1.2", "creator": creator, "entries": report.entries}}, ensure_ascii=False)


def write(path: Path, text: str) -> None:
    """Write a text; lone surrogates are escaped."""
    path.write_text(text, "utf-8", errors="backslashreplace")


def _row(report: Report, result: RuleResult) -> dict[str, Any]:
    return {
        "rule": result.rule,
        "sentence": result.sentence,
        "state": result.state,
        "checked": result.checked,
        "seconds": round(result.seconds, 3),
        "reason": _unknown(report, result) if result.state in (NOT_CHECKABLE, NOT_CHECKED) else "",
        "causes": [
            {
                "broken": cause.broken,
                "facts": cause.facts,
                "cause": cause.cause,
                "count": cause.count,
                "detail": cause.detail,
                "curl": cause.curl,
            }
            for cause in result.causes
        ],
    }


def _of(cause: Deviation) -> str:
    """Return one cause in a line: how often, what is wrong, and the facts that say otherwise."""
    against = "contradicts" if cause.broken else "is not as we assume in"
    facts = f", which {against} {', '.join(cause.facts)}" if cause.facts else ""
    where = f" ({cause.cause})" if cause.cause else ""
    return f"{cause.count} times{where}: {cause.detail}{facts}"


def _in_short(exchange: Exchange) -> str:
    """Return a request and the status of its answer in a line; the JSON report has the command that sends it."""
    request = f"{exchange.request.method} {exchange.request.target}"
    return f"{request:.{_LONGEST_REQUEST}}{'…' * (len(request) > _LONGEST_REQUEST)}: {exchange.response.status}"


def _unknown(report: Report, result: RuleResult) -> str:
    return report.unfinished if result.state == NOT_CHECKED else result.reason or "nothing that was sent could tell"


def _facts(report: Report) -> Iterator[tuple[Fact, Evidence]]:
    """Yield the document's facts with what was seen of them, and those of the suite that were contradicted."""
    for fact in report.facts.known.values():
        evidence = report.evidence.get(fact.id, Evidence())
        if evidence.contradicted or fact not in own_facts():
            yield fact, evidence


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _inside_base64(secret: str) -> set[str]:
    """Return what stands in base64 for a secret somewhere inside a text, at each of the three offsets."""
    octets = secret.encode()
    found = set()
    for offset in range(3):
        whole = (len(octets) - offset) // 3 * 3
        middle = base64.b64encode(octets[offset : offset + whole]).decode()
        if len(middle) >= 2 * _SHORTEST_SECRET:
            found.add(middle)
    return found
