"""Matching a client to a customer of the CRM."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

MATCHING_ORDER = ("customer_id", "client_id", "client_email")
"""The parameters that identify a client, in the order in which they are tried (documented by the vendor)."""


class Customer(NamedTuple):
    """A customer of the CRM; ``client_id`` is the integrator's own id for them."""

    customer_id: int
    client_id: str | None
    name: str | None
    surname: str | None
    email: str | None


class Match(NamedTuple):
    """The customer that was found, and the parameter that found them; both None when nobody was."""

    customer: Customer | None
    matched_by: str | None


async def match_customer(
    parameters: Mapping[str, Any], find_customer: Callable[[str, Any], Awaitable[Customer | None]]
) -> Match:
    """Return the first customer that one of `MATCHING_ORDER` finds.

    A parameter that is given and finds nobody is passed over (assumed).
    """
    for key in MATCHING_ORDER:
        value = parameters.get(key)
        if value is not None and (customer := await find_customer(key, value)):
            return Match(customer, key)
    return Match(None, None)
