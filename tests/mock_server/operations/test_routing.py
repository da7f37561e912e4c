"""Paths and methods: found to the letter, or an error; never a redirect."""

import copy

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp
from thulium_mock.app import create_app
from thulium_mock.openapi.documents import vendor_document
from thulium_mock.serialization import to_json

from tests.http.asgi import call, start
from tests.http.messages import basic


@pytest.mark.parametrize(
    ("path", "method", "allow"),
    [
        ("/_mock/health", "POST", "GET, HEAD"),
        ("/_mock/fixtures", "DELETE", "GET, HEAD, PUT"),
        ("/_mock/conversations/x", "PUT", "GET, HEAD"),
    ],
)
def test_other_methods_are_told_which_are_allowed(app: ASGIApp, path: str, method: str, allow: str) -> None:
    """405 names all methods of the path, those of several operations too."""
    answer = call(app, method, path, [basic()])
    assert (answer.status, answer.codes, answer.fields["allow"]) == (405, [405001], allow)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/%63hats", 200),
        ("/spaces/%78y/api/chats", 200),
        ("/sp%61ces/xy/%61pi/chats", 200),
        ("/_mock/spaces/%78y/health", 200),
        ("/spaces/x%2Fy/api/chats", 404),
        ("/spaces%2Fxy/api/chats", 404),
        ("/_mock%2Fspaces/xy/health", 404),
    ],
)
def test_a_path_may_be_percent_encoded_but_for_its_slashes(app: ASGIApp, path: str, status: int) -> None:
    """In a space as outside of one."""
    assert call(app, "GET", path, [basic()]).status == status


def test_applications_beside_the_mock_read_numbers_in_paths_as_ever(app: ASGIApp) -> None:
    """A path parameter that is an integer is one to a route of Starlette in the same process."""

    async def show(request: Request) -> JSONResponse:
        return JSONResponse(request.path_params["item_id"])

    assert start(app).status == 200
    assert call(Starlette(routes=[Route("/items/{item_id:int}", show)]), "GET", "/items/7").json == 7


@pytest.mark.parametrize("overridden", [False, True], ids=["path item", "overridden by the operation"])
def test_parameters_of_a_path_item_are_the_operations(overridden: bool) -> None:
    """They are read, may be asked for by a fault and shown through the mask; the operation's own counts more."""
    document = copy.deepcopy(vendor_document())
    item = document["paths"]["/chat_conversations/start"]
    parameters = item["post"]["parameters"]
    queue = next(each for each in parameters if each["$ref"].endswith("ChatQueueId"))
    item["parameters"] = [queue]
    if overridden:
        item["parameters"] = [{"name": "chat_queue_id", "in": "query", "schema": {"type": "string"}}]
    else:
        parameters.remove(queue)
    app = create_app(document=document, mask=True)
    assert start(app, "chat_queue_id=x").codes == [400014]
    fault = {"when": {"chat_queue_id": 3}, "answer": {"code": 503}}
    assert call(app, "POST", "/_mock/faults", [("Content-Type", "application/json")], to_json(fault)).status == 201
    assert (start(app, "chat_queue_id=3").status, start(app, "chat_queue_id=2").status) == (503, 200)
    assert start(app, "chat_queue_id=2", ("Prefer", "code=429")).status == 429
    assert call(app, "GET", "/_mock/requests").json["result"][1]["query"] == {"chat_queue_id": ["2"]}
