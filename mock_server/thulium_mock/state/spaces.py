"""Spaces: isolated state for tests that run concurrently against one mock.

The space ``default`` is served at ``/api`` and controlled at ``/_mock``; any other one at ``/spaces/{name}/api`` and
``/_mock/spaces/{name}``. It is made when it is first used.
"""

import re
import time
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, suppress
from functools import partial
from typing import Any

from thulium_mock.clock import Clock
from thulium_mock.errors import (
    ConversationClosed,
    DatabaseUnavailable,
    DefaultSpace,
    InvalidSpace,
    UnknownFault,
    UnknownRequest,
    UnknownSpace,
)
from thulium_mock.faults.fault import Effect, Fault
from thulium_mock.faults.fault_set import TTL
from thulium_mock.faults.resends import Resends
from thulium_mock.serialization import rfc3339
from thulium_mock.settings import Settings
from thulium_mock.state.conversations import Change, Conversation, Message, Status
from thulium_mock.state.directory import Fixtures
from thulium_mock.state.journal import Exchange
from thulium_mock.state.request_ids import RequestIds, drawn_request_id
from thulium_mock.state.store import DEFAULT, Store
from thulium_mock.state.subscriptions import Subscriber

_PROCESSES = 100
"""Number of processes on one database whose request ids cannot collide."""

AGENT = "agent"
"""Default login of an agent."""

_NAME = re.compile("[a-z0-9][a-z0-9_-]{0,62}")


class Space:
    """Handle of one space in the store.

    Methods of the store that need nothing but the space's name are bound to it as attributes.
    """

    def __init__(self, name: str, store: Store, clock: Clock, request_ids: RequestIds) -> None:
        self.name = name
        self.base_path = "/api" if name == DEFAULT else f"/spaces/{name}/api"
        self.control_path = "/_mock" if name == DEFAULT else f"/_mock/spaces/{name}"
        self.store = store
        self.clock = clock
        self.resends = Resends()
        self._request_ids = request_ids
        self.record_request = partial(store.record_request, name)
        self.record_answer = partial(store.record_answer, name)
        self.journal = partial(store.journal, name)
        self.exchanges = partial(store.exchanges, name)
        self.find_exchanges = partial(store.find_exchanges, name)
        self.forget_exchanges = partial(store.forget_exchanges, name)
        self.conversation = partial(store.conversation, name)
        self.conversations = partial(store.conversations, name)
        self.messages = partial(store.messages, name)
        self.change_conversation = partial(store.change_conversation, name)
        self.webhooks = partial(store.webhooks, name)
        self.deliveries = partial(store.deliveries, name)
        self.delivery = partial(store.delivery, name)
        self.delivery_status = partial(store.delivery_status, name)
        self.add_delivery = partial(store.add_delivery, name)
        self.fixtures = partial(store.fixtures, name)
        self.directory = partial(store.directory, name)
        self.faults = partial(store.faults, name)
        self.replace_fixtures = partial(store.replace_fixtures, name)
        self.remove_faults = partial(store.remove_faults, name)
        self.seed = partial(store.seed, name)
        self.set_seed = partial(store.set_seed, name)
        self.reset = partial(store.reset, name)

    async def strike(self, faults: Iterable[Fault]) -> Effect | None:
        """Return the combined effect of those ``faults`` that strike, None if none does.

        Delays add up until the first fault that answers or ends the request.
        """
        now, whole = self.clock.now(), Effect()
        for fault in faults:
            if strike := await self.store.strike(self.name, fault.fault_id, now):
                whole = whole.then(fault.effect(strike, now))
                if (whole.answer, whole.connection, whole.delivery) != (None, None, None):
                    break
        return whole if whole.names else None

    async def draw(self, sequence: str) -> int:
        """Return the next 128 random bits of a sequence."""
        return (await self.store.next_draw(self.name, sequence)).bits

    async def new_id(self) -> str:
        """Return a fresh UUID of version 4 for a conversation."""
        # What `uuid.UUID` does for it costs twice as much.
        bits = (await self.store.next_draw(self.name, "conversations")).bits
        digits, variant = f"{bits:032x}", "89ab"[bits >> 60 & 3]
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"

    async def request_id(self) -> str:
        """Return a new request id: of the current time, or with a seed the sequence's next one."""
        # The error of a database that is away needs a request id, too.
        with suppress(DatabaseUnavailable):
            if await self.store.seed(self.name) is not None:
                return drawn_request_id(*await self.store.next_draw(self.name, "requests"))
        return self._request_ids.next()

    async def act_as_agent(
        self, conversation_id: str, *, login: str | None = None, text: str | None = None, close: bool = False
    ) -> Conversation:
        """Assign a conversation to the agent ``login``, reply with ``text``, and ``close`` it, each if given.

        A reply assigns the conversation too, to ``agent`` by default. Raises `UnknownConversation`, and
        `ConversationClosed` for one that has ended.
        """
        conversation = await self.conversation(conversation_id)
        if conversation.status == "CLOSED":
            raise ConversationClosed
        now, agent = rfc3339(time.time()), login or conversation.user_login or AGENT
        message = Message("user", agent, text, now) if text else None
        status: Status | None = "CLOSED" if close else "IN_PROGRESS" if text else None
        taken_by = agent if login or text else None
        return await self.change_conversation(Change(conversation_id, now, message, taken_by, status))

    async def exchange(self, number: int) -> Exchange:
        """Return the exchange of this number; raises `UnknownRequest` if it is not kept."""
        for exchange in await self.exchanges(number - 1, 1):
            if exchange.number == number:
                return exchange
        raise UnknownRequest

    async def add_fault(self, given: Mapping[str, Any]) -> int:
        """Add a fault as in the schema ``Fault``, and return its id; raises `TooManyFaults`."""
        now = self.clock.now()
        return int(await self.store.add_fault(self.name, dict(given), now + given.get("ttl", TTL), now))

    async def added_faults(self) -> list[tuple[Fault, int]]:
        """Return the added faults that are not over, each with its number of strikes."""
        return await self.store.added_faults(self.name, self.clock.now())

    async def fault(self, fault_id: int) -> tuple[Fault, int]:
        """Return an added fault, and its number of strikes; raises `UnknownFault`."""
        for fault, hits in await self.added_faults():
            if fault.fault_id == str(fault_id):
                return fault, hits
        raise UnknownFault

    async def remove_fault(self, fault_id: int) -> None:
        """Remove a fault that was added; raises `UnknownFault`."""
        fault, _ = await self.fault(fault_id)
        await self.store.remove_fault(self.name, fault.fault_id)

    async def scenario(self) -> tuple[str, float] | None:
        """Return name and expiry of the active scenario, None if there is none."""
        return await self.store.scenario(self.name, self.clock.now())

    async def switch_scenario(self, name: str | None, ttl: int = TTL) -> None:
        """Switch to a scenario of the fixtures for ``ttl`` seconds, or to none; raises `UnknownScenario`."""
        await self.store.switch_scenario(self.name, name, self.clock.now() + ttl)

    def subscribe(self) -> AbstractContextManager[Subscriber]:
        """Subscribe to its changes until the block ends; raises `TooManyStreams`."""
        return self.store.changes.subscribe(self.name)


class Spaces:
    """Registry of all spaces. New ones begin with ``fixtures``; beside the default one there are at most ``limit``.

    ``request_ids`` are for requests that are refused before their space is known.
    """

    def __init__(
        self, store: Store, fixtures: Fixtures, limit: int = Settings.max_spaces, clock: Clock | None = None
    ) -> None:
        self.store = store
        self.fixtures = fixtures
        self.clock = clock or Clock()
        self.request_ids = RequestIds()
        self._limit = limit
        self.default = self.handle(DEFAULT)
        self._handles = {DEFAULT: self.default}

    async def start(self) -> None:
        """Open the store; raises `UnusableDatabase`."""
        if number := await self.store.start():
            self.request_ids.step, self.request_ids.offset = _PROCESSES, number

    def handle(self, name: str) -> Space:
        """Return a handle of the space of this name."""
        return Space(name, self.store, self.clock, self.request_ids)

    async def open(self, name: str) -> Space:
        """Return the space of this name, created if missing, with its current state.

        Raises `InvalidSpace`, `TooManySpaces`.
        """
        if not _NAME.fullmatch(name):
            raise InvalidSpace
        await self.store.open_space(name, self.fixtures, self._limit)
        return self._handles.setdefault(name, self.handle(name))

    async def enter(self, name: str, request: Exchange) -> Space:
        """Record a pending ``request`` in the space of this name, and return the space; raises like `open`."""
        while True:
            space = self._handles.get(name) or await self.open(name)
            try:
                await space.record_request(request)
            except UnknownSpace:
                # Another process has removed it: create it again.
                self._handles.pop(name, None)
            else:
                return space

    async def all(self) -> list[Space]:
        """Return all spaces, the default one first, the others in order of creation."""
        return [await self.open(name) for name in await self.store.spaces()]

    async def remove(self, name: str) -> None:
        """Delete a space and its state; raises `DefaultSpace`, `UnknownSpace`."""
        if name == DEFAULT:
            raise DefaultSpace
        await self.store.remove_space(name)
        self._handles.pop(name, None)

    async def replace_fixtures(self, fixtures: Fixtures) -> None:
        """Replace the fixtures of all spaces and their baseline, also of new ones; the other state stays."""
        self.fixtures = fixtures
        for name in await self.store.spaces():
            await self.store.replace_fixtures(name, fixtures, baseline=True)

    def close(self) -> None:
        """Close all subscriptions, at shutdown."""
        self.store.changes.close_all()
