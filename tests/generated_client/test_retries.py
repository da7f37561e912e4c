"""When a call is tried again: only where nothing can have been started, and only when asked to."""

import httpx
import pytest
from thulium_chat import RateLimitError, ThuliumError
from thulium_chat._retries import FIRST_DELAY, LONGEST_DELAY, delay_before_retry

from tests.generated_client.support import CONVERSATION_ID, ENVELOPE, STARTED, Recorder, Start

STARTED_AT_LAST = httpx.Response(200, json=STARTED)
NO_CONNECTION = [httpx.ConnectError(""), httpx.ConnectTimeout(""), httpx.PoolTimeout("")]
MAYBE_STARTED = [
    *(httpx.ReadError(""), httpx.ReadTimeout(""), httpx.WriteError(""), httpx.WriteTimeout("")),
    *(httpx.RemoteProtocolError(""), httpx.Response(500, json=ENVELOPE), httpx.Response(200, text="?")),
    *(httpx.Response(503, json=ENVELOPE, headers={"Retry-After": "0"}), httpx.Response(502, text="?")),
]
REFUSED = [httpx.Response(status, json=ENVELOPE) for status in (400, 401, 403, 404, 414)]


def rate_limited(retry_after: str | None) -> httpx.Response:
    """The answer to too many requests."""
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return httpx.Response(429, json=ENVELOPE, headers=headers)


@pytest.mark.parametrize("failure", [*NO_CONNECTION, rate_limited("0")], ids=repr)
def test_no_retry_unless_asked(start: Start, failure: httpx.Response | Exception) -> None:
    """Nothing is tried again unless the caller asks for it."""
    recorder = Recorder(failure, STARTED_AT_LAST)
    with pytest.raises(ThuliumError):
        start(recorder)
    assert len(recorder.requests) == 1


@pytest.mark.parametrize("failure", [*MAYBE_STARTED, *REFUSED], ids=repr)
def test_never_tried_again(start: Start, failure: httpx.Response | Exception) -> None:
    """What may have been started, or was refused for good, is never tried again."""
    recorder = Recorder(failure, STARTED_AT_LAST)
    with pytest.raises(ThuliumError):
        start(recorder, {"retries": 5})
    assert len(recorder.requests) == 1


@pytest.mark.parametrize("failure", [*NO_CONNECTION, rate_limited(None)], ids=repr)
def test_backoff(start: Start, failure: httpx.Response | Exception) -> None:
    """Each wait is at most twice as long as the one before, up to a limit, and never the same for all callers."""
    slept: list[float] = []
    recorder = Recorder(*[failure] * 7, STARTED_AT_LAST)
    assert str(start(recorder, {"retries": 7, "sleep": slept.append}).conversation_id) == CONVERSATION_ID
    assert len(recorder.requests) == 8
    for attempt, delay in enumerate(slept):
        longest = min(FIRST_DELAY * 2**attempt, LONGEST_DELAY)
        assert longest / 2 <= delay <= longest
    assert len(set(slept)) == 7


def test_retry_after(start: Start) -> None:
    """After a 429 the client waits as long as it was told."""
    slept: list[float] = []
    start(
        Recorder(rate_limited("0"), rate_limited("7"), rate_limited("60"), STARTED_AT_LAST),
        {"retries": 3, "sleep": slept.append},
    )
    assert slept == [0, 7, 60]


def test_long_retry_after(start: Start) -> None:
    """A wait of more than a minute is left to the caller."""
    recorder = Recorder(rate_limited("61"), STARTED_AT_LAST)
    with pytest.raises(ThuliumError):
        start(recorder, {"retries": 3})
    assert len(recorder.requests) == 1


def test_last_error(start: Start) -> None:
    """The last error is raised when no retries are left."""
    slept: list[float] = []
    recorder = Recorder(httpx.ConnectError(""), rate_limited("1"), httpx.ConnectError("the last"), STARTED_AT_LAST)
    with pytest.raises(ThuliumError, match="the last"):
        start(recorder, {"retries": 2, "sleep": slept.append})
    assert len(recorder.requests) == 3
    assert len(slept) == 2


def test_same_request(start: Start) -> None:
    """Each attempt is the same request, credentials and headers included."""
    recorder = Recorder(httpx.ConnectError(""), STARTED_AT_LAST)
    settings = {"retries": 1, "sleep": lambda _: None, "language": "pl"}
    start(recorder, settings, client_name="Jan", headers={"X-A": "1"})
    first, second = recorder.requests
    assert first is not second
    assert first.url == second.url
    assert first.headers.raw == second.headers.raw
    assert "Authorization" in second.headers


def test_very_many_attempts() -> None:
    """The wait stays bounded, however many attempts there were."""
    for attempt in (1024, 10**9):
        delay = delay_before_retry(RateLimitError(httpx.Response(429), "", ()), attempt, attempt + 1)
        assert delay is not None
        assert LONGEST_DELAY / 2 <= delay <= LONGEST_DELAY
