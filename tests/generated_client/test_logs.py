"""What is logged: status, duration and request id, and nothing personal, in our line and in that of httpx."""

import contextlib
import logging
import re

import httpx
import pytest
from thulium_chat import ThuliumError

from tests.generated_client.support import ENVELOPE, PASSWORD, REQUEST_ID, STARTED, Recorder, Start

PERSONAL = {"client_name": "Jan", "client_surname": "Kowalski", "client_email": "jan.kowalski@example.org"}


def logged(start: Start, caplog: pytest.LogCaptureFixture, *answers: httpx.Response | Exception) -> list[str]:
    """The lines of a call, as `name: message`."""
    caplog.clear()
    with caplog.at_level(logging.DEBUG), contextlib.suppress(ThuliumError):
        start(Recorder(*answers), {"retries": len(answers) - 1, "sleep": lambda _: None}, **PERSONAL)
    text = "\n".join(f"{each.name}: {each.getMessage()} {each.args!r}" for each in caplog.records)
    assert not any(each in text for each in (*PERSONAL.values(), "jan.kowalski", PASSWORD))
    return [f"{each.name}: {each.getMessage()}" for each in caplog.records if each.name in ("thulium_chat", "httpx")]


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        (httpx.Response(200, json=STARTED), r"status 200"),
        (httpx.Response(404, json=ENVELOPE), rf"status 404, request {REQUEST_ID}"),
        (httpx.Response(502), r"status 502, request unknown"),
        (httpx.Response(204), r"UnexpectedResponseError, status 204"),
        (httpx.ConnectError("no"), r"ThuliumConnectionError, nothing started"),
        (httpx.ReadTimeout("late"), r"ThuliumTimeoutError, maybe started"),
    ],
)
def test_line(start: Start, caplog: pytest.LogCaptureFixture, answer: httpx.Response | Exception, line: str) -> None:
    """Each attempt gives a line with its outcome and its duration."""
    found = [each for each in logged(start, caplog, answer) if each.startswith("thulium_chat")]
    assert len(found) == 1
    assert re.fullmatch(rf"thulium_chat: start_conversation: {line}, \d+\.\d{{3}} s", found[0])


def test_line_of_httpx(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    """The line of httpx has the address without the query."""
    address = "https://your-system-name.thulium.com/api/chat_conversations/start"
    found = logged(start, caplog, httpx.Response(200, json=STARTED))
    assert f'httpx: HTTP Request: POST {address} "HTTP/1.1 200 OK"' in found


def test_retries(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    """Each attempt is logged, and how long the client waits before the next."""
    limited = httpx.Response(429, json=ENVELOPE, headers={"Retry-After": "7"})
    found = logged(start, caplog, limited, httpx.Response(200, json=STARTED))
    ours = [each.rpartition(", ")[0] or each for each in found if each.startswith("thulium_chat")]
    assert ours == [
        f"thulium_chat: start_conversation: status 429, request {REQUEST_ID}",
        "thulium_chat: start_conversation: next attempt in 7.0 s",
        "thulium_chat: start_conversation: status 200",
    ]


def test_other_requests_keep_their_query(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    """What others do with httpx is logged as ever, also while a call of ours is under way."""

    def answer(request: httpx.Request) -> httpx.Response:
        ok = httpx.MockTransport(lambda _: httpx.Response(204))
        with httpx.Client(transport=ok) as other:
            other.get("https://example.org/?page=2")
        return httpx.Response(200, json=STARTED)

    with caplog.at_level(logging.INFO):
        start(answer)
        with httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(204))) as after:
            after.get("https://example.org/?page=3")
    lines = [each.getMessage() for each in caplog.records if each.name == "httpx"]
    assert [f"?page={number}" in "".join(lines) for number in (2, 3)] == [True, True]
