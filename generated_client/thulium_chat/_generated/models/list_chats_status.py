# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.
from typing import Literal

ListChatsStatus = Literal["CLOSED", "CREATED", "IN_PROGRESS"]

LIST_CHATS_STATUS_VALUES: set[ListChatsStatus] = {
    "CLOSED",
    "CREATED",
    "IN_PROGRESS",
}


def check_list_chats_status(value: str) -> ListChatsStatus:
    if value in LIST_CHATS_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_CHATS_STATUS_VALUES!r}")
