"""The error catalogue: a table to edit, stable codes, and the documents' examples taken from it."""

import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from thulium_mock.app import create_app
from thulium_mock.catalogue import ERRORS, LANGUAGES, PARAMETER_ERRORS, CatalogueError, error_entry, load_catalogue
from thulium_mock.openapi.documents import control_document, vendor_document
from thulium_mock.state import subscriptions

from tests.http.asgi import call, start
from tests.http.messages import basic

ENTRIES = {**ERRORS, **PARAMETER_ERRORS}

GOOD = {"code": 404001, "en": "No {x}: look.", "pl": "Nie ma {x}: szukaj."}


@pytest.mark.parametrize("name", ENTRIES)
def test_sentences_end_and_say_how_to_mend_the_request(name: str) -> None:
    """Each language has a sentence of its own, with what is wrong before the colon and what to do behind it."""
    sentences = ENTRIES[name].sentences
    assert tuple(sentences) == LANGUAGES
    assert len(set(sentences.values())) == len(LANGUAGES)
    assert all(sentence.endswith(".") and ": " in sentence for sentence in sentences.values())


@pytest.mark.parametrize(
    ("errors", "told"),
    [
        ({"a": {**GOOD, "pl": None}}, "a: give it a code, a sentence in en and one in pl, and nothing else."),
        ({"a": {**GOOD, "de": "Fehlt: such."}}, "a: give it a code, a sentence in en and one in pl"),
        ({"a": [404]}, "a: give it a code, a sentence in en and one in pl"),
        ({"a": {**GOOD, "pl": "Nie ma: szukaj."}}, "a: the words in braces differ: use the same in all languages."),
        ({"a": {**GOOD, "pl": "Nie ma {x: szukaj."}}, "a: a brace is not closed: write words to fill in as {word}."),
        ({"a": {**GOOD, "code": 1}}, "a: the code 1 is in use or begins with no status of errors: give it another."),
        ({"a": GOOD, "b": GOOD}, "b: the code 404001 is in use or begins with no status of errors: give it another."),
        ([], "The catalogue needs two tables: errors and parameter_errors."),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_entry(errors: object, told: str) -> None:
    """Who edits the catalogue reads which entry is wrong, and what to do."""
    with pytest.raises(CatalogueError, match=re.escape(told)):
        load_catalogue(json.dumps({"errors": errors, "parameter_errors": {}}))


def test_codes_of_parameters_have_one_digit() -> None:
    """Two digits would run into the number of the parameter."""
    with pytest.raises(CatalogueError, match="a: the code 10 "):
        load_catalogue(json.dumps({"errors": {}, "parameter_errors": {"a": {**GOOD, "code": 10}}}))


def test_a_file_that_is_no_yaml_is_told_with_its_line() -> None:
    """A sentence that is not put in quotes is the likeliest mistake."""
    with pytest.raises(CatalogueError, match=r"The catalogue is not YAML or JSON \(line 2: .*\): mend its syntax\."):
        load_catalogue("errors:\n  a: No such: look.\n")


def examples_of(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every example of an error in a document, an object with message and code."""
    if isinstance(node, dict):
        if set(node) == {"message", "code"} and isinstance(node["code"], int):
            yield node
        for child in node.values():
            yield from examples_of(child)
    elif isinstance(node, list):
        for child in node:
            yield from examples_of(child)


def sentences_with(code: int) -> set[str]:
    """Return what the mock says under ``code``: asked for where it can be, else filled in as the documents do."""
    app = create_app()
    asked = [start(app, query, ("Accept-Language", language)) for query in QUERIES for language in LANGUAGES]
    asked += [call(app, "GET", "/_mock/conversations?limit=0")]
    asked += [
        call(app, method, f"/api/{path}", [basic(), ("Accept-Language", language)], body)
        for method, path, body in CALLS
        for language in LANGUAGES
    ]
    said = {error["message"] for answer in asked for error in answer.json["errors"] if error["code"] == code}
    for name in (name for name, entry in ERRORS.items() if entry.code == code):
        said |= set(error_entry(name, **VALUES.get(code, {})).sentences.values())
    return said


VALUES: dict[int, dict[str, object]] = {
    404011: {"names": "outage, slow"},
    405001: {"allow": "POST"},
    413001: {"limit": 16_777_216},
    414001: {"limit": 64_000},
    429003: {"limit": subscriptions.LIMIT},
    429004: {"limit": 1000},
}
"""What the documents' examples fill sentences in with, by code."""

QUERIES = ["", "chat_queue_id=x&client_email=x"]

CALLS = [
    ("GET", "chats?limit=0", b""),
    ("POST", f"chat_conversations/{UUID(int=1)}/message", b"{}"),
    ("POST", f"chat_conversations/{UUID(int=1)}/stop?external_chatbot_id=x", b""),
    ("DELETE", f"chat_conversations/content/{UUID(int=1)}/x", b""),
]


@pytest.mark.parametrize(
    "example",
    [*examples_of(vendor_document()["components"]["responses"]), *examples_of(control_document())],
    ids=lambda example: str(example["code"]),
)
def test_examples_in_the_documents_are_what_the_mock_says(example: dict[str, Any]) -> None:
    """An example of an error is, word for word, what the catalogue says under its code."""
    assert example["message"] in sentences_with(example["code"])
