"""Loading of the packaged document, and of documents whose assumptions are taken for law (strict mode)."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

DOCUMENT = Path(__file__).parents[1] / "openapi.yaml"


@cache
def document() -> dict[str, Any]:
    """Return the document with what it assumes taken for law. It is read once: nobody may change it."""
    # The loader in C is no other language, only faster; PyYAML has no types for it.
    content: dict[str, Any] = strict(yaml.load(DOCUMENT.read_text("utf-8"), yaml.CSafeLoader))
    return content


def strict(node: Any) -> Any:
    """Return a copy of a part of a document in which each ``x-assumed`` is among the keywords beside it."""
    if isinstance(node, list):
        return [strict(each) for each in node]
    if isinstance(node, dict):
        return {name: strict(each) for name, each in node.items() if name != "x-assumed"} | node.get("x-assumed", {})
    return node
