"""Sampling of values from a schema, for dynamic answers."""

import random
from typing import Any

import rstr

_MAX_ITEMS = 5
_WORDS = ("lorem", "ipsum", "dolor", "sit", "amet", "consectetur", "adipiscing", "elit", "sed", "do", "eiusmod")


def made_up(schema: dict[str, Any], rng: random.Random) -> Any:
    """Return a value that ``schema``, whose references are resolved, allows; ``rng`` decides which.

    It knows what the documents use: objects, arrays, strings by pattern and length, numbers, booleans and enums. Only
    declared properties are made up.
    """
    if "enum" in schema:
        return rng.choice(schema["enum"])
    match schema.get("type"):
        case "object":
            return {name: made_up(each, rng) for name, each in schema.get("properties", {}).items()}
        case "array":
            fewest = schema.get("minItems", 0)
            count = rng.randint(fewest, max(fewest, min(schema.get("maxItems", _MAX_ITEMS), _MAX_ITEMS)))
            return [made_up(schema["items"], rng) for _ in range(count)]
        case "integer":
            return rng.randint(schema.get("minimum", 0), schema.get("maximum", 2**31 - 1))
        case "number":
            return rng.uniform(schema.get("minimum", 0), schema.get("maximum", 1000))
        case "boolean":
            return rng.random() < 0.5
        case "string" if "pattern" in schema:
            return str(rstr.Rstr(rng).xeger(schema["pattern"]))
        case "string":
            text = " ".join(rng.choice(_WORDS) for _ in range(max(3, schema.get("minLength", 0))))
            return text[: schema.get("maxLength")]
        case _:
            return schema.get("example")
