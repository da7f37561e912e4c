"""Validation of a document of the vendor's API, by connexion and by checks of our own, with one clear error."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from thulium_mock.openapi.documents import (
    Document,
    DocumentError,
    cached_if_packaged,
    control_document,
    operations,
    resolve,
)
from thulium_mock.openapi.specification import InvalidSpecification, Specification, ValidationError, best_match
from thulium_mock.paths import BASE_PATH

_MAX_MESSAGE = 200
"""Length of the validator's message, in characters, beyond which it is cut."""


@cache
def control_specification() -> Specification:
    """Return connexion's specification of the control API."""
    return Specification.load(control_document())


@cached_if_packaged
def specification(document: Any) -> Specification:
    """Return connexion's specification of ``document``; raises `DocumentError` if it cannot be served."""
    _check_shape(document)
    try:
        read = Specification.load(document)
    except InvalidSpecification as error:
        raise _invalid(error) from error
    _check_meaning(document)
    return read


def _check_shape(document: Any) -> None:
    """Raise `DocumentError` for a document that connexion cannot read, or references that leave it."""
    if not isinstance(document, dict) or not re.fullmatch(r"3\.0\.[0-9]{1,3}", str(document.get("openapi"))):
        raise DocumentError("it is not an OpenAPI 3.0 document: begin it with openapi: 3.0.3.")
    limit = document.get("x-request-target-limit")
    if type(limit) is not int or limit < 1:
        raise DocumentError("x-request-target-limit is not a whole number of bytes: give it one, such as 64000.")
    for pointer, reference in _references(document, ""):
        if not isinstance(reference, str) or not reference.startswith("#/"):
            raise DocumentError(f"at {pointer}: only references within the document (#/…) are implemented.")
        try:
            resolve(document, {"$ref": reference})
        except (LookupError, TypeError) as error:
            raise DocumentError(f"at {pointer}: {reference} leads nowhere: define it or correct it.") from error


def _check_meaning(document: Document) -> None:
    """Raise `DocumentError` if a valid ``document`` lacks the base path or an operationId."""
    servers = document.get("servers", [])
    if not servers or urlsplit(servers[0]["url"]).path.rstrip("/") != BASE_PATH:
        raise DocumentError(f"the first URL of servers does not end in {BASE_PATH}, where the mock serves: let it.")
    seen: set[str] = set()
    for method, path, operation in operations(document):
        operation_id = operation.get("operationId")
        if operation_id is None or operation_id in seen:
            raise DocumentError(f"{method} {path} has no operationId of its own: give it one.")
        seen.add(operation_id)


def _invalid(error: InvalidSpecification) -> DocumentError:
    """Return the error of a document that is not valid OpenAPI."""
    # OpenAPI's schema is full of alternatives, each with an error of its own; the deepest one is the cause.
    cause = error.__context__
    deepest = best_match([cause if isinstance(cause, ValidationError) else error]) or error
    message = " ".join(deepest.message.split())
    if len(message) > _MAX_MESSAGE:
        message = f"{message[:_MAX_MESSAGE]}…"
    return DocumentError(f"it is not valid OpenAPI. Mend at {_pointer(deepest.absolute_path)}: {message}.")


def _references(node: Any, pointer: str) -> Iterator[tuple[str, Any]]:
    """Yield pointer and target of each reference."""
    if isinstance(node, dict):
        if "$ref" in node:
            yield pointer or "/", node["$ref"]
        for key, value in node.items():
            yield from _references(value, f"{pointer}{_pointer([key])}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _references(value, f"{pointer}/{index}")


def _pointer(parts: Any) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts) or "/"
