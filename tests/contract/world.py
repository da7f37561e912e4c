"""What exists while servers are judged: the fixtures that the mock is given and that the oracle knows."""

import copy
from typing import Any

from thulium_contract.expected.oracle import Known
from thulium_contract.requests.fixtures import QUEUES

from tests.servers import CREDENTIALS

Fixtures = dict[str, list[dict[str, Any]]]

LIMITED = ("api_limited", "api_pass")
"""An API user who may not start conversations."""

_FIXTURES: Fixtures = {
    "users": [
        {"name": CREDENTIALS[0], "password": CREDENTIALS[1], "methods": ["*"]},
        {"name": LIMITED[0], "password": LIMITED[1], "methods": ["chats"]},
    ],
    "queues": [{"id": each} for each in QUEUES],
    "customers": [
        {"id": 1, "client_id": "1234", "name": "Jan", "surname": "Kowalski", "email": "jan.kowalski@example.org"},
        {"id": 2147483647, "client_id": "'", "email": "żółw@żółw.pl"},
    ],
}


def fixtures() -> Fixtures:
    """Return the fixtures, in the form that the control API takes."""
    return copy.deepcopy(_FIXTURES)


KNOWN = Known(
    users={user["name"]: (user["password"], tuple(user["methods"])) for user in _FIXTURES["users"]},
    queues=frozenset(QUEUES),
)
"""The same for the oracle."""
