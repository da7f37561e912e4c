"""Handlers of the health check, the spaces, and their conversations, fixtures, seeds and reset."""

from itertools import chain
from typing import Any

from thulium_mock import __version__
from thulium_mock.faults.fault_checks import FaultChecks, refuse
from thulium_mock.openapi.documents import Document, operations
from thulium_mock.openapi.responses import Answer
from thulium_mock.serialization import to_json
from thulium_mock.state.conversations import Conversation
from thulium_mock.state.directory import Fixtures
from thulium_mock.state.fixtures import agent_violations, repeated
from thulium_mock.state.spaces import Space, Spaces

_CLIENT_DATA = ("client_name", "client_surname", "client_email", "client_id")


class StateControl:
    """Handlers of the tags ``server``, ``spaces`` and ``state``; ``document`` is the served one."""

    def __init__(self, document: Document, spaces: Spaces, fault_checks: FaultChecks) -> None:
        self.document = document
        self.spaces = spaces
        self.fault_checks = fault_checks

    async def get_health(self, space: Space) -> dict[str, Any] | Answer:
        """Return the health check: versions and operations; 503 while the database is unavailable."""
        problem = space.store.problem
        health = {
            "status": "degraded" if problem else "ready",
            "reason": problem,
            "version": __version__,
            "document_version": self.document["info"]["version"],
            "operations": [operation["operationId"] for _, _, operation in operations(self.document)],
        }
        if problem is None:
            return health
        body = to_json(health)
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(body)),
            (b"retry-after", b"1"),
        ]
        return Answer(503, headers, body)

    async def list_conversations(self, space: Space, limit: int, offset: int) -> dict[str, Any]:
        """Return a page of conversations, the newest first."""
        count, conversations = await space.conversations(limit, offset)
        return {"count": count, "result": [_present(each) for each in conversations]}

    async def get_conversation(self, space: Space, conversation_id: str) -> dict[str, Any]:
        """Return one conversation, with its messages; raises `UnknownConversation`."""
        messages = [each._asdict() for each in await space.messages(conversation_id)]
        return {**_present(await space.conversation(conversation_id)), "messages": messages}

    async def act_as_agent(self, space: Space, conversation_id: str, body: dict[str, Any]) -> dict[str, Any]:
        """Assign a conversation, reply in it, close it; raises `UnknownConversation`, `ConversationClosed`."""
        await space.act_as_agent(conversation_id, **body)
        return await self.get_conversation(space, conversation_id)

    async def reset(self, space: Space) -> None:
        """Reset the space to its baseline."""
        await space.reset()

    async def get_fixtures(self, space: Space) -> Fixtures:
        """Return the fixtures."""
        return await space.fixtures()

    async def put_fixtures(self, space: Space, body: Fixtures) -> Fixtures:
        """Replace the fixtures; raises `InvalidRequest` for duplicates, and for faults and agents that fit nothing."""
        refuse((where, "unique") for where in repeated(body))
        refuse(chain(self.fault_checks.of_fixtures(body), agent_violations(body)))
        await space.replace_fixtures(body)
        return await space.fixtures()

    async def list_spaces(self, space: Space) -> dict[str, Any]:
        """Return all spaces, the default one first, the others in order of creation."""
        result = [await _present_space(each) for each in await self.spaces.all()]
        return {"count": len(result), "result": result}

    async def remove_space(self, space: Space, name: str) -> None:
        """Remove a space; raises `UnknownSpace` or `DefaultSpace`."""
        await self.spaces.remove(name)

    async def set_seed(self, space: Space, body: dict[str, Any]) -> dict[str, Any]:
        """Set the seed, and restart the sequences of ids and faults."""
        await space.set_seed(body["seed"])
        return {"seed": body["seed"]}


def _present(conversation: Conversation) -> dict[str, Any]:
    return conversation._asdict() | {key: conversation.parameters.get(key) for key in _CLIENT_DATA}


async def _present_space(space: Space) -> dict[str, Any]:
    conversations, _ = await space.conversations(limit=0, offset=0)
    active = await space.scenario()
    return {
        "name": space.name,
        "base_path": space.base_path,
        "conversations": conversations,
        "requests": (await space.journal()).kept,
        "faults": len(await space.added_faults()),
        "scenario": active[0] if active else None,
        "seed": await space.seed(),
    }
