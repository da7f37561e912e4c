"""A document that cannot be served is refused with one sentence, whatever is wrong with it."""

import copy
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from thulium_mock.app import create_app
from thulium_mock.openapi.documents import Document, DocumentError, load_document, vendor_document

from tests.http.asgi import call
from tests.http.messages import basic

PARAMETER = "/components/parameters/ClientId"


def changed(change: Callable[[Document], Any]) -> Document:
    """Return the document after ``change``."""
    document = copy.deepcopy(vendor_document())
    change(document)
    return document


def client_id(document: Document) -> dict[str, Any]:
    """Return the schema of a parameter."""
    schema: dict[str, Any] = document["components"]["parameters"]["ClientId"]["schema"]
    return schema


def operation(document: Document) -> dict[str, Any]:
    """Return the one operation."""
    found: dict[str, Any] = document["paths"]["/chat_conversations/start"]["post"]
    return found


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda d: d.clear(), "it is not an OpenAPI 3.0 document: begin it with openapi: 3.0.3."),
        (lambda d: d.update(openapi="3.1.0"), "it is not an OpenAPI 3.0 document"),
        (lambda d: d.pop("x-request-target-limit"), "x-request-target-limit is not a whole number of bytes"),
        (lambda d: d.update({"x-request-target-limit": "long"}), "x-request-target-limit is not a whole number"),
        (lambda d: d.pop("info"), "it is not valid OpenAPI. Mend at /: 'info' is a required property."),
        (lambda d: client_id(d).update(maxLength="8"), f"Mend at {PARAMETER}/schema/maxLength: '8' is not of type"),
        (lambda d: client_id(d).update({"$ref": "#/x"}), f"at {PARAMETER}/schema: #/x leads nowhere"),
        (lambda d: client_id(d).update({"$ref": "other.yaml"}), "only references within the document"),
        (lambda d: client_id(d).update(pattern="(["), 'Mend at /properties/client_id/pattern: "([" is not a "regex"'),
        (lambda d: d["servers"].clear(), "the first URL of servers does not end in /api"),
        (lambda d: operation(d).pop("operationId"), "POST /chat_conversations/start has no operationId of its own"),
        (lambda d: d["paths"].update({"/b": d["paths"]["/chat_conversations/start"]}), "POST /b has no operationId"),
        (lambda d: client_id(d).update({"x-rule": {"en": "only"}}), "parameter client_id: give its x-rule in en and"),
        (lambda d: operation(d)["parameters"].clear(), "the handler needs chat_queue_id, so it must be required."),
    ],
)
def test_the_sentence_says_what_to_mend(change: Callable[[Document], Any], sentence: str) -> None:
    """One sentence names the place and the rule."""
    with pytest.raises(DocumentError) as refused:
        create_app(document=changed(change))
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_parameter_that_the_handler_does_not_know_is_refused() -> None:
    """What a request would fail with is told before."""
    from thulium_mock.operations.handlers import Handlers

    async def start_conversation(self: Handlers, space: object, chat_queue_id: int) -> dict[str, str]:
        return {}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Handlers, "start_conversation", start_conversation)
        with pytest.raises(DocumentError, match="the handler knows no parameter client_email"):
            create_app()


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to each place of the document."""
    for key in node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ():
        yield (*path, key)
        yield from places(node[key], (*path, key))


@pytest.mark.parametrize("seed", range(40))
def test_a_broken_place_is_refused_or_does_no_harm(seed: int) -> None:
    """Whatever stands at some place of the document, it is refused with a sentence, or requests are answered."""
    rng = random.Random(seed)
    document = copy.deepcopy(vendor_document())
    *way, last = rng.choice(list(places(document)))
    node = document
    for key in way:
        node = node[key]
    node[last] = rng.choice([None, "x", 7, [], {}, [1], {"a": 1}, True, {"$ref": "#/nowhere"}])
    try:
        app = create_app(document=document)
    except DocumentError:
        return
    assert call(app, "GET", "/_mock/health").status == 200
    for query in ("chat_queue_id=3", "chat_queue_id=0&client_email=x&client_id=%01&client_name=%01&customer_id=x"):
        answer = call(app, "POST", f"/api/chat_conversations/start?{query}", [basic()])
        assert answer.status < 500, (way, last, node[last])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "it cannot be read (No such file or directory): name a text file."),
        (b"", "it is empty: begin it with openapi: 3.0.3."),
        (b"\xff", "it cannot be read (it is not UTF-8): save it in UTF-8."),
        (b"paths: [", "it is not YAML or JSON (line "),
        (b"info: 2026-01-01", "it has a value that JSON cannot have, such as a date: put it in quotes."),
    ],
)
def test_a_file_that_is_no_document_is_told(tmp_path: Path, content: bytes | None, sentence: str) -> None:
    """A file that cannot be read, or that is not YAML, is told with the reason."""
    path = tmp_path / "openapi.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DocumentError) as refused:
        load_document(path)
    assert sentence in str(refused.value)


def test_a_status_need_not_be_quoted(tmp_path: Path) -> None:
    """YAML reads `200:` as a number, which JSON's names never are."""
    path = tmp_path / "openapi.yaml"
    path.write_text("responses:\n  200:\n    description: Fine\n")
    assert load_document(path) == {"responses": {"200": {"description": "Fine"}}}
