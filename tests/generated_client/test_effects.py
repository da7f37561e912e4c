"""What a call may have done when it fails, and when it is tried again."""

import pickle
from typing import Any

import httpx
import pytest
from thulium_chat import ApiError, InvalidRequestError, ServerError, ThuliumError

from tests.generated_client.support import ENVELOPE, Call, Recorder

URL = "https://example.org/thulium"
MESSAGE, STOP, REMOVE = ("send_message", "2", "a"), ("stop_conversation", "2"), ("remove_texts", "2", "both")
CREATE, LIST, START = ("create_webhook", ["A"], URL), ("chats_page",), ("start_conversation", 3)
LOST, REFUSED = httpx.ReadTimeout("slow"), httpx.ConnectError("refused")


@pytest.mark.parametrize(
    ("what", "failure", "maybe_done", "sentence"),
    [
        (START, LOST, True, "Whether anything was started is not known."),
        (MESSAGE, LOST, True, "Whether anything was sent is not known."),
        (MESSAGE, REFUSED, False, "Nothing was sent."),
        (STOP, LOST, True, "Whether anything was stopped is not known."),
        (REMOVE, LOST, True, "Whether anything was removed is not known."),
        (CREATE, LOST, True, "Whether anything was created is not known."),
        (CREATE, httpx.Response(200, json={}), True, "Whether anything was created is not known."),
        (LIST, LOST, False, "No answer within the timeout."),
        (LIST, REFUSED, False, "could not be made: refused."),
        (MESSAGE, httpx.Response(500, json=ENVELOPE), True, "400011 It is wrong."),
        (LIST, httpx.Response(500, json=ENVELOPE), False, "400011 It is wrong."),
        (MESSAGE, httpx.Response(409, json=ENVELOPE), False, "400011 It is wrong."),
    ],
)
def test_effects(call: Call, what: tuple[Any, ...], failure: Any, maybe_done: bool, sentence: str) -> None:
    """Each error knows whether the call may have had its effect, and says so in the operation's own word."""
    with pytest.raises(ThuliumError) as caught:
        call(what[0], Recorder(failure), *what[1:])
    for error in (caught.value, pickle.loads(pickle.dumps(caught.value))):
        assert (error.maybe_done, error.maybe_started) == (maybe_done, maybe_done)
        assert str(error).endswith(sentence)


def test_a_conversation_that_is_over(call: Call) -> None:
    """A message to it is refused."""
    with pytest.raises(InvalidRequestError) as caught:
        call("send_message", Recorder(httpx.Response(409, json=ENVELOPE)), "2", "a")
    assert caught.value.status == 409


@pytest.mark.parametrize("what", [MESSAGE, STOP, REMOVE, CREATE, LIST, ("webhooks",)], ids=lambda each: each[0])
@pytest.mark.parametrize(
    ("failure", "again"),
    [
        (REFUSED, "all"),
        (httpx.Response(429, json=ENVELOPE, headers={"Retry-After": "3"}), "all"),
        (LOST, "repeatable"),
        (httpx.ReadError("reset"), "repeatable"),
        (httpx.Response(500, json=ENVELOPE), "repeatable"),
        (httpx.Response(503, json=ENVELOPE, headers={"Retry-After": "3"}), "repeatable"),
        (httpx.Response(400, json=ENVELOPE), "none"),
        (httpx.Response(302, headers={"Location": "/"}), "none"),
    ],
    ids=["refused", "429", "lost", "reset", "500", "503", "400", "302"],
)
def test_retries(call: Call, what: tuple[Any, ...], failure: Any, again: str) -> None:
    """What may be done twice is tried again after all that passes; a POST only where nothing can have been done."""
    slept: list[float] = []
    recorder = Recorder(failure)
    with pytest.raises(ThuliumError) as caught:
        call(what[0], recorder, *what[1:], settings={"retries": 2, "sleep": slept.append})
    repeatable = what[0] in ("remove_texts", "chats_page", "webhooks")
    assert len(recorder.requests) == (3 if again == "all" or (again == "repeatable" and repeatable) else 1)
    if isinstance(caught.value, ApiError) and not isinstance(caught.value, ServerError):
        assert set(slept) <= {3.0}
