"""Checks that compare several places of an OpenAPI document, which rules of Spectral cannot."""

from collections.abc import Callable, Iterator
from typing import Any

from openapi.document import Content, Finding, join, places, resolve


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
        if "operationId" not in operation.value or not (bearers := _request(content, operation.value)):
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
    """Find parameters that share a number, of which the codes of their errors are made."""
    seen: dict[int, str] = {}
    for place in places(content):
        number = place.value.get("x-error-number")
        if number in seen:
            message = f"{seen[number]!r} has the number {number} too: give each parameter its own"
            yield Finding(join(place.pointer, "x-error-number"), message)
        elif number is not None:
            seen[number] = place.value["name"]


Check = Callable[[Content], Iterator[Finding]]

# The control API names its examples freely: many of its requests have nothing to show.
CONTROL_CHECKS: tuple[Check, ...] = (examples_are_repeated, error_numbers_are_unique)
CHECKS: tuple[Check, ...] = (*CONTROL_CHECKS, examples_share_keys)


def _request(content: Content, operation: Content) -> list[Any]:
    """Return the parameters and media types of an operation's requests that can have an example, headers left out."""
    parameters = [resolve(content, parameter) for parameter in operation.get("parameters", [])]
    body = resolve(content, operation.get("requestBody", {}))
    return [each for each in parameters if each["in"] != "header"] + list(body.get("content", {}).values())
