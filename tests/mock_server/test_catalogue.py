"""The error catalogue: a table to edit, stable codes, and the documents' examples taken from it."""

from collections.abc import Iterator
from string import Formatter
from typing import Any
from uuid import UUID

import pytest
from thulium_mock.app import create_app
from thulium_mock.catalogue import ERRORS, LANGUAGES, PARAMETER_ERRORS, PHRASES, ErrorEntry, entries, error_entry
from thulium_mock.openapi.documents import control_document, vendor_document
from thulium_mock.state import subscriptions

from tests.http.asgi import call, start
from tests.http.messages import basic

ENTRIES = {**ERRORS, **PARAMETER_ERRORS}

TEMPLATES = {**{name: entry.sentences for name, entry in ENTRIES.items()}, **PHRASES}

parse = Formatter().parse


@pytest.mark.parametrize("name", ENTRIES)
def test_sentences_end_and_say_how_to_mend_the_request(name: str) -> None:
    """Each language has a sentence of its own, with what is wrong before the colon and what to do behind it."""
    sentences = ENTRIES[name].sentences
    assert tuple(sentences) == LANGUAGES
    assert len(set(sentences.values())) == len(LANGUAGES)
    assert all(sentence.endswith(".") and ": " in sentence for sentence in sentences.values())


def test_a_row_that_lacks_something_is_named() -> None:
    """Who edits the table is told where it slipped."""
    with pytest.raises(ValueError, match="give unknown_queue its pl"):
        entries({"unknown_queue": {"code": 404_001, "en": "There is none."}})


@pytest.mark.parametrize("name", TEMPLATES)
def test_each_language_is_filled_in_with_the_same_words(name: str) -> None:
    """The words in braces are those of the other language, and each brace is closed."""
    english, polish = (sorted({word or "" for _, word, *_ in parse(each)}) for each in TEMPLATES[name].values())
    assert english == polish


@pytest.mark.parametrize(("table", "codes"), [(ERRORS, range(400_000, 600_000)), (PARAMETER_ERRORS, range(1, 10))])
def test_no_code_stands_for_two_errors(table: dict[str, ErrorEntry], codes: range) -> None:
    """A code begins with a status of errors; two digits of a parameter's would run into the parameter's number."""
    found = [entry.code for entry in table.values()]
    assert (len(set(found)), [code for code in found if code not in codes]) == (len(found), [])


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


@pytest.fixture(scope="module")
def said() -> set[tuple[int, str]]:
    """What the mock says, by code: asked for where it can be, else filled in as the documents do."""
    app = create_app()
    asked = [start(app, query, ("Accept-Language", language)) for query in QUERIES for language in LANGUAGES]
    asked += [call(app, "GET", "/_mock/conversations?limit=0")]
    asked += [
        call(app, method, f"/api/{path}", [basic(), ("Accept-Language", language)], body)
        for method, path, body in CALLS
        for language in LANGUAGES
    ]
    told = {(error["code"], error["message"]) for answer in asked for error in answer.json["errors"]}
    filled = [error_entry(name, **VALUES.get(entry.code, {})) for name, entry in ERRORS.items()]
    return told | {(entry.code, sentence) for entry in filled for sentence in entry.sentences.values()}


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
def test_examples_in_the_documents_are_what_the_mock_says(said: set[tuple[int, str]], example: dict[str, Any]) -> None:
    """An example of an error is, word for word, what the catalogue says under its code."""
    assert (example["code"], example["message"]) in said
