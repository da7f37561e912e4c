"""What changed, in words."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from thulium_mock.changes import document_changes, fixtures_changes
from thulium_mock.openapi.documents import Document, vendor_document

PATH = "/chat_conversations/start"
QUEUES: list[dict[str, Any]] = [{"id": 3, "name": "Website"}, {"id": 4}]


def fixtures(**kinds: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return fixtures with these entries."""
    return {"users": [], "queues": QUEUES, "customers": [], **kinds}


@pytest.mark.parametrize(
    ("new", "lines"),
    [
        (fixtures(), []),
        (fixtures(queues=[*QUEUES, {"id": 5}]), ["queue 5 added"]),
        (fixtures(queues=[QUEUES[1]]), ["queue 3 removed"]),
        (fixtures(queues=[{"id": 3, "name": "Sales"}, {"id": 4}]), ["queue 3 (name) changed"]),
        (fixtures(queues=[{"id": 5}, {"id": 6}]), ["queues 5, 6 added", "queues 3, 4 removed"]),
        (
            fixtures(queues=[*QUEUES, *({"id": number} for number in range(10, 20))]),
            ["queues 10, 11, 12, 13, 14 and 5 more added"],
        ),
        (fixtures(users=[{"name": "ewa", "password": "x", "methods": []}]), ["user ewa added"]),
        (fixtures(scenarios=[{"name": "outage"}]), ["scenario outage added"]),
        (fixtures(rules=[{"when": {}}, {"name": "a"}, {"name": "a"}]), ["rules no. 1, a, a (no. 3) added"]),
    ],
)
def test_fixtures(new: dict[str, list[dict[str, Any]]], lines: list[str]) -> None:
    """Entries are told by name or id, few of them by each; what changed of one is told with it."""
    assert fixtures_changes(fixtures(), new) == lines


def operation(document: Document) -> dict[str, Any]:
    """Return the one operation of the document."""
    found: dict[str, Any] = document["paths"][PATH]["post"]
    return found


def parameter(document: Document, name: str) -> dict[str, Any]:
    """Return a parameter of the document."""
    found: dict[str, Any] = document["components"]["parameters"][name]
    return found


def schema(document: Document, name: str) -> dict[str, Any]:
    """Return a schema of the document."""
    found: dict[str, Any] = document["components"]["schemas"][name]
    return found


def examples_of_404(document: Document) -> dict[str, Any]:
    """Return the examples of a response."""
    found: dict[str, Any] = document["components"]["responses"]["UnknownQueue"]["content"]["application/json"][
        "examples"
    ]
    return found


TOPIC = {"name": "topic", "in": "query", "schema": {"type": "string"}}
PARENT = {"parent": {"$ref": "#/components/schemas/Conversation"}}
START = "operation start_conversation"


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda d: d["info"].update(version="1.1.0"), "version 1.0.0 is now 1.1.0"),
        (lambda d: d["info"].update(title="Chats"), "info.title changed"),
        (
            lambda d: d["paths"].update({"/chats": {"get": {**operation(d), "operationId": "list_chats"}}}),
            "operation list_chats added",
        ),
        (lambda d: d["paths"].clear(), f"{START} removed"),
        (lambda d: d["paths"].update({"/chats": d["paths"].pop(PATH)}), f"{START}: changed (path)"),
        (lambda d: operation(d)["parameters"].append(TOPIC), f"{START}: parameter topic added"),
        (lambda d: operation(d)["parameters"].pop(0), f"{START}: parameter chat_queue_id removed"),
        (
            lambda d: parameter(d, "ClientId")["schema"].update(pattern="^[0-9]+$"),
            f"{START}: parameter client_id (pattern) changed",
        ),
        (
            lambda d: parameter(d, "ChatQueueId").update(required=False),
            f"{START}: parameter chat_queue_id (required) changed",
        ),
        (lambda d: operation(d)["responses"].pop("503"), f"{START}: response 503 removed"),
        (lambda d: examples_of_404(d).update(polish={"value": {}}), f"{START}: response 404: example polish added"),
        (lambda d: schema(d, "Conversation").update(required=[]), f"{START}: response 200 (schema) changed"),
        (lambda d: schema(d, "Conversation")["properties"].update(PARENT), f"{START}: response 200 (schema) changed"),
        (lambda d: operation(d).update(summary="Begin"), f"{START}: changed (summary)"),
        (lambda d: d.update({"x-request-target-limit": 1000}), "x-request-target-limit changed"),
        (lambda d: d["components"]["schemas"].update(New={}), "components changed that no operation uses"),
    ],
)
def test_documents(change: Callable[[Document], Any], line: str) -> None:
    """Version, operations, parameters, responses and examples are told by name; a reference is what it refers to."""
    new = copy.deepcopy(vendor_document())
    change(new)
    assert document_changes(vendor_document(), new) == [line]
    assert document_changes(new, new) == []
