"""What the client makes of answers: generated ones from the document inside out, and a table of odd ones."""

import asyncio
import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from schemathesis import Response
from thulium_chat import ApiError, Conversation, ThuliumConnectionError, ThuliumError, UnexpectedResponseError

from tests.contract.answers import ERRORS, Answers, inside_out
from tests.contract.checks import text
from tests.contract.clients import CLIENTS, CONVERSATION, ClientClass, SyncClient, answered
from tests.contract.runs import PHASES, Deviation, document, run

JSON = {"Content-Type": "application/json"}
ID = "6ed7c941-2c8a-411e-95d2-338a9f64800a"


def has_retry_after(response: Response) -> bool:
    """Tell whether the request has the Retry-After that the document describes."""
    value = text(response.request.headers.get("Retry-After", ""))
    return bool(re.fullmatch("[0-9]{1,5}", value)) and int(value) <= 86400


RETRY_AFTER = Deviation(
    "negative_data_rejection",
    "An error whose Retry-After is missing or malformed is that error all the same.",
    lambda response, message: not has_retry_after(response),
)


@pytest.mark.parametrize("client", CLIENTS)
def test_generated_answers_are_taken_without_loss_or_refused(client: ClientClass, tmp_path: Path) -> None:
    """Each generated answer that the document allows is taken without loss, each other is refused as unexpected."""
    derived = tmp_path / "answers.json"
    derived.write_text(json.dumps(inside_out(document())))
    answers = Answers(document(), client)
    result = run(derived, app=answers, auth={}, deviations=[RETRY_AFTER], examples=30)
    assert answers.wrong == []
    assert not result.failures, result
    assert set(result.deviations) == {RETRY_AFTER.reason}
    assert set(result.requests) == PHASES
    for status in (200, *ERRORS):
        assert answers.outcomes[f"{status} taken"] >= 10, answers.outcomes
        assert answers.outcomes[f"{status} refused"] >= 10, answers.outcomes
    assert answers.outcomes["with Retry-After"] >= 10


class Losing(SyncClient):
    """A client that loses the fields that it does not know."""

    async def start(self, **arguments: Any) -> Conversation:
        """Start a conversation."""
        conversation = await super().start(**arguments)
        conversation.additional_properties.clear()
        return conversation


class Bare(SyncClient):
    """A client that lets a bare exception through."""

    async def start(self, **arguments: Any) -> Conversation:
        """Start a conversation."""
        try:
            return await super().start(**arguments)
        except UnexpectedResponseError as unexpected:
            unexpected.response.json()["conversation_id"]
            raise


@pytest.mark.parametrize("client", [Losing, Bare])
def test_run_fails_on_a_defective_client(client: ClientClass, tmp_path: Path) -> None:
    """A client that loses a field, or fails with something else than its own errors, is seen to be wrong."""
    derived = tmp_path / "answers.json"
    derived.write_text(json.dumps(inside_out(document())))
    answers = Answers(document(), client)
    run(derived, app=answers, auth={}, examples=5)
    assert answers.wrong


def envelope(**changes: object) -> bytes:
    """Return an error envelope with changes; None leaves a field out."""
    fields = {"request_id": "53678450401cf", "errors": [{"message": "No.", "code": 1}], **changes}
    return json.dumps({name: value for name, value in fields.items() if value is not None}).encode()


def error(**changes: object) -> bytes:
    """Return an error envelope with one error, with changes; None leaves a field out."""
    fields = {"message": "No.", "code": 1, **changes}
    return envelope(errors=[{name: value for name, value in fields.items() if value is not None}])


def conversation(value: object) -> bytes:
    """Return a conversation with this id."""
    return json.dumps({"conversation_id": value}).encode()


def cases(*statuses: int, body: bytes = b"", **headers: str) -> dict[str, httpx.Response]:
    """Return answers that differ in their statuses alone, by status."""
    fields = JSON | {name.replace("_", "-"): value for name, value in headers.items()}
    return {f"status-{status}": httpx.Response(status, headers=fields, content=body) for status in statuses}


def odd(media_type: str | None, status: int, body: bytes) -> httpx.Response:
    """Return an answer."""
    return httpx.Response(status, headers={"Content-Type": media_type} if media_type else {}, content=body)


HTML = b"<!doctype html><h1>It works</h1>"
TYPE = "application/json"

REFUSED = {
    "html": odd("text/html", 200, HTML),
    "html-as-json": odd(TYPE, 200, HTML),
    "html-error": odd("text/html", 500, HTML),
    "empty": odd(TYPE, 200, b""),
    "empty-without-type": odd(None, 200, b""),
    "empty-error": odd(TYPE, 401, b""),
    "blank": odd(TYPE, 200, b" "),
    "no-type": odd(None, 200, CONVERSATION),
    "text-type": odd("text/plain", 200, CONVERSATION),
    "problem-type": odd("application/problem+json", 400, envelope()),
    "json-like-type": odd("application/jsonp", 200, CONVERSATION),
    "cut-short": odd(TYPE, 200, CONVERSATION[:-1]),
    "trailing-garbage": odd(TYPE, 200, CONVERSATION + b"x"),
    "twice": odd(TYPE, 200, CONVERSATION * 2),
    "bom": odd(TYPE, 200, b"\xef\xbb\xbf" + CONVERSATION),
    "utf-16": odd(TYPE, 200, CONVERSATION.decode().encode("utf-16")),
    "not-utf-8": odd(TYPE, 404, error(message="Zaza").replace(b"Zaza", b"Zaza\xbf")),
    "null": odd(TYPE, 200, b"null"),
    "list": odd(TYPE, 200, b"[" + CONVERSATION + b"]"),
    "string": odd(TYPE, 200, conversation(ID)[20:-1]),
    "nan": odd(TYPE, 200, CONVERSATION.replace(b"}", b', "x": NaN}')),
    "deep": odd(TYPE, 200, b"[" * 100_000),
    "no-id": odd(TYPE, 200, b"{}"),
    "id-null": odd(TYPE, 200, conversation(None)),
    "id-number": odd(TYPE, 200, conversation(1)),
    "id-in-a-list": odd(TYPE, 200, conversation([ID])),
    "id-in-braces": odd(TYPE, 200, conversation("{" + ID + "}")),
    "id-as-urn": odd(TYPE, 200, conversation("urn:uuid:" + ID)),
    "id-without-hyphens": odd(TYPE, 200, conversation(ID.replace("-", ""))),
    "id-in-upper-case": odd(TYPE, 200, conversation(ID.upper())),
    "id-with-newline": odd(TYPE, 200, conversation(ID + "\n")),
    "id-with-spaces": odd(TYPE, 200, conversation(f" {ID} ")),
    "id-too-short": odd(TYPE, 200, conversation(ID[:-1])),
    "id-no-hexadecimal": odd(TYPE, 200, conversation(ID[:-1] + "g")),
    "envelope-on-200": odd(TYPE, 200, envelope()),
    "conversation-on-400": odd(TYPE, 400, CONVERSATION),
    "no-request-id": odd(TYPE, 400, envelope(request_id=None)),
    "request-id-number": odd(TYPE, 400, envelope(request_id=1234567890123)),
    "request-id-in-upper-case": odd(TYPE, 400, envelope(request_id="53678450401CF")),
    "request-id-too-long": odd(TYPE, 400, envelope(request_id="53678450401cf0")),
    "request-id-with-newline": odd(TYPE, 400, envelope(request_id="53678450401cf\n")),
    "no-errors": odd(TYPE, 400, envelope(errors=None)),
    "errors-empty": odd(TYPE, 400, envelope(errors=[])),
    "errors-object": odd(TYPE, 400, envelope(errors={"message": "No.", "code": 1})),
    "errors-of-strings": odd(TYPE, 400, envelope(errors=["No."])),
    "errors-too-many": odd(TYPE, 400, envelope(errors=[{"message": "No.", "code": 1}] * 101)),
    "no-code": odd(TYPE, 400, error(code=None)),
    "code-string": odd(TYPE, 400, error(code="1")),
    "code-bool": odd(TYPE, 400, error(code=True)),
    "code-fraction": odd(TYPE, 400, error(code=1.5)),
    "code-whole-fraction": odd(TYPE, 400, error(code=1.0)),
    "code-zero": odd(TYPE, 400, error(code=0)),
    "code-negative": odd(TYPE, 400, error(code=-1)),
    "code-too-large": odd(TYPE, 400, error(code=2147483648)),
    "no-message": odd(TYPE, 400, error(message=None)),
    "message-empty": odd(TYPE, 400, error(message="")),
    "message-number": odd(TYPE, 400, error(message=1)),
    **cases(201, 202, 206, 226, body=CONVERSATION),
    **cases(204, 205, 304),
    **cases(301, 302, 303, 307, 308, body=CONVERSATION, Location="/elsewhere"),
    **cases(402, 405, 409, 418, 422, 499, 501, 502, 504, 520, 599, 600, 999, body=envelope()),
    **cases(299, 399, body=CONVERSATION),
}
"""Answers that the document does not allow."""

TAKEN = {
    "plain": odd(TYPE, 200, CONVERSATION),
    "charset": odd("application/json; charset=utf-8", 200, CONVERSATION),
    "type-in-upper-case": odd("Application/JSON", 200, CONVERSATION),
    "spaces": odd(TYPE, 200, b" \r\n\t" + CONVERSATION + b"\n"),
    "escapes": odd(TYPE, 200, CONVERSATION.replace(b"6ed7", b"\\u0036ed7")),
    "extra-field": odd(TYPE, 200, CONVERSATION.replace(b"}", b', "additional_properties": {"a": [1]}, "": null}')),
    "nil-id": odd(TYPE, 200, conversation("00000000-0000-0000-0000-000000000000")),
    "no-headers": httpx.Response(200, headers=JSON, content=CONVERSATION),
}
"""Answers of success that are odd, and allowed."""


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("answer", REFUSED.values(), ids=list(REFUSED))
def test_answer_outside_the_document_is_an_unexpected_response(client: ClientClass, answer: httpx.Response) -> None:
    """An answer that the document does not allow is an UnexpectedResponseError with the answer in it."""
    with pytest.raises(UnexpectedResponseError) as raised:
        answered(client, answer)
    assert raised.value.status == raised.value.response.status_code == answer.status_code
    assert raised.value.reason


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("answer", TAKEN.values(), ids=list(TAKEN))
def test_odd_answer_inside_the_document_is_taken(client: ClientClass, answer: httpx.Response) -> None:
    """An odd answer that the document allows is taken without loss."""
    assert answered(client, answer).to_dict() == json.loads(answer.content)


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("status", ERRORS)
def test_documented_error_is_its_class_with_all_that_it_says(client: ClientClass, status: int) -> None:
    """Each documented status is raised as its class, with request id, every error, and fields that nobody knows yet."""
    faults = [{"message": "Źle.", "code": 1, "field": "a"}, {"message": "Źle.", "code": 2147483647}]
    body = envelope(errors=faults, hint={"a": None})
    with pytest.raises(ApiError) as raised:
        answered(client, httpx.Response(status, headers=JSON, content=body))
    assert (type(raised.value), raised.value.status) == (ERRORS[status], status)
    assert raised.value.request_id == "53678450401cf"
    assert [each.to_dict() for each in raised.value.errors] == faults
    assert raised.value.response.json() == json.loads(body)


OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

BROKEN = {
    "length-too-large": OK + b"Content-Length: 999\r\n\r\n" + CONVERSATION,
    "length-too-small": OK + b"Content-Length: 9\r\n\r\n" + CONVERSATION,
    "chunk-cut-short": OK + b"Transfer-Encoding: chunked\r\n\r\nff\r\n{",
    "not-compressed": OK + b"Content-Encoding: gzip\r\n\r\n" + CONVERSATION,
    "no-answer": b"",
    "no-http": b"SSH-2.0-OpenSSH\r\n",
    "no-status": b"HTTP/1.1\r\n\r\n",
    "headers-cut-short": b"HTTP/1.1 200 OK\r\nContent-Ty",
}
"""Bytes after which the server closes the connection."""


@contextmanager
def answering(answer: bytes) -> Iterator[str]:
    """Serve one connection on a free loopback port, which gets ``answer`` and is closed; yield the base URL."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/api"
        thread.join()


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("answer", BROKEN.values(), ids=list(BROKEN))
def test_broken_answer_is_a_typed_error(client: ClientClass, answer: bytes) -> None:
    """An answer that breaks off or is no HTTP is one of the client's errors, and something may have started."""

    async def call(base_url: str) -> Conversation:
        async with client(base_url) as chat:
            return await chat.start(chat_queue_id=3)

    with answering(answer) as base_url, pytest.raises(ThuliumError) as raised:
        asyncio.run(call(base_url))
    assert isinstance(raised.value, UnexpectedResponseError | ThuliumConnectionError)
    assert raised.value.maybe_started
