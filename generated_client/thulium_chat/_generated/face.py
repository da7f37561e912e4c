# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.
"""Methods of the clients, for each operation of the document."""

from collections.abc import Mapping

import httpx

from .._base import ClientBase
from .._http import run
from .._types import TimeoutTypes
from .results import Conversation


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
