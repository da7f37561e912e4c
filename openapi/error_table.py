"""The table of the mock's errors: every code that it answers with, and the sentence in English and Polish."""

from collections.abc import Iterator
from typing import Any

from openapi.document import ROOT, load
from thulium_mock.catalogue import FAULTS, PARAMETER_FAULTS, Entry, parameter_fault


def error_table() -> str:
    """Return the Markdown table of the catalogue; what the mock fills in stands in braces."""
    rows = ["| Code | Status | English | Polish |", "|---|---|---|---|"]
    rows += [f"| {code} | {entry.status} | {entry.en} | {entry.pl} |" for code, entry in sorted(_general())]
    for parameter in _parameters():
        name, number = parameter["name"], parameter["x-error-number"]
        rows += [
            f"| {fault.code} | {fault.status} | {fault.sentences['en']} | {fault.sentences['pl']} |"
            for fault in (
                parameter_fault(kind, number, name=f"`{name}`", **_values(parameter["schema"]))
                for kind in PARAMETER_FAULTS
                if _applies(kind, parameter)
            )
        ]
    return "\n".join(rows)


def _general() -> Iterator[tuple[int, Entry]]:
    return ((entry.code, entry) for entry in FAULTS.values())


def _parameters() -> list[dict[str, Any]]:
    """Return the parameters of the vendor's document that can be wrong, in the order of their numbers."""
    parameters = load(ROOT / "openapi/openapi.yaml")["components"]["parameters"].values()
    return sorted((each for each in parameters if "x-error-number" in each), key=lambda each: each["x-error-number"])


def _applies(kind: str, parameter: dict[str, Any]) -> bool:
    integer = parameter["schema"]["type"] == "integer"
    return {
        "missing": parameter["required"],
        "repeated": True,
        "not_utf8": not integer,
        "not_an_integer": integer,
        "out_of_range": integer,
        "malformed": "pattern" in parameter["schema"],
    }[kind]


def _values(schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "example": schema["example"],
        "minimum": schema.get("minimum"),
        "maximum": schema.get("maximum"),
        "rule": schema.get("x-rule", {"en": "", "pl": ""}),
    }
