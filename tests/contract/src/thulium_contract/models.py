"""What a document cannot say of its operations: what exists, what is matched and stored; a table by operationId."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from thulium_contract.tables import table


@dataclass(frozen=True)
class Model:
    """``queue`` is the parameter that names a queue, which has to exist; ``ends`` tells that its object is closed.

    ``matches`` has, in the order of matching, parameters and the keys of customers that they are compared with;
    ``stores`` tells that each success is a conversation more.
    """

    queue: str = ""
    matches: Mapping[str, str] = field(default_factory=dict)
    stores: bool = False
    ends: bool = False


@cache
def model(operation_id: str) -> Model:
    """Return what is known of an operation; of one without a row nothing is."""
    return Model(**table("models").get(operation_id, {}))
