"""Validation errors of JSON as a pointer and the broken rule; the value itself is never repeated."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs

Broken = tuple[str, str]
"""JSON pointer into the value, and the rule that is broken there."""

_OPERANDS = {
    "required": "property",
    "type": "types",
    "minimum": "limit",
    "maximum": "limit",
    "minLength": "limit",
    "minItems": "limit",
    "pattern": "pattern",
    "not": "schema",
}


def broken_rules(error: jsonschema_rs.ValidationError, schema: Any) -> Iterator[Broken]:
    """Yield the broken rules of a validation error of ``schema``, each with its operand, such as ``minimum 1``.

    Of several alternatives it is the one that comes nearest, since that is likely to be the one that was meant.
    """
    alternatives = [
        [each for one in errors for each in broken_rules(one, schema)] for errors in getattr(error.kind, "context", ())
    ]
    nearest = min(map(len, alternatives), default=0)
    meant = list(dict.fromkeys(tuple(each) for each in alternatives if each and len(each) == nearest))
    if len(meant) == 1:
        yield from meant[0]
    elif nearest == 1 and len({where for ((where, _),) in meant}) == 1:
        # All at the same place: any of them will do.
        yield meant[0][0][0], " or ".join(rule for ((_, rule),) in meant)
    else:
        yield place(error), _rule(error, schema)


def place(error: jsonschema_rs.ValidationError) -> str:
    """Return the JSON pointer of the error."""
    return "".join(f"/{part}" for part in error.instance_path) or "/"


def _rule(error: jsonschema_rs.ValidationError, schema: Any) -> str:
    keyword, kind = str(error.schema_path[-1]), error.kind
    if options := getattr(kind, "options", None):
        return f"one of {', '.join(map(str, options))}"
    if keyword in ("additionalProperties", "pattern"):
        for part in error.schema_path[:-1]:
            schema = schema[part]
        if known := schema.get("properties"):
            return f"only {', '.join(known)}"
        if "x-rule" in schema:
            return str(schema["x-rule"]["en"])
    operand = getattr(kind, _OPERANDS.get(keyword, ""), "")
    return f"{keyword} {' or '.join(operand) if isinstance(operand, list) else operand}".strip()
