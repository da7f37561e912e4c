"""The catalogue of faults: stable codes, a sentence in both languages, and the document's examples taken from it."""

import re
from collections.abc import Iterator
from string import Formatter
from typing import Any

import pytest
from thulium_mock.app import create_app
from thulium_mock.catalogue import FAULTS, LANGUAGES, PARAMETER_FAULTS, Entry, fault
from thulium_mock.openapi.documents import control_document, vendor_document
from thulium_mock.state.spaces import STREAMS

from tests.asgi import call, start

ENTRIES = {**FAULTS, **PARAMETER_FAULTS}


def fields(template: str) -> set[str]:
    """Return the names of the values that a sentence is filled in with."""
    return {re.split(r"[\[.]", name)[0] for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("name", ENTRIES)
def test_both_languages_say_the_same(name: str) -> None:
    """A sentence in each language, with the same values, that ends and says how to mend the request."""
    entry = ENTRIES[name]
    assert fields(entry.en) == fields(entry.pl)
    assert entry.en != entry.pl
    for sentence in (entry.en, entry.pl):
        assert sentence.endswith(".")
        assert ": " in sentence


def test_codes_are_unique_and_begin_with_their_status() -> None:
    """No two faults share a code, and a code shows its status."""
    codes = [entry.code for entry in FAULTS.values()]
    assert len(set(codes)) == len(codes)
    assert all(entry.code // 1000 == entry.status for entry in FAULTS.values())
    assert sorted(entry.code for entry in PARAMETER_FAULTS.values()) == list(range(1, len(PARAMETER_FAULTS) + 1))


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
    said = {error["message"] for answer in asked for error in answer.json["errors"] if error["code"] == code}
    entry: Entry | None = next((each for each in FAULTS.values() if each.code == code), None)
    if entry:
        name = next(name for name, each in FAULTS.items() if each is entry)
        said |= set(fault(name, **VALUES.get(code, {})).sentences.values())
    return said


VALUES: dict[int, dict[str, object]] = {
    404011: {"names": "outage, slow"},
    413001: {"limit": 16_777_216},
    414001: {"limit": 64_000},
    429003: {"limit": STREAMS},
    429004: {"limit": 1000},
}
"""What the documents' examples fill sentences in with, by code."""

QUERIES = ["", "chat_queue_id=x&client_email=x"]


@pytest.mark.parametrize(
    "example",
    [*examples_of(vendor_document()["components"]["responses"]), *examples_of(control_document())],
    ids=lambda example: str(example["code"]),
)
def test_examples_in_the_documents_are_what_the_mock_says(example: dict[str, Any]) -> None:
    """An example of an error is, word for word, what the catalogue says under its code."""
    assert example["message"] in sentences_with(example["code"])
