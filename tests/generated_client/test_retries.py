"""When a call is tried again: only where nothing can have been started, and only when asked to."""

import httpx
import pytest
from thulium_chat import RateLimitError, ThuliumError
from thulium_chat._retries import LONGEST_DELAY, delay_before_retry

from tests.generated_client.support import ENVELOPE, STARTED, Recorder, Start

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


def test_last_error(start: Start) -> None:
    """The last error is raised when no retries are left."""
    slept: list[float] = []
    recorder = Recorder(httpx.ConnectError(""), rate_limited("1"), httpx.ConnectError("the last"), STARTED_AT_LAST)
    with pytest.raises(ThuliumError, match="the last"):
        start(recorder, {"retries": 2, "sleep": slept.append})
    assert len(recorder.requests) == 3
    assert len(slept) == 2


def test_very_many_attempts() -> None:
    """The wait stays bounded, however many attempts there were."""
    for attempt in (1024, 10**9):
        delay = delay_before_retry(RateLimitError(httpx.Response(429), "", ()), attempt, attempt + 1)
        assert delay is not None
        assert LONGEST_DELAY / 2 <= delay <= LONGEST_DELAY
