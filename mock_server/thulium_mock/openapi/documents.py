"""The two OpenAPI documents of the mock, the vendor's API and the control API: loading, queries, references."""

from collections.abc import Callable
from functools import cache, wraps
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from thulium_mock.text_files import FileError, parse_yaml, read_yaml

Document = dict[str, Any]
T = TypeVar("T")

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class DocumentError(Exception):
    """Document that cannot be served; the sentence says what to mend, and does not name the file."""


@cache
def vendor_document() -> Document:
    """Return the packaged document of the vendor's API. Treat it as read-only."""
    return _packaged("openapi.yaml")


@cache
def control_document() -> Document:
    """Return the document of the control API. Treat it as read-only."""
    return _packaged("control.yaml")


def cached_if_packaged(compiled: Callable[[Document], T]) -> Callable[[Document], T]:
    """Return ``compiled`` with a cache of its results for the packaged documents, which most mocks share."""
    results: dict[int, T] = {}

    @wraps(compiled)
    def of(document: Document) -> T:
        if id(document) in results:
            return results[id(document)]
        result = compiled(document)
        if document is vendor_document() or document is control_document():
            results[id(document)] = result
        return result

    return of


def packaged_document() -> Path:
    """Return the path of the packaged `vendor_document`, for the reloader."""
    return Path(str(files("thulium_mock").joinpath("openapi.yaml")))


def load_document(path: Path) -> Document:
    """Return the document of the vendor's API in a file; raises `DocumentError`."""
    try:
        document: Document = read_yaml(path)
    except FileError as error:
        raise DocumentError(f"it {error}") from error
    if document is None:
        raise DocumentError("it is empty: begin it with openapi: 3.0.3.")
    return document


@cached_if_packaged
def operations(document: Document) -> list[tuple[str, str, dict[str, Any]]]:
    """Return method (upper case), path and operation object of each operation in ``document``.

    Its ``parameters`` include those of the path item unless it overrides them, with references resolved.
    """
    return [
        (method.upper(), path, {**item[method], "parameters": _parameters(document, item, item[method])})
        for path, item in document["paths"].items()
        for method in METHODS
        if method in item
    ]


def event_bodies(document: Document) -> list[dict[str, Any]]:
    """Return the request bodies of the callbacks of ``document``, or references to them."""
    callbacks = [each for _, _, operation in operations(document) for each in operation.get("callbacks", {}).values()]
    return [each["requestBody"] for callback in callbacks for item in callback.values() for each in item.values()]


def example_events(document: Document) -> dict[str, dict[str, Any]]:
    """Return an example of each webhook event of ``document``, by its action."""
    media = [each for request in event_bodies(document) for each in resolved(document, request)["content"].values()]
    examples = [each["value"] for one in media for each in one["examples"].values()]
    return {each["action"]: each for each in examples}


def impersonal_parameters(document: Document) -> frozenset[str]:
    """Return the names of the query parameters that ``document`` declares and does not mark as personal data."""
    return frozenset(
        parameter["name"]
        for _, _, operation in operations(document)
        for parameter in operation["parameters"]
        if parameter["in"] == "query" and not parameter.get("x-personal-data")
    )


def resolve(document: Document, node: dict[str, Any]) -> dict[str, Any]:
    """Return the target of a reference in ``document``, any other ``node`` as it is; raises `LookupError`."""
    for _ in range(100):
        if "$ref" not in node:
            return node
        target: Any = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            target = target[int(key) if isinstance(target, list) and key.isdecimal() else key]
        node = target
    raise LookupError("it refers to itself")


def resolved(document: Document, node: Any) -> Any:
    """Return a copy of ``node`` with its references to ``document`` resolved."""
    if isinstance(node, dict):
        if "$ref" in node:
            return resolved(document, resolve(document, node))
        return {key: resolved(document, child) for key, child in node.items()}
    return [resolved(document, child) for child in node] if isinstance(node, list) else node


def _parameters(document: Document, *holders: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the parameters of a path item and its operation; the last one of a name and place counts."""
    listed = resolved(document, [parameter for holder in holders for parameter in holder.get("parameters", [])])
    return list({(parameter["name"], parameter["in"]): parameter for parameter in listed}.values())


def _packaged(name: str) -> Document:
    document: Document = parse_yaml(files("thulium_mock").joinpath(name).read_text("utf-8"))
    return document
