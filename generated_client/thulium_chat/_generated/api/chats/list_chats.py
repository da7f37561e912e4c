# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.chat_list import ChatList
from ...models.error_envelope import ErrorEnvelope
from ...models.list_chats_status import ListChatsStatus
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    limit: int | Unset = 100,
    offset: int | Unset = 0,
    date_from: str | Unset = UNSET,
    date_to: str | Unset = UNSET,
    status: ListChatsStatus | Unset = UNSET,
    chat_queue_id: int | Unset = UNSET,
    include_messages: bool | Unset = False,
    include_files: bool | Unset = False,
    include_client_data: bool | Unset = False,
    accept_language: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(accept_language, Unset):
        headers["Accept-Language"] = accept_language

    params: dict[str, Any] = {}

    params["limit"] = limit

    params["offset"] = offset

    params["date_from"] = date_from

    params["date_to"] = date_to

    json_status: str | Unset = UNSET
    if not isinstance(status, Unset):
        json_status = status

    params["status"] = json_status

    params["chat_queue_id"] = chat_queue_id

    params["include_messages"] = include_messages

    params["include_files"] = include_files

    params["include_client_data"] = include_client_data

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/chats",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ChatList | ErrorEnvelope | None:
    if response.status_code == 200:
        response_200 = ChatList.from_dict(response.json())

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
) -> Response[ChatList | ErrorEnvelope]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    offset: int | Unset = 0,
    date_from: str | Unset = UNSET,
    date_to: str | Unset = UNSET,
    status: ListChatsStatus | Unset = UNSET,
    chat_queue_id: int | Unset = UNSET,
    include_messages: bool | Unset = False,
    include_files: bool | Unset = False,
    include_client_data: bool | Unset = False,
    accept_language: str | Unset = UNSET,
) -> Response[ChatList | ErrorEnvelope]:
    """List chats

     Lists conversations, the newest first, and counts all that match. What the three `include_`
    parameters add to a
    chat is not documented.

    Args:
        limit (int | Unset): How many chats to return at most. Default: 100. Example: 100.
        offset (int | Unset): How many of the matching chats to pass over. Default: 0. Example: 0.
        date_from (str | Unset): The earliest start, as a date or as date and time; a date is the
            beginning of that day. Example: 2014-07-04.
        date_to (str | Unset): The latest start, as a date or as date and time; a date is the end
            of that day. Example: 2014-07-14 12:34.
        status (ListChatsStatus | Unset): `CREATED`: started by the client; `IN_PROGRESS`: an
            agent has replied; `CLOSED`: ended.
             Example: CLOSED.
        chat_queue_id (int | Unset): Identifier of the chat queue. Example: 3.
        include_messages (bool | Unset): Whether to include the messages; what that adds to a chat
            is not documented. Default: False. Example: False.
        include_files (bool | Unset): Whether to include the files; what that adds to a chat is
            not documented. Default: False. Example: False.
        include_client_data (bool | Unset): Whether to include data of the client; what that adds
            to a chat is not documented. Default: False. Example: False.
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
        Response[ChatList | ErrorEnvelope]
    """

    kwargs = _get_kwargs(
        limit=limit,
        offset=offset,
        date_from=date_from,
        date_to=date_to,
        status=status,
        chat_queue_id=chat_queue_id,
        include_messages=include_messages,
        include_files=include_files,
        include_client_data=include_client_data,
        accept_language=accept_language,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    offset: int | Unset = 0,
    date_from: str | Unset = UNSET,
    date_to: str | Unset = UNSET,
    status: ListChatsStatus | Unset = UNSET,
    chat_queue_id: int | Unset = UNSET,
    include_messages: bool | Unset = False,
    include_files: bool | Unset = False,
    include_client_data: bool | Unset = False,
    accept_language: str | Unset = UNSET,
) -> ChatList | ErrorEnvelope | None:
    """List chats

     Lists conversations, the newest first, and counts all that match. What the three `include_`
    parameters add to a
    chat is not documented.

    Args:
        limit (int | Unset): How many chats to return at most. Default: 100. Example: 100.
        offset (int | Unset): How many of the matching chats to pass over. Default: 0. Example: 0.
        date_from (str | Unset): The earliest start, as a date or as date and time; a date is the
            beginning of that day. Example: 2014-07-04.
        date_to (str | Unset): The latest start, as a date or as date and time; a date is the end
            of that day. Example: 2014-07-14 12:34.
        status (ListChatsStatus | Unset): `CREATED`: started by the client; `IN_PROGRESS`: an
            agent has replied; `CLOSED`: ended.
             Example: CLOSED.
        chat_queue_id (int | Unset): Identifier of the chat queue. Example: 3.
        include_messages (bool | Unset): Whether to include the messages; what that adds to a chat
            is not documented. Default: False. Example: False.
        include_files (bool | Unset): Whether to include the files; what that adds to a chat is
            not documented. Default: False. Example: False.
        include_client_data (bool | Unset): Whether to include data of the client; what that adds
            to a chat is not documented. Default: False. Example: False.
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
        ChatList | ErrorEnvelope
    """

    return sync_detailed(
        client=client,
        limit=limit,
        offset=offset,
        date_from=date_from,
        date_to=date_to,
        status=status,
        chat_queue_id=chat_queue_id,
        include_messages=include_messages,
        include_files=include_files,
        include_client_data=include_client_data,
        accept_language=accept_language,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    offset: int | Unset = 0,
    date_from: str | Unset = UNSET,
    date_to: str | Unset = UNSET,
    status: ListChatsStatus | Unset = UNSET,
    chat_queue_id: int | Unset = UNSET,
    include_messages: bool | Unset = False,
    include_files: bool | Unset = False,
    include_client_data: bool | Unset = False,
    accept_language: str | Unset = UNSET,
) -> Response[ChatList | ErrorEnvelope]:
    """List chats

     Lists conversations, the newest first, and counts all that match. What the three `include_`
    parameters add to a
    chat is not documented.

    Args:
        limit (int | Unset): How many chats to return at most. Default: 100. Example: 100.
        offset (int | Unset): How many of the matching chats to pass over. Default: 0. Example: 0.
        date_from (str | Unset): The earliest start, as a date or as date and time; a date is the
            beginning of that day. Example: 2014-07-04.
        date_to (str | Unset): The latest start, as a date or as date and time; a date is the end
            of that day. Example: 2014-07-14 12:34.
        status (ListChatsStatus | Unset): `CREATED`: started by the client; `IN_PROGRESS`: an
            agent has replied; `CLOSED`: ended.
             Example: CLOSED.
        chat_queue_id (int | Unset): Identifier of the chat queue. Example: 3.
        include_messages (bool | Unset): Whether to include the messages; what that adds to a chat
            is not documented. Default: False. Example: False.
        include_files (bool | Unset): Whether to include the files; what that adds to a chat is
            not documented. Default: False. Example: False.
        include_client_data (bool | Unset): Whether to include data of the client; what that adds
            to a chat is not documented. Default: False. Example: False.
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
        Response[ChatList | ErrorEnvelope]
    """

    kwargs = _get_kwargs(
        limit=limit,
        offset=offset,
        date_from=date_from,
        date_to=date_to,
        status=status,
        chat_queue_id=chat_queue_id,
        include_messages=include_messages,
        include_files=include_files,
        include_client_data=include_client_data,
        accept_language=accept_language,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    offset: int | Unset = 0,
    date_from: str | Unset = UNSET,
    date_to: str | Unset = UNSET,
    status: ListChatsStatus | Unset = UNSET,
    chat_queue_id: int | Unset = UNSET,
    include_messages: bool | Unset = False,
    include_files: bool | Unset = False,
    include_client_data: bool | Unset = False,
    accept_language: str | Unset = UNSET,
) -> ChatList | ErrorEnvelope | None:
    """List chats

     Lists conversations, the newest first, and counts all that match. What the three `include_`
    parameters add to a
    chat is not documented.

    Args:
        limit (int | Unset): How many chats to return at most. Default: 100. Example: 100.
        offset (int | Unset): How many of the matching chats to pass over. Default: 0. Example: 0.
        date_from (str | Unset): The earliest start, as a date or as date and time; a date is the
            beginning of that day. Example: 2014-07-04.
        date_to (str | Unset): The latest start, as a date or as date and time; a date is the end
            of that day. Example: 2014-07-14 12:34.
        status (ListChatsStatus | Unset): `CREATED`: started by the client; `IN_PROGRESS`: an
            agent has replied; `CLOSED`: ended.
             Example: CLOSED.
        chat_queue_id (int | Unset): Identifier of the chat queue. Example: 3.
        include_messages (bool | Unset): Whether to include the messages; what that adds to a chat
            is not documented. Default: False. Example: False.
        include_files (bool | Unset): Whether to include the files; what that adds to a chat is
            not documented. Default: False. Example: False.
        include_client_data (bool | Unset): Whether to include data of the client; what that adds
            to a chat is not documented. Default: False. Example: False.
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
        ChatList | ErrorEnvelope
    """

    return (
        await asyncio_detailed(
            client=client,
            limit=limit,
            offset=offset,
            date_from=date_from,
            date_to=date_to,
            status=status,
            chat_queue_id=chat_queue_id,
            include_messages=include_messages,
            include_files=include_files,
            include_client_data=include_client_data,
            accept_language=accept_language,
        )
    ).parsed
