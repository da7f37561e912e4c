"""Reset, seed and spaces from a shell."""

import json

import httpx

from tests.mock_server.shell import Command, start
from tests.servers import RunningServer


def test_reset_forgets(command: Command, fresh_mock: RunningServer) -> None:
    """Conversations and requests are gone."""
    start(fresh_mock, "chat_queue_id=3")
    assert command("reset") == (0, "", "")
    assert command("requests") == (0, "", "")
    assert httpx.get(f"{fresh_mock.origin}/_mock/conversations").json()["count"] == 0


def test_a_seed_repeats_ids(command: Command, fresh_mock: RunningServer) -> None:
    """The same seed, the same ids; without one, others."""
    ids = []
    for arguments in (["7"], ["7"], ["--off"]):
        assert command("seed", *arguments) == (0, "", "")
        ids.append(start(fresh_mock, "chat_queue_id=3").json()["conversation_id"])
    assert ids[0] == ids[1] != ids[2]


def test_a_space_is_meant_by_option_or_url(command: Command, fresh_mock: RunningServer) -> None:
    """Each space has its own requests; the list of spaces tells their addresses, and one can be removed."""
    base = f"{fresh_mock.origin}/spaces/shell/api"
    start(fresh_mock, "chat_queue_id=3", "/spaces/shell")
    try:
        assert command("requests") == (0, "", "")
        for which in (["--space=shell"], [f"--url={base}"]):
            _, out, _ = command("requests", *which)
            assert "/spaces/shell/api/chat_conversations/start?chat_queue_id=3" in out
        _, out, _ = command("spaces")
        assert f"shell  {base}  1 conversations, 1 requests\n" in out
        _, out, _ = command("spaces", "--json")
        assert "shell" in [each["name"] for each in json.loads(out)]
    finally:
        assert command("spaces", "--remove=shell") == (0, "", "")
    status, _, err = command("spaces", "--remove=shell")
    assert (status, "There is no space of this name" in err) == (2, True)
    assert "shell" not in command("spaces")[1]
