# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_envelope import ErrorEnvelope
from ...models.remove_texts_participant import (
    RemoveTextsParticipant,
)
from ...types import UNSET, Response, Unset


def _get_kwargs(
    conversation_id: str,
    participant: RemoveTextsParticipant,
    *,
    accept_language: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(accept_language, Unset):
        headers["Accept-Language"] = accept_language

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/chat_conversations/content/{conversation_id}/{participant}".format(
            conversation_id=quote(str(conversation_id), safe=""),
            participant=quote(str(participant), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Any | ErrorEnvelope | None:
    if response.status_code == 200:
        response_200 = cast(Any, None)
        return response_200

    if response.status_code == 400:
        response_400 = ErrorEnvelope.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ErrorEnvelope.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ErrorEnvelope.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = ErrorEnvelope.from_dict(response.json())

        return response_404

    if response.status_code == 414:
        response_414 = ErrorEnvelope.from_dict(response.json())

        return response_414

    if response.status_code == 429:
        response_429 = ErrorEnvelope.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = ErrorEnvelope.from_dict(response.json())

        return response_500

    if response.status_code == 503:
        response_503 = ErrorEnvelope.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Any | ErrorEnvelope]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    conversation_id: str,
    participant: RemoveTextsParticipant,
    *,
    client: AuthenticatedClient,
    accept_language: str | Unset = UNSET,
) -> Response[Any | ErrorEnvelope]:
    """Remove the texts of a conversation

     Removes the text of the messages that one side wrote, or both, also while the conversation goes on.
    The messages stay.

    Args:
        conversation_id (str): Identifier of the conversation, as starting it has given it.
            Example: 6ed7c941-2c8a-411e-95d2-338a9f64800a.
        participant (RemoveTextsParticipant): Whose messages lose their text, the agent's
            (`user`), the client's (`customer`), or all. Example: customer.
        accept_language (str | Unset): The languages that the caller prefers for the sentences of
            errors, as in RFC 9110: `pl`, `pl-PL,pl;q=0.9`, `*`.
            What cannot be read as a language is passed over, never refused. Without a preference for
            Polish the sentences
            are English.
             Example: pl.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ErrorEnvelope]
    """

    kwargs = _get_kwargs(
        conversation_id=conversation_id,
        participant=participant,
        accept_language=accept_language,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    conversation_id: str,
    participant: RemoveTextsParticipant,
    *,
    client: AuthenticatedClient,
    accept_language: str | Unset = UNSET,
) -> Any | ErrorEnvelope | None:
    """Remove the texts of a conversation

     Removes the text of the messages that one side wrote, or both, also while the conversation goes on.
    The messages stay.

    Args:
        conversation_id (str): Identifier of the conversation, as starting it has given it.
            Example: 6ed7c941-2c8a-411e-95d2-338a9f64800a.
        participant (RemoveTextsParticipant): Whose messages lose their text, the agent's
            (`user`), the client's (`customer`), or all. Example: customer.
        accept_language (str | Unset): The languages that the caller prefers for the sentences of
            errors, as in RFC 9110: `pl`, `pl-PL,pl;q=0.9`, `*`.
            What cannot be read as a language is passed over, never refused. Without a preference for
            Polish the sentences
            are English.
             Example: pl.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ErrorEnvelope
    """

    return sync_detailed(
        conversation_id=conversation_id,
        participant=participant,
        client=client,
        accept_language=accept_language,
    ).parsed


async def asyncio_detailed(
    conversation_id: str,
    participant: RemoveTextsParticipant,
    *,
    client: AuthenticatedClient,
    accept_language: str | Unset = UNSET,
) -> Response[Any | ErrorEnvelope]:
    """Remove the texts of a conversation

     Removes the text of the messages that one side wrote, or both, also while the conversation goes on.
    The messages stay.

    Args:
        conversation_id (str): Identifier of the conversation, as starting it has given it.
            Example: 6ed7c941-2c8a-411e-95d2-338a9f64800a.
        participant (RemoveTextsParticipant): Whose messages lose their text, the agent's
            (`user`), the client's (`customer`), or all. Example: customer.
        accept_language (str | Unset): The languages that the caller prefers for the sentences of
            errors, as in RFC 9110: `pl`, `pl-PL,pl;q=0.9`, `*`.
            What cannot be read as a language is passed over, never refused. Without a preference for
            Polish the sentences
            are English.
             Example: pl.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ErrorEnvelope]
    """

    kwargs = _get_kwargs(
        conversation_id=conversation_id,
        participant=participant,
        accept_language=accept_language,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    conversation_id: str,
    participant: RemoveTextsParticipant,
    *,
    client: AuthenticatedClient,
    accept_language: str | Unset = UNSET,
) -> Any | ErrorEnvelope | None:
    """Remove the texts of a conversation

     Removes the text of the messages that one side wrote, or both, also while the conversation goes on.
    The messages stay.

    Args:
        conversation_id (str): Identifier of the conversation, as starting it has given it.
            Example: 6ed7c941-2c8a-411e-95d2-338a9f64800a.
        participant (RemoveTextsParticipant): Whose messages lose their text, the agent's
            (`user`), the client's (`customer`), or all. Example: customer.
        accept_language (str | Unset): The languages that the caller prefers for the sentences of
            errors, as in RFC 9110: `pl`, `pl-PL,pl;q=0.9`, `*`.
            What cannot be read as a language is passed over, never refused. Without a preference for
            Polish the sentences
            are English.
             Example: pl.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ErrorEnvelope
    """

    return (
        await asyncio_detailed(
            conversation_id=conversation_id,
            participant=participant,
            client=client,
            accept_language=accept_language,
        )
    ).parsed
