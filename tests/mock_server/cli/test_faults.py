"""Faults and scenarios from a shell."""

import json
import re

import httpx
import pytest

from tests.mock_server.shell import Command, start
from tests.servers import RunningServer


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["--answer=503", "--retry-after=1"], {"answer": {"code": 503, "retry_after": 1}}),
        (["--answer=404", "--example=unknown-queue"], {"answer": {"code": 404, "example": "unknown-queue"}}),
        (["--example=closed-queue"], {"answer": {"example": "closed-queue"}}),
        (["--delay=500"], {"delay": {"milliseconds": 500}}),
        (["--delay=200-800", "--share=0.5"], {"delay": {"from": 200, "to": 800}, "share": 0.5}),
        (["--delay=400~1.5", "--times=2"], {"delay": {"median": 400, "sigma": 1.5}, "times": 2}),
        (["--connection=reset", "--ttl=60"], {"connection": "reset", "ttl": 60}),
        (["--quota=5/10", "--name=few"], {"quota": {"requests": 5, "seconds": 10}, "name": "few"}),
        (
            ["--delay=1", "--when=chat_queue_id=3", "--when=client_id=1234"],
            {"delay": {"milliseconds": 1}, "when": {"chat_queue_id": 3, "client_id": "1234"}},
        ),
        (["--delay=1", "--when=include_files=true"], {"when": {"include_files": True}}),
    ],
)
def test_a_fault_is_set(
    command: Command, fresh_mock: RunningServer, arguments: list[str], wanted: dict[str, object]
) -> None:
    """What is said by options is the fault that the control API then has."""
    status, out, err = command("fault", "--json", *arguments)
    assert (status, err) == (0, "")
    (fault,) = httpx.get(f"{fresh_mock.origin}/_mock/faults").json()["result"]
    assert {name: fault[name] for name in wanted} == wanted
    assert json.loads(out)["fault_id"] == fault["fault_id"]


def test_faults_are_listed_and_taken_away(command: Command, fresh_mock: RunningServer) -> None:
    """A line each, with what it does and how long; one is taken away by its number, or all of them."""
    assert command("faults") == (0, "no faults\n", "")
    _, out, _ = command("fault", "--answer=503", "--times=2", "--name=twice")
    assert out == "1  twice  times 2, answer code=503  (struck 0 times, 600 s left)\n"
    command("fault", "--connection=drop")
    assert start(fresh_mock, "chat_queue_id=3").status_code == 503
    assert re.fullmatch(r"1  twice  .* \(struck 1 times, \d+ s left\)\n2  drop  .*\n", command("faults")[1])
    assert command("faults", "--remove=2") == (0, "", "")
    assert [each["fault_id"] for each in json.loads(command("faults", "--json")[1])] == [1]
    assert command("faults", "--clear") == (0, "", "")
    assert start(fresh_mock, "chat_queue_id=3").status_code == 200
    assert "  fault: twice  " in command("requests")[1]
    status, _, err = command("faults", "--remove=1")
    assert (status, "There is no fault with this fault_id" in err) == (2, True)


def test_a_scenario_is_switched_on_and_off(command: Command, fresh_mock: RunningServer) -> None:
    """The list marks the one that is on; an unknown one is told with those that there are."""
    assert "\n* " not in f"\n{command('scenario')[1]}"
    assert command("scenario", "outage", "--ttl=60") == (0, "", "")
    assert re.search(r"^\* outage  .*  \(for \d+ s more\)$", command("scenario")[1], re.MULTILINE)
    assert start(fresh_mock, "chat_queue_id=3").status_code == 503
    assert command("scenario", "--off") == (0, "", "")
    assert start(fresh_mock, "chat_queue_id=3").status_code == 200
    status, _, err = command("scenario", "none")
    assert (status, "use one of outage" in err) == (2, True)
