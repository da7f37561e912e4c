"""The documented order of matching a client to a customer."""

import asyncio
from typing import Any

import pytest
from thulium_mock.state.customers import Customer, match_customer

JAN = Customer(1, "1234", "Jan", "Kowalski", "jan.kowalski@example.org")
ANNA = Customer(2, "CRM-2", "Anna", "Nowak", "anna.nowak@example.org")
EWA = Customer(3, None, "Ewa", None, "ewa@example.org")

KNOWN = {
    ("customer_id", 1): JAN,
    ("client_id", "CRM-2"): ANNA,
    ("client_email", "ewa@example.org"): EWA,
}


async def find_customer(key: str, value: Any) -> Customer | None:
    """Look a customer up among `KNOWN`."""
    return KNOWN.get((key, value))


@pytest.mark.parametrize(
    ("parameters", "customer", "matched_by"),
    [
        ({"customer_id": 1, "client_id": "CRM-2", "client_email": "ewa@example.org"}, JAN, "customer_id"),
        ({"customer_id": 9, "client_id": "CRM-2", "client_email": "ewa@example.org"}, ANNA, "client_id"),
        ({"customer_id": 9, "client_id": "9", "client_email": "ewa@example.org"}, EWA, "client_email"),
        ({"client_email": "ewa@example.org", "client_id": "CRM-2"}, ANNA, "client_id"),
        ({"customer_id": 9, "client_id": "9", "client_email": "9@example.org"}, None, None),
        ({"client_name": "Jan", "client_surname": "Kowalski"}, None, None),
        ({}, None, None),
    ],
)
def test_the_first_parameter_that_finds_a_customer_wins(
    parameters: dict[str, Any], customer: Customer | None, matched_by: str | None
) -> None:
    """customer_id, then client_id, then the e-mail address; one that finds nobody is passed over."""
    assert asyncio.run(match_customer(parameters, find_customer)) == (customer, matched_by)
