"""The engine that keeps the state in a file or in PostgreSQL, which any number of equal processes share."""

import math
from collections.abc import Callable, Collection, Coroutine, Sequence
from contextlib import suppress
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, func, select

from thulium_mock.errors import TooManySpaces, UnknownSpace
from thulium_mock.faults.fault import Counter, Fault, Strike
from thulium_mock.settings import Settings
from thulium_mock.state import sql_schema as schema
from thulium_mock.state.directory import Fixtures
from thulium_mock.state.journal import Exchange, JournalStatus
from thulium_mock.state.sql_conversations import find_conversations, get_conversation, get_messages, get_webhooks
from thulium_mock.state.sql_deliveries import claim_delivery, find_deliveries, get_delivery
from thulium_mock.state.sql_journal import find_exchanges, get_exchanges
from thulium_mock.state.sql_records import ADDED, SpaceRow, counter_of, faults_of, row_of
from thulium_mock.state.sql_replica import Replica
from thulium_mock.state.sql_transaction import Transaction
from thulium_mock.state.store import DEFAULT, Draw, Record
from thulium_mock.state.webhooks import Delivery, DeliveryStatus, WebhookKey

Given = ParamSpec("Given")
Result = TypeVar("Result")


def _reading(
    work: Callable[Concatenate[Connection, SpaceRow, Given], Result], *, settled: bool = False
) -> "Callable[Concatenate[SqlStore, str, Given], Coroutine[Any, Any, Result]]":
    """Return the method of a store that reads something of a space, ``settled`` once all that has come is written."""

    async def method(self: "SqlStore", space: str, /, *given: Given.args, **further: Given.kwargs) -> Result:
        if settled:
            await self._replica.settle(space)
        return await self._read(space, lambda connection, row: work(connection, row, *given, **further))

    return method


def _writing(
    work: Callable[Concatenate[Transaction, SpaceRow, Given], Result],
) -> "Callable[Concatenate[SqlStore, str, Given], Coroutine[Any, Any, Result]]":
    """Return the method of a store that does a work of a space, and ends once what it changes is kept."""

    async def method(self: "SqlStore", space: str, /, *given: Given.args, **further: Given.kwargs) -> Result:
        return await self._write(space, lambda transaction, row: work(transaction, row, *given, **further))

    return method


class SqlStore:
    """The store in the database at ``url``; see `thulium_mock.state.store.Store` for its methods.

    Spaces begin with the ``seed``, and keep so many exchanges and conversations; the tables are made at the `start`.
    When a request comes, this process looks for other fixtures, faults and seeds of its space first. So a change is in
    force in all processes once it is kept.
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
        """Tell the subscribers what other processes have changed, until cancelled."""
        await self._database.watch(self._replica.look)

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

    async def fixtures(self, space: str) -> tuple[int, Fixtures]:
        return (await self._replica.current(space)).fixtures

    async def record_request(self, space: str, exchange: Exchange) -> None:
        await self._replica.request(space, exchange)

    async def record_answer(self, space: str, exchange: Exchange, changes: Sequence[Record] = ()) -> None:
        await self._replica.answer(space, exchange, changes)
        self.changes.expect(space, changes)
        self.changes.publish(space)

    async def journal(self, space: str) -> JournalStatus:
        await self._replica.settle(space)
        row = await self._read(space, lambda _, row: row)
        return JournalStatus(row.count, row.count - row.first, row.evicted, row.forgotten, row.resets)

    async def do_due(self, space: str, now: float) -> bool:
        resolved = await self._write(space, lambda each, row: each.do_due(row, now))
        self.changes.expect(space, resolved)
        return bool(resolved)

    async def delivery_status(self, space: str) -> DeliveryStatus:
        row = await self._read(space, lambda _, row: row)
        return DeliveryStatus(row.pending, row.lost)

    async def claim_delivery(self, busy: Collection[WebhookKey]) -> tuple[str, Delivery] | None:
        return await self._replica.write(lambda transaction: claim_delivery(transaction.connection, busy))

    async def finish_delivery(self, space: str, delivery: Delivery) -> None:
        with suppress(UnknownSpace):
            await self._write(space, lambda each, row: each.finish_delivery(row, delivery))

    async def faults(self, space: str) -> tuple[int, Sequence[Fault]]:
        return (await self._replica.current(space)).faults

    async def strike(self, space: str, fault_id: str, now: float) -> Strike | None:
        fault = (await self._replica.current(space)).fault(fault_id)
        if fault is None:
            return None
        if fault.times == math.inf and fault.quota is None and not fault_id.isdecimal():
            # Nothing of it is counted: it is of the fixtures, whose strikes nobody asks for.
            draw = (await self.next_draw(space, fault_id)).bits if fault.draws else 0
            return Counter(fault).strike(draw, now)
        return await self._write(space, lambda each, row: self._strike(each, row, fault_id, now))

    async def added_faults(self, space: str, now: float) -> list[tuple[Fault, int]]:
        def read(connection: Connection, row: SpaceRow) -> list[Counter]:
            query = faults_of(row.generation).where(schema.faults.c.origin == ADDED)
            return [counter_of(each, self._replica.epoch) for each in connection.execute(query)]

        return [(each.fault, each.hits) for each in await self._read(space, read) if not each.is_over(now)]

    async def scenario(self, space: str, now: float) -> tuple[str, float] | None:
        row = await self._read(space, lambda _, row: row)
        if row.scenario is None or row.scenario_ends is None or row.scenario_ends - self._replica.epoch <= now:
            return None
        return row.scenario, row.scenario_ends - self._replica.epoch

    async def seed(self, space: str) -> int | None:
        return (await self._replica.current(space)).row.seed

    async def next_draw(self, space: str, sequence: str) -> Draw:
        if (await self._replica.current(space)).row.seed is None:
            return self._replica.unforeseen_draw()
        return await self._write(space, lambda each, row: self._draw(each, row, sequence))

    replace_fixtures = _writing(Transaction.replace_fixtures)
    exchanges = _reading(get_exchanges, settled=True)
    find_exchanges = _reading(find_exchanges, settled=True)
    forget_exchanges = _writing(Transaction.forget_exchanges)
    conversation = _reading(get_conversation)
    messages = _reading(get_messages)
    conversations = _reading(find_conversations)
    change_conversation = _writing(Transaction.change_conversation)
    webhooks = _reading(get_webhooks)
    next_webhook = _writing(Transaction.next_webhook)
    deliveries = _reading(find_deliveries)
    delivery = _reading(get_delivery)
    add_delivery = _writing(Transaction.add_delivery)
    add_fault = _writing(Transaction.add_fault)
    remove_fault = _writing(Transaction.remove_fault)
    remove_faults = _writing(Transaction.remove_faults)
    switch_scenario = _writing(Transaction.switch_scenario)
    set_seed = _writing(Transaction.set_seed)

    async def _read(self, space: str, work: Callable[[Connection, SpaceRow], Result]) -> Result:
        """Return what ``work`` returns, which reads what belongs to a space."""
        return await self._database.read(lambda connection: work(connection, row_of(connection, space)))

    async def _write(self, space: str, work: Callable[[Transaction, SpaceRow], Result]) -> Result:
        """Return what ``work`` returns, once what it changes in a space is kept."""
        return await self._replica.write(lambda transaction: work(transaction, transaction.space(space)), space)

    def _draw(self, transaction: Transaction, row: SpaceRow, sequence: str) -> Draw:
        if row.seed is None:
            return self._replica.unforeseen_draw()
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
