"""Body validation, compiled from the document: bytes become a JSON value, or all errors."""

import json
from collections.abc import Iterable
from itertools import islice
from typing import Any, NoReturn

import jsonschema_rs
from starlette.types import Receive

from thulium_mock.catalogue import ErrorEntry, error_entry
from thulium_mock.errors import BodyTooLarge, InvalidRequest, MalformedHttp
from thulium_mock.openapi.broken_rules import broken_rules, place
from thulium_mock.openapi.documents import control_schema
from thulium_mock.serialization import to_json
from thulium_mock.settings import Limits
from thulium_mock.text_files import decoded

MAX_BODY = Limits.body_bytes
"""Limit of a body, in bytes."""

_MAX_ENTRIES = 100


class JsonBody:
    """Validator of a JSON body against ``schema``, an OpenAPI schema without references."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self._schema = _json_schema(schema)
        self._validator = jsonschema_rs.Draft4Validator(self._schema)

    async def read(self, headers: Iterable[tuple[bytes, bytes]], receive: Receive) -> Any:
        """Return the value of the body; one that says beforehand that it is too large is not waited for.

        Raises `BodyTooLarge` beyond `MAX_BODY` bytes, `InvalidRequest` for what is not JSON in UTF-8 or not as the
        schema says.
        """
        for name, value in headers:
            # Python refuses to read thousands of digits.
            if name == b"content-length" and value.isdigit() and int(value[:20]) > MAX_BODY:
                raise BodyTooLarge(limit=MAX_BODY)
        return self.parse(await _read(receive))

    def parse(self, body: bytes) -> Any:
        """Return the value of ``body``; raises `InvalidRequest`."""
        try:
            value = json.loads(decoded(body), parse_constant=_no_constant, object_pairs_hook=_unique)
            # JSON can spell lone surrogates, which are no text and cannot be stored or sent.
            to_json(value)
        except (ValueError, RecursionError) as error:
            raise InvalidRequest(error_entry("body_not_json")) from error
        if entries := self.entries(value):
            raise InvalidRequest(*entries)
        return value

    def entries(self, value: Any) -> list[ErrorEntry]:
        """Return an entry for each rule that ``value`` breaks, which does not repeat the value."""
        errors = self._validator.iter_errors(value)
        broken = (each for error in errors for each in broken_rules(error, self._schema))
        return [error_entry("body_invalid", where=where, rule=rule) for where, rule in islice(broken, _MAX_ENTRIES)]

    def problems(self, value: Any) -> list[str]:
        """Return a clause for each rule that ``value`` breaks, which repeats the value: for its author only."""
        clauses = []
        for error in islice(self._validator.iter_errors(value), _MAX_ENTRIES):
            # Messages about these do not say what may stand there.
            keyword, rules = str(error.schema_path[-1]), [(place(error), error.message)]
            if keyword == "additionalProperties":
                rules += broken_rules(error, self._schema)
            elif keyword in ("anyOf", "oneOf", "enum"):
                rules = list(broken_rules(error, self._schema))
            clauses += [f"at {where}: {rule}" for where, rule in rules]
        return clauses


def checked_value(schema: str, value: Any) -> Any:
    """Return a value of Python's as JSON has it, tuples as lists and UUIDs as texts.

    Raises `ValueError` unless it fits the ``schema`` of this name in the control API.
    """
    value = json.loads(to_json(value))
    if problems := JsonBody(control_schema(schema)).problems(value):
        raise ValueError(f"this {schema.lower()} cannot be used. Mend {'; '.join(problems)}.")
    return value


def _json_schema(schema: Any) -> Any:
    """Return an OpenAPI schema as JSON Schema says it, which knows no ``nullable``."""
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


async def _read(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            # What came so far may be valid by itself, and is not what the caller meant.
            raise MalformedHttp
        body += message.get("body", b"")
        if len(body) > MAX_BODY:
            raise BodyTooLarge(limit=MAX_BODY)
        if not message.get("more_body", False):
            return bytes(body)
