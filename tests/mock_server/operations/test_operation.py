"""Compiling an operation: what a document may ask for, and what makes the mock refuse to start."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from thulium_mock.app import create_app
from thulium_mock.openapi.documents import vendor_document
from thulium_mock.openapi.parameters import UnsupportedDocument
from thulium_mock.state.outcome import Outcome
from thulium_mock.state.spaces import Space

Operation = dict[str, Any]


def two_schemes(operation: Operation) -> None:
    """Ask for either of two schemes."""
    operation["security"] = [{"basicAuth": []}, {}]


def a_form(operation: Operation) -> None:
    """Take a form as the body."""
    operation["requestBody"] = {"content": {"text/csv": {"schema": {"type": "string"}}}}


def two_successes(operation: Operation) -> None:
    """Answer with either of two statuses."""
    operation["responses"]["201"] = {"description": "Another."}


def no_handler(operation: Operation) -> None:
    """Have an operationId that no handler has."""
    operation["operationId"] = "stop_conversation"


def a_keyword(operation: Operation) -> None:
    """Use a schema keyword that is not implemented."""
    operation["parameters"][0] = {
        "name": "chat_queue_id",
        "in": "query",
        "schema": {"type": "integer", "multipleOf": 2},
        "x-error-number": 1,
    }


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (two_schemes, "start_conversation: only one security requirement is implemented"),
        (a_form, "start_conversation: only JSON bodies are implemented"),
        (two_successes, "start_conversation: exactly one success response is implemented"),
        (no_handler, "stop_conversation"),
        (a_keyword, "parameter chat_queue_id: the schema keyword multipleOf is not implemented"),
    ],
)
def test_a_document_beyond_what_is_implemented_stops_the_start(
    change: Callable[[Operation], None], sentence: str
) -> None:
    """The mock refuses to start, and says which operation asks for what."""
    document = copy.deepcopy(vendor_document())
    change(document["paths"]["/chat_conversations/start"]["post"])
    with pytest.raises(UnsupportedDocument, match=sentence):
        create_app(document=document)


def test_a_new_operation_needs_a_handler_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second operation in the document is served as soon as a handler has its operationId."""
    from thulium_mock.operations.handlers import Handlers

    from tests.http.asgi import call
    from tests.http.messages import basic

    document = copy.deepcopy(vendor_document())
    operation = copy.deepcopy(document["paths"]["/chat_conversations/start"]["post"])
    operation["operationId"] = "count_conversations"
    operation["parameters"] = []
    document["paths"]["/chats"] = {"get": operation}

    async def count_conversations(handlers: Handlers, space: Space) -> Outcome:
        return Outcome({"count": (await space.conversations(limit=1, offset=0))[0]})

    monkeypatch.setattr(Handlers, "count_conversations", count_conversations, raising=False)
    app = create_app(document=document)
    assert call(app, "GET", "/api/chats", [basic("api_limited")]).json == {"count": 0}
    assert call(app, "GET", "/api/chats", []).status == 401
