"""Defects in customers, queues, permissions and what is kept that no row can say."""

from collections.abc import Callable, Mapping
from typing import Any

from thulium_mock.state.conversations import Conversation
from thulium_mock.state.directory import ApiUser

from tests.mutants.server.changes import NAMED, TEXTS
from tests.mutants.server.parts import Parts, Server, compared, find, kept, permitted

_METHOD = "chat_conversations/start"


def _first_version(name: str, server: Server) -> ApiUser | None:
    """Find a user as it was when it was first asked for."""
    found: ApiUser | None = server.memory.setdefault(name, server.users.get(name))
    return found


def _changed(edit: Callable[[Conversation], Mapping[str, Any]]) -> Parts:
    """Change what is kept of a conversation."""
    return Parts(keep=lambda conversation, server: conversation._replace(**edit(conversation)))


def _unmatched(when: Callable[[Conversation], bool]) -> Parts:
    return _changed(lambda each: {"customer_id": None, "matched_by": None} if when(each) else {})


def _also(key: str, other: str, edit: Callable[[Any], Any]) -> Parts:
    """Find a customer by another field as well."""
    return Parts(
        customer=lambda asked, given, server: (
            find(asked, given, server) or (find(other, edit(given), server) if asked == key else None)
        )
    )


def _cached(key: str, given: Any, server: Server) -> Any:
    return server.memory.get((key, given)) or server.memory.setdefault((key, given), find(key, given, server))


def _queue(queue: Callable[[int, Server], bool]) -> Parts:
    return Parts(queue=queue)


def _known(queue: int, server: Server) -> bool:
    return queue in server.queues


def _remembered(queue: int, server: Server) -> bool:
    return bool(server.memory.setdefault(queue, True) if _known(queue, server) else server.memory.get(queue))


def _left_over(conversation: Conversation, server: Server) -> Conversation:
    """Fill what is not given with what the conversation before had."""
    before: dict[str, Any] = server.memory.get("before", {})
    given = server.memory["before"] = conversation.parameters
    surname = before.get("client_surname")
    if "client_name" not in given or "client_surname" in given or not surname:
        return conversation
    return conversation._replace(parameters={**given, "client_surname": surname})


PARTS: dict[str, Parts] = {
    "credentials.cached-user": Parts(user=_first_version),
    "permissions.ignored": permitted(lambda methods: ("*",)),
    "permissions.none": permitted(lambda methods: methods or ("*",)),
    "permissions.star-among-others": permitted(
        lambda methods: methods if len(methods) < 2 else tuple(each for each in methods if each != "*")
    ),
    "permissions.prefix": permitted(lambda methods: ("*",) if any(map(_METHOD.startswith, methods)) else methods),
    "permissions.not-named": permitted(lambda methods: tuple(each for each in methods if each != _METHOD)),
    "permissions.first-only": permitted(lambda methods: methods[:1]),
    "permissions.ten-only": permitted(lambda methods: methods[:10]),
    "matching.unknown-customer-stops": _unmatched(
        lambda each: each.parameters.get("customer_id") not in (None, each.customer_id)
    ),
    "matching.unknown-client-stops": _unmatched(
        lambda each: each.matched_by == "client_email" and "client_id" in each.parameters
    ),
    "matching.unknown-customer-kept": _changed(
        lambda each: {"customer_id": each.customer_id or each.parameters.get("customer_id")}
    ),
    "matching.highest-of-several": compared(
        "client_email", lambda given, right: given.casefold() == right.casefold(), last=True
    ),
    "matching.highest-of-several-clients": compared("client_id", lambda given, right: given == right, last=True),
    "matching.hundred-customers": Parts(
        customer=lambda key, given, server: find(key, given, Server(customers=server.customers[:100]))
    ),
    "matching.cached": Parts(customer=_cached),
    "matching.misses-cached": Parts(
        customer=lambda key, given, server: server.memory.setdefault((key, given), find(key, given, server))
    ),
    "matching.matched-by-unknown": _changed(lambda each: {"matched_by": each.matched_by or "client_id"}),
    "matching.customer-of-nobody": _changed(lambda each: {"customer_id": each.customer_id or 1}),
    "comparing.client-prefix": compared("client_id", lambda given, right: right.startswith(given)),
    "comparing.client-wildcard": compared(
        "client_id",
        lambda given, right: given == right or (given.endswith("%") and right.startswith(given.rstrip("%"))),
    ),
    "comparing.client-as-customer": _also("client_id", "customer_id", NAMED["number"]),
    "comparing.customer-as-client": _also("customer_id", "client_id", str),
    "comparing.email-ascii-case": compared(
        "client_email", lambda given, right: given.encode().lower() == right.encode().lower()
    ),
    "queues.any-queue": _queue(lambda queue, server: True),
    "queues.large-queue": _queue(lambda queue, server: _known(queue, server) or queue > 10**6),
    "queues.next-queue": _queue(
        lambda queue, server: _known(queue, server) or queue - 1 == max(server.queues, default=0)
    ),
    "queues.queue-prefix": _queue(lambda queue, server: any(map(str(queue).startswith, map(str, server.queues)))),
    "queues.queue-of-16-bits": _queue(lambda queue, server: queue & 0xFFFF in server.queues),
    "queues.queue-remembered": _queue(_remembered),
    "queues.queue-missed": _queue(lambda queue, server: server.memory.setdefault(queue, _known(queue, server))),
    "queues.largest-queue": _queue(lambda queue, server: _known(queue, server) and queue < 2**31 - 1),
    "queues.first-queue": _queue(lambda queue, server: queue in server.queues[:10]),
    "ids.unstored-third": Parts(keep=lambda each, server: each if server.nth("kept") % 3 else None),
    "state.not-kept": Parts(keep=lambda each, server: None),
    "state.not-kept-without-name": Parts(
        keep=lambda each, server: (
            each if "client_name" in each.parameters or "client_surname" not in each.parameters else None
        )
    ),
    "state.hundred-kept": Parts(keep=lambda each, server: each if server.nth("kept") <= 100 else None),
    "state.queue-in-parameters": _changed(lambda each: {"parameters": {**each.parameters, "chat_queue_id": 1}}),
    "state.queue-of-before": Parts(
        keep=lambda each, server: each._replace(chat_queue_id=server.memory.setdefault("queue", each.chat_queue_id))
    ),
    "state.left-over": Parts(keep=_left_over),
    "kept.cut-at-8000": kept(["client_name"], lambda text: text.encode()[:8000].decode("utf-8", "ignore")),
    "kept.true-word": kept(["client_name"], lambda text: {"true": True, "false": False}.get(text, text)),
    "misread.yes": kept(TEXTS, lambda text: {"yes": True, "on": True, "no": False, "off": False}.get(text, text)),
}
