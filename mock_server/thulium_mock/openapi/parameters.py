"""Validation of an operation's parameters, compiled from the document: from raw to typed values, or to all errors."""

import re
from collections.abc import Callable, Container, Iterable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_to_bytes

import jsonschema_rs

from thulium_mock.catalogue import PARAMETER_ERRORS, ErrorEntry, error_entry, parameter_entry, phrase
from thulium_mock.errors import InvalidRequest
from thulium_mock.openapi.documents import DocumentError

Parameter = dict[str, Any]

_INTEGER = re.compile(rb"0|-?[1-9][0-9]*")
_BOOLEANS = ("true", "false")
# No integer of the document has more digits; reading more would cost time and change nothing.
_MAX_DIGITS = 20
_EMPTY = [b""]

_IMPLEMENTED = {"type", "enum", "minimum", "maximum", "pattern", "default", "description", "example"}
_KEYWORD_ENTRIES = {
    "minimum": "out_of_range",
    "maximum": "out_of_range",
    "pattern": "malformed",
    "enum": "unknown_value",
}


class UnsupportedDocument(DocumentError):
    """Document that uses a keyword or a feature that the mock does not implement, so that it refuses to start."""


def schema_validator(schema: dict[str, Any]) -> jsonschema_rs.Draft4Validator:
    """Return the validator of a JSON schema; raises `UnsupportedDocument` if it is none, as with a broken pattern."""
    try:
        return jsonschema_rs.Draft4Validator(schema)
    except jsonschema_rs.ValidationError as error:
        place = "".join(f"/{part}" for part in error.instance_path)
        raise UnsupportedDocument(f"a schema is not valid. Mend at {place}: {error.message}.") from error


class Parameters:
    """Validator of the query and path parameters of an operation.

    It validates headers with an ``x-error-number``; the others, such as Accept-Language, are read elsewhere.
    """

    def __init__(self, parameters: list[Parameter]) -> None:
        compiled = [_Compiled(each) for each in parameters if each["in"] != "header" or "x-error-number" in each]
        for parameter in parameters:
            schema = {key: value for key, value in parameter["schema"].items() if key not in ("description", "example")}
            if parameter["in"] == "header" and "x-error-number" not in parameter and schema != {"type": "string"}:
                raise UnsupportedDocument(f"header {parameter['name']}: only a plain string is implemented.")
        self._query = {each.name: each for each in compiled if each.location == "query"}
        self._path = {each.name: each for each in compiled if each.location == "path"}
        self.path_integers = {name for name, each in self._path.items() if each.schema["type"] == "integer"}
        self._headers = {each.name.lower().encode(): each for each in compiled if each.location == "header"}
        self._all = {each.argument: each for each in compiled}
        self._required = [name for name, each in self._all.items() if each.required]
        self.names = set(self._all)
        self.always = {each.argument for each in compiled if each.required or "default" in each.schema}
        """Names of the parameters that are required or have a default."""
        self._defaults = {each.argument: each.schema["default"] for each in compiled if "default" in each.schema}
        self._validator = schema_validator(
            {"type": "object", "properties": {each.argument: each.schema for each in compiled}}
        )

    def entries(self) -> dict[int, ErrorEntry]:
        """Return the error entries of all parameters, by code."""
        entries = [entry for each in self._all.values() for entry in each.entries.values()]
        return {entry.code: entry for entry in entries}

    def read(
        self, query: bytes, path: Mapping[str, bytes], headers: Iterable[tuple[bytes, bytes]] = ()
    ) -> dict[str, Any]:
        """Return the typed values of the parameters that are given or have a default, by name.

        An empty value counts as absent. A header ``Last-Event-ID`` is called ``last_event_id``. Raises `InvalidRequest`
        with an entry for each error, in the order of the parameters in the document.
        """
        raw = read_query(query, self._query)
        for name in self._path:
            raw[name] = [path[name]]
        if self._headers:
            for field, value in headers:
                if field in self._headers:
                    raw.setdefault(self._headers[field].argument, []).append(value)
        values = self._defaults.copy()
        entries: dict[str, ErrorEntry] = {}
        for name, given in raw.items():
            parameter = self._all[name]
            if given == _EMPTY:
                continue
            if len(given) > 1:
                entries[name] = parameter.entries["repeated"]
                continue
            try:
                values[name] = parameter.parse(given[0])
            except UnicodeDecodeError:
                entries[name] = parameter.entries["not_utf8"]
            except ValueError:
                entries[name] = parameter.entries[parameter.unreadable]
        for name in self._required:
            if name not in values and name not in entries:
                entries[name] = self._all[name].entries["missing"]
        if not self._validator.is_valid(values):
            for error in self._validator.iter_errors(values):
                name, keyword = str(error.instance_path[0]), str(error.schema_path[-1])
                entries[name] = self._all[name].entries[_KEYWORD_ENTRIES[keyword]]
        if entries:
            raise InvalidRequest(*(entries[name] for name in self._all if name in entries))
        return values

    def refuse_unknown(self, query: bytes) -> None:
        """Raise `InvalidRequest` if ``query`` has an unknown parameter."""
        if all(not piece or decoded_name(piece.partition(b"=")[0]) in self._query for piece in query.split(b"&")):
            return
        raise InvalidRequest(
            error_entry("unknown_parameter", names=", ".join(self._query))
            if self._query
            else error_entry("no_parameters")
        )


def read_query(query: bytes, names: Container[str]) -> dict[str, list[bytes]]:
    """Return the percent-decoded values, as bytes, of each of ``names`` in ``query``, in their order.

    ``+`` is a space, and a ``%`` without two hexadecimal digits is literal. Other names are ignored.
    """
    values: dict[str, list[bytes]] = {}
    for piece in query.split(b"&"):
        raw_name, _, value = piece.partition(b"=")
        if (name := decoded_name(raw_name)) in names:
            values.setdefault(name, []).append(_decode(value))
    return values


# Cached, since the same few names repeat.
@lru_cache(maxsize=64)
def decoded_name(raw_name: bytes) -> str:
    """Return a parameter's name, percent-decoded."""
    return _decode(raw_name).decode("utf-8", "replace")


def _decode(text: bytes) -> bytes:
    return unquote_to_bytes(text.replace(b"+", b" ")) if b"%" in text or b"+" in text else text


class _Compiled:
    """Compiled parameter: its parser, and its error entries."""

    def __init__(self, parameter: Parameter) -> None:
        self.name: str = parameter["name"]
        self.argument = self.name.lower().replace("-", "_") if parameter["in"] == "header" else self.name
        self.location: str = parameter["in"]
        self.required: bool = parameter.get("required", False)
        self.schema: dict[str, Any] = parameter["schema"]
        number: int = parameter.get("x-error-number", 0)
        if unknown := sorted(key for key in self.schema if key not in _IMPLEMENTED and not key.startswith("x-")):
            raise UnsupportedDocument(f"parameter {self.name}: the schema keyword {unknown[0]} is not implemented.")
        if type(number) is not int or not 1 <= number <= 99:
            raise UnsupportedDocument(f"parameter {self.name}: give it an x-error-number from 1 to 99.")
        rule = self.schema.get("x-rule", phrase("see_document"))
        if not isinstance(rule, dict) or not {"en", "pl"} <= rule.keys():
            raise UnsupportedDocument(f"parameter {self.name}: give its x-rule in en and pl.")
        if self.schema.get("type") not in _READERS:
            raise UnsupportedDocument(f"parameter {self.name}: only the types {', '.join(_READERS)} are implemented.")
        self.parse, self.unreadable = _READERS[self.schema["type"]]
        limits = {"minimum": None, "maximum": None, "values": ", ".join(self.schema.get("enum", _BOOLEANS))}
        values = {**limits, "example": "…", **self.schema, "name": self.name, "rule": rule}
        self.entries = {kind: parameter_entry(kind, number, **values) for kind in PARAMETER_ERRORS}
        """The entries of this parameter's errors, by their names in the catalogue."""


def _integer(raw: bytes) -> int:
    if not _INTEGER.fullmatch(raw):
        raise ValueError
    return int(raw[:_MAX_DIGITS])


def _boolean(raw: bytes) -> bool:
    if raw.decode() not in _BOOLEANS:
        raise ValueError
    return raw == b"true"


_READERS: dict[str, tuple[Callable[[bytes], Any], str]] = {
    "integer": (_integer, "not_an_integer"),
    "string": (bytes.decode, "not_utf8"),
    "boolean": (_boolean, "unknown_value"),
}
"""Parser of each type, which raises `ValueError`, and the name of that error in the catalogue."""
