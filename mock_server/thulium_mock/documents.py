"""The two OpenAPI documents of the mock: the vendor's API, and the control API."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

Document = dict[str, Any]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class DocumentError(Exception):
    """A document that cannot be served; the sentence says what to mend."""


# libyaml reads a document ten times as fast; wheels of PyYAML bring it on all common platforms.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _UniqueKeys(_Loader):  # type: ignore[misc] # one of two classes
    """Refuses a key that is given twice, of which YAML would silently take the last."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        keys = [key.value for key, _ in node.value]
        for index, key in enumerate(keys):
            if key in keys[:index]:
                mark = node.value[index][0].start_mark
                raise yaml.MarkedYAMLError(problem="a key is given twice", problem_mark=mark)
        return super().construct_mapping(node, deep)


@cache
def vendor_document() -> Document:
    """Return the document of the vendor's API, the repository's single source of truth. Treat it as read-only."""
    return _packaged("openapi.yaml")


@cache
def control_document() -> Document:
    """Return the document of the control API. Treat it as read-only."""
    return _packaged("control.yaml")


def load_yaml(text: str) -> Any:
    """Parse YAML (or JSON, which is YAML); raises `yaml.YAMLError`, also for a key that is given twice."""
    return yaml.load(text, Loader=_UniqueKeys)  # noqa: S506 - a safe loader but for what it refuses


def operations(document: Document) -> list[tuple[str, str, dict[str, Any]]]:
    """Return method (upper case), path and operation object of each operation in ``document``."""
    return [
        (method.upper(), path, item[method])
        for path, item in document["paths"].items()
        for method in METHODS
        if method in item
    ]


def personal_parameters(document: Document) -> frozenset[str]:
    """Return the names of the parameters that ``document`` marks as personal data."""
    parameters = document.get("components", {}).get("parameters", {}).values()
    return frozenset(each["name"] for each in parameters if each.get("x-personal-data"))


def _packaged(name: str) -> Document:
    document: Document = load_yaml(files("thulium_mock").joinpath(name).read_text("utf-8"))
    return document
