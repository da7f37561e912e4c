"""Parsers of a request: percent-encoding, query strings, credentials, JSON bodies, and values by their schemas."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from thulium_contract.document.edge_values import (
    MALFORMED,
    MISSING,
    NOT_ALLOWED,
    OUT_OF_RANGE,
)
from thulium_contract.document.operations import (
    BODY,
    Document,
    Operation,
    Parameter,
)

_CODES = re.compile(b"(?:%[0-9a-fA-F]{2})+")
_DEEPEST = 20
TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


class Unsure(Exception):
    """Value whose validity the document leaves open."""


def body_of(operation: Operation, media_type: str, body: bytes) -> tuple[dict[str, Any], list[tuple[Parameter, int]]]:
    """Return the fields of a JSON body, and all their faults; raises `Unsure` where the document leaves them open."""
    whole = Parameter("body", BODY, True, {}, operation.node)
    if media_type.partition(";")[0].strip().lower() != "application/json":
        raise Unsure
    try:
        value = json.loads(body.decode(), object_pairs_hook=_once, parse_constant=_open)
        json.dumps(value, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        raise Unsure from None
    except ValueError:
        if body.startswith(b"\xef\xbb\xbf"):
            raise Unsure from None
        return {}, [(whole, MALFORMED)]
    if not isinstance(value, dict):
        return {}, [(whole, MALFORMED)]
    if body.count(b"[") + body.count(b"{") > _DEEPEST:
        raise Unsure
    values, faults = {}, []
    for each in operation.at(BODY):
        if each.name in value:
            values[each.name] = value[each.name]
            if (kind := fault_of(each.schema, value[each.name])) is not None:
                faults.append((each, kind))
        elif each.required:
            faults.append((each, MISSING))
    return values, faults


def fault_of(schema: Document, value: Any) -> int | None:
    """Return the kind of the fault that a typed value has, None if it fits the schema; raises `Unsure` if unsure."""
    if value is None and (schema.get("nullable") or "type" not in schema):
        return None
    if not isinstance(value, TYPES[schema.get("type", "string")]) or (
        isinstance(value, bool) and schema.get("type") != "boolean"
    ):
        return MALFORMED
    if "enum" in schema and value not in schema["enum"]:
        return NOT_ALLOWED
    if isinstance(value, int | float) and not isinstance(value, bool):
        in_range = schema.get("minimum", value) <= value <= schema.get("maximum", value)
        return None if in_range else OUT_OF_RANGE
    if isinstance(value, str):
        fits = ecma_search(schema.get("pattern", ""), value)
        if not fits or not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
            return MALFORMED
        if "format" in schema and value != schema.get("example"):
            raise Unsure
    if isinstance(value, list):
        items = {fault_of(schema.get("items", {}), each) for each in value} - {None}
        few = not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value))
        return MALFORMED if items or few else None
    return None


def _once(found: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in found}) < len(found):
        raise Unsure
    return dict(found)


def _open(name: str) -> None:
    raise Unsure


def pairs(query: str) -> list[tuple[bytes, bytes]]:
    """Return the decoded names and values of a query string, in order."""
    pieces = [piece.partition("=") for piece in query.split("&") if piece]
    return [(form_decoded(name), form_decoded(value)) for name, _, value in pieces]


def form_decoded(text: str) -> bytes:
    """Return the bytes that a form-urlencoded text stands for."""
    return _decoded(text.encode().replace(b"+", b" "))


def percent_decoded(text: str) -> bytes:
    """Return the bytes that a percent-encoded text stands for; a percent sign that begins no code is itself."""
    return _decoded(text.encode())


def _decoded(octets: bytes) -> bytes:
    return _CODES.sub(_octets, octets) if b"%" in octets else octets


def _octets(codes: re.Match[bytes]) -> bytes:
    return bytes.fromhex(codes[0].replace(b"%", b"").decode())


@lru_cache(maxsize=1024)
def basic_credentials(header: str) -> tuple[str, str] | None:
    """Return name and password of a Basic ``Authorization`` header, None if it is malformed (RFC 7617)."""
    match = re.fullmatch("basic +([a-z0-9+/]+={0,2})", header, re.IGNORECASE)
    if match is None:
        return None
    try:
        octets = base64.b64decode(match[1], validate=True)
        text = octets.decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    name, colon, password = text.partition(":")
    canonical = base64.b64encode(octets).decode() == match[1]
    return (name, password) if canonical and colon and not re.search(r"[\x00-\x1f\x7f]", text) else None


@lru_cache(maxsize=16)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\$$", r"\\Z", pattern))


def ecma_search(pattern: str, text: str) -> bool:
    """Tell whether an ECMA 262 pattern of the document matches: there, ``$`` is the end and nothing before it."""
    return _compiled(pattern).search(text) is not None
