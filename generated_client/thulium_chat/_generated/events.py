# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.
"""Events that webhooks tell of, by the callbacks of the document."""

from collections.abc import Mapping
from typing import Final, TypeAlias

from .._events import UnknownEvent

__all__: list[str] = []
Event: TypeAlias = UnknownEvent
CLASSES: Final[Mapping[str, type[Event]]] = {}
