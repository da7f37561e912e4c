"""What changed from one document, or from one set of fixtures, to the next, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from thulium_mock.openapi.documents import METHODS, Document, resolve

_SHOWN = 5
"""How many names are told before the rest is only counted."""

_MISSING = object()
Node = dict[str, Any]
Named = Mapping[str, Any]


def fixtures_changes(old: Mapping[str, list[Node]], new: Mapping[str, list[Node]]) -> list[str]:
    """Return a line for each kind of entry that was added, removed or changed."""
    lines: list[str] = []
    for kind in dict.fromkeys([*old, *new]):
        lines += _entries(kind.removesuffix("s"), _by_name(old.get(kind, [])), _by_name(new.get(kind, [])))
    return lines


def document_changes(old: Document, new: Document) -> list[str]:
    """Return a line for each part of the document that was added, removed or changed."""
    lines = list(_version(old, new))
    operations = _operations(old), _operations(new)
    lines += _named("operation", *operations)
    for name, after in operations[1].items():
        if before := operations[0].get(name):
            lines += [f"operation {name}: {line}" for line in _operation(before, after)]
    lines += [f"{name} changed" for name in _differing(_outside(old), _outside(new))]
    if not lines and old != new:
        lines = ["components changed that no operation uses"]
    return lines


def _version(old: Document, new: Document) -> Iterator[str]:
    versions = old["info"]["version"], new["info"]["version"]
    if versions[0] != versions[1]:
        yield f"version {versions[0]} is now {versions[1]}"


def _operation(old: Node, new: Node) -> Iterator[str]:
    """Yield what changed in an operation, of which both nodes have their references resolved."""
    parameters = _parameters(old), _parameters(new)
    yield from _entries("parameter", *parameters)
    responses = old["responses"], new["responses"]
    yield from _entries("response", *({status: _flat(each) for status, each in side.items()} for side in responses))
    for status in [each for each in responses[1] if each in responses[0]]:
        examples = _examples(responses[0][status]), _examples(responses[1][status])
        yield from (f"response {status}: {line}" for line in _entries("example", *examples, fields=False))
    fields = [key for key in _differing(old, new) if key not in ("parameters", "responses")]
    if fields:
        yield f"changed ({', '.join(fields)})"


def _entries(kind: str, old: Named, new: Named, *, fields: bool = True) -> Iterator[str]:
    """Yield which entries were added and removed, and which changed, each with what changed of it."""
    yield from _named(kind, old, new)
    changed = [name for name in new if name in old and old[name] != new[name]]
    if fields:
        changed = [f"{name} ({', '.join(_differing(old[name], new[name]))})" for name in changed]
    if changed:
        yield f"{_listed(kind, changed)} changed"


def _named(kind: str, old: Named, new: Named) -> Iterator[str]:
    if added := [name for name in new if name not in old]:
        yield f"{_listed(kind, added)} added"
    if removed := [name for name in old if name not in new]:
        yield f"{_listed(kind, removed)} removed"


def _listed(kind: str, names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{kind}{'s' if len(names) > 1 else ''} {', '.join(names[:_SHOWN])}{more}"


def _differing(old: Named, new: Named) -> list[str]:
    """Return the keys whose values differ."""
    keys = dict.fromkeys([*old, *new])
    return [key for key in keys if old.get(key, _MISSING) != new.get(key, _MISSING)]


def _by_name(entries: list[Node]) -> dict[str, Node]:
    """Return ``entries`` by name or id; those without one, or with one that came before, by their place."""
    found: dict[str, Node] = {}
    for place, entry in enumerate(entries, 1):
        name = str(entry.get("id", entry.get("name", f"no. {place}")))
        found[name if name not in found else f"{name} (no. {place})"] = entry
    return found


def _operations(document: Document) -> dict[str, Node]:
    """Return the operations by operationId, with method and path, their references resolved."""
    return {
        operation["operationId"]: {
            "path": path,
            "method": method.upper(),
            **_resolved(document, operation),
            "parameters": [
                _resolved(document, each) for each in (*item.get("parameters", ()), *operation.get("parameters", ()))
            ],
        }
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }


def _resolved(document: Document, node: Any, inside: tuple[str, ...] = ()) -> Any:
    """Return ``node`` with all references in it followed, but for those ``inside`` of what they refer to."""
    if isinstance(node, dict):
        if reference := node.get("$ref"):
            return node if reference in inside else _resolved(document, resolve(document, node), (*inside, reference))
        return {key: _resolved(document, value, inside) for key, value in node.items()}
    return [_resolved(document, each, inside) for each in node] if isinstance(node, list) else node


def _parameters(operation: Node) -> dict[str, Node]:
    """Return the parameters by name; what their schemas say stands beside the rest."""
    return {each["name"]: {**each.get("schema", {}), **each, "schema": None} for each in operation["parameters"]}


def _examples(response: Node) -> dict[str, Any]:
    examples = [media.get("examples", {}) for media in response.get("content", {}).values()]
    return {key: value for each in examples for key, value in each.items()}


def _flat(response: Node) -> Node:
    """Return what a response says besides its examples, its schemas by media type."""
    content = response.get("content", {})
    return {**response, "content": list(content), "schema": {each: content[each].get("schema") for each in content}}


def _outside(document: Document) -> Node:
    """Return what stands outside of the operations and of what they refer to."""
    info = {f"info.{key}": value for key, value in document["info"].items() if key != "version"}
    return {**{key: value for key, value in document.items() if key not in ("info", "paths", "components")}, **info}
