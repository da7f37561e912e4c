"""Requests that are expected to be sent again."""

import httpx
import pytest
from thulium_contract.http.connection import Connection
from thulium_mock.faults.fault import Effect
from thulium_mock.faults.resends import SECONDS, Resends

from tests.http.messages import START, Request, basic
from tests.servers import RunningServer

DROP = Effect(("slow", "drop"), 1.5, None, "drop")


@pytest.mark.parametrize(
    ("request_", "after", "suffers"),
    [("a", 0, True), ("a", SECONDS - 0.01, True), ("a", SECONDS, False), ("b", 0, False)],
)
def test_what_is_expected_suffers_once(request_: str, after: float, suffers: bool) -> None:
    """The same request, soon, what the first one did but without its delay."""
    resends = Resends()
    resends.expect("a", DROP, 100)
    assert resends
    assert resends.take(request_, 100 + after) == (DROP._replace(delay=0) if suffers else None)
    assert resends.take(request_, 100 + after) is None


def test_few_are_remembered() -> None:
    """Browsers that never come back cost no memory."""
    resends = Resends()
    for number in range(1000):
        resends.expect(number, DROP, 100)
    assert resends.take(999, 100) is not None
    assert sum(resends.take(number, 100) is not None for number in range(999)) < 100


@pytest.mark.parametrize("reset", [False, True])
@pytest.mark.parametrize("is_reused", [True, False])
@pytest.mark.parametrize("is_browser", [True, False])
def test_only_what_a_browser_repeats_is_no_other_strike(
    fresh_mock: RunningServer, is_browser: bool, is_reused: bool, reset: bool
) -> None:
    """An application that tries again by itself is answered, and so is everybody after a reset."""
    headers = (basic(), *((("Sec-Fetch-Mode", "cors"),) if is_browser else ()))
    request, control = Request(f"{START}?chat_queue_id=3", headers=headers), f"{fresh_mock.origin}/_mock"
    with Connection(fresh_mock.port) as used:
        if is_reused:
            assert used.ask(request).status == 200
        httpx.post(f"{control}/faults", json={"connection": "drop", "times": 1}).raise_for_status()
        used.send(request.octets("localhost"))
        used.assert_closed()
    if reset:
        httpx.post(f"{control}/reset").raise_for_status()
    with Connection(fresh_mock.port) as new:
        new.send(request.octets("localhost"))
        if is_browser and is_reused and not reset:
            new.assert_closed()
        else:
            assert new.answer().status == 200
    with Connection(fresh_mock.port) as newer:
        assert newer.ask(request).status == 200


def test_connections_opened_in_advance_end_first(fresh_mock: RunningServer) -> None:
    """A browser sends a request again on each that it has, and the app would never see the end of one."""
    request = Request(f"{START}?chat_queue_id=3", headers=(basic(),))
    dropped = Request(f"{START}?chat_queue_id=3", headers=(basic(), ("Prefer", "fault=drop")))
    with (
        Connection(fresh_mock.port) as unused,
        Connection(fresh_mock.port) as used,
        Connection(fresh_mock.port) as busy,
    ):
        assert busy.ask(request).status == 200
        used.send(dropped.octets("localhost"))
        used.assert_closed()
        unused.assert_closed()
        assert busy.ask(request).status == 200
