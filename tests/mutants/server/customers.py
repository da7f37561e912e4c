"""What the defects of matching share: finding customers, soundly and otherwise."""

from collections.abc import Callable
from typing import Any

from thulium_mock.state.directory import Customer

from tests.mutants.server.core import Defect
from tests.mutants.server.parts import Parts, Server
from tests.mutants.server.witness import Ask

_FIELDS = {"customer_id": "customer_id", "client_id": "client_id", "client_email": "email"}


def _equal(key: str, given: Any, right: Any) -> bool:
    if right is None or given is None:
        return False
    return bool(given.casefold() == right.casefold() if key == "client_email" else given == right)


def find(key: str, value: Any, server: Server) -> Customer | None:
    """Return the customer whom a parameter finds."""
    return next((each for each in server.customers if _equal(key, value, getattr(each, _FIELDS[key]))), None)


def compared(key: str, same: Callable[[Any, Any], bool], last: bool = False) -> Defect:
    """Compare what one parameter finds in another way."""

    def customer(asked: str, value: Any, server: Server) -> Customer | None:
        if asked != key:
            return find(asked, value, server)
        fields = ((each, getattr(each, _FIELDS[key])) for each in server.customers[:: -1 if last else 1])
        return next((each for each, field in fields if field is not None and same(value, field)), None)

    return Defect(parts=Parts(customer=customer))


def by_client(text: str) -> Ask:
    """Return a request with a client_id."""
    return Ask(f"chat_queue_id=3&client_id={text}")


def by_email(text: str) -> Ask:
    """Return a request with an e-mail address."""
    return Ask(f"chat_queue_id=3&client_email={text}")
