# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.
"""Functions that write the request of each operation, and those that make its body of a dictionary."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from .api.chat_conversations import start_conversation

REQUESTS: Final[Mapping[str, Callable[..., dict[str, Any]]]] = {
    "start_conversation": start_conversation._get_kwargs,
}
BODIES: Final[Mapping[str, Callable[[Mapping[str, Any]], Any]]] = {}
