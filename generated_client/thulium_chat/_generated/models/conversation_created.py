# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ConversationCreated")


@_attrs_define
class ConversationCreated:
    """A conversation was started.

    Example:
        {'action': 'CHAT_CONVERSATION_CREATED', 'conversation_id': '6ed7c941-2c8a-411e-95d2-338a9f64800a',
            'client_name': 'Andrzej Nowak', 'client_email': 'andrzej.nowak@example.org', 'date': '2016-04-20 09:46:24',
            'chat_queue_id': 3}

    Attributes:
        action (str): What happened, `CHAT_CONVERSATION_CREATED`. Example: CHAT_CONVERSATION_CREATED.
        conversation_id (UUID): Identifier of the conversation. Example: 6ed7c941-2c8a-411e-95d2-338a9f64800a.
        client_name (str): The client's full name; the word `null` if it is not known. Example: Andrzej Nowak.
        client_email (str): The client's e-mail address; the word `null` if it is not known. Example:
            andrzej.nowak@example.org.
        date (str): When it happened. Example: 2016-04-20 09:46:24.
        chat_queue_id (int): Identifier of the chat queue. Example: 3.
    """

    action: str
    conversation_id: UUID
    client_name: str
    client_email: str
    date: str
    chat_queue_id: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        action = self.action

        conversation_id = str(self.conversation_id)

        client_name = self.client_name

        client_email = self.client_email

        date = self.date

        chat_queue_id = self.chat_queue_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "action": action,
                "conversation_id": conversation_id,
                "client_name": client_name,
                "client_email": client_email,
                "date": date,
                "chat_queue_id": chat_queue_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        action = d.pop("action")

        conversation_id = UUID(d.pop("conversation_id"))

        client_name = d.pop("client_name")

        client_email = d.pop("client_email")

        date = d.pop("date")

        chat_queue_id = d.pop("chat_queue_id")

        conversation_created = cls(
            action=action,
            conversation_id=conversation_id,
            client_name=client_name,
            client_email=client_email,
            date=date,
            chat_queue_id=chat_queue_id,
        )

        conversation_created.additional_properties = d
        return conversation_created

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
