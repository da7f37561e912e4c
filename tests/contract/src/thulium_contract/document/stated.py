"""Documented forms of answers beside their status: media types, required headers, patterns of ids."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from thulium_contract.document.operations import resolved


@dataclass
class Stated:
    """Media types by status, the statuses with each header (in lower case), and the patterns of fields of bodies."""

    media_types: dict[int, str] = field(default_factory=dict)
    headers: dict[str, set[int]] = field(default_factory=dict)
    patterns: dict[str, str] = field(default_factory=dict)

    def is_media_type(self, status: int, text: str) -> bool:
        """Tell whether a value of Content-Type is right; of a status that nobody states it is JSON."""
        media_type, *parameters = (each.strip(" ").lower() for each in text.split(";"))
        right = media_type == self.media_types.get(status, "application/json").lower()
        return right and parameters in ([], ["charset=utf-8"], ['charset="utf-8"'])

    def has_header(self, status: int, name: str) -> bool:
        """Tell whether answers of this status have a header."""
        return status in self.headers.get(name, ())

    def fits(self, name: str, text: str) -> bool:
        """Tell whether the value of a field of a body has its form."""
        return bool(re.fullmatch(self.patterns.get(name, ".*"), text))


def stated(document: Mapping[str, Any]) -> Stated:
    """Return what a document states, whose assumptions are taken for law."""
    found = Stated()
    operations = [node for item in document["paths"].values() for node in item.values() if "responses" in node]
    for responses in (document["x-responses"], *(each["responses"] for each in operations)):
        for status, node in responses.items():
            response = resolved(document, node)
            for name in response.get("headers", {}):
                found.headers.setdefault(name.lower(), set()).add(int(status))
            for media_type, media in response.get("content", {}).items():
                found.media_types.setdefault(int(status), media_type)
                for name, schema in resolved(document, media["schema"]).get("properties", {}).items():
                    if pattern := resolved(document, schema).get("pattern"):
                        found.patterns[name] = pattern
    return found
