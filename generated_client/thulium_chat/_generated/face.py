# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.
"""Methods of the clients, for each operation of the document."""

import uuid
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Literal

import httpx

from .._base import ClientBase
from .._http import iterate, run
from .._types import TimeoutTypes
from .results import Chat, ChatList, Conversation, Webhook


class SyncOperations(ClientBase[httpx.BaseTransport, httpx.Client]):
    """Methods that block."""

    def start_conversation(
        self,
        chat_queue_id: int,
        *,
        client_name: str | None = None,
        client_surname: str | None = None,
        client_email: str | None = None,
        client_id: str | int | None = None,
        customer_id: int | None = None,
        language: str | None = None,
        timeout: TimeoutTypes = None,
        headers: Mapping[str, str] | None = None,
    ) -> Conversation:
        """Start a chat conversation.

        Starts a conversation in a chat queue and returns its id. The client is matched to a CRM customer by
        `customer_id`, then by `client_id`, then by the e-mail address. Nobody found is no error: the conversation then
        has no customer.

        What is None is not sent. The raw answer is the result's `response`; fields that this version does not know are
        in its `additional_properties`.

        Args:
            chat_queue_id: Identifier of the chat queue, from 1 to 2147483647 (the bounds are assumed).
            client_name: The client's first name.
            client_surname: The client's surname.
            client_email: The client's e-mail address, `local@domain`; both parts may be non-Latin.
            client_id: The client's external identifier, the integrator's own id. An int is sent in decimal digits.
            customer_id: The client's identifier in Thulium, from 1 to 2147483647 (the bounds are assumed).
            language: As for the client, for this call.
            timeout: As for the client, for this call.
            headers: Headers for this call, over those of the client.

        Raises:
            ArgumentError: An argument cannot be meant; nothing was sent.
            ApiError: The system answered with an error; there is a subclass for each documented status.
            ThuliumConnectionError, ThuliumTimeoutError: No answer came; `maybe_done` tells what is known.
            UnexpectedResponseError: The answer is neither a result nor an error.
        """
        answer: Conversation = run(
            self._core.call(
                "start_conversation",
                {
                    "chat_queue_id": chat_queue_id,
                    "client_name": client_name,
                    "client_surname": client_surname,
                    "client_email": client_email,
                    "client_id": client_id,
                    "customer_id": customer_id,
                },
                language,
                timeout,
                headers,
            )
        )
        return answer

    def send_message(
        self,
        conversation_id: str | uuid.UUID,
        text: str,
        *,
        external_chatbot_id: str | uuid.UUID | None = None,
        language: str | None = None,
        timeout: TimeoutTypes = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Send a message into a conversation.

        Writes a text into a conversation, for the client, or for the chat bot whose id is given.

        What is None is not sent.

        Args:
            conversation_id: Identifier of the conversation, as starting it has given it.
            text: What it says.
            external_chatbot_id: Identifier of the external chat bot that writes, a UUID; without one, the client does.
            language: As for the client, for this call.
            timeout: As for the client, for this call.
            headers: Headers for this call, over those of the client.

        Raises:
            ArgumentError: An argument cannot be meant; nothing was sent.
            ApiError: The system answered with an error; there is a subclass for each documented status.
            ThuliumConnectionError, ThuliumTimeoutError: No answer came; `maybe_done` tells what is known.
            UnexpectedResponseError: The answer is neither a result nor an error.
        """
        run(
            self._core.call(
                "send_message",
                {"conversation_id": conversation_id, "text": text, "external_chatbot_id": external_chatbot_id},
                language,
                timeout,
                headers,
            )
        )

    def stop_conversation(
        self,
        conversation_id: str | uuid.UUID,
        *,
        external_chatbot_id: str | uuid.UUID | None = None,
        language: str | None = None,
        timeout: TimeoutTypes = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Stop a conversation.

        Ends a conversation. One that has ended already stays as it is, which is no error.

        What is None is not sent.

        Args:
            conversation_id: Identifier of the conversation, as starting it has given it.
            external_chatbot_id: Identifier of the external chat bot that does it, a UUID.
            language: As for the client, for this call.
            timeout: As for the client, for this call.
            headers: Headers for this call, over those of the client.

        Raises:
            ArgumentError: An argument cannot be meant; nothing was sent.
            ApiError: The system answered with an error; there is a subclass for each documented status.
            ThuliumConnectionError, ThuliumTimeoutError: No answer came; `maybe_done` tells what is known.
            UnexpectedResponseError: The answer is neither a result nor an error.
        """
        run(
            self._core.call(
                "stop_conversation",
                {"conversation_id": conversation_id, "external_chatbot_id": external_chatbot_id},
                language,
                timeout,
                headers,
            )
        )

    def remove_texts(
        self,
        conversation_id: str | uuid.UUID,
        participant: Literal["user", "customer", "both"],
        *,
        language: str | None = None,
        timeout: TimeoutTypes = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Remove the texts of a conversation.

        Removes the text of the messages that one side wrote, or both, also while the conversation goes on. The messages
        stay.

        What is None is not sent.

        Args:
            conversation_id: Identifier of the conversation, as starting it has given it.
            participant: Whose messages lose their text, the agent's (`user`), the client's (`customer`), or all.
            language: As for the client, for this call.
            timeout: As for the client, for this call.
            headers: Headers for this call, over those of the client.

        Raises:
            ArgumentError: An argument cannot be meant; nothing was sent.
            ApiError: The system answered with an error; there is a subclass for each documented status.
            ThuliumConnectionError, ThuliumTimeoutError: No answer came; `maybe_done` tells what is known.
            UnexpectedResponseError: The answer is neither a result nor an error.
        """
        run(
            self._core.call(
                "remove_texts",
                {"conversation_id": conversation_id, "participant": participant},
                language,
                timeout,
                headers,
            )
        )

    def chats(
        self,
        *,
        date_from: str | date | datetime | None = None,
        date_to: str | date | datetime | None = None,
        status: Literal["CREATED", "IN_PROGRESS", "CLOSED"] | None = None,
        chat_queue_id: int | None = None,
        include_messages: bool | None = None,
        include_files: bool | None = None,
        include_client_data: bool | None = None,
        language: str | None = None,
        timeout: TimeoutTypes = None,
        headers: Mapping[str, str] | None = None,
    ) -> Iterator[Chat]:
        """List chats, from all pages.

        Lists conversations, the newest first, and counts all that match. What the three `include_` parameters add to a
        chat is not documented.

        What is None is not sent. Pages are asked for as they are needed; an item that others have moved to the next
        page meanwhile comes twice.

        Args:
            date_from: The earliest start, as a date or as date and time; a date is the beginning of that day. A
                datetime with a time zone is sent as the system's local time, one without is taken for that.
            date_to: The latest start, as a date or as date and time; a date is the end of that day. A datetime with a
                time zone is sent as the system's local time, one without is taken for that.
            status: `CREATED`: started by the client; `IN_PROGRESS`: an agent has replied; `CLOSED`: ended.
            chat_queue_id: Identifier of the chat queue, from 1 to 2147483647 (the bounds are assumed).
            include_messages: Whether to include the messages; what that adds to a chat is not documented.
            include_files: Whether to include the files; what that adds to a chat is not documented.
            include_client_data: Whether to include data of the client; what that adds to a chat is not documented.
            language: As for the client, for this call.
            timeout: As for the client, for this call.
            headers: Headers for this call, over those of the client.

        Raises:
            ArgumentError: An argument cannot be meant; nothing was sent.
            ApiError: The system answered with an error; there is a subclass for each documented status.
            ThuliumConnectionError, ThuliumTimeoutError: No answer came; `maybe_done` tells what is known.
            UnexpectedResponseError: The answer is neither a result nor an error.
        """
        return iterate(
            self._core.items(
                "list_chats",
                {
                    "date_from": date_from,
                    "date_to": date_to,
                    "status": status,
                    "chat_queue_id": chat_queue_id,
                    "include_messages": include_messages,
                    "include_files": include_files,
                    "include_client_data": include_client_data,
                },
                language,
                timeout,
                headers,
            )
        )

    def chats_page(
        self,
        *,
        limit: int | None = None,
        offset: int | None = None,
        date_from: str | date | datetime | None = None,
        date_to: str | date | datetime | None = None,
        status: Literal["CREATED", "IN_PROGRESS", "CLOSED"] | None = None,
        chat_queue_id: int | None = None,
        include_messages: bool | None = None,
        include_files: bool | None = None,
        include_client_data: bool | None = None,
        language: str | None = None,
        timeout: TimeoutTypes = None,
        headers: Mapping[str, str] | None = None,
    ) -> ChatList:
        """List chats, one page.

        Lists conversations, the newest first, and counts all that match. What the three `include_` parameters add to a
        chat is not documented.

        What is None is not sent. The raw answer is the result's `response`; fields that this version does not know are
        in its `additional_properties`.

        Args:
            limit: How many chats to return at most, from 1 to 100.
            offset: How many of the matching chats to pass over, from 0 to 2147483647.
            date_from: The earliest start, as a date or as date and time; a date is the beginning of that day. A
                datetime with a time zone is sent as the system's local time, one without is taken for that.
            date_to: The latest start, as a date or as date and time; a date is the end of that day. A datetime with a
                time zone is sent as the system's local time, one without is taken for that.
            status: `CREATED`: started by the client; `IN_PROGRESS`: an agent has replied; `CLOSED`: ended.
            chat_queue_id: Identifier of the chat queue, from 1 to 2147483647 (the bounds are assumed).
            include_messages: Whether to include the messages; what that adds to a chat is not documented.
            include_files: Whether to include the files; what that adds to a chat is not documented.
            include_client_data: Whether to include data of the client; what that adds to a chat is not documented.
            language: As for the client, for this call.
            timeout: As for the client, for this call.
            headers: Headers for this call, over those of the client.

        Raises:
            ArgumentError: An argument cannot be meant; nothing was sent.
            ApiError: The system answered with an error; there is a subclass for each documented status.
            ThuliumConnectionError, ThuliumTimeoutError: No answer came; `maybe_done` tells what is known.
            UnexpectedResponseError: The answer is neither a result nor an error.
        """
        answer: ChatList = run(
            self._core.call(
                "list_chats",
                {
                    "limit": limit,
                    "offset": offset,
                    "date_from": date_from,
                    "date_to": date_to,
                    "status": status,
                    "chat_queue_id": chat_queue_id,
                    "include_messages": include_messages,
                    "include_files": include_files,
                    "include_client_data": include_client_data,
                },
                language,
                timeout,
                headers,
            )
        )
        return answer

    def webhooks(
        self, *, language: str | None = None, timeout: TimeoutTypes = None, headers: Mapping[str, str] | None = None
    ) -> tuple[Webhook, ...]:
        """List webhooks.

        Lists the subscriptions.

        Args:
            language: As for the client, for this call.
            timeout: As for the client, for this call.
            headers: Headers for this call, over those of the client.

        Raises:
            ArgumentError: An argument cannot be meant; nothing was sent.
            ApiError: The system answered with an error; there is a subclass for each documented status.
            ThuliumConnectionError, ThuliumTimeoutError: No answer came; `maybe_done` tells what is known.
            UnexpectedResponseError: The answer is neither a result nor an error.
        """
        answer: tuple[Webhook, ...] = run(self._core.call("list_webhooks", {}, language, timeout, headers))
        return answer

    def create_webhook(
        self,
        actions: Sequence[str],
        subscription_url: str,
        *,
        http_auth_user: str | None = None,
        http_auth_password: str | None = None,
        language: str | None = None,
        timeout: TimeoutTypes = None,
        headers: Mapping[str, str] | None = None,
    ) -> Webhook:
        """Create a webhook.

        Subscribes to actions, of each of which a request to `subscription_url` then tells.

        What is None is not sent. The raw answer is the result's `response`; fields that this version does not know are
        in its `additional_properties`.

        Args:
            actions: The actions to subscribe to. Those of conversations are CHAT_CONVERSATION_CREATED,
                CHAT_AGENT_ASSIGNED and CHAT_CONVERSATION_CLOSED.
            subscription_url: Where to send events, an absolute URL.
            http_auth_user: Name of the Basic credentials to send along.
            http_auth_password: Password of the Basic credentials to send along.
            language: As for the client, for this call.
            timeout: As for the client, for this call.
            headers: Headers for this call, over those of the client.

        Raises:
            ArgumentError: An argument cannot be meant; nothing was sent.
            ApiError: The system answered with an error; there is a subclass for each documented status.
            ThuliumConnectionError, ThuliumTimeoutError: No answer came; `maybe_done` tells what is known.
            UnexpectedResponseError: The answer is neither a result nor an error.
        """
        answer: Webhook = run(
            self._core.call(
                "create_webhook",
                {
                    "actions": actions,
                    "subscription_url": subscription_url,
                    "http_auth_user": http_auth_user,
                    "http_auth_password": http_auth_password,
                },
                language,
                timeout,
                headers,
            )
        )
        return answer


class AsyncOperations(ClientBase[httpx.AsyncBaseTransport, httpx.AsyncClient]):
    """Methods to await."""

    async def start_conversation(
        self,
        chat_queue_id: int,
        *,
        client_name: str | None = None,
        client_surname: str | None = None,
        client_email: str | None = None,
        client_id: str | int | None = None,
        customer_id: int | None = None,
        language: str | None = None,
        timeout: TimeoutTypes = None,
        headers: Mapping[str, str] | None = None,
    ) -> Conversation:
        """Start a chat conversation. Arguments and errors are those of `ThuliumChat`."""
        answer: Conversation = await self._core.call(
            "start_conversation",
            {
                "chat_queue_id": chat_queue_id,
                "client_name": client_name,
                "client_surname": client_surname,
                "client_email": client_email,
                "client_id": client_id,
                "customer_id": customer_id,
            },
            language,
            timeout,
            headers,
        )
        return answer

    async def send_message(
        self,
        conversation_id: str | uuid.UUID,
        text: str,
        *,
        external_chatbot_id: str | uuid.UUID | None = None,
        language: str | None = None,
        timeout: TimeoutTypes = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Send a message into a conversation. Arguments and errors are those of `ThuliumChat`."""
        await self._core.call(
            "send_message",
            {"conversation_id": conversation_id, "text": text, "external_chatbot_id": external_chatbot_id},
            language,
            timeout,
            headers,
        )

    async def stop_conversation(
        self,
        conversation_id: str | uuid.UUID,
        *,
        external_chatbot_id: str | uuid.UUID | None = None,
        language: str | None = None,
        timeout: TimeoutTypes = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Stop a conversation. Arguments and errors are those of `ThuliumChat`."""
        await self._core.call(
            "stop_conversation",
            {"conversation_id": conversation_id, "external_chatbot_id": external_chatbot_id},
            language,
            timeout,
            headers,
        )

    async def remove_texts(
        self,
        conversation_id: str | uuid.UUID,
        participant: Literal["user", "customer", "both"],
        *,
        language: str | None = None,
        timeout: TimeoutTypes = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Remove the texts of a conversation. Arguments and errors are those of `ThuliumChat`."""
        await self._core.call(
            "remove_texts", {"conversation_id": conversation_id, "participant": participant}, language, timeout, headers
        )

    def chats(
        self,
        *,
        date_from: str | date | datetime | None = None,
        date_to: str | date | datetime | None = None,
        status: Literal["CREATED", "IN_PROGRESS", "CLOSED"] | None = None,
        chat_queue_id: int | None = None,
        include_messages: bool | None = None,
        include_files: bool | None = None,
        include_client_data: bool | None = None,
        language: str | None = None,
        timeout: TimeoutTypes = None,
        headers: Mapping[str, str] | None = None,
    ) -> AsyncIterator[Chat]:
        """List chats, from all pages, with `async for`. Arguments and errors are those of `ThuliumChat`."""
        return self._core.items(
            "list_chats",
            {
                "date_from": date_from,
                "date_to": date_to,
                "status": status,
                "chat_queue_id": chat_queue_id,
                "include_messages": include_messages,
                "include_files": include_files,
                "include_client_data": include_client_data,
            },
            language,
            timeout,
            headers,
        )

    async def chats_page(
        self,
        *,
        limit: int | None = None,
        offset: int | None = None,
        date_from: str | date | datetime | None = None,
        date_to: str | date | datetime | None = None,
        status: Literal["CREATED", "IN_PROGRESS", "CLOSED"] | None = None,
        chat_queue_id: int | None = None,
        include_messages: bool | None = None,
        include_files: bool | None = None,
        include_client_data: bool | None = None,
        language: str | None = None,
        timeout: TimeoutTypes = None,
        headers: Mapping[str, str] | None = None,
    ) -> ChatList:
        """List chats, one page. Arguments and errors are those of `ThuliumChat`."""
        answer: ChatList = await self._core.call(
            "list_chats",
            {
                "limit": limit,
                "offset": offset,
                "date_from": date_from,
                "date_to": date_to,
                "status": status,
                "chat_queue_id": chat_queue_id,
                "include_messages": include_messages,
                "include_files": include_files,
                "include_client_data": include_client_data,
            },
            language,
            timeout,
            headers,
        )
        return answer

    async def webhooks(
        self, *, language: str | None = None, timeout: TimeoutTypes = None, headers: Mapping[str, str] | None = None
    ) -> tuple[Webhook, ...]:
        """List webhooks. Arguments and errors are those of `ThuliumChat`."""
        answer: tuple[Webhook, ...] = await self._core.call("list_webhooks", {}, language, timeout, headers)
        return answer

    async def create_webhook(
        self,
        actions: Sequence[str],
        subscription_url: str,
        *,
        http_auth_user: str | None = None,
        http_auth_password: str | None = None,
        language: str | None = None,
        timeout: TimeoutTypes = None,
        headers: Mapping[str, str] | None = None,
    ) -> Webhook:
        """Create a webhook. Arguments and errors are those of `ThuliumChat`."""
        answer: Webhook = await self._core.call(
            "create_webhook",
            {
                "actions": actions,
                "subscription_url": subscription_url,
                "http_auth_user": http_auth_user,
                "http_auth_password": http_auth_password,
            },
            language,
            timeout,
            headers,
        )
        return answer
