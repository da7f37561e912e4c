"""The report of a check, for people and for machines; what is secret is in none of them."""

import base64
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus
from xml.etree import ElementTree

from tests.contract.suite.results import BROKEN, HELD, Report, RuleResult

_SHORTEST_SECRET = 3
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REDACTED = "REDACTED"


class Redactor:
    """Takes a user's credentials out of texts, however they are spelled."""

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


def as_text(report: Report) -> str:
    """Return one line for each rule, with what broke and a command that shows it."""
    lines = [f"{report.target}: {report.requests} requests in {report.seconds:.1f} s, seed {report.seed}", ""]
    for result in report:
        lines.append(f"{result.state:13} {result.rule:24} {result.sentence}")
        if result.state == BROKEN:
            lines.append(f"{'':14}{result.broken} times, such as: {result.detail}")
            if result.curl:
                lines.append(f"{'':14}{result.curl}")
        elif result.state != HELD:
            lines.append(f"{'':14}{result.reason or 'nothing that was sent could tell'}")
    lines += ["", *report.notes]
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
            "seconds": round(report.seconds, 3),
            "held": report.held,
            "notes": report.notes,
            "rules": [_row(result) for result in report],
        },
        ensure_ascii=False,
        indent=2,
    )


def as_junit(report: Report) -> str:
    """Return the report as JUnit's XML: a test case for each rule."""
    skipped = sum(result.state not in (HELD, BROKEN) for result in report)
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
        case = ElementTree.SubElement(suite, "testcase", classname="contract", name=f"{result.rule}: {result.sentence}")
        if result.state == BROKEN:
            failure = ElementTree.SubElement(case, "failure", message=_xml(result.detail))
            failure.text = _xml(f"{result.detail}\n{result.curl}")
        elif result.state != HELD:
            ElementTree.SubElement(case, "skipped", message=_xml(result.reason or "nothing that was sent could tell"))
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suite, encoding="unicode")


def as_har(report: Report) -> str:
    """Return all that was sent and answered as HAR."""
    creator = {"name": "thulium contract suite", "version": "1"}
    return json.dumps({"log": {"version": "1.2", "creator": creator, "entries": report.entries}}, ensure_ascii=False)


def write(path: Path, text: str, redactor: Redactor) -> None:
    """Write a text without credentials; lone surrogates are escaped."""
    path.write_text(redactor.clean(text), "utf-8", errors="backslashreplace")


def _row(result: RuleResult) -> dict[str, Any]:
    return {
        "rule": result.rule,
        "sentence": result.sentence,
        "state": result.state,
        "checked": result.checked,
        "broken": result.broken,
        "detail": result.detail or (result.reason if result.state not in (HELD, BROKEN) else ""),
        "curl": result.curl,
    }


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
