"""What a call may have done when it fails, and when it is tried again."""

import pickle
from typing import Any

import httpx
import pytest
from thulium_chat import RateLimitError, ThuliumError
from thulium_chat._retries import LONGEST_DELAY, delay_before_retry

from tests.generated_client.support import ENVELOPE, STARTED, Call, Recorder, Start

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


def test_last_error(start: Start) -> None:
    """The last error is raised when no retries are left."""
    slept: list[float] = []
    limited = httpx.Response(429, json=ENVELOPE, headers={"Retry-After": "1"})
    recorder = Recorder(REFUSED, limited, httpx.ConnectError("the last"), httpx.Response(200, json=STARTED))
    with pytest.raises(ThuliumError, match="the last"):
        start(recorder, {"retries": 2, "sleep": slept.append})
    assert (len(recorder.requests), len(slept), slept[1]) == (3, 2, 1)


def test_very_many_attempts() -> None:
    """The wait stays bounded, however many attempts there were."""
    for attempt in (1024, 10**9):
        delay = delay_before_retry(RateLimitError(httpx.Response(429), "", ()), attempt, attempt + 1)
        assert delay is not None
        assert LONGEST_DELAY / 2 <= delay <= LONGEST_DELAY
