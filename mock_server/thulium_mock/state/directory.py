"""Directory of a space: its API users, chat queues and customers, indexed for look-up."""

from collections.abc import Container, Mapping, Sequence
from typing import Any, NamedTuple

MATCHING_ORDER = ("customer_id", "client_id", "client_email")
"""Parameters that identify a client, in order of precedence (documented by the vendor)."""

Fixtures = dict[str, list[dict[str, Any]]]
"""Users, queues and customers, rules and scenarios, as in the schema ``Fixtures`` of control.yaml."""


class ApiUser(NamedTuple):
    """An API user; ``methods`` are the API methods that it may call, ``*`` standing for all."""

    name: str
    password: str
    methods: tuple[str, ...]


class Customer(NamedTuple):
    """A customer of the CRM; ``client_id`` is the integrator's own id for them."""

    customer_id: int
    client_id: str | None
    name: str | None
    surname: str | None
    email: str | None


class Match(NamedTuple):
    """Matched customer, and the parameter that matched; both None without a match."""

    customer: Customer | None
    matched_by: str | None


class Directory:
    """Index of the users by name, the ids of the queues, the customers and the agents of fixtures.

    ``inactivity`` are the inactivity timeouts of queues, in seconds, after which a conversation ends.
    """

    def __init__(self, fixtures: Fixtures) -> None:
        self.users: Mapping[str, ApiUser] = {
            each["name"]: ApiUser(each["name"], each["password"], tuple(each["methods"])) for each in fixtures["users"]
        }
        self.queues: Container[int] = frozenset(each["id"] for each in fixtures["queues"])
        self.agents: Sequence[Mapping[str, Any]] = fixtures.get("agents", ())
        self.inactivity: Mapping[int, float] = {
            each["id"]: each["inactivity"] for each in fixtures["queues"] if "inactivity" in each
        }
        self._customers: dict[tuple[str, Any], Customer] = {}
        for each in sorted(fixtures["customers"], key=lambda customer: customer["id"]):
            customer = Customer(each["id"], *(each.get(key) for key in ("client_id", "name", "surname", "email")))
            email = customer.email.casefold() if customer.email else None
            for key, value in zip(MATCHING_ORDER, (customer.customer_id, customer.client_id, email), strict=True):
                if value is not None:
                    self._customers.setdefault((key, value), customer)

    def find_customer(self, key: str, value: Any) -> Customer | None:
        """Return the customer whose ``key`` (one of `MATCHING_ORDER`) is ``value``; of several, the lowest id.

        E-mail addresses are compared without regard to case (assumed).
        """
        return self._customers.get((key, value.casefold() if key == "client_email" else value))

    def match(self, parameters: Mapping[str, Any]) -> Match:
        """Return the first match in `MATCHING_ORDER`; parameters that match no customer are skipped (assumed)."""
        for key in MATCHING_ORDER:
            value = parameters.get(key)
            if value is not None and (customer := self.find_customer(key, value)):
                return Match(customer, key)
        return Match(None, None)
