# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="AgentAssigned")


@_attrs_define
class AgentAssigned:
    """An agent was assigned.

    Example:
        {'action': 'CHAT_AGENT_ASSIGNED', 'conversation_id': '6ed7c941-2c8a-411e-95d2-338a9f64800a', 'agent_login':
            'jkowalski', 'date': '2016-04-20 09:46:24', 'chat_queue_id': 3}

    Attributes:
        action (str): What happened, `CHAT_AGENT_ASSIGNED`. Example: CHAT_AGENT_ASSIGNED.
        conversation_id (UUID): Identifier of the conversation. Example: 6ed7c941-2c8a-411e-95d2-338a9f64800a.
        agent_login (str): The login of the agent. Example: jkowalski.
        date (str): When it happened. Example: 2016-04-20 09:46:24.
        chat_queue_id (int): Identifier of the chat queue. Example: 3.
    """

    action: str
    conversation_id: UUID
    agent_login: str
    date: str
    chat_queue_id: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        action = self.action

        conversation_id = str(self.conversation_id)

        agent_login = self.agent_login

        date = self.date

        chat_queue_id = self.chat_queue_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "action": action,
                "conversation_id": conversation_id,
                "agent_login": agent_login,
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

        agent_login = d.pop("agent_login")

        date = d.pop("date")

        chat_queue_id = d.pop("chat_queue_id")

        agent_assigned = cls(
            action=action,
            conversation_id=conversation_id,
            agent_login=agent_login,
            date=date,
            chat_queue_id=chat_queue_id,
        )

        agent_assigned.additional_properties = d
        return agent_assigned

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
