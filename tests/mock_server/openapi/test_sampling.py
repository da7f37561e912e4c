"""Dynamic answers: whatever is made up fits the schema, and repeats with its seed."""

import random
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
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: str(schema.get("description", schema)))
def test_what_is_made_up_fits_its_schema(schema: dict[str, Any]) -> None:
    """For any seed; and the same seed makes up the same."""
    validator = jsonschema_rs.Draft4Validator(schema)
    for seed in range(50):
        value = made_up(schema, random.Random(seed))
        validator.validate(value)
        assert made_up(schema, random.Random(seed)) == value


def test_different_seeds_make_up_different_values() -> None:
    """A conversation id does not come twice."""
    schema = SCHEMAS[0]
    assert len({str(made_up(schema, random.Random(seed))) for seed in range(50)}) == 50
