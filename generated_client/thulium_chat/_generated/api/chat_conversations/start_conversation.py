# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.conversation import Conversation
from ...models.error_envelope import ErrorEnvelope
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    chat_queue_id: int,
    client_name: str | Unset = UNSET,
    client_surname: str | Unset = UNSET,
    client_email: str | Unset = UNSET,
    client_id: str | Unset = UNSET,
    customer_id: int | Unset = UNSET,
    accept_language: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(accept_language, Unset):
        headers["Accept-Language"] = accept_language

    params: dict[str, Any] = {}

    params["chat_queue_id"] = chat_queue_id

    params["client_name"] = client_name

    params["client_surname"] = client_surname

    params["client_email"] = client_email

    params["client_id"] = client_id

    params["customer_id"] = customer_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/chat_conversations/start",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Conversation | ErrorEnvelope | None:
    if response.status_code == 200:
        response_200 = Conversation.from_dict(response.json())

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


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Conversation | ErrorEnvelope]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    chat_queue_id: int,
    client_name: str | Unset = UNSET,
    client_surname: str | Unset = UNSET,
    client_email: str | Unset = UNSET,
    client_id: str | Unset = UNSET,
    customer_id: int | Unset = UNSET,
    accept_language: str | Unset = UNSET,
) -> Response[Conversation | ErrorEnvelope]:
    """Start a chat conversation

     Starts a conversation in a chat queue and returns its id. The client is matched to a CRM customer by
    `customer_id`, then by `client_id`, then by the e-mail address. Nobody found is no error: the
    conversation then
    has no customer.

    Args:
        chat_queue_id (int): Identifier of the chat queue. Example: 3.
        client_name (str | Unset): The client's first name. Example: Jan.
        client_surname (str | Unset): The client's surname. Example: Kowalski.
        client_email (str | Unset): The client's e-mail address, `local@domain`; both parts may be
            non-Latin. Example: jan.kowalski@example.org.
        client_id (str | Unset): The client's external identifier, the integrator's own id.
            Example: 1234.
        customer_id (int | Unset): The client's identifier in Thulium. Example: 1.
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
        Response[Conversation | ErrorEnvelope]
    """

    kwargs = _get_kwargs(
        chat_queue_id=chat_queue_id,
        client_name=client_name,
        client_surname=client_surname,
        client_email=client_email,
        client_id=client_id,
        customer_id=customer_id,
        accept_language=accept_language,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    chat_queue_id: int,
    client_name: str | Unset = UNSET,
    client_surname: str | Unset = UNSET,
    client_email: str | Unset = UNSET,
    client_id: str | Unset = UNSET,
    customer_id: int | Unset = UNSET,
    accept_language: str | Unset = UNSET,
) -> Conversation | ErrorEnvelope | None:
    """Start a chat conversation

     Starts a conversation in a chat queue and returns its id. The client is matched to a CRM customer by
    `customer_id`, then by `client_id`, then by the e-mail address. Nobody found is no error: the
    conversation then
    has no customer.

    Args:
        chat_queue_id (int): Identifier of the chat queue. Example: 3.
        client_name (str | Unset): The client's first name. Example: Jan.
        client_surname (str | Unset): The client's surname. Example: Kowalski.
        client_email (str | Unset): The client's e-mail address, `local@domain`; both parts may be
            non-Latin. Example: jan.kowalski@example.org.
        client_id (str | Unset): The client's external identifier, the integrator's own id.
            Example: 1234.
        customer_id (int | Unset): The client's identifier in Thulium. Example: 1.
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
        Conversation | ErrorEnvelope
    """

    return sync_detailed(
        client=client,
        chat_queue_id=chat_queue_id,
        client_name=client_name,
        client_surname=client_surname,
        client_email=client_email,
        client_id=client_id,
        customer_id=customer_id,
        accept_language=accept_language,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    chat_queue_id: int,
    client_name: str | Unset = UNSET,
    client_surname: str | Unset = UNSET,
    client_email: str | Unset = UNSET,
    client_id: str | Unset = UNSET,
    customer_id: int | Unset = UNSET,
    accept_language: str | Unset = UNSET,
) -> Response[Conversation | ErrorEnvelope]:
    """Start a chat conversation

     Starts a conversation in a chat queue and returns its id. The client is matched to a CRM customer by
    `customer_id`, then by `client_id`, then by the e-mail address. Nobody found is no error: the
    conversation then
    has no customer.

    Args:
        chat_queue_id (int): Identifier of the chat queue. Example: 3.
        client_name (str | Unset): The client's first name. Example: Jan.
        client_surname (str | Unset): The client's surname. Example: Kowalski.
        client_email (str | Unset): The client's e-mail address, `local@domain`; both parts may be
            non-Latin. Example: jan.kowalski@example.org.
        client_id (str | Unset): The client's external identifier, the integrator's own id.
            Example: 1234.
        customer_id (int | Unset): The client's identifier in Thulium. Example: 1.
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
        Response[Conversation | ErrorEnvelope]
    """

    kwargs = _get_kwargs(
        chat_queue_id=chat_queue_id,
        client_name=client_name,
        client_surname=client_surname,
        client_email=client_email,
        client_id=client_id,
        customer_id=customer_id,
        accept_language=accept_language,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    chat_queue_id: int,
    client_name: str | Unset = UNSET,
    client_surname: str | Unset = UNSET,
    client_email: str | Unset = UNSET,
    client_id: str | Unset = UNSET,
    customer_id: int | Unset = UNSET,
    accept_language: str | Unset = UNSET,
) -> Conversation | ErrorEnvelope | None:
    """Start a chat conversation

     Starts a conversation in a chat queue and returns its id. The client is matched to a CRM customer by
    `customer_id`, then by `client_id`, then by the e-mail address. Nobody found is no error: the
    conversation then
    has no customer.

    Args:
        chat_queue_id (int): Identifier of the chat queue. Example: 3.
        client_name (str | Unset): The client's first name. Example: Jan.
        client_surname (str | Unset): The client's surname. Example: Kowalski.
        client_email (str | Unset): The client's e-mail address, `local@domain`; both parts may be
            non-Latin. Example: jan.kowalski@example.org.
        client_id (str | Unset): The client's external identifier, the integrator's own id.
            Example: 1234.
        customer_id (int | Unset): The client's identifier in Thulium. Example: 1.
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
        Conversation | ErrorEnvelope
    """

    return (
        await asyncio_detailed(
            client=client,
            chat_queue_id=chat_queue_id,
            client_name=client_name,
            client_surname=client_surname,
            client_email=client_email,
            client_id=client_id,
            customer_id=customer_id,
            accept_language=accept_language,
        )
    ).parsed
