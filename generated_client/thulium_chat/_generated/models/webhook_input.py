# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="WebhookInput")


@_attrs_define
class WebhookInput:
    """A subscription to make.

    Example:
        {'actions': ['CHAT_CONVERSATION_CREATED'], 'subscription_url': 'https://example.org/thulium'}

    Attributes:
        actions (list[str]): The actions to subscribe to. Those of conversations are CHAT_CONVERSATION_CREATED,
            CHAT_AGENT_ASSIGNED and CHAT_CONVERSATION_CLOSED. Example: ['CHAT_CONVERSATION_CREATED'].
        subscription_url (str): Where to send events, an absolute URL. Example: https://example.org/thulium.
        http_auth_user (str | Unset): Name of the Basic credentials to send along. Example: hook_user.
        http_auth_password (str | Unset): Password of the Basic credentials to send along. Example: hook_pass.
    """

    actions: list[str]
    subscription_url: str
    http_auth_user: str | Unset = UNSET
    http_auth_password: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        actions = self.actions

        subscription_url = self.subscription_url

        http_auth_user = self.http_auth_user

        http_auth_password = self.http_auth_password

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "actions": actions,
                "subscription_url": subscription_url,
            }
        )
        if http_auth_user is not UNSET:
            field_dict["http_auth_user"] = http_auth_user
        if http_auth_password is not UNSET:
            field_dict["http_auth_password"] = http_auth_password

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        actions = cast(list[str], d.pop("actions"))

        subscription_url = d.pop("subscription_url")

        http_auth_user = d.pop("http_auth_user", UNSET)

        http_auth_password = d.pop("http_auth_password", UNSET)

        webhook_input = cls(
            actions=actions,
            subscription_url=subscription_url,
            http_auth_user=http_auth_user,
            http_auth_password=http_auth_password,
        )

        webhook_input.additional_properties = d
        return webhook_input

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
