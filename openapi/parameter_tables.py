"""Table of the parameters of all operations: their arguments and options in the client."""

import re

from openapi.document import ROOT, Content, load, places, resolve


def argument_table(document: Content | None = None) -> str:
    """Return the Markdown table of the arguments of the client's methods, and the options of its command."""
    document = document or load(ROOT / "openapi/openapi.yaml")
    rows = ["| method, command | argument | option | meaning |", "|---|---|---|---|"]
    for place in places(document):
        if "operationId" not in place.value:
            continue
        name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", place.value["operationId"]).lower()
        command = place.value.get("x-command", name.replace("_", "-"))
        for each in place.value.get("parameters", []):
            parameter = resolve(document, each)
            if parameter["in"] == "header":
                continue
            option = parameter.get("x-option", "--" + parameter["name"].replace("_", "-"))
            meaning = " ".join(parameter["description"].split()).removesuffix(".")
            required = "; required" if parameter.get("required") else ""
            rows.append(f"| `{name}`, `{command}` | `{parameter['name']}` | `{option}` | {meaning}{required} |")
    return "\n".join(rows)
