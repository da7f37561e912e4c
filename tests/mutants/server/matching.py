"""Defects in how a client is matched to a customer."""

from collections.abc import Callable, Sequence
from typing import Any

from thulium_mock.state.conversations import Conversation

from tests.mutants.server.core import Defect, Group
from tests.mutants.server.customers import by_client, by_email, compared, find
from tests.mutants.server.parts import Parts, Server
from tests.mutants.server.witness import Ask, put

GROUP = Group("matching")

_FIELDS = {"customer_id": "customer_id", "client_id": "client_id", "client_email": "email"}
_ORDER = tuple(_FIELDS)
Same = Callable[[Any, Any], bool]


def _ordered(order: Sequence[str]) -> Defect:
    """Match by some parameters in some order."""

    def keep(conversation: Conversation, server: Server) -> Conversation:
        for key in order:
            if (value := conversation.parameters.get(key)) is not None and (found := find(key, value, server)):
                return conversation._replace(customer_id=found.customer_id, matched_by=key)
        return conversation._replace(customer_id=None, matched_by=None)

    return Defect(parts=Parts(keep=keep))


def _kept(edit: Callable[[Conversation], dict[str, Any]]) -> Defect:
    """Change what is kept of a conversation."""
    return Defect(parts=Parts(keep=lambda conversation, server: conversation._replace(**edit(conversation))))


def _stops(conversation: Conversation) -> dict[str, Any]:
    """Look no further where a customer_id finds nobody."""
    unknown = conversation.parameters.get("customer_id") not in (None, conversation.customer_id)
    return {"customer_id": None, "matched_by": None} if unknown else {}


def _stops_at_client(conversation: Conversation) -> dict[str, Any]:
    passed = conversation.matched_by == "client_email" and "client_id" in conversation.parameters
    return {"customer_id": None, "matched_by": None} if passed else {}


_THREE = put(
    customers=[{"id": 1, "client_id": "A"}, {"id": 2, "client_id": "B", "email": "b@b"}, {"id": 3, "email": "c@c"}]
)
_ALL = Ask("chat_queue_id=3&customer_id=1&client_id=B&client_email=c@c")
_CLIENT_EMAIL = Ask("chat_queue_id=3&client_id=A&client_email=c@c")
_ORDERS = {
    "order-client-customer-email": (1, 0, 2),
    "order-client-email-customer": (1, 2, 0),
    "order-email-client-customer": (2, 1, 0),
    "order-email-customer-client": (2, 0, 1),
    "order-customer-email-client": (0, 2, 1),
}
for _name, _indexes in _ORDERS.items():
    _keys = [_ORDER[index] for index in _indexes]
    GROUP.add(_name, f"Customers are matched by {', then '.join(_keys)}.", _ordered(_keys), _THREE, _ALL, _CLIENT_EMAIL)
for _left_out in _ORDER:
    GROUP.add(
        f"no-{_left_out}",
        f"Customers are not matched by {_left_out}.",
        _ordered([key for key in _ORDER if key != _left_out]),
        _THREE,
        *(Ask(f"chat_queue_id=3&{text}") for text in ("customer_id=1", "client_id=B", "client_email=c@c")),
    )


GROUP.add(
    "unknown-customer-stops",
    "A customer_id that finds nobody ends the search.",
    _kept(_stops),
    Ask("chat_queue_id=3&customer_id=99&client_id=1234"),
)
GROUP.add(
    "unknown-client-stops",
    "A client_id that finds nobody ends the search.",
    _kept(_stops_at_client),
    Ask("chat_queue_id=3&client_id=x&client_email=jan.kowalski@example.org"),
)
GROUP.add(
    "unknown-customer-kept",
    "A customer_id that finds nobody is kept as the customer.",
    _kept(lambda each: {"customer_id": each.customer_id or each.parameters.get("customer_id")}),
    Ask("chat_queue_id=3&customer_id=99"),
)
GROUP.add(
    "highest-of-several",
    "Of several customers with one e-mail address the highest id is matched.",
    compared("client_email", lambda given, right: given.casefold() == right.casefold(), last=True),
    put(customers=[{"id": 1, "email": "a@b"}, {"id": 2, "email": "a@b"}]),
    by_email("a@b"),
)
GROUP.add(
    "highest-of-several-clients",
    "Of several customers with one client_id the highest id is matched.",
    compared("client_id", lambda given, right: given == right, last=True),
    put(customers=[{"id": 1, "client_id": "a"}, {"id": 2, "client_id": "a"}]),
    by_client("a"),
)
GROUP.add(
    "hundred-customers",
    "Only the first hundred customers are searched.",
    Defect(parts=Parts(customer=lambda key, value, server: find(key, value, Server(customers=server.customers[:100])))),
    put(customers=[{"id": each, "client_id": f"c{each}"} for each in range(1, 102)]),
    by_client("c101"),
)
GROUP.add(
    "cached",
    "Customers that were found once are found after they are gone.",
    Defect(
        parts=Parts(
            customer=lambda key, value, server: (
                server.memory.get((key, value)) or server.memory.setdefault((key, value), find(key, value, server))
            )
        )
    ),
    by_client("1234"),
    put(customers=[]),
    by_client("1234"),
)
GROUP.add(
    "misses-cached",
    "Customers that were looked for in vain are not found once they exist.",
    Defect(
        parts=Parts(
            customer=lambda key, value, server: server.memory.setdefault((key, value), find(key, value, server))
        )
    ),
    by_client("new"),
    put(customers=[{"id": 9, "client_id": "new"}]),
    by_client("new"),
)
GROUP.add(
    "matched-by-swapped",
    "matched_by says client_id for an e-mail address.",
    _kept(lambda each: {"matched_by": each.matched_by and each.matched_by.replace("email", "id")}),
    by_email("jan.kowalski@example.org"),
)
GROUP.add(
    "matched-by-unknown",
    "matched_by names a parameter where nobody was found.",
    _kept(lambda each: {} if each.matched_by else {"matched_by": "client_id"}),
    Ask(),
)
GROUP.add(
    "customer-of-nobody",
    "A conversation with nobody belongs to the first customer.",
    _kept(lambda each: {} if each.customer_id else {"customer_id": 1}),
    Ask(),
)
