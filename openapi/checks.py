"""Checks that compare several places of an OpenAPI document, which rules of Spectral cannot."""

from collections.abc import Callable, Iterator
from typing import Any

from openapi.document import Content, Finding, at, is_operation, join, places, resolve
from openapi.facts import stated_facts


def examples_are_repeated(content: Content) -> Iterator[Finding]:
    """Find parameters and headers whose schema lacks one of their examples: generators read one or the other."""
    for place in places(content):
        if not {"description", "schema"} <= place.value.keys():
            continue
        schema = resolve(content, place.value["schema"])
        values = [resolve(content, each).get("value") for each in place.value.get("examples", {}).values()]
        values += [place.value["example"]] if "example" in place.value else []
        if "example" not in schema or (values and schema["example"] not in values):
            yield Finding(join(place.pointer, "schema", "example"), "repeat one of the examples beside the schema here")


def examples_share_keys(content: Content) -> Iterator[Finding]:
    """Find examples of success that no request example of their operation leads to."""
    for operation in places(content):
        if not is_operation(operation) or not (bearers := _request(content, operation.value)):
            continue
        requests = {key for bearer in bearers for key in bearer.get("examples", {})}
        for status, reference in operation.value["responses"].items():
            for media_type, media in resolve(content, reference).get("content", {}).items():
                for key in media.get("examples", {}):
                    if str(status).startswith("2") and key not in requests:
                        yield Finding(
                            join(operation.pointer, "responses", status, "content", media_type, "examples", key),
                            "no parameter has an example of this name: name the request and its response alike",
                        )


def error_numbers_are_unique(content: Content) -> Iterator[Finding]:
    """Find parameters of different names that share a number, of which the codes of their errors are made."""
    seen: dict[int, str] = {}
    for place in places(content):
        number = place.value.get("x-error-number")
        if number in seen and seen[number] != place.value["name"]:
            message = f"{seen[number]!r} has the number {number} too: give each parameter its own"
            yield Finding(join(place.pointer, "x-error-number"), message)
        elif number is not None:
            seen[number] = place.value["name"]


def facts_are_unique(content: Content) -> Iterator[Finding]:
    """Find facts that share an id, by which reports and people name them."""
    seen: set[str] = set()
    for place, fact in stated_facts(content):
        if fact.id in seen:
            yield Finding(join(place.pointer, "x-facts"), f"{fact.id} is the id of another fact: give each its own")
        seen.add(fact.id)


def facts_govern_something(content: Content) -> Iterator[Finding]:
    """Find facts whose pointers lead nowhere."""
    for place, fact in stated_facts(content):
        for pointer in fact.pointers:
            try:
                at(content, pointer)
            except LookupError:
                message = f"{fact.id} governs {pointer}, which is not there: correct the pointer"
                yield Finding(join(place.pointer, "x-facts"), message)


def constraints_are_governed(content: Content) -> Iterator[Finding]:
    """Find constraints that rest on no fact beside the nearest object that has any."""
    governed = {pointer for _, fact in stated_facts(content) for pointer in fact.pointers}
    for pointer, bearer in _constraints(content):
        length = len(pointer)
        above = {pointer[:end] for end in range(len(bearer), length + 1) if end == length or pointer[end] == "/"}
        if not above & governed:
            yield Finding(pointer, "no fact governs this: add its pointer to the fact that it rests on")


Check = Callable[[Content], Iterator[Finding]]

# The control API names its examples freely: many of its requests have nothing to show.
CONTROL_CHECKS: tuple[Check, ...] = (examples_are_repeated, error_numbers_are_unique)
CHECKS: tuple[Check, ...] = (
    *CONTROL_CHECKS,
    examples_share_keys,
    facts_are_unique,
    facts_govern_something,
    constraints_are_governed,
)


_CONSTRAINTS = {
    *("required", "type", "format", "enum", "pattern", "minimum", "maximum", "example", "examples"),
    *("minLength", "maxLength", "minItems", "maxItems", "x-assumed"),
}


def _constraints(node: Any, pointer: str = "", bearer: str = "") -> Iterator[tuple[str, str]]:
    """Yield the JSON pointer of each constraint, and that of the nearest object above it that has facts.

    The status of a response is that of the whole response, which facts of its own must govern.
    """
    if isinstance(node, dict):
        bearer = pointer if "x-facts" in node else bearer
        for name, member in node.items():
            here = join(pointer, name)
            if name in _CONSTRAINTS and pointer != "/components":
                yield here, bearer
            elif name == "content":
                yield from ((join(here, media_type), bearer) for media_type in member)
            elif name in ("responses", "x-responses"):
                inline = [join(here, key) for key, each in member.items() if "$ref" not in each]
                yield from zip(inline, inline, strict=True)
            if name not in ("example", "examples") and (name == "x-responses" or not name.startswith("x-")):
                yield from _constraints(member, here, bearer)
    elif isinstance(node, list):
        for index, member in enumerate(node):
            yield from _constraints(member, join(pointer, index), bearer)


def _request(content: Content, operation: Content) -> list[Any]:
    """Return the parameters and media types of an operation's requests that can have an example, headers left out."""
    parameters = [resolve(content, parameter) for parameter in operation.get("parameters", [])]
    body = resolve(content, operation.get("requestBody", {}))
    return [each for each in parameters if each["in"] != "header"] + list(body.get("content", {}).values())
