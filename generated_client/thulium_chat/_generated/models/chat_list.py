# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.chat import Chat


T = TypeVar("T", bound="ChatList")


@_attrs_define
class ChatList:
    """A page of chats.

    Example:
        {'count': 1, 'result': [{'chat_queue_id': 3, 'client_email': 'andrzej.nowak@example.org', 'client_name':
            'Andrzej Nowak', 'customer_id': 2, 'conversation_id': '6ed7c941-2c8a-411e-95d2-338a9f64800a', 'created_at':
            '2017-12-11 10:23:04.318', 'closed_at': '2017-12-11 10:31:46.027', 'status': 'CLOSED', 'user_login':
            'jkowalski'}]}

    Attributes:
        count (int): How many chats match, whatever the limit. Example: 1.
        result (list[Chat]): The chats of this page.
    """

    count: int
    result: list[Chat]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        count = self.count

        result = []
        for result_item_data in self.result:
            result_item = result_item_data.to_dict()
            result.append(result_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "count": count,
                "result": result,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.chat import Chat  # noqa: PLC0415

        d = dict(src_dict)
        count = d.pop("count")

        result = []
        _result = d.pop("result")
        for result_item_data in _result:
            result_item = Chat.from_dict(result_item_data)

            result.append(result_item)

        chat_list = cls(
            count=count,
            result=result,
        )

        chat_list.additional_properties = d
        return chat_list

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
