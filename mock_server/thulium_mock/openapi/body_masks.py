"""Masks (redaction) of JSON bodies in the journal: secrets always, personal data on request."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from thulium_mock.openapi.documents import Document, event_bodies, operations, resolve
from thulium_mock.serialization import to_json

MASK = "***"
"""Replacement of masked values."""

_SECRET = frozenset({"http_auth_password"})
"""Fields that are always masked."""


_USER_INFO = re.compile(rb"(?<=://)[^/?#@\s]*@")
_PARTS = ("allOf", "anyOf", "oneOf")


class BodyMask(NamedTuple):
    """Mask of the fields that are ``hidden``, and if ``shown`` are given, of all others but these."""

    hidden: frozenset[str]
    shown: frozenset[str] | None = None

    def of(self, body: bytes) -> bytes:
        """Return a body with masked values; one that cannot be parsed is masked as a whole."""
        try:
            value = json.loads(body)
            known = isinstance(value, dict) or (self.shown is None and isinstance(value, list))
            return to_json(self.value(value)) if known else MASK.encode()
        except (ValueError, RecursionError):
            return body and MASK.encode()

    def value(self, value: Any) -> Any:
        """Return a value of JSON with the mask in place of those of masked fields, at any depth."""
        if isinstance(value, list):
            return [self.value(each) for each in value]
        if not isinstance(value, dict):
            return value
        return {name: MASK if self._masks(name) and each else self.value(each) for name, each in value.items()}

    def _masks(self, name: str) -> bool:
        return name in self.hidden or (self.shown is not None and name not in self.shown)


class BodyMasks(NamedTuple):
    """Masks of the bodies of an operation's requests and answers; None for those that are kept as they are."""

    request: BodyMask | None = None
    answer: BodyMask | None = None


def body_masks(document: Document, *, personal: bool) -> dict[str, BodyMasks]:
    """Return the masks of each operation of ``document``, by operationId; with ``personal`` data masked too.

    Requests then show only fields that the document declares and does not mark, since a misspelt one may be personal.
    """
    masks = {}
    for _, _, operation in operations(document):
        request = list(_fields(document, operation.get("requestBody", {})))
        successes = [each for status, each in operation["responses"].items() if status.startswith("2")]
        answer = [field for each in successes for field in _fields(document, each)]
        hidden, told = _hidden(request, personal=personal), _hidden(answer, personal=personal)
        shown = frozenset(name for name, _ in request) - hidden if personal else None
        own = BodyMask(hidden, shown) if request and (hidden or personal) else None
        masks[operation["operationId"]] = BodyMasks(own, BodyMask(told) if told else None)
    return masks


def without_user(text: bytes) -> bytes:
    """Return a text with URLs in it without their user info, ``user:password@`` before the host."""
    return _USER_INFO.sub(b"", text)


def event_mask(document: Document) -> BodyMask:
    """Return the mask of personal data in the events that ``document`` describes."""
    fields = (field for body in event_bodies(document) for field in _fields(document, body))
    return BodyMask(_hidden(fields, personal=True))


def _hidden(fields: Iterable[tuple[str, bool]], *, personal: bool) -> frozenset[str]:
    return frozenset(name for name, marked in fields if name in _SECRET or (marked and personal))


def _fields(document: Document, body: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Yield the name of each property of a body, at any depth, and whether it is marked as personal data."""
    for media in resolve(document, body).get("content", {}).values():
        yield from _properties(document, media.get("schema", {}))


def _properties(document: Document, node: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    schema = resolve(document, node)
    for name, each in schema.get("properties", {}).items():
        yield name, bool(resolve(document, each).get("x-personal-data"))
        yield from _properties(document, each)
    for each in (schema.get("items", {}), *(part for key in _PARTS for part in schema.get(key, ()))):
        if each:
            yield from _properties(document, each)
