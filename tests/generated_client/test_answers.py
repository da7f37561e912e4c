"""Which answers the document allows; any other is an UnexpectedResponseError."""

import json
from typing import Any

import httpx
import pytest
from thulium_chat import ApiError, UnexpectedResponseError
from thulium_chat._generated.document import OPERATIONS

from tests.generated_client.support import CONVERSATION_ID, ENVELOPE, REQUEST_ID, STARTED, Recorder, Start, raw_server

DOCUMENTED = sorted(OPERATIONS["start_conversation"].responses)
WRONG_ERRORS: list[Any] = [None, {}, [], "x", [None], ["x"], [[]], [{}], [{"message": "m"}], [{"code": 1}]]
ERRORS = [status for status in DOCUMENTED if status != 200]
NO_IDS: list[Any] = [
    None,
    1,
    53678450,
    "",
    "x",
    REQUEST_ID.upper(),
    REQUEST_ID[1:],
    REQUEST_ID + "0",
    REQUEST_ID + "\n",
]
NO_CODES: list[Any] = ["1", True, 0, -1, 2**31, 1.5, 1.0, None, [1]]
NO_MESSAGES: list[Any] = [None, 1, "", [], {}, True, "\ud800"]
CONVERSATION = json.dumps(STARTED).encode()
JSON = {"Content-Type": "application/json"}
FAULT = {"message": "It is wrong.", "code": 400011}


def envelope(**fields: Any) -> dict[str, Any]:
    """The envelope with other fields."""
    return {**ENVELOPE, **fields}


def second_fault(**fields: Any) -> dict[str, Any]:
    """An envelope whose second fault has other fields."""
    return envelope(errors=[FAULT, {**FAULT, **fields}])


def refused(start: Start, response: httpx.Response) -> UnexpectedResponseError:
    """The answer is refused, with its status and what it was."""
    with pytest.raises(UnexpectedResponseError) as caught:
        start(Recorder(response))
    error = caught.value
    assert error.status == response.status_code
    assert error.response.content == response.content
    assert error.maybe_started
    assert error.reason in str(error)
    return error


@pytest.mark.parametrize(
    "status",
    [
        *(201, 202, 204, 206, 226, 299, 300, 304, 402, 405, 406, 408, 409, 410, 413, 415, 418, 422, 431, 451, 499),
        *(501, 502, 504, 505, 520, 521, 522, 525, 530, 599, 600, 999),
    ],
)
@pytest.mark.parametrize("body", [STARTED, ENVELOPE], ids=["conversation", "envelope"])
def test_undocumented_status(start: Start, status: int, body: Any) -> None:
    """A status that the document does not have is refused, registered or not, whatever comes with it."""
    assert refused(start, httpx.Response(status, json=body)).reason == "the document does not have this status"


@pytest.mark.parametrize("status", sorted({*range(200, 1000, 29), 299, 499, 520} - set(DOCUMENTED)))
def test_undocumented_status_on_the_wire(start: Start, status: int) -> None:
    """A status that the document does not have is refused as it comes over a connection."""
    answer = b"HTTP/1.1 %d Whatever\r\nContent-Length: 0\r\n\r\n" % status
    with raw_server(answer) as base_url, pytest.raises(UnexpectedResponseError) as caught:
        start(None, {"base_url": base_url})
    assert caught.value.status == status


@pytest.mark.parametrize("status", [200, 401, 500])
@pytest.mark.parametrize(
    "media_type",
    [
        *(None, "", "text/html", "text/html; charset=utf-8", "application/problem+json", "text/json"),
        *("application/jsonx", "application/xml", "application/json, text/html", "json", "*/*"),
    ],
)
def test_media_type(start: Start, status: int, media_type: str | None) -> None:
    """A body of another media type is refused, even where it reads as what the document has."""
    headers = {} if media_type is None else {"Content-Type": media_type}
    content = json.dumps(STARTED if status == 200 else ENVELOPE)
    error = refused(start, httpx.Response(status, content=content, headers=headers))
    assert error.reason == "Content-Type is not application/json"


@pytest.mark.parametrize("media_type", ["Application/JSON", "application/json; charset=utf-8", "application/json ;a=1"])
def test_media_type_parameters(start: Start, media_type: str) -> None:
    """The media type may be in any case, with any parameters."""
    response = httpx.Response(200, content=CONVERSATION, headers={"Content-Type": media_type})
    assert str(start(Recorder(response)).conversation_id) == CONVERSATION_ID


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize(
    "content",
    [
        *(b"", b" ", b"<html></html>", b"{", b"}", b"nonsense", b"{'conversation_id': 1}", b"\x00", b"1" * 5000),
        *(b"\xff\xfe{\x00}\x00", json.dumps(STARTED).encode("utf-16"), b"\xef\xbb\xbf" + CONVERSATION),
        *(b'{"conversation_id":"\xff"}', CONVERSATION + b"{}", CONVERSATION[:-1]),
        *(b"[" * 100_000, b'{"a":' * 100_000, b"NaN", b'{"a":NaN,' + CONVERSATION[1:], b'{"a":-Infinity}'),
        b'{"conversation_id":"x",' + CONVERSATION[1:],
        b'{"request_id":"x",' + json.dumps(ENVELOPE).encode()[1:],
    ],
    ids=lambda content: repr(content[:24]),
)
def test_no_json(start: Start, status: int, content: bytes) -> None:
    """A body that is no JSON in UTF-8 is refused, as is one that names a field twice."""
    error = refused(start, httpx.Response(status, content=content, headers=JSON))
    assert error.reason.startswith("the body is not JSON (")


@pytest.mark.parametrize(
    "body",
    [None, [], [STARTED], "x", 1, True, {}, {"id": CONVERSATION_ID}, {"Conversation_Id": CONVERSATION_ID}, ENVELOPE],
)
def test_no_conversation(start: Start, body: Any) -> None:
    """A body that is no conversation is refused."""
    response = httpx.Response(200, content=json.dumps(body), headers=JSON)
    assert refused(start, response).reason.startswith(("the body must be an object", "the body has no conversation_id"))


@pytest.mark.parametrize(
    "identifier",
    [
        *(None, 1, True, [], {}, [CONVERSATION_ID], "", " ", "x", f" {CONVERSATION_ID}", f"{CONVERSATION_ID}\n"),
        *(CONVERSATION_ID.upper(), CONVERSATION_ID.replace("-", ""), f"{{{CONVERSATION_ID}}}", CONVERSATION_ID[:-1]),
        *(f"urn:uuid:{CONVERSATION_ID}", CONVERSATION_ID + "0", CONVERSATION_ID.replace("6", "g")),
        CONVERSATION_ID.replace("6", "６"),
    ],
)
def test_malformed_id(start: Start, identifier: Any) -> None:
    """An id that is no UUID in lower case with hyphens is refused."""
    error = refused(start, httpx.Response(200, json={"conversation_id": identifier}))
    assert error.reason.startswith("the body has conversation_id, which ")


@pytest.mark.parametrize("status", [400, 503])
@pytest.mark.parametrize(
    "body",
    [
        *(None, [], "x", {}, STARTED, [ENVELOPE], {"errors": [FAULT]}, {"request_id": REQUEST_ID}),
        *(envelope(request_id=each) for each in NO_IDS),
        *(envelope(errors=each) for each in WRONG_ERRORS),
        *(second_fault(code=each) for each in NO_CODES),
        *(second_fault(message=each) for each in NO_MESSAGES),
        envelope(errors=[FAULT] * 101),
    ],
    ids=lambda body: repr(body)[:60],
)
def test_no_envelope(start: Start, status: int, body: Any) -> None:
    """An error whose body is not the envelope to the letter is refused."""
    response = httpx.Response(status, content=json.dumps(body), headers=JSON)
    assert refused(start, response).reason.startswith(("the body must be an object", "the body has "))


@pytest.mark.parametrize("status", ERRORS)
def test_unknown_fields_of_an_error(start: Start, status: int) -> None:
    """Fields that the document does not name are allowed in an error, and headers may be missing."""
    body = envelope(trace=None, errors=[{**FAULT, "field": "client_name"}] * 100)
    with pytest.raises(ApiError) as caught:
        start(Recorder(httpx.Response(status, json=body)))
    assert len(caught.value.errors) == 100
    assert caught.value.errors[0].additional_properties == {"field": "client_name"}


def test_body_is_not_in_the_message(start: Start) -> None:
    """The message does not repeat the body, which may be an echo of the request; the response has it."""
    error = refused(start, httpx.Response(200, html="<p>Authorization: Basic c2VjcmV0</p>"))
    assert "c2VjcmV0" not in repr(error)
    assert "c2VjcmV0" in error.response.text


@pytest.mark.parametrize("value", ["ż".encode(), b"\xff\xfe", b"\x80"])
def test_header_bytes_outside_ascii(start: Start, value: bytes) -> None:
    """An answer whose headers hold bytes outside ASCII is read all the same: a started conversation is not lost."""

    def answer(request: httpx.Request) -> httpx.Response:
        headers = [(b"X-Served-By", value), (b"Content-Type", b"application/json")]
        return httpx.Response(200, headers=headers, content=json.dumps(STARTED))

    assert str(start(answer).conversation_id) == CONVERSATION_ID
