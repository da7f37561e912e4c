"""Conversations, their messages, changes and events, the same for every engine."""

from datetime import datetime
from typing import Any, Literal, NamedTuple

from thulium_mock.local_time import local_time

Status = Literal["CREATED", "IN_PROGRESS", "CLOSED"]
"""Status of a conversation: started by the client; an agent has replied; ended (documented by the vendor)."""

Side = Literal["customer", "user"]
"""Side of a message's author: ``customer`` is the client or a chat bot of theirs, ``user`` the agent."""


class Conversation(NamedTuple):
    """A conversation.

    ``parameters`` are those of the request, as sent; ``customer_id`` is the matched customer, ``matched_by`` the
    parameter that found them. ``full_name`` and ``email`` are the client's, as sent or else the customer's. Times are
    RFC 3339 in UTC; ``user_login`` is the agent's, who took it at ``assigned_at``.
    """

    conversation_id: str
    chat_queue_id: int
    customer_id: int | None
    matched_by: str | None
    parameters: dict[str, Any]
    created_at: str
    full_name: str | None = None
    email: str | None = None
    status: Status = "CREATED"
    user_login: str | None = None
    closed_at: str | None = None
    assigned_at: str | None = None


class Message(NamedTuple):
    """A message; ``author`` is the agent's login or the chat bot's id, None for the client. A removed text is None."""

    side: Side
    author: str | None
    text: str | None
    sent_at: str


class Change(NamedTuple):
    """Change of a conversation at a time; one that has ended ignores everything but the removal of texts.

    A field that is None changes nothing; ``texts_removed`` are the sides whose messages lose their text.
    """

    conversation_id: str
    at: str
    message: Message | None = None
    user_login: str | None = None
    status: Status | None = None
    texts_removed: tuple[Side, ...] = ()


class ScheduledChange(NamedTuple):
    """Change scheduled for ``due_at``, in seconds of the mock's clock; its ``change.at`` is filled in then.

    With ``idle``, an inactivity timeout in seconds, it is put off while somebody writes.
    """

    due_at: float
    change: Change
    idle: float = 0

    def resolve(self, now: float, at: str, written: str) -> "Change | ScheduledChange":
        """Return the change to make ``at`` this time, ``now`` by the clock of the mock, or else this one put off.

        ``written`` is the time of the last message, or of the start of the conversation.
        """
        rest = self.idle - (datetime.fromisoformat(at) - datetime.fromisoformat(written)).total_seconds()
        if self.idle and rest > 0:
            return self._replace(due_at=now + min(rest, self.idle))
        message = self.change.message
        return self.change._replace(at=at, message=message and message._replace(sent_at=at))


class ConversationFilters(NamedTuple):
    """Filters of conversations, all of which must match; None matches any.

    Starts are from ``since``, inclusive, until ``before``, exclusive.
    """

    status: Status | None = None
    chat_queue_id: int | None = None
    since: str | None = None
    before: str | None = None


EVERY = ConversationFilters()
"""Filters that match all conversations."""


def changed(conversation: Conversation, change: Change) -> Conversation:
    """Return a conversation that has not ended with a change applied."""
    taken_by = change.user_login or conversation.user_login
    return conversation._replace(
        user_login=taken_by,
        status=change.status or conversation.status,
        closed_at=change.at if change.status == "CLOSED" else None,
        assigned_at=conversation.assigned_at if taken_by == conversation.user_login else change.at,
    )


def events(before: Conversation | None, after: Conversation, at: str) -> list[dict[str, Any]]:
    """Return the webhook events of a change of a conversation at a time, as the vendor documents their payloads.

    ``before`` is None for a new conversation. Dates are local time, to the second.
    """
    happened: list[tuple[str, dict[str, str | None]]] = []
    if before is None:
        happened.append(("CHAT_CONVERSATION_CREATED", {"client_name": after.full_name, "client_email": after.email}))
    elif after.user_login != before.user_login:
        happened.append(("CHAT_AGENT_ASSIGNED", {"agent_login": after.user_login}))
    if before is not None and after.status == "CLOSED" != before.status:
        happened.append(("CHAT_CONVERSATION_CLOSED", {}))
    common = {"date": local_time(at)[:19], "chat_queue_id": after.chat_queue_id}
    return [{"action": action, "conversation_id": after.conversation_id, **own, **common} for action, own in happened]
