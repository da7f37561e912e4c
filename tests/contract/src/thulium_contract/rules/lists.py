"""Rule of pagination: limit, filters, order, and total count."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from thulium_contract.document.facts import beside, governing
from thulium_contract.document.models import model
from thulium_contract.document.operations import Operation
from thulium_contract.expected.expectation import Expected
from thulium_contract.expected.schemas import Fault
from thulium_contract.http.exchange import Exchange
from thulium_contract.rules.finding import Finding, Memory, found

_DAYS = 2
"""From how many days on a date is another in every zone."""
_LOCAL = frozenset({"time.local"})


def page(exchange: Exchange, expected: Expected, memory: Memory) -> Finding | None:
    """Return whether a page is what its parameters ask for; what is no page has other faults."""
    operation, value = expected.operation, exchange.loose
    if operation is None or not model(operation.id).limit or not isinstance(value, dict):
        return None
    items = value.get("result")
    if not isinstance(items, list) or type(value.get("count")) is not int or not all(type(i) is dict for i in items):
        return None
    known = _own(operation).union(*(facts_of(operation, name) for name in expected.values))
    return found(_faults(operation, expected.values, value["count"], items), known)


def facts_of(operation: Operation, name: str) -> frozenset[str]:
    """Return what is known of a parameter."""
    return beside(operation.parameter(name).node)[0]


def _own(operation: Operation) -> frozenset[str]:
    return beside(operation.result)[0]


def _faults(operation: Operation, given: Mapping[str, Any], count: int, items: list[dict[str, Any]]) -> Iterator[Fault]:
    known = model(operation.id)
    limit = given.get(known.limit, operation.parameter(known.limit).schema.get("default", count))
    offset = given.get(known.offset, 0)
    bounds = facts_of(operation, known.limit) | (facts_of(operation, known.offset) if offset else frozenset())
    right = max(0, min(limit, count - offset))
    if len(items) > limit:
        yield f"there are {len(items)} where the limit is {limit}", facts_of(operation, known.limit)
    if count < len(items):
        yield f"count is {count} of {len(items)} that are shown", _own(operation)
    elif len(items) != right:
        yield (
            f"there are {len(items)} where {right} of {count} are left for the limit {limit}",
            bounds | _own(operation),
        )
    for name, text in given.items():
        for chooses, wrong in ((known.equal, _other), (known.since, _before), (known.until, _after)):
            shown = [item[chooses[name]] for item in items if chooses.get(name, "") in item] if name in chooses else []
            for each in shown:
                if wrong(each, text):
                    far = chooses is known.equal or _is_far(each, text)
                    yield (
                        f"{chooses[name]} is {each!r} where {name} is {text!r}",
                        facts_of(operation, name) | (frozenset() if far else _LOCAL),
                    )
    for key in known.since.values():
        times = [str(item[key]) for item in items if key in item]
        if any(before < after for before, after in pairwise(times)):
            yield f"{key} does not fall", governing(operation.node, "/description")


def _other(shown: Any, given: Any) -> bool:
    return bool(shown != given)


def _before(shown: Any, given: str) -> bool:
    """Tell whether a time is before the one that is asked for, as far as that is written."""
    return str(shown)[: len(given)] < given


def _after(shown: Any, given: str) -> bool:
    return str(shown)[: len(given)] > given


def _is_far(shown: Any, given: str) -> bool:
    try:
        return abs((date.fromisoformat(str(shown)[:10]) - date.fromisoformat(given[:10])).days) >= _DAYS
    except ValueError:
        return False
