# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Message")


@_attrs_define
class Message:
    """A message.

    Example:
        {'text': 'Hello, world!'}

    Attributes:
        text (str): What it says. Example: Hello, world!.
        external_chatbot_id (str | Unset): Identifier of the external chat bot that writes, a UUID; without one, the
            client does. Example: a779146f-4df3-49c1-826a-7caa6a5e653a.
    """

    text: str
    external_chatbot_id: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        text = self.text

        external_chatbot_id = self.external_chatbot_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "text": text,
            }
        )
        if external_chatbot_id is not UNSET:
            field_dict["external_chatbot_id"] = external_chatbot_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        text = d.pop("text")

        external_chatbot_id = d.pop("external_chatbot_id", UNSET)

        message = cls(
            text=text,
            external_chatbot_id=external_chatbot_id,
        )

        message.additional_properties = d
        return message

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
