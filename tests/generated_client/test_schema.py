"""A value against a schema of the document."""

from typing import Any

import pytest
from thulium_chat._schema import violation

INTEGER = {"type": "integer", "minimum": 1, "maximum": 5}
TEXT = {"type": "string", "minLength": 1, "maxLength": 3, "pattern": r"^[a-c]+\Z"}
LIST = {"type": "array", "minItems": 1, "maxItems": 2, "items": INTEGER}
OBJECT = {"type": "object", "required": ["n"], "properties": {"n": INTEGER, "t": TEXT}}
NESTED = {"type": "object", "properties": {"a": {"type": "array", "minItems": 1, "items": OBJECT}}}


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        *((INTEGER, 1), (INTEGER, 5), (TEXT, "a"), (TEXT, "abc"), (LIST, [1]), (LIST, [1, 5])),
        *((OBJECT, {"n": 1}), (OBJECT, {"n": 1, "t": "a"}), (OBJECT, {"n": 1, "unknown": object()})),
        *(({"type": "integer"}, -(10**100)), ({"type": "string"}, ""), ({"type": "object"}, {})),
    ],
)
def test_right(schema: dict[str, Any], value: Any) -> None:
    """A value within its bounds has no fault, at either end of them."""
    assert violation(value, schema) is None


@pytest.mark.parametrize(
    ("schema", "value", "sentence"),
    [
        (INTEGER, 0, "must be at least 1"),
        (INTEGER, 6, "must be at most 5"),
        (INTEGER, 1.0, "must be a whole number, not float"),
        (INTEGER, True, "must be a whole number, not bool"),
        (INTEGER, "1", "must be a whole number, not str"),
        (INTEGER, None, "must be a whole number, not NoneType"),
        (TEXT, "", "must have at least 1 characters, not 0"),
        (TEXT, "aaaa", "must have at most 3 characters, not 4"),
        (TEXT, "d", "is malformed"),
        (TEXT, "a\n", "is malformed"),
        (TEXT, "\ud800", "must be text that UTF-8 can write, without lone surrogates"),
        (TEXT, 1, "must be a text, not int"),
        (LIST, [], "must have at least 1 items, not 0"),
        (LIST, [1, 1, 1], "must have at most 2 items, not 3"),
        (LIST, [1, 0], "has [1], which must be at least 1"),
        (LIST, {}, "must be a list, not dict"),
        (OBJECT, {}, "has no n"),
        (OBJECT, {"n": 1, "t": 1}, "has t, which must be a text, not int"),
        (NESTED, {"a": [{"n": 1}, {"n": 0}]}, "has a[1].n, which must be at least 1"),
        (NESTED, {"a": [{}]}, "has a[0], which has no n"),
        (NESTED, {"a": []}, "has a, which must have at least 1 items, not 0"),
        (OBJECT, [], "must be an object, not list"),
        (OBJECT, None, "must be an object, not NoneType"),
    ],
)
def test_wrong(schema: dict[str, Any], value: Any, sentence: str) -> None:
    """The first fault is named."""
    assert violation(value, schema) == sentence
