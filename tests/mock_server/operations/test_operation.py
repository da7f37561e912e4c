"""Compiling an operation: what a document may ask for, and what makes the mock refuse to start."""

import copy
from typing import Any

import pytest
from thulium_mock.app import create_app
from thulium_mock.openapi.documents import vendor_document
from thulium_mock.openapi.parameters import UnsupportedDocument
from thulium_mock.operations.handlers import Handlers
from thulium_mock.state.outcome import Outcome
from thulium_mock.state.spaces import Space

from tests.http.asgi import call
from tests.http.messages import basic

STEPS = {"name": "chat_queue_id", "in": "query", "schema": {"type": "integer", "multipleOf": 2}, "x-error-number": 1}
SUCCESSES = {status: {"description": "A success."} for status in ("200", "201")}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"security": [{"basicAuth": []}, {}]}, "startConversation: only one security requirement is implemented"),
        (
            {"requestBody": {"content": {"text/csv": {"schema": {"type": "string"}}}}},
            "startConversation: only JSON bodies are implemented",
        ),
        ({"responses": SUCCESSES}, "startConversation: exactly one success response is implemented"),
        ({"operationId": "endConversation"}, "endConversation"),
        ({"parameters": [STEPS]}, "parameter chat_queue_id: the schema keyword multipleOf is not implemented"),
    ],
)
def test_a_document_beyond_what_is_implemented_stops_the_start(change: dict[str, Any], sentence: str) -> None:
    """The mock refuses to start, and says which operation asks for what."""
    document = copy.deepcopy(vendor_document())
    document["paths"]["/chat_conversations/start"]["post"].update(change)
    with pytest.raises(UnsupportedDocument, match=sentence):
        create_app(document=document)


def test_a_new_operation_needs_a_handler_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second operation in the document is served as soon as a handler has its operationId."""
    document = copy.deepcopy(vendor_document())
    operation = copy.deepcopy(document["paths"]["/chat_conversations/start"]["post"])
    operation["operationId"] = "countConversations"
    operation["parameters"] = []
    document["paths"]["/chats"]["put"] = operation

    async def count_conversations(handlers: Handlers, space: Space) -> Outcome:
        return Outcome({"count": (await space.conversations(limit=1, offset=0))[0]})

    monkeypatch.setattr(Handlers, "count_conversations", count_conversations, raising=False)
    app = create_app(document=document)
    assert call(app, "PUT", "/api/chats", [basic("api_limited")]).json == {"count": 0}
    assert call(app, "PUT", "/api/chats", []).status == 401
