"""The directory: users, queues and customers are found, in the documented order of matching."""

from typing import Any

import pytest
from thulium_mock.state.directory import ApiUser, Directory

DIRECTORY = Directory(
    {
        "users": [{"name": "ł", "password": "ó:", "methods": ["*", "a"]}],
        "queues": [{"id": 1, "name": "Sales"}, {"id": 7}],
        "customers": [
            {"id": 5, "client_id": "A", "email": "jan@example.ORG"},
            {"id": 1, "client_id": "A", "name": "Jan", "surname": "Kowalski", "email": "Jan@Example.org"},
            {"id": 2, "client_id": "a", "email": ""},
            {"id": 6, "email": "ŻANETA@example.org"},
        ],
    }
)


@pytest.mark.parametrize(("name", "user"), [("ł", ApiUser("ł", "ó:", ("*", "a"))), ("Ł", None), ("", None)])
def test_users_are_found_by_their_exact_name(name: str, user: ApiUser | None) -> None:
    """Another spelling is another name."""
    assert DIRECTORY.users.get(name) == user


def test_queues_are_known_by_id() -> None:
    """Only the queues of the fixtures exist."""
    assert [number in DIRECTORY.queues for number in (1, 2, 7)] == [True, False, True]


@pytest.mark.parametrize(
    ("key", "value", "customer_id"),
    [
        ("customer_id", 2, 2),
        ("customer_id", 3, None),
        ("client_id", "A", 1),
        ("client_id", "a", 2),
        ("client_id", "1", None),
        ("client_id", "", None),
        ("client_email", "jan@example.org", 1),
        ("client_email", "JAN@EXAMPLE.ORG", 1),
        ("client_email", "żaneta@example.org", 6),
        ("client_email", "x@example.org", None),
        ("client_email", "", None),
    ],
)
def test_customers_are_found(key: str, value: Any, customer_id: int | None) -> None:
    """Ids are compared to the letter, e-mail addresses without regard to case; of several the lowest id is found."""
    customer = DIRECTORY.find_customer(key, value)
    assert (customer.customer_id if customer else None) == customer_id


@pytest.mark.parametrize(
    ("parameters", "customer_id", "matched_by"),
    [
        ({"customer_id": 1, "client_id": "a", "client_email": "żaneta@example.org"}, 1, "customer_id"),
        ({"customer_id": 9, "client_id": "a", "client_email": "żaneta@example.org"}, 2, "client_id"),
        ({"customer_id": 9, "client_id": "9", "client_email": "żaneta@example.org"}, 6, "client_email"),
        ({"client_email": "żaneta@example.org", "client_id": "a"}, 2, "client_id"),
        ({"customer_id": 9, "client_id": "9", "client_email": "9@example.org"}, None, None),
        ({"client_name": "Jan", "client_surname": "Kowalski"}, None, None),
        ({"client_id": None}, None, None),
        ({}, None, None),
    ],
)
def test_the_first_parameter_that_finds_a_customer_wins(
    parameters: dict[str, Any], customer_id: int | None, matched_by: str | None
) -> None:
    """customer_id, then client_id, then the e-mail address; one that finds nobody is passed over."""
    customer, found_by = DIRECTORY.match(parameters)
    assert (customer.customer_id if customer else None, found_by) == (customer_id, matched_by)
