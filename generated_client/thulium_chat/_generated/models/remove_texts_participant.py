# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.
from typing import Literal

RemoveTextsParticipant = Literal["both", "customer", "user"]

REMOVE_TEXTS_PARTICIPANT_VALUES: set[RemoveTextsParticipant] = {
    "both",
    "customer",
    "user",
}


def check_remove_texts_participant(value: str) -> RemoveTextsParticipant:
    if value in REMOVE_TEXTS_PARTICIPANT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {REMOVE_TEXTS_PARTICIPANT_VALUES!r}")
