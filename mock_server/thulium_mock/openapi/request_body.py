"""Validation of JSON bodies, compiled from the document: from bytes to a value, or to all errors."""

import json
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any, NoReturn

import jsonschema_rs
from starlette.types import Receive

from thulium_mock.catalogue import ErrorEntry, error_entry
from thulium_mock.errors import BodyTooLarge, InvalidRequest, MalformedHttp
from thulium_mock.openapi.documents import control_document
from thulium_mock.openapi.parameters import schema_validator
from thulium_mock.serialization import to_json
from thulium_mock.settings import Limits
from thulium_mock.text_files import decoded

MAX_BODY = Limits.body_bytes
"""Limit of a body, in bytes."""

_MAX_ENTRIES = 100

_OPERANDS = ("property", "types", "limit", "pattern", "schema")
"""Attributes of a jsonschema_rs error that may hold the operand of its rule."""


class JsonBody:
    """Validator of a JSON body against ``schema``, an OpenAPI schema without references."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self._schema = _json_schema(schema)
        self._validator = schema_validator(self._schema)

    async def read(self, receive: Receive) -> Any:
        """Return the value of the body.

        Raises `BodyTooLarge` beyond `MAX_BODY` bytes, `InvalidRequest` for what is not JSON in UTF-8 or not as the
        schema says.
        """
        return self.parse(await _read(receive))

    def parse(self, body: bytes) -> Any:
        """Return the value of ``body``; raises `InvalidRequest`."""
        try:
            value = _DECODER.decode(decoded(body))
            # JSON can escape lone surrogates, which UTF-8 cannot encode.
            to_json(value)
        except (ValueError, RecursionError) as error:
            raise InvalidRequest(error_entry("body_not_json")) from error
        if entries := self.entries(value):
            raise InvalidRequest(*entries)
        return value

    def entries(self, value: Any) -> list[ErrorEntry]:
        """Return an error entry for each rule that ``value`` breaks, without repeating the value."""
        errors = self._validator.iter_errors(value)
        broken = (each for error in errors for each in _broken_rules(error, self._schema))
        return [error_entry("body_invalid", where=where, rule=rule) for where, rule in islice(broken, _MAX_ENTRIES)]

    def problems(self, value: Any) -> list[str]:
        """Return a clause for each rule that ``value`` breaks, which repeats the value, for its author only."""
        clauses = []
        for error in islice(self._validator.iter_errors(value), _MAX_ENTRIES):
            # The validator's messages about these do not list the allowed values.
            keyword, rules = str(error.schema_path[-1]), [(_place(error), error.message)]
            if keyword == "additionalProperties":
                rules += _broken_rules(error, self._schema)
            elif keyword in ("anyOf", "oneOf", "enum"):
                rules = list(_broken_rules(error, self._schema))
            clauses += [f"at {where}: {rule}" for where, rule in rules]
        return clauses


@cache
def control_body(name: str) -> JsonBody:
    """Return the validator of a named schema of the control API."""
    return JsonBody({"$ref": f"#/components/schemas/{name}", "components": control_document()["components"]})


def checked_value(schema: str, value: Any) -> Any:
    """Return a Python value converted to JSON types, tuples to lists and UUIDs to strings.

    Raises `ValueError` unless it fits the ``schema`` of this name in the control API.
    """
    try:
        value = json.loads(to_json(value))
    except TypeError as error:
        raise ValueError(f"this {schema.lower()} cannot be used: {error}.") from error
    if problems := control_body(schema).problems(value):
        raise ValueError(f"this {schema.lower()} cannot be used. Mend {'; '.join(problems)}.")
    return value


def _broken_rules(error: jsonschema_rs.ValidationError, schema: Any) -> Iterator[tuple[str, str]]:
    """Yield JSON pointer and broken rule, with its operand, such as ``minimum 1``, of an error of ``schema``.

    The value itself is never repeated.
    Of several alternatives it is the nearest one, which was probably meant.
    """
    alternatives = [
        [each for one in errors for each in _broken_rules(one, schema)] for errors in getattr(error.kind, "context", ())
    ]
    place = _place(error)

    def distance(broken: list[tuple[str, str]]) -> tuple[int, int]:
        """Return the distance: broken rules about the object itself, such as its names, count first."""
        return sum(where == place for where, _ in broken), len(broken)

    nearest = min(map(distance, alternatives), default=(0, 0))
    meant = list(dict.fromkeys(tuple(each) for each in alternatives if each and distance(each) == nearest))
    if len(meant) == 1:
        yield from meant[0]
    elif nearest[1] == 1 and len({where for ((where, _),) in meant}) == 1:
        # All at the same place: any of them fits.
        yield meant[0][0][0], " or ".join(rule for ((_, rule),) in meant)
    else:
        yield place, _rule(error, schema)


def _place(error: jsonschema_rs.ValidationError) -> str:
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
    operand = next((getattr(kind, name) for name in _OPERANDS if hasattr(kind, name)), "")
    return f"{keyword} {' or '.join(operand) if isinstance(operand, list) else operand}".strip()


def _json_schema(schema: Any) -> Any:
    """Return an OpenAPI 3.0 schema converted to JSON Schema, which has no ``nullable``."""
    if isinstance(schema, list):
        return [_json_schema(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    converted = {key: _json_schema(value) for key, value in schema.items()}
    if schema.get("nullable") is True and "type" in schema:
        converted["type"] = [schema["type"], "null"]
    return converted


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("an object has a name twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_constant, object_pairs_hook=_unique)


async def _read(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            # A truncated body may be valid by itself, and is not what the client meant.
            raise MalformedHttp
        body += message.get("body", b"")
        if len(body) > MAX_BODY:
            raise BodyTooLarge(limit=MAX_BODY)
        if not message.get("more_body", False):
            return bytes(body)
