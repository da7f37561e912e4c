"""The checks of our own style, over what the linters know: each finds one kind of defect in an OpenAPI document."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from openapi.document import Content, Finding, Place, join, places, resolve
from openapi.examples import SCHEMAS, examples_are_declared, examples_are_valid, formats_are_checked

# The texts that each kind of place must have.
TEXTS = {
    "info": ("title", "description"),
    "server": ("description",),
    "server variable": ("description",),
    "tag": ("description",),
    "operation": ("summary", "description"),
    "parameter": ("description",),
    "header": ("description",),
    "request body": ("description",),
    "response": ("description",),
    "schema": ("description",),
    "property": ("description",),
    "security scheme": ("description",),
    "example": ("summary",),
}
# The kinds of places that must say where what they state comes from.
STATING = ("server", "operation", "parameter", "header", "response", "schema", "property", "security scheme")
# What stands behind a fact of each status.
GROUNDS = {"documented": "source", "assumed": "reason"}
# The first word of an operationId.
VERBS = ("create", "delete", "get", "list", "replace", "reset", "send", "start", "stop", "subscribe", "update")
# The escapes and groups that ECMAScript, Python, Rust, RE2 and PCRE read alike.
PORTABLE = re.compile(r"\\x[0-9A-F]{2}|\\[$()*+./?\[\\\]^{|}]|\(\?:|[^\\(]|\((?!\?)")


def facts_have_provenance(content: Content) -> Iterator[Finding]:
    """Find places that do not say where they come from, and statements of it that are incomplete."""
    sources = content.get("info", {}).get("x-sources", {})
    for place in places(content):
        entries = place.value.get("x-provenance")
        if not entries and (place.kind in STATING or entries is not None):
            yield Finding(place.pointer, "x-provenance is missing: say what is documented and what is assumed")
        for index, entry in enumerate(entries or []):
            for message in _faults_of_fact(entry, sources):
                yield Finding(join(place.pointer, "x-provenance", index), message)


def texts_are_present(content: Content) -> Iterator[Finding]:
    """Find places without a description or a summary."""
    for place in places(content):
        for field in TEXTS.get(place.kind, ()):
            if not str(place.value.get(field, "")).strip():
                yield Finding(place.pointer, f"the {field} is missing: write one")


def parameters_repeat_themselves(content: Content) -> Iterator[Finding]:
    """Find parameters and headers whose schema lacks their description or example: generators read one or the other."""
    for place in places(content):
        if place.kind not in ("parameter", "header") or "schema" not in place.value:
            continue
        schema = resolve(content, place.value["schema"])
        if schema.get("description") != place.value.get("description"):
            yield Finding(
                join(place.pointer, "schema", "description"),
                f"this is not the description of the {place.kind}: repeat it word for word",
            )
        values = [resolve(content, named).get("value") for named in place.value.get("examples", {}).values()]
        if "example" in place.value:
            values.append(place.value["example"])
        if "example" not in schema or (values and schema["example"] not in values):
            yield Finding(
                join(place.pointer, "schema", "example"),
                f"this is no example of the {place.kind}: repeat one of its examples",
            )


def examples_are_named(content: Content) -> Iterator[Finding]:
    """Find parameters and JSON responses without named examples."""
    for place in places(content):
        if place.kind == "parameter" and not place.value.get("examples"):
            yield Finding(place.pointer, "named examples are missing: add examples")
        if place.kind == "response":
            for media_type, media in place.value.get("content", {}).items():
                if media_type.endswith("json") and not media.get("examples"):
                    yield Finding(
                        join(place.pointer, "content", media_type), "named examples are missing: add examples"
                    )


def examples_share_keys(content: Content) -> Iterator[Finding]:
    """Find examples of success that no request example of their operation leads to."""
    for operation in _operations(content):
        requests = _keys_of_requests(content, operation)
        if requests is None:
            continue
        for status, reference in operation.value.get("responses", {}).items():
            if not str(status).startswith("2"):
                continue
            for media_type, media in resolve(content, reference).get("content", {}).items():
                for key in media.get("examples", {}):
                    if key not in requests:
                        yield Finding(
                            join(operation.pointer, "responses", status, "content", media_type, "examples", key),
                            "no parameter has an example of this name: name the request and its response alike",
                        )


def bodies_are_components(content: Content) -> Iterator[Finding]:
    """Find bodies whose schema is written in place, which leaves generators to invent a name for it."""
    for place in places(content):
        if place.kind == "media type" and "$ref" not in place.value.get("schema", {}):
            yield Finding(join(place.pointer, "schema"), "the body has no name: move it to components/schemas")


def operations_are_named(content: Content) -> Iterator[Finding]:
    """Find operations whose operationId is not a verb and a noun in snake_case."""
    for operation in _operations(content):
        name = operation.value.get("operationId", "")
        if not re.fullmatch(rf"({'|'.join(VERBS)})(_[a-z0-9]+)+", name):
            yield Finding(
                join(operation.pointer, "operationId"),
                f"{name!r} is not a verb and a noun in snake_case: name it like start_conversation, with one of VERBS",
            )


def operations_name_their_security(content: Content) -> Iterator[Finding]:
    """Find operations that leave their security to the document's root, where some generators do not look."""
    for operation in _operations(content):
        if "security" not in operation.value:
            yield Finding(operation.pointer, "security is missing: name the scheme here, or [] for none")


def header_parameters_come_last(content: Content) -> Iterator[Finding]:
    """Find parameters behind a header: their order is the signature of some generated clients."""
    for operation in _operations(content):
        behind_header = False
        for index, parameter in _parameters(content, operation):
            if parameter.get("in") == "header":
                behind_header = True
            elif behind_header:
                yield Finding(
                    join(operation.pointer, "parameters", index),
                    f"{parameter.get('name')!r} follows a header parameter: move the header to the end",
                )


def accept_language_is_free(content: Content) -> Iterator[Finding]:
    """Find an enum on Accept-Language: browsers send lists with quality values, Node.js sends `*`."""
    for place in places(content):
        if place.kind != "parameter" or place.value.get("name", "").lower() != "accept-language":
            continue
        if "enum" in resolve(content, place.value.get("schema", {})):
            yield Finding(join(place.pointer, "schema", "enum"), "real callers send other values: remove the enum")


def sizes_are_bounded(content: Content) -> Iterator[Finding]:
    """Find integers and arrays without bounds."""
    bounds = {"integer": ("minimum", "maximum"), "array": ("maxItems",)}
    for place in places(content):
        if place.kind in SCHEMAS and "enum" not in place.value:
            for bound in bounds.get(place.value.get("type", ""), ()):
                if bound not in place.value:
                    yield Finding(place.pointer, f"{bound} is missing: bound every {place.value['type']}")


def error_numbers_are_unique(content: Content) -> Iterator[Finding]:
    """Find query and path parameters without a number of their own, from which their error codes are made."""
    seen: dict[int, str] = {}
    for place in places(content):
        if place.kind != "parameter" or place.value.get("in") not in ("query", "path"):
            continue
        number = place.value.get("x-error-number")
        where = join(place.pointer, "x-error-number")
        if type(number) is not int or number < 1:
            yield Finding(where, "this is not a whole number from 1 up: give the parameter its own")
        elif number in seen:
            yield Finding(where, f"{seen[number]!r} has the number {number} too: give each parameter its own")
        else:
            seen[number] = place.value.get("name", "")


def patterns_are_portable(content: Content) -> Iterator[Finding]:
    """Find patterns that some regular-expression engines read differently or not at all, or not on UTF-8 bytes."""
    for place in places(content):
        pattern = place.value.get("pattern", "") if place.kind in SCHEMAS else ""
        read = "".join(token.group() for token in PORTABLE.finditer(pattern))
        if read != pattern or not pattern.isascii():
            yield Finding(
                join(place.pointer, "pattern"),
                "engines differ on this pattern: use ASCII, \\xHH, and neither look-arounds nor classes such as \\d",
            )


Check = Callable[[Content], Iterator[Finding]]

EXAMPLE_CHECKS: tuple[Check, ...] = (examples_are_valid, examples_are_declared, formats_are_checked)
# What holds for the control API too, which states nothing of the vendor, and of which no client is generated.
OWN_CHECKS: tuple[Check, ...] = (
    *EXAMPLE_CHECKS,
    texts_are_present,
    parameters_repeat_themselves,
    examples_are_named,
    operations_name_their_security,
    header_parameters_come_last,
    accept_language_is_free,
    sizes_are_bounded,
    error_numbers_are_unique,
    patterns_are_portable,
)
CHECKS: tuple[Check, ...] = (
    *OWN_CHECKS,
    facts_have_provenance,
    examples_share_keys,
    bodies_are_components,
    operations_are_named,
)


def _faults_of_fact(entry: Content, sources: Content) -> Iterator[str]:
    status = entry.get("status")
    if status not in GROUNDS:
        yield f"the status is {status!r}: write documented or assumed"
        return
    fields = ("fact", "status", GROUNDS[status])
    for field in fields:
        if not str(entry.get(field) or "").strip():
            yield f"the {field} is missing: a fact that is {status} has {', '.join(fields)}, and maybe a note"
    for field in entry.keys() - {*fields, "note"}:
        yield f"a fact that is {status} has no {field}: remove it"
    if entry.get("source", "") and entry["source"] not in sources:
        yield f"the source {entry['source']!r} is not in info.x-sources: add it there"


def _operations(content: Content) -> Iterator[Place]:
    return (place for place in places(content) if place.kind == "operation")


def _parameters(content: Content, operation: Place) -> Iterator[tuple[int, Content]]:
    return (
        (index, resolve(content, parameter)) for index, parameter in enumerate(operation.value.get("parameters", []))
    )


def _keys_of_requests(content: Content, operation: Place) -> set[Any] | None:
    """Return the names of an operation's request examples, or None when its requests have nothing to show."""
    bearers = [parameter for _, parameter in _parameters(content, operation) if parameter.get("in") != "header"]
    if "requestBody" in operation.value:
        bearers += resolve(content, operation.value["requestBody"]).get("content", {}).values()
    return {key for bearer in bearers for key in bearer.get("examples", {})} if bearers else None
