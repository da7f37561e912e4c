"""Table of the mock's errors: every code, with its status and its sentence in English and Polish."""

from typing import Any

from thulium_mock.catalogue import ERRORS, PARAMETER_ERRORS, parameter_entry
from thulium_mock.openapi.responses import documented_errors

from openapi.document import ROOT, load

HEADS = {"en": "| Code | Status | English | Polish |", "pl": "| Kod | Status | Po polsku | Po angielsku |"}


def error_table(language: str = "en") -> str:
    """Return the Markdown table of the catalogue for readers of a language; what the mock fills in stands in braces."""
    entries = [*ERRORS.values()]
    entries += [
        parameter_entry(kind, parameter["x-error-number"], name=parameter["name"], **_values(parameter["schema"]))
        for parameter in _parameters()
        for kind in PARAMETER_ERRORS
        if _applies(kind, parameter)
    ]
    documented = documented_errors(load(ROOT / "openapi/openapi.yaml"))
    entries = [each.documented(documented) for each in entries]
    first, second = sorted(HEADS, key=lambda each: each != language)
    rows = {f"| {each.code} | {each.status} | {each.sentences[first]} | {each.sentences[second]} |" for each in entries}
    return "\n".join([HEADS[language], "|---|---|---|---|", *sorted(rows)])


def _parameters() -> list[dict[str, Any]]:
    """Return the parameters of both documents that can be wrong."""
    documents = [load(ROOT / path) for path in ("openapi/openapi.yaml", "mock_server/thulium_mock/control.yaml")]
    parameters = [each for document in documents for each in document["components"]["parameters"].values()]
    return [each for each in parameters if "x-error-number" in each]


def _applies(kind: str, parameter: dict[str, Any]) -> bool:
    value, in_query = parameter["schema"]["type"], parameter["in"] == "query"
    applies: dict[str, bool] = {
        "missing": parameter["required"] and in_query,
        "repeated": in_query,
        "not_utf8": value != "integer",
        "not_an_integer": value == "integer",
        "out_of_range": value == "integer",
        "malformed": "pattern" in parameter["schema"],
        "unknown_value": value == "boolean" or "enum" in parameter["schema"],
    }
    return applies[kind]


def _values(schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "example": schema["example"],
        "minimum": schema.get("minimum"),
        "maximum": schema.get("maximum"),
        "values": ", ".join(schema.get("enum", ("true", "false"))),
        "rule": schema.get("x-rule", {"en": "", "pl": ""}),
    }
