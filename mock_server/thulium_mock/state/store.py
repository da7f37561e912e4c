"""Interface of the store of all state, which engines implement.

Every method is asynchronous and atomic. Arguments and results are values, which neither side mutates.
Everything but the spaces themselves belongs to one space; its name is the first argument, and a name of which there is
no space raises `UnknownSpace`.
"""

from collections.abc import Collection, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple, Protocol

from thulium_mock.faults.fault import Fault, Strike
from thulium_mock.faults.fault_set import FaultSet
from thulium_mock.state.conversations import EVERY, Change, Conversation, ConversationFilters, Message, ScheduledChange
from thulium_mock.state.directory import Directory, Fixtures
from thulium_mock.state.journal import Exchange, Filters, JournalStatus
from thulium_mock.state.subscriptions import Subscriptions
from thulium_mock.state.webhooks import Delivery, DeliveryStatus, Webhook, WebhookKey

DEFAULT = "default"
"""Name of the default space, which always exists."""

Record = Conversation | Change | ScheduledChange | Webhook
"""State change that an operation makes: a new record, or a change of a conversation, now or scheduled."""


class Draw(NamedTuple):
    """The ``number``-th draw of a sequence, from 1 on: 128 bits that follow from seed, sequence and number."""

    number: int
    bits: int

    @classmethod
    def of(cls, seed: int, sequence: str, number: int) -> "Draw":
        """Return the draw of a seed of at most 64 digits."""
        digest = blake2b(f"{sequence} {number}".encode(), key=str(seed).encode(), digest_size=16).digest()
        return cls(number, int.from_bytes(digest, "big"))


class UnusableDatabase(Exception):
    """Database that cannot be used; the message, the end of a sentence, says why, and what to do."""


class Store(Protocol):
    """Interface of an engine.

    It publishes changed parts of the state to the subscribers in ``changes``.

    The parts are ``fixtures``, ``faults``, ``scenario``, ``seed``, ``requests`` (the journal was emptied),
    ``conversations`` (one was changed beside any request), ``deliveries`` (there are new ones, or one is over),
    ``reset`` and ``removed``; a request and an answer are published without a part.
    """

    changes: Subscriptions

    @property
    def problem(self) -> str | None:
        """Why its database is unavailable; None if it is available, or there is none."""
        ...

    async def start(self) -> int:
        """Open the store, with its state from before; raises `UnusableDatabase`.

        Return a number unique to the process among those on the database, 0 if there can be no other.
        """
        ...

    async def watch(self) -> None:
        """Publish changes by other processes, until cancelled."""
        ...

    async def close(self) -> None:
        """Write all that was recorded, and close the store."""
        ...

    async def open_space(self, name: str, baseline: Fixtures, limit: int) -> None:
        """Create a space unless it exists, else read what other processes have changed in it.

        Raises `TooManySpaces` if there are ``limit`` beside the default one.
        """
        ...

    async def spaces(self) -> list[str]:
        """Return the names of all spaces, the default one first, the others in order of creation."""
        ...

    async def remove_space(self, name: str) -> None:
        """Delete a space and its state."""
        ...

    async def reset(self, space: str) -> None:
        """Delete conversations, webhooks, exchanges and faults, restore the baseline fixtures, and restart the seed."""
        ...

    async def fixtures(self, space: str) -> Fixtures:
        """Return the fixtures as they were given."""
        ...

    async def directory(self, space: str) -> Directory:
        """Return the users, queues and customers of the fixtures, compiled once for each. Cheap: asked each time."""
        ...

    async def replace_fixtures(self, space: str, fixtures: Fixtures, *, baseline: bool = False) -> None:
        """Replace the fixtures, also as ``baseline`` if asked; all other state stays.

        The active scenario goes on as it now is until its end, or ends if it is gone. Counters of rules begin anew.
        """
        ...

    async def record_request(self, space: str, exchange: Exchange) -> None:
        """Record a pending request, evicting the oldest beyond the limit, and set its generation and a number.

        The number identifies it for `record_answer`; in the journal it may have another one. It is in the journal of
        this process at once, in that of other processes once it is answered or a moment later.
        """
        ...

    async def record_answer(self, space: str, exchange: Exchange, changes: Sequence[Record] = ()) -> None:
        """Replace a request by its exchange, unless it was evicted, and apply the changes of its operation.

        Nothing is written if the space was reset or removed meanwhile. A new conversation or webhook replaces one with
        its id, and evicts the oldest beyond the limit. Changes of evicted conversations are ignored; see `Change` for
        one that has ended. Each of the `events` of a conversation becomes a delivery to each webhook subscribed to its
        action, in the same transaction.
        """
        ...

    async def journal(self, space: str) -> JournalStatus:
        """Return the counters of the journal."""
        ...

    async def exchanges(self, space: str, after: int, limit: int) -> list[Exchange]:
        """Return at most ``limit`` of the exchanges above the number ``after``, the oldest first."""
        ...

    async def find_exchanges(self, space: str, filters: Filters, limit: int, offset: int) -> tuple[int, list[Exchange]]:
        """Return the number of matches, and at most ``limit`` of them after the ``offset`` newest, newest first."""
        ...

    async def forget_exchanges(self, space: str) -> None:
        """Empty the journal; numbers go on."""
        ...

    async def conversation(self, space: str, conversation_id: str) -> Conversation:
        """Return a conversation; raises `UnknownConversation`."""
        ...

    async def messages(self, space: str, conversation_id: str) -> list[Message]:
        """Return the messages of a conversation, the oldest first; raises `UnknownConversation`."""
        ...

    async def conversations(
        self, space: str, limit: int, offset: int, filters: ConversationFilters = EVERY
    ) -> tuple[int, list[Conversation]]:
        """Return the number of matches, and at most ``limit`` of them after the ``offset`` newest, newest first."""
        ...

    async def change_conversation(self, space: str, change: Change) -> Conversation:
        """Change a conversation beside any request, as `record_answer` does; raises `UnknownConversation`."""
        ...

    async def make_due_changes(self, space: str, now: float) -> bool:
        """Make a batch of due scheduled changes, each once for all processes; tell whether there may be more.

        Nothing changes in a conversation that has ended or is not kept.
        """
        ...

    async def webhooks(self, space: str) -> list[Webhook]:
        """Return the webhooks, of which the newest `MAX_WEBHOOKS` are kept, the oldest first."""
        ...

    async def deliveries(
        self, space: str, limit: int, offset: int, conversation_id: str | None = None
    ) -> tuple[int, list[Delivery]]:
        """Return the number of deliveries, of one conversation if given, and a page of them, newest first."""
        ...

    async def delivery(self, space: str, number: int) -> Delivery:
        """Return a delivery; raises `UnknownDelivery`."""
        ...

    async def delivery_status(self, space: str) -> DeliveryStatus:
        """Return the counters of the deliveries."""
        ...

    async def add_delivery(
        self, space: str, webhook: Webhook, event: dict[str, Any], faults: tuple[str, ...] = ()
    ) -> Delivery | None:
        """Queue a delivery of an event behind those of its conversation; ``faults`` are those that struck it.

        None if it is lost: the limit of pending ones is that of exchanges.
        """
        ...

    async def claim_delivery(self, busy: Collection[WebhookKey]) -> tuple[str, WebhookKey, Delivery] | None:
        """Claim a pending delivery to a webhook that is not ``busy``, and name its space; None if there is none.

        Neither it nor a later one of the same conversation and webhook can be claimed until it is finished, or until
        the lease expires, since its owner has died.
        """
        ...

    async def finish_delivery(self, space: str, delivery: Delivery) -> None:
        """Store the result of a claimed delivery, unless the space was reset or removed meanwhile."""
        ...

    async def faults(self, space: str) -> FaultSet:
        """Return the faults in force, compiled once for each change; some may be over. Cheap: asked each time."""
        ...

    async def strike(self, space: str, fault_id: str, now: float) -> Strike | None:
        """Count a request that the fault concerns; return None if it does not strike, or is over."""
        ...

    async def add_fault(self, space: str, given: dict[str, Any], expires_at: float, now: float) -> str:
        """Add a fault until ``expires_at``, and return its id, a number from 1 on; raises `TooManyFaults`."""
        ...

    async def added_faults(self, space: str, now: float) -> list[tuple[Fault, int]]:
        """Return the added faults that are not over, the oldest first, each with its number of strikes."""
        ...

    async def remove_fault(self, space: str, fault_id: str) -> None:
        """Remove a fault that was added; raises `UnknownFault`."""
        ...

    async def remove_faults(self, space: str) -> None:
        """Remove all faults that were added; the next one has the id 1 again."""
        ...

    async def scenario(self, space: str, now: float) -> tuple[str, float] | None:
        """Return name and expiry of the active scenario, None if there is none."""
        ...

    async def switch_scenario(self, space: str, name: str | None, expires_at: float) -> None:
        """Switch to a scenario of the fixtures until ``expires_at``, or to none; raises `UnknownScenario`."""
        ...

    async def seed(self, space: str) -> int | None:
        """Return the seed, None if draws are random."""
        ...

    async def set_seed(self, space: str, seed: int | None) -> None:
        """Restart all sequences with this seed; None for random draws."""
        ...

    async def next_draw(self, space: str, sequence: str) -> Draw:
        """Return the next draw of a sequence; a seeded one has each number once, until it is restarted."""
        ...

    async def next_webhook(self, space: str) -> int:
        """Return the id of the next webhook, from 1 on until a reset; each is given out once."""
        ...
