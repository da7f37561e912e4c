"""Defects in what is kept of a conversation."""

from collections.abc import Callable
from typing import Any

from thulium_mock.state.conversations import Conversation

from tests.mutants.server.core import Defect, Group
from tests.mutants.server.parts import Parts, Server
from tests.mutants.server.witness import Ask

GROUP = Group("state")


def _keep(keep: Callable[[Conversation, Server], Conversation | None]) -> Defect:
    return Defect(parts=Parts(keep=keep))


def _swapped(conversation: Conversation, server: Server) -> Conversation:
    names = {"client_name": "client_surname", "client_surname": "client_name"}
    return conversation._replace(
        parameters={names.get(key, key): each for key, each in conversation.parameters.items()}
    )


def _left_over(conversation: Conversation, server: Server) -> Conversation:
    """Fill what is not given with what the conversation before had."""
    before: dict[str, Any] = server.memory.get("before", {})
    server.memory["before"] = conversation.parameters
    surname = before.get("client_surname")
    if "client_name" not in conversation.parameters or "client_surname" in conversation.parameters or not surname:
        return conversation
    return conversation._replace(parameters={**conversation.parameters, "client_surname": surname})


def _name(raw: str, name: str = "client_name") -> Ask:
    return Ask(f"chat_queue_id=3&{name}={raw}")


_add = GROUP.add
_add("not-kept", "Conversations are not kept.", _keep(lambda conversation, server: None), Ask())
_add(
    "not-kept-without-name",
    "Conversations with a surname but no name are not kept.",
    _keep(
        lambda each, server: (
            None if "client_surname" in each.parameters and "client_name" not in each.parameters else each
        )
    ),
    _name("x", "client_surname"),
)
_add(
    "hundred-kept",
    "After a hundred conversations no more are kept.",
    _keep(lambda each, server: each if server.nth("kept") <= 100 else None),
    Ask(times=102),
)
_add(
    "swapped",
    "Name and surname are swapped.",
    _keep(_swapped),
    Ask("chat_queue_id=3&client_name=Jan&client_surname=Kowalski"),
)
_add(
    "queue",
    "Conversations are kept in another queue.",
    _keep(lambda each, server: each._replace(chat_queue_id=1)),
    Ask(),
)
_add(
    "queue-in-parameters",
    "The parameters that are kept have another queue.",
    _keep(lambda each, server: each._replace(parameters={**each.parameters, "chat_queue_id": 1})),
    Ask(),
)
_add(
    "queue-of-before",
    "The second of two conversations in a row is kept in the queue of the first.",
    _keep(lambda each, server: each._replace(chat_queue_id=server.memory.setdefault("queue", each.chat_queue_id))),
    Ask("chat_queue_id=1"),
    Ask("chat_queue_id=2"),
)
_add(
    "left-over",
    "A surname that is not given is that of the conversation before.",
    _keep(_left_over),
    Ask("chat_queue_id=3&client_name=a&client_surname=b"),
    _name("c"),
)
_add(
    "old",
    "Conversations are kept with a time of long ago.",
    _keep(lambda each, server: each._replace(created_at="1970-01-01T00:00:00.000Z")),
    Ask(),
)
_add(
    "local-time",
    "Conversations are kept with a time that is not in UTC.",
    _keep(lambda each, server: each._replace(created_at=each.created_at.replace("Z", "+02:00"))),
    Ask(),
)
_add(
    "surname-not-kept",
    "client_surname is not kept if it is the same as client_name.",
    _keep(
        lambda each, server: each._replace(
            parameters={
                key: value
                for key, value in each.parameters.items()
                if key != "client_surname" or value != each.parameters.get("client_name")
            }
        )
    ),
    Ask("chat_queue_id=3&client_name=a&client_surname=a"),
)
_add(
    "customer-not-kept",
    "A customer_id above a million is not kept.",
    _keep(
        lambda each, server: each._replace(
            parameters={key: value for key, value in each.parameters.items() if key != "customer_id" or value <= 10**6}
        )
    ),
    _name("1000001", "customer_id"),
)
_add(
    "customer-as-float",
    "A customer_id above 2^24 loses its last bits.",
    _keep(
        lambda each, server: each._replace(
            parameters={
                key: value & ~127 if key == "customer_id" and value > 2**24 else value
                for key, value in each.parameters.items()
            }
        )
    ),
    _name("2147483647", "customer_id"),
)
