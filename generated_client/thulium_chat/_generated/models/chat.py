# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Chat")


@_attrs_define
class Chat:
    """A conversation, as lists show it.

    Example:
        {'chat_queue_id': 3, 'client_email': 'andrzej.nowak@example.org', 'client_name': 'Andrzej Nowak', 'customer_id':
            2, 'conversation_id': '6ed7c941-2c8a-411e-95d2-338a9f64800a', 'created_at': '2017-12-11 10:23:04.318',
            'closed_at': '2017-12-11 10:31:46.027', 'status': 'CLOSED', 'user_login': 'jkowalski'}

    Attributes:
        chat_queue_id (int): Identifier of the chat queue. Example: 3.
        conversation_id (UUID): Identifier of the conversation. Example: 6ed7c941-2c8a-411e-95d2-338a9f64800a.
        created_at (str): When the conversation was started. Example: 2017-12-11 10:23:04.318.
        status (str): `CREATED`: started by the client; `IN_PROGRESS`: an agent has replied; `CLOSED`: ended. Example:
            CLOSED.
        client_email (None | str | Unset): The client's e-mail address. Example: andrzej.nowak@example.org.
        client_name (None | str | Unset): The client's full name. Example: Andrzej Nowak.
        customer_id (int | None | Unset): The client's identifier in Thulium. Example: 2.
        closed_at (None | str | Unset): When it ended. Example: 2017-12-11 10:31:46.027.
        user_login (None | str | Unset): The login of the agent. Example: jkowalski.
    """

    chat_queue_id: int
    conversation_id: UUID
    created_at: str
    status: str
    client_email: None | str | Unset = UNSET
    client_name: None | str | Unset = UNSET
    customer_id: int | None | Unset = UNSET
    closed_at: None | str | Unset = UNSET
    user_login: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        chat_queue_id = self.chat_queue_id

        conversation_id = str(self.conversation_id)

        created_at = self.created_at

        status = self.status

        client_email: None | str | Unset
        if isinstance(self.client_email, Unset):
            client_email = UNSET
        else:
            client_email = self.client_email

        client_name: None | str | Unset
        if isinstance(self.client_name, Unset):
            client_name = UNSET
        else:
            client_name = self.client_name

        customer_id: int | None | Unset
        if isinstance(self.customer_id, Unset):
            customer_id = UNSET
        else:
            customer_id = self.customer_id

        closed_at: None | str | Unset
        if isinstance(self.closed_at, Unset):
            closed_at = UNSET
        else:
            closed_at = self.closed_at

        user_login: None | str | Unset
        if isinstance(self.user_login, Unset):
            user_login = UNSET
        else:
            user_login = self.user_login

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "chat_queue_id": chat_queue_id,
                "conversation_id": conversation_id,
                "created_at": created_at,
                "status": status,
            }
        )
        if client_email is not UNSET:
            field_dict["client_email"] = client_email
        if client_name is not UNSET:
            field_dict["client_name"] = client_name
        if customer_id is not UNSET:
            field_dict["customer_id"] = customer_id
        if closed_at is not UNSET:
            field_dict["closed_at"] = closed_at
        if user_login is not UNSET:
            field_dict["user_login"] = user_login

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        chat_queue_id = d.pop("chat_queue_id")

        conversation_id = UUID(d.pop("conversation_id"))

        created_at = d.pop("created_at")

        status = d.pop("status")

        def _parse_client_email(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        client_email = _parse_client_email(d.pop("client_email", UNSET))

        def _parse_client_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        client_name = _parse_client_name(d.pop("client_name", UNSET))

        def _parse_customer_id(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        customer_id = _parse_customer_id(d.pop("customer_id", UNSET))

        def _parse_closed_at(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        closed_at = _parse_closed_at(d.pop("closed_at", UNSET))

        def _parse_user_login(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        user_login = _parse_user_login(d.pop("user_login", UNSET))

        chat = cls(
            chat_queue_id=chat_queue_id,
            conversation_id=conversation_id,
            created_at=created_at,
            status=status,
            client_email=client_email,
            client_name=client_name,
            customer_id=customer_id,
            closed_at=closed_at,
            user_login=user_login,
        )

        chat.additional_properties = d
        return chat

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
