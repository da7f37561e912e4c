# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_envelope import ErrorEnvelope
from ...models.webhook import Webhook
from ...models.webhook_input import WebhookInput
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: WebhookInput,
    accept_language: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(accept_language, Unset):
        headers["Accept-Language"] = accept_language

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/webhooks",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorEnvelope | Webhook | None:
    if response.status_code == 200:
        response_200 = Webhook.from_dict(response.json())

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
) -> Response[ErrorEnvelope | Webhook]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: WebhookInput,
    accept_language: str | Unset = UNSET,
) -> Response[ErrorEnvelope | Webhook]:
    """Create a webhook

     Subscribes to actions, of each of which a request to `subscription_url` then tells.

    Args:
        accept_language (str | Unset): The languages that the caller prefers for the sentences of
            errors, as in RFC 9110: `pl`, `pl-PL,pl;q=0.9`, `*`.
            What cannot be read as a language is passed over, never refused. Without a preference for
            Polish the sentences
            are English.
             Example: pl.
        body (WebhookInput): A subscription to make. Example: {'actions':
            ['CHAT_CONVERSATION_CREATED'], 'subscription_url': 'https://example.org/thulium'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorEnvelope | Webhook]
    """

    kwargs = _get_kwargs(
        body=body,
        accept_language=accept_language,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: WebhookInput,
    accept_language: str | Unset = UNSET,
) -> ErrorEnvelope | Webhook | None:
    """Create a webhook

     Subscribes to actions, of each of which a request to `subscription_url` then tells.

    Args:
        accept_language (str | Unset): The languages that the caller prefers for the sentences of
            errors, as in RFC 9110: `pl`, `pl-PL,pl;q=0.9`, `*`.
            What cannot be read as a language is passed over, never refused. Without a preference for
            Polish the sentences
            are English.
             Example: pl.
        body (WebhookInput): A subscription to make. Example: {'actions':
            ['CHAT_CONVERSATION_CREATED'], 'subscription_url': 'https://example.org/thulium'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorEnvelope | Webhook
    """

    return sync_detailed(
        client=client,
        body=body,
        accept_language=accept_language,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: WebhookInput,
    accept_language: str | Unset = UNSET,
) -> Response[ErrorEnvelope | Webhook]:
    """Create a webhook

     Subscribes to actions, of each of which a request to `subscription_url` then tells.

    Args:
        accept_language (str | Unset): The languages that the caller prefers for the sentences of
            errors, as in RFC 9110: `pl`, `pl-PL,pl;q=0.9`, `*`.
            What cannot be read as a language is passed over, never refused. Without a preference for
            Polish the sentences
            are English.
             Example: pl.
        body (WebhookInput): A subscription to make. Example: {'actions':
            ['CHAT_CONVERSATION_CREATED'], 'subscription_url': 'https://example.org/thulium'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorEnvelope | Webhook]
    """

    kwargs = _get_kwargs(
        body=body,
        accept_language=accept_language,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: WebhookInput,
    accept_language: str | Unset = UNSET,
) -> ErrorEnvelope | Webhook | None:
    """Create a webhook

     Subscribes to actions, of each of which a request to `subscription_url` then tells.

    Args:
        accept_language (str | Unset): The languages that the caller prefers for the sentences of
            errors, as in RFC 9110: `pl`, `pl-PL,pl;q=0.9`, `*`.
            What cannot be read as a language is passed over, never refused. Without a preference for
            Polish the sentences
            are English.
             Example: pl.
        body (WebhookInput): A subscription to make. Example: {'actions':
            ['CHAT_CONVERSATION_CREATED'], 'subscription_url': 'https://example.org/thulium'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorEnvelope | Webhook
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            accept_language=accept_language,
        )
    ).parsed
