"""Requests and answers that schemathesis generates from the document.

Answers come from the document inside out, in which the schema of each response is the body of ``POST /<status>``.
What is generated does not depend on a seed: to generate it takes longer than all calls that are made with it.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from starlette.types import Receive, Scope, Send
from thulium_contract.edge_values import PATH, TARGET
from thulium_contract.oracle import Known, Oracle
from thulium_contract.runs import DOCUMENT, PHASES, document, run

from tests.contract.client_suite.transport import Answer
from tests.http.asgi import answer, read
from tests.http.messages import Request, Response, decoded

Document = Mapping[str, Any]


@cache
def queries() -> tuple[tuple[str, str | None], ...]:
    """Return the query strings that are generated for the operation, each with its Accept-Language, None without."""
    requests = _generated(DOCUMENT, oracle=Oracle(document(), Known()), examples=300, seed=3)
    split = ((*each.target.partition("?"), each.fields.get("accept-language")) for each in requests)
    return tuple(dict.fromkeys((query, language) for path, _, query, language in split if path == TARGET))


@cache
def answers() -> tuple[Answer, ...]:
    """Return the answers that are generated for the responses of the operation: most are nearly allowed."""
    requests = _generated(inside_out(), auth={}, examples=30)
    return tuple(_answer(each) for each in requests if each.method == "POST")


def _answer(request: Request) -> Answer:
    kept = ("Content-Type", "Retry-After")
    headers = {name: request.fields[name.lower()] for name in kept if name.lower() in request.fields}
    return Answer(int(request.target.strip("/?")), request.body, headers)


def _generated(source: Path | Document, **settings: Any) -> list[Request]:
    """Return all requests of a run of schemathesis, whose answers nobody checks."""
    requests: list[Request] = []

    async def record(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        path, query = scope["path"], scope["query_string"].decode("ascii")
        requests.append(Request(f"{path}?{query}", scope["method"], decoded(scope["headers"]), await read(receive)))
        await answer(send, Response(200))

    result = run(source, app=record, checked=False, **settings)
    assert set(result.requests) == PHASES
    return requests


def inside_out() -> Document:
    """Return the document in which each response of the operation is a request."""
    whole = document()
    paths = {}
    for status, response in responses().items():
        headers = [
            {"name": name, "in": "header", "schema": _resolved(header)["schema"]}
            for name, header in response.get("headers", {}).items()
            if name == "Retry-After"
        ]
        paths[f"/{status}"] = {
            "post": {
                "parameters": headers,
                "requestBody": {"required": True, "content": response["content"]},
                "responses": {"200": {"description": "Recorded."}},
            }
        }
    return {
        "openapi": whole["openapi"],
        "info": {"title": "Answers", "version": "1"},
        "paths": paths,
        "components": {"schemas": whole["components"]["schemas"]},
    }


def responses() -> dict[int, Document]:
    """Return the responses of the operation, by status."""
    operation = document()["paths"][PATH]["post"]
    return {int(status): _resolved(each) for status, each in operation["responses"].items()}


def _resolved(node: Document) -> Document:
    while "$ref" in node:
        _, kind, name = node["$ref"].removeprefix("#/").split("/")
        node = document()["components"][kind][name]
    return node
