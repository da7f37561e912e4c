"""Events of webhooks: bases of the generated ones, and the one that this version does not know."""

from dataclasses import dataclass

from ._results import Record


@dataclass(frozen=True)
class BaseEvent(Record):
    """Base of events; fields that this version does not know are in `additional_properties`."""


@dataclass(frozen=True)
class UnknownEvent(BaseEvent):
    """An event of another action, or without what the vendor documents; `additional_properties` has all fields."""

    action: str | None = None
