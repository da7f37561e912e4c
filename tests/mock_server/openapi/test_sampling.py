"""Dynamic answers: whatever is made up fits the schema, and repeats with its seed."""

import random
import re
from typing import Any

import jsonschema_rs
import pytest
from thulium_mock.openapi.documents import resolved, vendor_document
from thulium_mock.openapi.sampling import made_up

SCHEMAS: list[dict[str, Any]] = [
    *resolved(vendor_document(), vendor_document()["components"]["schemas"]).values(),
    {"type": "string", "enum": ["a", "b"]},
    {"type": "string", "maxLength": 5},
    {"type": "string", "minLength": 40},
    {"type": "number", "minimum": 2, "maximum": 3},
    {"type": "boolean"},
    {"type": "integer"},
    {"type": "array", "items": {"type": "integer", "minimum": -3, "maximum": -1}, "minItems": 7, "maxItems": 9},
    {"type": "array", "items": {"type": "boolean"}},
    {"type": "integer", "maximum": -5},
    {"type": "integer", "minimum": 2**40},
    {"type": "integer", "minimum": 4, "maximum": 6, "exclusiveMinimum": True, "exclusiveMaximum": True},
    {"type": "integer", "minimum": 1, "maximum": 9, "multipleOf": 4},
    {"type": "number", "minimum": 0.001, "maximum": 0.002, "exclusiveMinimum": True},
    {"type": "number", "multipleOf": 0.01, "maximum": 1},
    {"type": "string", "pattern": "^[a-z]+$", "minLength": 30, "maxLength": 40},
    {"type": "string", "format": "email", "pattern": "^[^@]+@example", "maxLength": 26},
    {"type": "string", "format": "uuid", "pattern": "^[0-9a-f-]{36}$"},
    {"type": "string", "format": "uuid", "pattern": "^no-uuid$"},
    {"type": "string", "format": "a-format-of-somebody", "maxLength": 9},
]

# What strict readers ask of each format: zod and validator.js look at version and variant of a UUID, and at the zone.
FORMATS = {
    "uuid": r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
    "date-time": r"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z",
    "date": r"20[0-9]{2}-[0-9]{2}-[0-9]{2}",
    "time": r"[0-9]{2}:[0-9]{2}:[0-9]{2}Z",
    "email": r"[a-z]+\.[a-z]+[0-9]+@example\.org",
    "hostname": r"[a-z]+[0-9]+\.example\.org",
    "uri": r"https://example\.org/[a-z]+/[0-9]+",
    "ipv4": r"192\.0\.2\.[0-9]{1,3}",
    "ipv6": r"2001:db8::[0-9a-f]{1,4}",
    "byte": r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)",
}


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: str(schema.get("description", schema)))
def test_what_is_made_up_fits_its_schema(schema: dict[str, Any]) -> None:
    """For any seed; and the same seed makes up the same."""
    validator = jsonschema_rs.Draft4Validator(schema)
    for seed in range(50):
        value = made_up(schema, random.Random(seed))
        validator.validate(value)
        assert made_up(schema, random.Random(seed)) == value


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_made_up_is_of_its_format(name: str) -> None:
    """As strict readers read it, beside a pattern as without one."""
    for schema in ({"format": name}, {"format": name, "pattern": "^[ -~]+$", "minLength": 1}):
        validator = jsonschema_rs.Draft202012Validator({"type": "string", **schema}, validate_formats=True)
        for seed in range(50):
            value = made_up({"type": "string", **schema}, random.Random(seed))
            validator.validate(value)
            assert re.fullmatch(FORMATS[name], value)


def test_different_seeds_make_up_different_values() -> None:
    """A conversation id does not come twice."""
    schema = SCHEMAS[0]
    assert len({str(made_up(schema, random.Random(seed))) for seed in range(50)}) == 50
