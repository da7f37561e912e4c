"""Table of the parameters of all operations: their arguments and options in the client."""

import re
from collections.abc import Iterator

from openapi.document import ROOT, Content, is_operation, load, places, resolve


def argument_table(document: Content | None = None) -> str:
    """Return the Markdown table of the arguments of the client's methods, and the options of its command."""
    document = document or load(ROOT / "openapi/openapi.yaml")
    rows = ["| method, command | argument | option | meaning |", "|---|---|---|---|"]
    for place in places(document):
        if not is_operation(place) or "/callbacks/" in place.pointer:
            continue
        name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", place.value["operationId"]).lower()
        command = place.value.get("x-command", name.replace("_", "-"))
        method = name.removeprefix("list_")
        given = list(_arguments(document, place.value))
        for argument in given:
            option = argument.get("x-option", "--" + argument["name"].replace("_", "-"))
            meaning = " ".join(argument["description"].split()).removesuffix(".")
            required = "; required" if argument.get("required") is True else ""
            rows.append(f"| `{method}`, `{command}` | `{argument['name']}` | `{option}` | {meaning}{required} |")
        if not given:
            rows.append(f"| `{method}`, `{command}` | | | |")
    return "\n".join(rows)


def _arguments(document: Content, operation: Content) -> Iterator[Content]:
    """Yield parameters, and fields of the body as if they were some."""
    for each in operation.get("parameters", []):
        if (parameter := resolve(document, each))["in"] != "header":
            yield parameter
    for media in resolve(document, operation.get("requestBody", {})).get("content", {}).values():
        schema = resolve(document, media["schema"])
        for name, each in schema.get("properties", {}).items():
            yield {**resolve(document, each), "name": name, "required": name in schema.get("required", [])}
