"""SQL engine of the store, in SQLite or PostgreSQL, shared by any number of equal processes."""

import math
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, func, select

from thulium_mock.errors import TooManySpaces, UnknownSpace
from thulium_mock.faults.fault import Counter, Fault, Strike
from thulium_mock.faults.fault_set import FaultSet
from thulium_mock.settings import Settings
from thulium_mock.state import sql_schema as schema
from thulium_mock.state.conversations import EVERY, Change, Conversation, ConversationFilters, Message
from thulium_mock.state.directory import Directory, Fixtures
from thulium_mock.state.journal import Exchange, Filters, JournalStatus
from thulium_mock.state.sql_conversations import find_conversations, get_conversation, get_messages, get_webhooks
from thulium_mock.state.sql_deliveries import claim_delivery, find_deliveries, get_delivery
from thulium_mock.state.sql_journal import find_exchanges, get_exchanges
from thulium_mock.state.sql_records import ADDED, SpaceRow, counter_of, faults_of, row_of
from thulium_mock.state.sql_replica import Replica
from thulium_mock.state.sql_transaction import Transaction
from thulium_mock.state.store import DEFAULT, Draw, Record
from thulium_mock.state.webhooks import Delivery, DeliveryStatus, Webhook, WebhookKey

Result = TypeVar("Result")


class SqlStore:
    """The store in the database at ``url``; see `thulium_mock.state.store.Store` for its methods.

    Spaces begin with the ``seed``, and keep so many exchanges and conversations; `start` creates the tables. Each
    request first revalidates the cached fixtures, faults and seed of its space, so a change is in force in all
    processes once it is committed.
    """

    def __init__(
        self,
        url: str,
        baseline: Fixtures,
        *,
        seed: int | None = None,
        journal_size: int = Settings.journal_size,
        keep_conversations: int = Settings.keep_conversations,
    ) -> None:
        self._baseline = baseline
        self._seed = seed
        self._replica = Replica(url, journal_size, keep_conversations)
        self._database = self._replica.database
        self.changes = self._replica.changes

    @property
    def problem(self) -> str | None:
        return self._database.problem

    async def start(self) -> int:
        return await self._replica.start(self._baseline, self._seed)

    async def close(self) -> None:
        await self._replica.close()

    async def watch(self) -> None:
        """Notify the subscribers of changes by other processes, until cancelled."""
        await self._database.watch(self._replica.poll)

    async def open_space(self, name: str, baseline: Fixtures, limit: int) -> None:
        def make(transaction: Transaction) -> None:
            if transaction.find(name):
                return
            if transaction.connection.scalars(select(func.count()).select_from(schema.spaces)).one() > limit:
                raise TooManySpaces(limit=limit)
            transaction.make_space(name, baseline, self._seed)

        if await self._replica.find(name) is None:
            # The row of the default space is the lock under which spaces are counted.
            await self._replica.write(make, DEFAULT)

    async def spaces(self) -> list[str]:
        names = select(schema.spaces.c.name).order_by(schema.spaces.c.position)
        return await self._database.read(lambda connection: list(connection.scalars(names)))

    async def remove_space(self, name: str) -> None:
        await self._write(name, Transaction.remove_space)
        self._replica.delete_ended()

    async def reset(self, space: str) -> None:
        await self._write(space, Transaction.reset)
        self._replica.delete_ended()

    async def fixtures(self, space: str) -> Fixtures:
        return (await self._replica.current(space)).fixtures

    async def directory(self, space: str) -> Directory:
        return (await self._replica.current(space)).directory

    async def replace_fixtures(self, space: str, fixtures: Fixtures, *, baseline: bool = False) -> None:
        await self._write(space, lambda each, row: each.replace_fixtures(row, fixtures, baseline=baseline))

    async def record_request(self, space: str, exchange: Exchange) -> None:
        await self._replica.record_request(space, exchange)

    async def record_answer(self, space: str, exchange: Exchange, changes: Sequence[Record] = ()) -> None:
        await self._replica.record_answer(space, exchange, changes)
        self.changes.publish_scheduled(space, changes)
        self.changes.publish(space)

    async def journal(self, space: str) -> JournalStatus:
        row = await self._read_journal(space, lambda _, row: row)
        return JournalStatus(row.count, row.count - row.first, row.evicted, row.forgotten, row.resets)

    async def exchanges(self, space: str, after: int, limit: int) -> list[Exchange]:
        return await self._read_journal(space, partial(get_exchanges, after=after, limit=limit))

    async def find_exchanges(self, space: str, filters: Filters, limit: int, offset: int) -> tuple[int, list[Exchange]]:
        return await self._read_journal(space, partial(find_exchanges, filters=filters, limit=limit, offset=offset))

    async def forget_exchanges(self, space: str) -> None:
        await self._write(space, Transaction.forget_exchanges)

    async def conversation(self, space: str, conversation_id: str) -> Conversation:
        return await self._read(space, lambda each, row: get_conversation(each, row.generation, conversation_id))

    async def messages(self, space: str, conversation_id: str) -> list[Message]:
        return await self._read(space, lambda each, row: get_messages(each, row.generation, conversation_id))

    async def conversations(
        self, space: str, limit: int, offset: int, filters: ConversationFilters = EVERY
    ) -> tuple[int, list[Conversation]]:
        return await self._read(space, lambda each, row: find_conversations(each, row, filters, limit, offset))

    async def change_conversation(self, space: str, change: Change) -> Conversation:
        return await self._write(space, lambda each, row: each.change_conversation(row, change))

    async def make_due_changes(self, space: str, now: float) -> bool:
        resolved = await self._write(space, lambda each, row: each.make_due_changes(row, now))
        self.changes.publish_scheduled(space, resolved)
        return bool(resolved)

    async def webhooks(self, space: str) -> list[Webhook]:
        return await self._read(space, lambda each, row: get_webhooks(each, row.generation))

    async def deliveries(
        self, space: str, limit: int, offset: int, conversation_id: str | None = None
    ) -> tuple[int, list[Delivery]]:
        return await self._read(
            space, lambda each, row: find_deliveries(each, row.generation, limit, offset, conversation_id)
        )

    async def delivery(self, space: str, number: int) -> Delivery:
        return await self._read(space, lambda each, row: get_delivery(each, row.generation, number))

    async def delivery_status(self, space: str) -> DeliveryStatus:
        row = await self._read(space, lambda _, row: row)
        return DeliveryStatus(row.pending, row.lost)

    async def add_delivery(
        self, space: str, webhook: Webhook, event: dict[str, Any], faults: tuple[str, ...] = ()
    ) -> Delivery | None:
        return await self._write(space, lambda each, row: each.add_delivery(row, webhook, event, faults))

    async def claim_delivery(self, busy: Collection[WebhookKey]) -> tuple[str, WebhookKey, Delivery] | None:
        return await self._replica.write(lambda transaction: claim_delivery(transaction.connection, busy))

    async def finish_delivery(self, space: str, delivery: Delivery) -> None:
        with suppress(UnknownSpace):
            await self._write(space, lambda each, row: each.finish_delivery(row, delivery))

    async def faults(self, space: str) -> FaultSet:
        return (await self._replica.current(space)).faults

    async def strike(self, space: str, fault_id: str, now: float) -> Strike | None:
        fault = (await self._replica.current(space)).fault(fault_id)
        if fault is None:
            return None
        if fault.times == math.inf and fault.quota is None and not fault_id.isdecimal():
            # A fault of the fixtures without a limit: its strikes need no counter.
            draw = (await self.next_draw(space, fault_id)).bits if fault.draws else 0
            return Counter(fault).strike(draw, now)
        return await self._write(space, lambda each, row: self._strike(each, row, fault_id, now))

    async def add_fault(self, space: str, given: dict[str, Any], expires_at: float, now: float) -> str:
        return await self._write(space, lambda each, row: each.add_fault(row, given, expires_at, now))

    async def added_faults(self, space: str, now: float) -> list[tuple[Fault, int]]:
        def read(connection: Connection, row: SpaceRow) -> list[Counter]:
            query = faults_of(row.generation).where(schema.faults.c.origin == ADDED)
            return [counter_of(each, self._replica.epoch) for each in connection.execute(query)]

        return [(each.fault, each.hits) for each in await self._read(space, read) if not each.is_over(now)]

    async def remove_fault(self, space: str, fault_id: str) -> None:
        await self._write(space, lambda each, row: each.remove_fault(row, fault_id))

    async def remove_faults(self, space: str) -> None:
        await self._write(space, Transaction.remove_faults)

    async def scenario(self, space: str, now: float) -> tuple[str, float] | None:
        row = await self._read(space, lambda _, row: row)
        if row.scenario is None or row.scenario_ends is None or row.scenario_ends - self._replica.epoch <= now:
            return None
        return row.scenario, row.scenario_ends - self._replica.epoch

    async def switch_scenario(self, space: str, name: str | None, expires_at: float) -> None:
        await self._write(space, lambda each, row: each.switch_scenario(row, name, expires_at))

    async def seed(self, space: str) -> int | None:
        return (await self._replica.current(space)).row.seed

    async def set_seed(self, space: str, seed: int | None) -> None:
        await self._write(space, lambda each, row: each.set_seed(row, seed))

    async def next_webhook(self, space: str) -> int:
        return await self._write(space, Transaction.next_webhook)

    async def next_draw(self, space: str, sequence: str) -> Draw:
        if (await self._replica.current(space)).row.seed is None:
            return self._replica.unseeded_draw()
        return await self._write(space, lambda each, row: self._draw(each, row, sequence))

    async def _read(self, space: str, work: Callable[[Connection, SpaceRow], Result]) -> Result:
        """Return the result of ``work``, which reads rows of a space."""
        return await self._database.read(lambda connection: work(connection, row_of(connection, space)))

    async def _read_journal(self, space: str, work: Callable[[Connection, SpaceRow], Result]) -> Result:
        """Return the result of ``work`` once all requests of the space are written."""
        await self._replica.flush(space)
        return await self._read(space, work)

    async def _write(self, space: str, work: Callable[[Transaction, SpaceRow], Result]) -> Result:
        """Return the result of ``work`` once its changes of a space are committed."""
        return await self._replica.write(lambda transaction: work(transaction, transaction.space(space)), space)

    def _draw(self, transaction: Transaction, row: SpaceRow, sequence: str) -> Draw:
        if row.seed is None:
            return self._replica.unseeded_draw()
        return Draw.of(row.seed, sequence, transaction.counters.next_draw(row, sequence))

    def _strike(self, transaction: Transaction, row: SpaceRow, fault_id: str, now: float) -> Strike | None:
        counter = transaction.counters.counter(row, fault_id)
        if counter is None:
            return None
        strike = counter.strike(self._draw(transaction, row, fault_id).bits if counter.fault.draws else 0, now)
        transaction.counters.write(row, counter)
        if counter.is_over(now):
            transaction.drop_fault(row, fault_id)
        return strike
