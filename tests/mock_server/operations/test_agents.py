"""Agents of the fixtures, and inactivity: a conversation goes on without anybody at the mock."""

import time
from typing import Any

import httpx
import pytest
from thulium_mock.pytest_plugin import ThuliumMock
from thulium_mock.state.fixtures import default_fixtures


def ended(mock: ThuliumMock, **further: Any) -> Any:
    """Start a conversation with further fixtures, and return it once it has ended."""
    mock.replace_fixtures({**default_fixtures(), **further})
    url = f"{mock.base_url}/chat_conversations/start?chat_queue_id=3"
    httpx.post(url, auth=(mock.user, mock.password), verify=False).raise_for_status()
    end = time.monotonic() + 60
    while mock.conversations[0].status != "CLOSED" and time.monotonic() < end:
        time.sleep(0.01)
    return mock.conversations[0]


def test_an_agent_of_the_queue_takes_answers_and_ends(thulium_mock: ThuliumMock) -> None:
    """One who serves the queue, after the seconds of the fixtures."""
    other = {"login": "other", "queues": [1], "takes_after": 0}
    ewa = {"login": "ewa", "queues": [3], "takes_after": {"from": 0, "to": 0.01}, "answers": ["a", "b"]}
    conversation = ended(thulium_mock, agents=[other, {**ewa, "answers_after": 0.01, "closes_after": 0}])
    assert (conversation.user_login, conversation.status) == ("ewa", "CLOSED")
    messages = thulium_mock.messages(conversation.conversation_id)
    assert [(each.side, each.author, each.text) for each in messages] == [("user", "ewa", "a"), ("user", "ewa", "b")]


@pytest.mark.parametrize("delay", [0, 300])
def test_a_conversation_without_messages_ends(thulium_mock: ThuliumMock, delay: int) -> None:
    """After the inactivity of its queue, also if its start was delayed for longer."""
    thulium_mock.fault(delay={"milliseconds": delay})
    conversation = ended(thulium_mock, queues=[{"id": 3, "inactivity": 0.05}], rules=[], scenarios=[])
    assert (conversation.user_login, conversation.status) == (None, "CLOSED")


@pytest.mark.parametrize("agent", [{}, {"login": "ewa", "takes_after": -1}, {"login": "ewa", "answers": [""]}])
def test_agents_that_cannot_be_are_refused(thulium_mock: ThuliumMock, agent: dict[str, Any]) -> None:
    """The fixtures are compared with their schema."""
    with pytest.raises(Exception, match="/agents/0"):
        thulium_mock.replace_fixtures({**default_fixtures(), "agents": [agent]})
