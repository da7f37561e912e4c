"""The interface of the state, behind which an engine keeps it. Knows no HTTP.

Every method may wait, and is atomic. What crosses the interface are values: nobody changes what was given or returned.
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
"""The space that is always there."""

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
    """A database that cannot be used; the end of a sentence says why, and what to do."""


class Store(Protocol):
    """An engine.

    ``changes`` has the subscribers to whom it publishes the parts of the state that changed.

    The parts are ``fixtures``, ``faults``, ``scenario``, ``seed``, ``requests`` (the journal was emptied),
    ``conversations`` (one was changed beside any request), ``deliveries`` (there are new ones, or one is over),
    ``reset`` and ``removed``; a request and an answer are published without a part.
    """

    changes: Subscriptions

    @property
    def problem(self) -> str | None:
        """Why its database is away; None if it is not, or if there is none."""
        ...

    async def start(self) -> int:
        """Begin to serve, with what is kept from before; raises `UnusableDatabase`.

        Return a number that no other process on the database has, 0 if there can be no other.
        """
        ...

    async def watch(self) -> None:
        """Publish what other processes change, until cancelled."""
        ...

    async def close(self) -> None:
        """End, with all that was recorded kept."""
        ...

    async def open_space(self, name: str, baseline: Fixtures, limit: int) -> None:
        """Make a space unless there is one, and look for what other processes have changed in it.

        Raises `TooManySpaces` if there are ``limit`` beside the default one.
        """
        ...

    async def spaces(self) -> list[str]:
        """Return the names of all spaces, the default one first, the others in the order in which they were made."""
        ...

    async def remove_space(self, name: str) -> None:
        """Forget a space and all that is in it."""
        ...

    async def reset(self, space: str) -> None:
        """Forget conversations, webhooks, exchanges and faults, restore the baseline, and begin with the seed anew."""
        ...

    async def fixtures(self, space: str) -> Fixtures:
        """Return the fixtures as they were given."""
        ...

    async def directory(self, space: str) -> Directory:
        """Return the users, queues and customers of the fixtures, compiled once for each. Cheap: asked each time."""
        ...

    async def replace_fixtures(self, space: str, fixtures: Fixtures, *, baseline: bool = False) -> None:
        """Replace the fixtures, also as ``baseline`` if asked; what is kept and what was set stays.

        The active scenario goes on as it now is until its end, or ends if it is gone. Counters of rules begin anew.
        """
        ...

    async def record_request(self, space: str, exchange: Exchange) -> None:
        """Keep a pending request, for which the oldest ones give way; give it its generation and a number.

        It is by this number that its answer is known; an engine may give it another one in the journal. Whoever looks
        into the journal of this process finds it, others may only once it has been answered or has waited a moment.
        """
        ...

    async def record_answer(self, space: str, exchange: Exchange, changes: Sequence[Record] = ()) -> None:
        """Put an exchange in the place of its request, if that is still kept, and keep what its operation changed.

        Nothing is kept if the space was reset or removed meanwhile: what began before belongs to the state of before.
        A new conversation or webhook takes the place of one with its id, and of the first that came if there are too
        many. A change of a conversation that is not kept any more is none; see `Change` for one that has ended. Each of
        the `events` of a conversation becomes a delivery to each webhook that has its action, together with its cause.
        """
        ...

    async def journal(self, space: str) -> JournalStatus:
        """Return the counters of the journal."""
        ...

    async def exchanges(self, space: str, after: int, limit: int) -> list[Exchange]:
        """Return at most ``limit`` of the exchanges above the number ``after``, the oldest first."""
        ...

    async def find_exchanges(self, space: str, filters: Filters, limit: int, offset: int) -> tuple[int, list[Exchange]]:
        """Return how many exchanges fit, and at most ``limit`` of them after the ``offset`` newest, newest first."""
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
        """Return how many fit, and at most ``limit`` of them after the ``offset`` newest, newest first."""
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
        """Return how many deliveries are kept, of one conversation if given, and a page of them, newest first."""
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
        """Add a delivery of an event, pending after those of its conversation; ``faults`` are those that struck it.

        None if it is lost, since there are as many pending ones as exchanges may be kept.
        """
        ...

    async def claim_delivery(self, busy: Collection[WebhookKey]) -> tuple[str, Delivery] | None:
        """Claim a pending delivery of any space, to a webhook that is not ``busy``, for whoever asks.

        Nobody else can, nor any later one of the same conversation to the same webhook, until it is finished, or the
        claim expires since its owner has died. None if there is none.
        """
        ...

    async def finish_delivery(self, space: str, delivery: Delivery) -> None:
        """Keep what became of a claimed delivery; nothing if the space was reset or removed meanwhile."""
        ...

    async def faults(self, space: str) -> FaultSet:
        """Return the faults in force, compiled once for each change; some may be over. Cheap: asked each time."""
        ...

    async def strike(self, space: str, fault_id: str, now: float) -> Strike | None:
        """Count a request that the fault concerns; return None if it does not strike, or is over."""
        ...

    async def add_fault(self, space: str, given: dict[str, Any], expires_at: float, now: float) -> str:
        """Add a fault until then, and return its id; raises `TooManyFaults`. Ids are numbers, from 1 on."""
        ...

    async def added_faults(self, space: str, now: float) -> list[tuple[Fault, int]]:
        """Return the faults that were added and are not over, the oldest first, each with how often it struck."""
        ...

    async def remove_fault(self, space: str, fault_id: str) -> None:
        """Remove a fault that was added; raises `UnknownFault`."""
        ...

    async def remove_faults(self, space: str) -> None:
        """Remove all faults that were added; the next one has the id 1 again."""
        ...

    async def scenario(self, space: str, now: float) -> tuple[str, float] | None:
        """Return the name of the active scenario, and when it ends."""
        ...

    async def switch_scenario(self, space: str, name: str | None, expires_at: float) -> None:
        """Switch to a scenario of the fixtures until then, or to none; raises `UnknownScenario`."""
        ...

    async def seed(self, space: str) -> int | None:
        """Return the seed, None if draws cannot be foreseen."""
        ...

    async def set_seed(self, space: str, seed: int | None) -> None:
        """Begin all sequences anew, with this seed; None for draws that nobody can foresee."""
        ...

    async def next_draw(self, space: str, sequence: str) -> Draw:
        """Return the next draw of a sequence; those of a seed have each number once, until they begin anew."""
        ...

    async def next_webhook(self, space: str) -> int:
        """Return the id of the next webhook, from 1 on until a reset; each is given out once."""
        ...
