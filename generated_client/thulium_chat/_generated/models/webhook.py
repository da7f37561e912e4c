# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Webhook")


@_attrs_define
class Webhook:
    """A subscription.

    Example:
        {'id': 5, 'actions': ['CHAT_CONVERSATION_CREATED'], 'subscription_url': 'https://example.org/thulium',
            'http_auth_user': '', 'http_auth_password': ''}

    Attributes:
        id (int): Identifier of the subscription. Example: 5.
        actions (list[str]): The actions that are subscribed to. Example: ['CHAT_CONVERSATION_CREATED'].
        subscription_url (str): Where events are sent. Example: https://example.org/thulium.
        http_auth_user (str): Name of the Basic credentials that are sent along; empty without.
        http_auth_password (str): Password of the Basic credentials that are sent along; empty without.
    """

    id: int
    actions: list[str]
    subscription_url: str
    http_auth_user: str
    http_auth_password: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        actions = self.actions

        subscription_url = self.subscription_url

        http_auth_user = self.http_auth_user

        http_auth_password = self.http_auth_password

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "actions": actions,
                "subscription_url": subscription_url,
                "http_auth_user": http_auth_user,
                "http_auth_password": http_auth_password,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        actions = cast(list[str], d.pop("actions"))

        subscription_url = d.pop("subscription_url")

        http_auth_user = d.pop("http_auth_user")

        http_auth_password = d.pop("http_auth_password")

        webhook = cls(
            id=id,
            actions=actions,
            subscription_url=subscription_url,
            http_auth_user=http_auth_user,
            http_auth_password=http_auth_password,
        )

        webhook.additional_properties = d
        return webhook

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
