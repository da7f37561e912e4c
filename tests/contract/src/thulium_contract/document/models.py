"""Behaviour of operations beyond OpenAPI, by operationId: matching, storing, listing, events."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from thulium_contract.tables import table


@dataclass(frozen=True)
class Model:
    """``queue`` is the parameter that names a queue, which has to exist; ``ends`` tells that its object is closed.

    ``matches`` has, in the order of matching, parameters and the keys of customers that they are compared with;
    ``stores`` tells that each success is a conversation more. ``role`` is what it does in the life of a conversation.
    ``limit`` and ``offset`` are the parameters of a page; ``equal``, ``since`` and ``until`` have parameters and the
    fields of items that they choose by: the same, the earliest and the latest. ``events`` are the actions that tell of
    what happened, by role. ``assumed`` names the facts, by status of a conversation, without which it may refuse one.
    """

    queue: str = ""
    matches: Mapping[str, str] = field(default_factory=dict)
    stores: bool = False
    ends: bool = False
    role: str = ""
    limit: str = ""
    offset: str = ""
    equal: Mapping[str, str] = field(default_factory=dict)
    since: Mapping[str, str] = field(default_factory=dict)
    until: Mapping[str, str] = field(default_factory=dict)
    events: Mapping[str, str] = field(default_factory=dict)
    assumed: Mapping[str, str] = field(default_factory=dict)


@cache
def model(operation_id: str) -> Model:
    """Return what is known of an operation; of one without a row nothing is."""
    return Model(**table("models").get(operation_id, {}))
