"""The document inside out: its responses as requests, so that schemathesis generates answers for the client.

In the derived document the schema of each response is the body of ``POST /answer/<status>``. An application takes such
a request for an answer of that status, gives it to the client, and says whether the client took it: 200, or 400 where
the client says that the document does not allow it.
"""

import json
from collections import Counter
from typing import Any

import httpx
import jsonschema_rs
from starlette.types import Receive, Scope, Send
from thulium_chat import (
    ApiError,
    AuthenticationError,
    Conversation,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    RequestTooLongError,
    ServerError,
    ServiceUnavailableError,
    UnexpectedResponseError,
)

from tests.contract.clients import Client, ClientClass

Document = dict[str, Any]
Outcome = Conversation | ApiError | UnexpectedResponseError

ERRORS: dict[int, type[ApiError]] = {
    400: InvalidRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    414: RequestTooLongError,
    429: RateLimitError,
    500: ServerError,
    503: ServiceUnavailableError,
}
"""The class that the client raises for each status."""


def inside_out(document: Document) -> Document:
    """Return the document in which each response of the first operation is a request."""
    verdicts = {status: {"description": "What the client says."} for status in ("200", "400", "404", "405")}
    paths = {}
    for status, response in responses(document).items():
        headers = [
            {"name": name, "in": "header", "schema": _resolved(document, header)["schema"]}
            for name, header in response.get("headers", {}).items()
            if name == "Retry-After"
        ]
        paths[f"/answer/{status}"] = {
            "post": {
                "operationId": f"answer_{status}",
                "parameters": headers,
                "requestBody": {"required": True, "content": response["content"]},
                "responses": verdicts,
            }
        }
    return {
        "openapi": document["openapi"],
        "info": {"title": "Answers", "version": "1"},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": document["components"]["schemas"]},
    }


def responses(document: Document) -> dict[int, Document]:
    """Return the responses of starting a conversation, by status."""
    operation = document["paths"]["/chat_conversations/start"]["post"]
    return {int(status): _resolved(document, each) for status, each in operation["responses"].items()}


def _resolved(document: Document, node: Document) -> Document:
    while "$ref" in node:
        _, kind, name = node["$ref"].removeprefix("#/").split("/")
        node = document["components"][kind][name]
    return node


class Answers:
    """The application; ``outcomes`` counts what the client made of the answers, ``wrong`` says where it was wrong."""

    def __init__(self, document: Document, client: ClientClass) -> None:
        self.outcomes: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._answer = httpx.Response(200)
        self._client: Client = client(handler=lambda request: self._answer)
        self._validators = {
            f"/answer/{status}": jsonschema_rs.Draft4Validator(
                {**response["content"]["application/json"]["schema"], "components": document["components"]}
            )
            for status, response in responses(document).items()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give the request to the client as an answer, and say what the client made of it."""
        if scope["type"] != "http":
            return None
        if scope["path"] not in self._validators or scope["method"] != "POST":
            return await _say(send, 405 if scope["path"] in self._validators else 404)
        message = await receive()
        body = message["body"]
        while message.get("more_body"):
            message = await receive()
            body += message["body"]
        status = int(scope["path"].rpartition("/")[2])
        kept = (b"content-type", b"retry-after")
        self._answer = httpx.Response(
            status, headers=[each for each in scope["headers"] if each[0] in kept], content=body
        )
        outcome = None
        try:
            outcome = await self._outcome()
            self._check(outcome, status, body, self._allowed(scope["path"], body))
        except Exception as error:
            self.wrong.append(f"{status} {body!r}: {error!r}")
        refused = outcome is None or isinstance(outcome, UnexpectedResponseError)
        self.outcomes[f"{status} {'refused' if refused else 'taken'}"] += 1
        return await _say(send, 400 if refused else 200)

    async def _outcome(self) -> Outcome:
        try:
            return await self._client.start(chat_queue_id=3)
        except (ApiError, UnexpectedResponseError) as error:
            return error

    def _allowed(self, path: str, body: bytes) -> bool:
        if self._answer.headers.get("content-type", "").partition(";")[0] != "application/json":
            return False
        try:
            return self._validators[path].is_valid(json.loads(body.decode()))
        except ValueError:
            return False

    def _check(self, outcome: Outcome, status: int, body: bytes, allowed: bool) -> None:
        """Assert that the client took exactly what the document allows, and lost nothing of it."""
        assert allowed != isinstance(outcome, UnexpectedResponseError), f"allowed: {allowed}, but {outcome!r}"
        if isinstance(outcome, UnexpectedResponseError):
            assert (outcome.status, outcome.response.content) == (status, body)
        elif isinstance(outcome, Conversation):
            assert (status, outcome.to_dict()) == (200, json.loads(body))
        else:
            assert type(outcome) is ERRORS[status]
            assert outcome.status == status
            assert outcome.response.json() == json.loads(body)
            assert outcome.request_id == json.loads(body)["request_id"]
            assert [each.to_dict() for each in outcome.errors] == json.loads(body)["errors"]
            if isinstance(outcome, RateLimitError | ServiceUnavailableError):
                self._check_retry_after(outcome)

    def _check_retry_after(self, outcome: RateLimitError | ServiceUnavailableError) -> None:
        text = self._answer.headers.get("retry-after", "")
        seconds = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
        assert outcome.retry_after == seconds, f"Retry-After is {text!r}, and retry_after {outcome.retry_after}"
        self.outcomes["with Retry-After"] += seconds is not None


async def _say(send: Send, status: int) -> None:
    headers = [(b"allow", b"POST")] if status == 405 else []
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
