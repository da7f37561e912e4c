"""Choosing the answer: the mock and Prism, asked the same, answer the same."""

import json
from collections.abc import Iterator
from typing import NamedTuple

import httpx
import pytest
from thulium_mock.openapi.documents import resolve, vendor_document

from tests.servers import CREDENTIALS, RunningServer

PATH = "/chat_conversations/start"
VALID = "chat_queue_id=3"


class Asked(NamedTuple):
    """A request: its query, its ``Prefer`` header, and whether it has credentials."""

    query: str
    prefer: str | None = None
    credentials: bool = True


class Example(NamedTuple):
    """An example of the document that is the answer, to the letter."""

    status: int
    name: str


NORMAL = "normal"
"""Both answer as if nothing were preferred: Prism with its first example, the mock with what it starts."""

MALFORMED = "malformed"
"""The value is none that the preference can have: Prism says 422, the mock 400, each in its own envelope."""

UNKNOWN = "unknown"
"""Both answer 404, Prism as problem+json, the mock in the envelope, with the names that there are."""

Answered = Example | int | str
"""A number is the first example of this status; the mock's has a fresh request id and the caller's language."""

ASKED: dict[Asked, Answered] = {
    # Each preference by itself.
    Asked(VALID): NORMAL,
    Asked(VALID, "code=200"): Example(200, "start-matched-by-client-id"),
    **{Asked(VALID, f"code={status}"): status for status in (400, 401, 403, 404, 414, 429, 500, 503)},
    Asked(VALID, "example=start-anonymous"): Example(200, "start-anonymous"),
    Asked(VALID, "dynamic=false"): NORMAL,
    Asked(VALID, "seed=1"): NORMAL,
    # Together.
    Asked(VALID, "code=404, example=closed-queue"): Example(404, "closed-queue"),
    Asked(VALID, "code=400,example=missing-queue-in-polish"): Example(400, "missing-queue-in-polish"),
    Asked(VALID, "code=401, example=wrong-credentials"): Example(401, "wrong-credentials"),
    Asked(VALID, "code=404, dynamic=true, example=unknown-queue"): Example(404, "unknown-queue"),
    Asked(VALID, "code=404, example=start-anonymous"): Example(200, "start-anonymous"),
    # The syntax of the header.
    Asked(VALID, ""): NORMAL,
    Asked(VALID, 'code="404"'): 404,
    Asked(VALID, "Code=404"): 404,
    Asked(VALID, "CODE = 404"): 404,
    Asked(VALID, ",code=404"): 404,
    Asked(VALID, "code=404;"): 404,
    Asked(VALID, "-code=404"): 404,
    Asked(VALID, "code=404, code=500"): 404,
    Asked(VALID, "code=404; example=closed-queue"): 404,
    Asked(VALID, 'example="start-anonymous"'): Example(200, "start-anonymous"),
    Asked(VALID, 'foo="a,b;c", code=404'): 404,
    Asked(VALID, "foo=bar;code=404"): NORMAL,
    Asked(VALID, "c-o-d-e=404"): NORMAL,
    Asked(VALID, 'example="open, code=404'): NORMAL,
    Asked(VALID, "respond-async, wait=10"): NORMAL,
    Asked(VALID, "return=minimal"): NORMAL,
    # The query form, which counts only without the header.
    Asked(f"{VALID}&__code=404"): 404,
    Asked(f"{VALID}&__code=%34%304"): 404,
    Asked(f"{VALID}&%5F_code=404"): 404,
    Asked(f"{VALID}&__code=404", ""): 404,
    Asked(f"{VALID}&__code=404", "code=500"): 500,
    Asked(f"{VALID}&__code=404", "return=minimal"): NORMAL,
    Asked(f"{VALID}&__CODE=404"): NORMAL,
    Asked(f"{VALID}&_code=404&code=404"): NORMAL,
    Asked(f"{VALID}&__seed="): NORMAL,
    Asked(f"{VALID}&__example=start-anonymous"): Example(200, "start-anonymous"),
    Asked(f"{VALID}&__code=400&__example=several-faults"): Example(400, "several-faults"),
    # What is refused is refused; the example of the refusal can be chosen.
    Asked("", "code=500"): 400,
    Asked("", "code=400, example=several-faults"): Example(400, "several-faults"),
    Asked("", "example=several-faults"): 400,
    Asked("", "code=200, example=several-faults"): 400,
    Asked(VALID, "code=500", credentials=False): 401,
    Asked(VALID, "code=401, example=wrong-credentials", credentials=False): Example(401, "wrong-credentials"),
    # Names that the document does not have.
    Asked(VALID, "code=418"): UNKNOWN,
    Asked(VALID, "code=099"): UNKNOWN,
    Asked(VALID, "example=nonsense"): UNKNOWN,
    Asked(VALID, "example=unknown-queue"): UNKNOWN,
    Asked(VALID, "example=Start-Anonymous"): UNKNOWN,
    Asked(f"{VALID}&__example=nonsense"): UNKNOWN,
    Asked("", "code=400, example=nonsense"): UNKNOWN,
    Asked(VALID, "code=401, example=nonsense", credentials=False): UNKNOWN,
    # Values that a preference cannot have.
    **{
        Asked(VALID, prefer): MALFORMED
        for prefer in (
            *("code=x", "code=4040", "code=", "code", "code='404'", "code=2XX", "code=404=5"),
            *("dynamic=maybe", "dynamic", "dynamic=True", "example", "seed"),
        )
    },
    **{
        Asked(f"{VALID}&{query}"): MALFORMED
        for query in ("__code=x", "__code=", "__code=404&__code=500", "__dynamic=1", "__dynamic=")
    },
    Asked("", "code=x", credentials=False): MALFORMED,
}

UNLIKE = {
    Asked(VALID, "code=404, example=nonsense"): (
        500,
        UNKNOWN,
        "Prism breaks (500) on an unknown example of a status other than the success.",
    ),
}
"""Where the two differ: what Prism answers, what the mock does, and why."""


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """A client."""
    with httpx.Client() as client:
        yield client


def ask(client: httpx.Client, server: RunningServer, asked: Asked) -> httpx.Response:
    """Send the request."""
    headers = {} if asked.prefer is None else {"Prefer": asked.prefer}
    auth = httpx.BasicAuth(*CREDENTIALS) if asked.credentials else httpx.Auth()
    return client.post(f"{server.base_url}{PATH}?{asked.query}", headers=headers, auth=auth)


def example(answered: Answered) -> bytes:
    """Return the JSON of an example, or of the first one of a status, as both mocks write it."""
    status, name = answered if isinstance(answered, Example) else (answered, None)
    response = resolve(vendor_document(), vendor_document()["paths"][PATH]["post"]["responses"][str(status)])
    examples = response["content"]["application/json"]["examples"]
    value = examples[name or next(iter(examples))]["value"]
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def without_request_id(body: bytes) -> object:
    """Return the JSON of an envelope without what is fresh in it."""
    return {**json.loads(body), "request_id": None}


def assert_prism(response: httpx.Response, answered: Answered) -> None:
    """Assert what Prism answers."""
    media_type = response.headers["content-type"]
    if answered in (MALFORMED, UNKNOWN):
        assert (response.status_code, media_type) == (422 if answered == MALFORMED else 404, "application/problem+json")
        return
    if answered == NORMAL:
        answered = Example(200, "start-matched-by-client-id")
    assert response.status_code == (answered if isinstance(answered, int) else answered[0])
    assert response.content == example(answered)


def assert_ours(response: httpx.Response, answered: Answered) -> None:
    """Assert what the mock answers."""
    assert response.headers["content-type"] == "application/json"
    if answered == NORMAL:
        assert response.status_code == 200
        assert response.content != example(Example(200, "start-matched-by-client-id"))
    elif answered == MALFORMED:
        assert (response.status_code, response.json()["errors"][0]["code"]) == (400, 400004)
    elif answered == UNKNOWN:
        (error,) = response.json()["errors"]
        assert (response.status_code, error["code"] in (404008, 404009)) == (404, True)
        assert "404" in error["message"]
        assert error["code"] == 404008 or "closed-queue" in error["message"]
    elif isinstance(answered, Example):
        assert (response.status_code, response.content) == (answered.status, example(answered))
    else:
        assert response.status_code == answered
        assert without_request_id(response.content) == without_request_id(example(answered))
        assert response.json()["request_id"] != json.loads(example(answered))["request_id"]


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_both_mocks_answer_alike(asked: Asked, client: httpx.Client, mock: RunningServer, prism: RunningServer) -> None:
    """Prism and the mock read a preference alike, and choose the same answer of the document."""
    answered = ASKED[asked]
    theirs, ours = ask(client, prism, asked), ask(client, mock, asked)
    assert_prism(theirs, answered)
    assert_ours(ours, answered)
    if isinstance(answered, Example | int):
        for name in ("WWW-Authenticate", "Retry-After"):
            assert ours.headers.get(name) == theirs.headers.get(name)


@pytest.mark.parametrize("asked", UNLIKE, ids=str)
def test_where_the_mocks_differ(asked: Asked, client: httpx.Client, mock: RunningServer, prism: RunningServer) -> None:
    """Each difference that is known is still there."""
    status, answered, _ = UNLIKE[asked]
    assert ask(client, prism, asked).status_code == status
    assert_ours(ask(client, mock, asked), answered)


def test_dynamic_answers_repeat_with_a_seed(client: httpx.Client, mock: RunningServer, prism: RunningServer) -> None:
    """A seed makes up the same answer each time, another seed or none another one, of any status."""
    for server in (mock, prism):
        for code in (200, 404):
            bodies = [
                ask(client, server, Asked(VALID, f"code={code}, dynamic=true{seed}")).content
                for seed in (", seed=1", ", seed=1", ", seed=2", "", "")
            ]
            assert bodies[0] == bodies[1]
            assert len(set(bodies)) == 4
        query = ask(client, server, Asked(f"{VALID}&__dynamic=true&__seed=1"))
        header = ask(client, server, Asked(VALID, "dynamic=true, seed=1"))
        assert query.content == header.content


def test_several_headers_are_one(client: httpx.Client, mock: RunningServer, prism: RunningServer) -> None:
    """A second Prefer goes on where the first ends."""
    for server in (mock, prism):
        headers = [("Prefer", "return=minimal"), ("Prefer", "code=404")]
        response = client.post(f"{server.base_url}{PATH}?{VALID}", headers=headers, auth=CREDENTIALS)
        assert response.status_code == 404
