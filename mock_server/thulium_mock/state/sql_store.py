"""The engine that keeps the state in a file or in PostgreSQL, which any number of equal processes share."""

import math
from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeVar
from urllib.parse import unquote

from sqlalchemy import Connection, func, select

from thulium_mock.errors import (
    TooManyFaults,
    TooManySpaces,
    UnknownFault,
    UnknownScenario,
)
from thulium_mock.faults.fault import Counter, Fault, Strike
from thulium_mock.faults.fault_set import LIMIT
from thulium_mock.settings import Settings
from thulium_mock.state import sql_schema as schema
from thulium_mock.state.conversations import EVERY, Change, Conversation, ConversationFilters, Message
from thulium_mock.state.directory import Fixtures
from thulium_mock.state.journal import Exchange, Filters, JournalStatus, like
from thulium_mock.state.sql_conversations import find_conversations, get_conversation, get_messages, get_webhooks
from thulium_mock.state.sql_deliveries import claim_delivery, find_deliveries, get_delivery
from thulium_mock.state.sql_records import (
    ADDED,
    SpaceRow,
    counter_of,
    exchange_of,
    faults_of,
    row_of,
)
from thulium_mock.state.sql_replica import Replica
from thulium_mock.state.sql_transaction import Transaction
from thulium_mock.state.store import DEFAULT, Draw, Record
from thulium_mock.state.webhooks import Delivery, DeliveryStatus, Webhook, WebhookKey

Result = TypeVar("Result")

_exchanges, _faults = schema.exchanges.c, schema.faults.c


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
        await self._replica.write(lambda transaction: transaction.remove_space(transaction.space(name)), name)
        self._replica.delete_ended()

    async def reset(self, space: str) -> None:
        await self._replica.write(lambda transaction: transaction.reset(transaction.space(space)), space)
        self._replica.delete_ended()

    async def fixtures(self, space: str) -> tuple[int, Fixtures]:
        return (await self._replica.current(space)).fixtures

    async def replace_fixtures(self, space: str, fixtures: Fixtures, *, baseline: bool = False) -> None:
        def replace(transaction: Transaction) -> None:
            transaction.replace_fixtures(transaction.space(space), fixtures, baseline=baseline)

        await self._replica.write(replace, space)

    async def record_request(self, space: str, exchange: Exchange) -> None:
        await self._replica.request(space, exchange)

    async def record_answer(self, space: str, exchange: Exchange, changes: Sequence[Record] = ()) -> None:
        await self._replica.answer(space, exchange, changes)
        self.changes.expect(space, changes)
        self.changes.publish(space)

    async def journal(self, space: str) -> JournalStatus:
        row = await self._read_journal(lambda connection: row_of(connection, space), space)
        return JournalStatus(row.count, row.count - row.first, row.evicted, row.forgotten, row.resets)

    async def _read_journal(self, read: Callable[[Connection], Result], space: str) -> Result:
        """Return what ``read`` returns, once all that has come is written."""
        await self._replica.settle(space)
        return await self._database.read(read)

    async def exchanges(self, space: str, after: int, limit: int) -> list[Exchange]:
        def read(connection: Connection) -> list[Exchange]:
            row = row_of(connection, space)
            query = select(schema.exchanges).where(
                _exchanges.generation == row.generation, _exchanges.number > max(after, row.first)
            )
            return list(map(exchange_of, connection.execute(query.order_by(_exchanges.number).limit(limit))))

        return await self._read_journal(read, space)

    async def find_exchanges(self, space: str, filters: Filters, limit: int, offset: int) -> tuple[int, list[Exchange]]:
        def read(connection: Connection) -> tuple[int, list[Exchange]]:
            row = row_of(connection, space)
            own = _exchanges.generation == row.generation
            equal = ("status", filters.status), ("method", filters.method), ("conversation_id", filters.conversation_id)
            fit = [_exchanges[name] == value for name, value in equal if value is not None]
            fit += [own, _exchanges.number > max(filters.after, row.first)]
            newest = select(_exchanges.number, _exchanges.path).where(*fit).order_by(_exchanges.number.desc())
            if filters.path is None:
                found = connection.scalars(select(func.count()).select_from(schema.exchanges).where(*fit)).one()
                page = list(connection.scalars(newest.limit(limit).offset(offset)))
            else:
                numbers = [
                    number
                    for number, path in connection.execute(newest)
                    if like(filters.path, unquote(path.decode("latin-1")))
                ]
                found, page = len(numbers), numbers[offset : offset + limit]
            query = select(schema.exchanges).where(own, _exchanges.number.in_(page))
            return found, list(map(exchange_of, connection.execute(query.order_by(_exchanges.number.desc()))))

        return await self._read_journal(read, space)

    async def forget_exchanges(self, space: str) -> None:
        def forget(transaction: Transaction) -> None:
            row = transaction.space(space)
            row.forgotten += row.count - row.first
            row.first, row.evicted = row.count, 0
            transaction.change(row, "requests", faults=False)

        await self._replica.write(forget, space)

    async def conversation(self, space: str, conversation_id: str) -> Conversation:
        def read(connection: Connection) -> Conversation:
            return get_conversation(connection, row_of(connection, space).generation, conversation_id)

        return await self._database.read(read)

    async def messages(self, space: str, conversation_id: str) -> list[Message]:
        def read(connection: Connection) -> list[Message]:
            return get_messages(connection, row_of(connection, space).generation, conversation_id)

        return await self._database.read(read)

    async def conversations(
        self, space: str, limit: int, offset: int, filters: ConversationFilters = EVERY
    ) -> tuple[int, list[Conversation]]:
        def read(connection: Connection) -> tuple[int, list[Conversation]]:
            return find_conversations(connection, row_of(connection, space), filters, limit, offset)

        return await self._database.read(read)

    async def change_conversation(self, space: str, change: Change) -> Conversation:
        def apply(transaction: Transaction) -> Conversation:
            return transaction.change_conversation(transaction.space(space), change)

        return await self._replica.write(apply, space)

    async def do_due(self, space: str, now: float) -> bool:
        resolved = await self._replica.write(lambda each: each.do_due(each.space(space), now), space)
        self.changes.expect(space, resolved)
        return bool(resolved)

    async def webhooks(self, space: str) -> list[Webhook]:
        def read(connection: Connection) -> list[Webhook]:
            return get_webhooks(connection, row_of(connection, space).generation)

        return await self._database.read(read)

    async def deliveries(
        self, space: str, limit: int, offset: int, conversation_id: str | None = None
    ) -> tuple[int, list[Delivery]]:
        def read(connection: Connection) -> tuple[int, list[Delivery]]:
            return find_deliveries(connection, row_of(connection, space).generation, limit, offset, conversation_id)

        return await self._database.read(read)

    async def delivery(self, space: str, number: int) -> Delivery:
        return await self._database.read(
            lambda connection: get_delivery(connection, row_of(connection, space).generation, number)
        )

    async def delivery_status(self, space: str) -> DeliveryStatus:
        row = await self._database.read(lambda connection: row_of(connection, space))
        return DeliveryStatus(row.pending, row.lost)

    async def add_delivery(
        self, space: str, webhook: Webhook, event: dict[str, Any], faults: tuple[str, ...] = ()
    ) -> Delivery | None:
        def add(transaction: Transaction) -> Delivery | None:
            return transaction.add_delivery(transaction.space(space), webhook, event, faults)

        return await self._replica.write(add, space)

    async def claim_delivery(self, busy: Collection[WebhookKey]) -> tuple[str, Delivery] | None:
        return await self._replica.write(lambda transaction: claim_delivery(transaction.connection, busy))

    async def finish_delivery(self, space: str, delivery: Delivery) -> None:
        def finish(transaction: Transaction) -> None:
            if row := transaction.rows.get(space):
                transaction.finish_delivery(row, delivery)

        await self._replica.write(finish, space)

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
        return await self._replica.write(lambda transaction: self._strike(transaction, space, fault_id, now), space)

    async def add_fault(self, space: str, given: dict[str, Any], expires_at: float, now: float) -> str:
        def add(transaction: Transaction) -> str:
            row = transaction.space(space)
            transaction.delete_faults(row, _faults.origin == ADDED, _faults.expires_at <= now + self._replica.epoch)
            own = _faults.generation == row.generation, _faults.origin == ADDED
            if (
                transaction.connection.scalars(select(func.count()).select_from(schema.faults).where(*own)).one()
                >= LIMIT
            ):
                raise TooManyFaults(limit=LIMIT)
            fault_id = str(row.next_fault)
            transaction.add_fault(row, Fault.read(fault_id, given, expires_at))
            transaction.change(row, "faults")
            return fault_id

        return await self._replica.write(add, space)

    async def added_faults(self, space: str, now: float) -> list[tuple[Fault, int]]:
        def read(connection: Connection) -> list[Counter]:
            query = faults_of(row_of(connection, space).generation).where(_faults.origin == ADDED)
            return [counter_of(each, self._replica.epoch) for each in connection.execute(query)]

        return [(each.fault, each.hits) for each in await self._database.read(read) if not each.is_over(now)]

    async def remove_fault(self, space: str, fault_id: str) -> None:
        def remove(transaction: Transaction) -> None:
            row = transaction.space(space)
            if not transaction.delete_faults(row, _faults.origin == ADDED, _faults.fault_id == fault_id):
                raise UnknownFault
            transaction.change(row, "faults")

        await self._replica.write(remove, space)

    async def remove_faults(self, space: str) -> None:
        def remove(transaction: Transaction) -> None:
            row = transaction.space(space)
            transaction.delete_faults(row, _faults.origin == ADDED)
            row.next_fault = 1
            transaction.change(row, "faults")

        await self._replica.write(remove, space)

    async def scenario(self, space: str, now: float) -> tuple[str, float] | None:
        row = await self._database.read(lambda connection: row_of(connection, space))
        if row.scenario is None or row.scenario_ends is None or row.scenario_ends - self._replica.epoch <= now:
            return None
        return row.scenario, row.scenario_ends - self._replica.epoch

    async def switch_scenario(self, space: str, name: str | None, expires_at: float) -> None:
        def switch(transaction: Transaction) -> None:
            row = transaction.space(space)
            query = select(schema.fixtures.c.known).where(schema.fixtures.c.space == space)
            fixtures = transaction.connection.scalars(query).one()
            names = [each["name"] for each in fixtures.get("scenarios", [])]
            if name is not None and name not in names:
                raise UnknownScenario(name=name, names=", ".join(names) or "—")
            transaction.switch(row, fixtures, name, expires_at + self._replica.epoch)
            transaction.change(row, "scenario")

        await self._replica.write(switch, space)

    async def seed(self, space: str) -> int | None:
        return (await self._replica.current(space)).row.seed

    async def set_seed(self, space: str, seed: int | None) -> None:
        def set_seed(transaction: Transaction) -> None:
            row = transaction.space(space)
            row.seed = seed
            transaction.forget_draws(row)
            transaction.change(row, "seed", faults=False)

        await self._replica.write(set_seed, space)

    async def next_webhook(self, space: str) -> int:
        def count(transaction: Transaction) -> int:
            row = transaction.space(space)
            row.last_webhook += 1
            return row.last_webhook

        return await self._replica.write(count, space)

    async def next_draw(self, space: str, sequence: str) -> Draw:
        if (await self._replica.current(space)).row.seed is None:
            return self._replica.unforeseen_draw()
        return await self._replica.write(
            lambda transaction: self._draw(transaction, transaction.space(space), sequence), space
        )

    def _draw(self, transaction: Transaction, row: SpaceRow, sequence: str) -> Draw:
        if row.seed is None:
            return self._replica.unforeseen_draw()
        return Draw.of(row.seed, sequence, transaction.next_draw(row, sequence))

    def _strike(self, transaction: Transaction, space: str, fault_id: str, now: float) -> Strike | None:
        row = transaction.space(space)
        counter = transaction.counter(row, fault_id)
        if counter is None:
            return None
        strike = counter.strike(self._draw(transaction, row, fault_id).bits if counter.fault.draws else 0, now)
        if counter.is_over(now):
            transaction.delete_faults(row, _faults.fault_id == fault_id)
            transaction.change(row, None)
        return strike
