"""Playing the agent from a shell."""

import json

import httpx

from tests.mock_server.shell import Command, start
from tests.servers import RunningServer


def test_an_agent_takes_replies_and_ends(command: Command, fresh_mock: RunningServer) -> None:
    """Each command says what became of the conversation; what cannot be is an error that says why."""
    identifier = start(fresh_mock, "chat_queue_id=3").json()["conversation_id"]
    assert command("agent", "assign", identifier, "--login=ewa") == (0, f"{identifier}  CREATED  ewa\n", "")
    assert command("agent", "reply", identifier, "Cześć") == (0, f"{identifier}  IN_PROGRESS  ewa\n", "")
    status, out, _ = command("agent", "close", identifier, "--json")
    assert (status, [each["text"] for each in json.loads(out)["messages"]]) == (0, ["Cześć"])
    (chat,) = httpx.get(f"{fresh_mock.origin}/api/chats", auth=("api_user", "api_pass")).json()["result"]
    assert (chat["status"], chat["user_login"]) == ("CLOSED", "ewa")
    for arguments, sentence in (
        (("close", identifier), "The conversation has ended"),
        (("reply", identifier), "TEXT is what the agent writes"),
        (("close", "0d6bfb4e-6f0c-4c0f-8f0a-52d3a40f8f11"), "There is no conversation"),
    ):
        status, _, err = command("agent", *arguments)
        assert (status, sentence in err) == (2, True)
