"""Each rule of our style finds its defects in a tiny document and says where they are; a good document has none."""

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from openapi import checks, lint
from openapi.document import Content, join, parse

TABLE: Mapping[str, Any] = parse(Path(__file__).with_name("defects.yaml").read_text("utf-8"))
CHECKS = {check.__name__: check for check in checks.CHECKS}


def document(changes: Mapping[str, Any]) -> Content:
    """Return the good document with a value put at each JSON pointer, or taken away where it is None."""
    content: Content = json.loads(json.dumps(TABLE["document"]))  # YAML anchors share objects: JSON takes them apart.
    for pointer, value in changes.items():
        *path, last = (part.replace("~1", "/") for part in pointer.split("/")[1:])
        target: Any = content
        for part in path:
            target = target[int(part)] if isinstance(target, list) else target.setdefault(part, {})
        if isinstance(target, list):
            target[int(last)] = value
        elif value is None:
            del target[last]
        else:
            target[last] = value
    return content


def case(kind: str, rule: str) -> tuple[Content, list[str]]:
    """Return the bad document of a rule, and the JSON pointers of what the rule finds there."""
    changes = dict(TABLE[kind][rule])
    missing = [pointer.rpartition("/")[0] if value is None else pointer for pointer, value in changes.items()]
    found = changes.pop("found", missing)
    return document(changes), sorted(found)


@pytest.fixture(scope="module")
def spectral(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[tuple[str, str]]]:
    """The rule and the JSON pointer of all that Spectral finds, by the name of the document; it runs once for all."""
    folder = tmp_path_factory.mktemp("documents")
    for rule in TABLE["spectral"]:
        (folder / rule).with_suffix(".json").write_text(json.dumps(case("spectral", rule)[0]), "utf-8")
    found = defaultdict(list)
    for result in lint.report(lint.SPECTRAL, *folder.iterdir()):
        found[Path(result["source"]).stem].append((result["code"], join("", *result["path"])))
    return found


def test_nobody_finds_anything_in_a_good_document(tmp_path: Path) -> None:
    """A document that keeps every rule has no findings, references, maps and nullable fields included."""
    good = tmp_path / "good.json"
    good.write_text(json.dumps(document({})), "utf-8")
    reading = lint.Reading((lint.redocly, lint.spectral, lint.spec_validator), checks.CHECKS)
    assert [str(finding) for finding in lint.lint({good: reading})[good]] == []


@pytest.mark.parametrize("rule", TABLE["spectral"])
def test_spectral_finds_what_breaks_a_rule(rule: str, spectral: Mapping[str, list[tuple[str, str]]]) -> None:
    """A rule of Spectral finds the defects of its document, each at its JSON pointer."""
    assert sorted({pointer for name, pointer in spectral[rule] if name == rule}) == case("spectral", rule)[1]


@pytest.mark.parametrize("rule", TABLE["redocly"])
def test_redocly_finds_undeclared_fields_of_examples(rule: str, tmp_path: Path) -> None:
    """A rule of Redocly finds the defects of its document, each at its JSON pointer."""
    content, expected = case("redocly", rule)
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps(content), "utf-8")
    assert sorted(finding.pointer for finding in lint.redocly(bad) if rule in finding.message) == expected


@pytest.mark.parametrize("rule", TABLE["checks"])
def test_check_finds_what_breaks_it(rule: str) -> None:
    """A check of ours finds the defects of its document, each at its JSON pointer."""
    content, expected = case("checks", rule)
    assert sorted(finding.pointer for finding in CHECKS[rule](content)) == expected


def test_every_rule_has_a_document_that_breaks_it() -> None:
    """No rule of ours is in use that is not shown to find something."""
    ruleset = parse((lint.API.parent / "spectral.yaml").read_text("utf-8"))
    assert set(ruleset["rules"]) <= set(TABLE["spectral"])
    assert set(CHECKS) == set(TABLE["checks"])
