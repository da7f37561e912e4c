"""Request bodies: any kind for operations that ignore them, valid and invalid JSON for those that read it."""

import json
from collections.abc import Iterator
from typing import Any

from thulium_contract.document.operations import BODY, TEXT, Operation, Parameter
from thulium_contract.http.messages import Headers
from thulium_contract.requests.dimensions import Part
from thulium_contract.requests.values import LENGTHS, NASTY
from thulium_contract.tables import filled, table

_TABLE = table("bodies")
_FORM, JSON = "application/x-www-form-urlencoded", "application/json"
_LONG = 1_000_000


def typed(media_type: str) -> Headers:
    """Return the header for a media type."""
    return (("Content-Type", media_type),)


def ignored(marker: str, queue: int, large: bool) -> Iterator[Part]:
    """Yield bodies of every kind; those of megabytes only where they may be ``large``."""
    words: dict[str, Any] = {"marker": marker, "queue": queue}
    words = {**{name: filled(text, words) for name, text in _TABLE["words"].items()}, **words}
    contents = [(filled(text, words), kind) for kind, texts in _TABLE["by_type"].items() for text in texts]
    contents += [(words["query"], kind) for kind in _TABLE["forms"]]
    contents += [(text, kind) for kind in _TABLE["forms"] for text in (f"chat_queue_id={queue}", "client_id=%ff")]
    objects = (words["json"], "{", json.dumps({"chat_queue_id": queue}))
    contents += [(text, kind) for kind in _TABLE["objects"] for text in objects]
    contents += [("x" * 1024, _FORM), ("y" * 100_000, _FORM), *((text, JSON) for text in _deep())]
    contents += [("x" * size, "application/octet-stream") for size in _TABLE["sizes"]]
    if large:
        contents += [("x" * size, kind) for size in (262_144, 1_048_577, 2_097_152) for kind in (JSON, _FORM)]
        contents += [("x" * size, "application/octet-stream") for size in (5_242_881, 11_000_000)]
    for text, kind in contents:
        yield _part(text.encode("latin-1"), typed(kind), f"a body of {len(text)} bytes as {kind}")
    for text in ("x", "{}", words["query"]):
        yield _part(text.encode(), (), "a body without a media type")
        yield _part(text.encode(), typed(""), "a body with an empty media type")
        yield _part(text.encode(), typed("nonsense"), "a body with a media type that is none")
        yield _part(text.encode(), (*typed(JSON), ("Content-Encoding", "gzip")), "a body that is not gzip")


def objects(operation: Operation, large: bool) -> Iterator[Part]:
    """Yield bodies of an operation that reads JSON: right and wrong ones of every kind."""
    fields = operation.at(BODY)
    full = {each.name: each.example for each in fields}
    needed = {each.name: each.example for each in fields if each.required}
    yield from (_json(each, "an example of the document") for each in (full, needed, dict(reversed(full.items()))))
    for text in (*_TABLE["no_objects"], *_deep()):
        yield _part(text.encode("latin-1"), typed(JSON), "a body that is no object")
    for kind in _TABLE["media_types"]:
        yield _part(json.dumps(needed).encode(), typed(kind) if kind else (), f"a body as {kind or 'nothing'}")
    yield _part(json.dumps(needed, indent=4).encode(), typed(JSON), "a body with line breaks")
    for name in _TABLE["keys"]:
        if name not in full:
            yield _json({**needed, name: 1}, "a body with another field")
    yield from (part for each in fields for part in _of_field(each, needed, large))


def _of_field(field: Parameter, needed: dict[str, Any], large: bool) -> Iterator[Part]:
    """Yield bodies with each state of one field."""
    others = {name: value for name, value in needed.items() if name != field.name}
    yield _json(others, f"without {field.name}")
    made = [*_TABLE["values"], json.dumps([field.example]), json.dumps({"value": field.example}), "[" * 40 + "]" * 40]
    made += [json.dumps(each) for each in field.schema.get("enum", ())]
    if field.schema.get("type") == "string":
        text = str(field.example)
        made += [json.dumps(each, ensure_ascii=place % 2 == 0) for place, each in enumerate(NASTY)]
        made += [json.dumps(form) for number in range(33) for form in (f"{text}{chr(number)}", f"{chr(number)}{text}")]
        made += [json.dumps(form) for form in (text.upper(), text[:-1], f"{text} ", f" {text}", text * 2)]
        made += [json.dumps("x" * length) for length in (*LENGTHS[69::6], *((_LONG,) if large else ()))]
    if field.kind != TEXT:
        made += [json.dumps(str(field.example)), json.dumps([field.example] * 200)]
    begin = json.dumps(others)[:-1] + (", " if others else "")
    for text in dict.fromkeys(made):
        yield _part(f'{begin}"{field.name}": {text}}}'.encode(), typed(JSON), f"a value of {field.name}")
    twice = f'{begin}"{field.name}": 1, "{field.name}": {json.dumps(field.example)}}}'
    yield _part(twice.encode(), typed(JSON), f"{field.name} twice")
    yield _json({**others, field.name.upper(): field.example}, f"a name that is not {field.name}")


def _deep() -> tuple[str, ...]:
    return "[" * 5000, '{"a":' * 3000, "1" * 5000


def _json(value: Any, why: str) -> Part:
    return _part(json.dumps(value, ensure_ascii=False).encode(), typed(JSON), why)


def _part(content: bytes, headers: Headers, why: str) -> Part:
    return {"body": content, "headers": headers, "why": why}
