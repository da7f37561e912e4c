"""The operations of the control API: one function for each operationId of control.yaml."""

from typing import Any

from thulium_mock import __version__
from thulium_mock.documents import operations, vendor_document
from thulium_mock.fixtures import check_unique
from thulium_mock.store import Conversation, Fixtures, Store

_CLIENT_DATA = ("client_name", "client_surname", "client_email", "client_id")


class Control:
    """The handlers, on one store; a reset restores ``initial_fixtures``."""

    def __init__(self, store: Store, initial_fixtures: Fixtures) -> None:
        self.store = store
        self.initial_fixtures = initial_fixtures

    async def get_health(self) -> dict[str, Any]:
        """Tell that the mock is serving, and what."""
        document = vendor_document()
        return {
            "status": "ok",
            "version": __version__,
            "document_version": document["info"]["version"],
            "operations": [operation["operationId"] for _, _, operation in operations(document)],
        }

    async def list_conversations(self, limit: int, offset: int) -> dict[str, Any]:
        """Return a page of conversations, the newest first."""
        count, conversations = await self.store.conversations(limit, offset)
        return {"count": count, "result": [_present(each) for each in conversations]}

    async def get_conversation(self, conversation_id: str) -> dict[str, Any]:
        """Return one conversation; raises `UnknownConversation`."""
        return _present(await self.store.conversation(conversation_id))

    async def reset(self) -> None:
        """Forget all conversations and restore the fixtures."""
        await self.store.forget_conversations()
        await self.store.replace_fixtures(self.initial_fixtures)

    async def get_fixtures(self) -> Fixtures:
        """Return the fixtures."""
        return await self.store.fixtures()

    async def put_fixtures(self, body: Fixtures) -> Fixtures:
        """Replace the fixtures; raises `InvalidRequest` if names or ids are not unique."""
        check_unique(body)
        await self.store.replace_fixtures(body)
        return await self.store.fixtures()


def _present(conversation: Conversation) -> dict[str, Any]:
    return {
        "conversation_id": conversation.conversation_id,
        "chat_queue_id": conversation.chat_queue_id,
        "customer_id": conversation.customer_id,
        "matched_by": conversation.matched_by,
        **{key: conversation.parameters.get(key) for key in _CLIENT_DATA},
        "parameters": conversation.parameters,
        "created_at": conversation.created_at,
    }
