"""Replica: one process on a shared database, with its cache of spaces and its group commit."""

import asyncio
import secrets
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from itertools import count
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Table, delete, select, text

from thulium_mock.clock import Clock
from thulium_mock.errors import DatabaseUnavailable, MockError, UnknownSpace
from thulium_mock.state import sql_schema as schema
from thulium_mock.state.batches import Batches, Waiting
from thulium_mock.state.directory import Fixtures
from thulium_mock.state.journal import Exchange
from thulium_mock.state.sql_database import Database
from thulium_mock.state.sql_deliveries import may_claim
from thulium_mock.state.sql_records import SpaceSnapshot, find_rows, read_snapshot
from thulium_mock.state.sql_scheduled_changes import overdue
from thulium_mock.state.sql_transaction import Transaction
from thulium_mock.state.store import DEFAULT, Draw, Record
from thulium_mock.state.subscriptions import Subscriptions

Result = TypeVar("Result")

_GROUP_SECONDS = 0.1
"""Seconds before a group commit."""

_DELETE_BATCH = 1000


class _Job(NamedTuple):
    """Job on some spaces; that of a new or ``answered`` request has its ``key``."""

    spaces: tuple[str, ...]
    work: Callable[[Transaction], Any]
    key: int = 0
    answered: bool = False


class Replica:
    """One of the equal processes on a database.

    Group commit: jobs that are queued while a transaction runs share the next one. Concurrent requests share one read
    of their spaces' versions, by which cached fixtures, faults and seeds are revalidated; most requests are written
    together with their answers. ``epoch`` is the database time at which the clock of this process was 0, so that faults
    expire at the same moment everywhere.
    """

    def __init__(self, url: str, journal_size: int, keep_conversations: int) -> None:
        self.database = Database(url)
        self.changes = Subscriptions()
        self.epoch = 0.0
        self._bounds = (journal_size, keep_conversations)
        self._unseeded = count(1)
        self._snapshots: dict[str, SpaceSnapshot] = {}
        self._keys = count(-1, -1)
        self._numbers: dict[int, int] = {}
        self._finding = Batches[str](self._find)
        self._jobs = Batches[_Job](self._commit)
        self._deleting: asyncio.Task[None] | None = None

    async def start(self, baseline: Fixtures, seed: int | None) -> int:
        """Create or migrate the tables, create the default space if missing, and return a number unique to the process.

        Raises `UnusableDatabase`.
        """
        await self.database.open()
        moment = await self.database.read(_database_time)
        # A multiple of 1/1024 s, which floats add without rounding errors.
        self.epoch = round((moment - Clock().now()) * 1024) / 1024
        number = await self.database.write(partial(self._make_default, baseline, seed))
        self.delete_ended()
        return number

    async def close(self) -> None:
        """Commit the queued jobs, and close all connections."""
        if self._deleting is not None:
            self._deleting.cancel()
        await self._finding.end()
        await self._jobs.end()
        await self.database.close()

    def _make_default(self, baseline: Fixtures, seed: int | None, connection: Connection) -> int:
        # The row of the versions is locked first: another process may start at the same time.
        connection.execute(select(schema.database).with_for_update())
        names = list(connection.scalars(select(schema.spaces.c.name)))
        transaction = Transaction(connection, names, self.epoch, *self._bounds)
        if not names:
            transaction.make_space(DEFAULT, baseline, seed)
        number = transaction.new_number()
        transaction.finish()
        return number

    def unseeded_draw(self) -> Draw:
        """Return a draw without a seed."""
        return Draw(next(self._unseeded), secrets.randbits(128))

    async def current(self, space: str) -> SpaceSnapshot:
        """Return the cached snapshot of a space, as of this process's last transaction on it; raises `UnknownSpace`."""
        snapshot = self._snapshots.get(space) or await self.find(space)
        if snapshot is None:
            raise UnknownSpace
        return snapshot

    async def find(self, space: str) -> SpaceSnapshot | None:
        """Return the revalidated snapshot of a space, None if there is no such space."""
        snapshot: SpaceSnapshot | None = await self._finding.add(space)
        return snapshot

    async def _find(self) -> None:
        asked = self._finding.take()

        def read(connection: Connection) -> dict[str, SpaceSnapshot]:
            rows = find_rows(connection, {each.item for each in asked})
            return {row.name: read_snapshot(connection, row, self._snapshots.get(row.name), self.epoch) for row in rows}

        try:
            found = await self.database.read(read)
        except Exception as error:
            for each in asked:
                each.end(error=error)
            return
        for each in asked:
            self._refresh(each.item, found.get(each.item))
            each.end(found.get(each.item))

    def _refresh(self, space: str, snapshot: SpaceSnapshot | None) -> None:
        """Cache a snapshot unless it is outdated, and notify the subscribers of what has changed."""
        before = self._snapshots.get(space)
        if before and (snapshot is None or before.row.position < snapshot.row.position):
            del self._snapshots[space]
            self.changes.publish(space, "removed")
            self.changes.close(space)
        if snapshot is None or (before and before.row.version >= snapshot.row.version):
            return
        self._snapshots[space] = snapshot
        if before and before.row.position == snapshot.row.position:
            for part, version in snapshot.row.changed.items():
                if version > before.row.version:
                    self.changes.publish(space, part)

    async def poll(self) -> bool:
        """Poll the spaces that have subscribers, unclaimed deliveries and overdue scheduled changes.

        Tell whether there are subscribers.
        """
        for space in list(self.changes.subscribers):
            await self.find(space)
            self.changes.publish(space)
        # Also those of dead processes; without subscribers, too, as a health check of the database.
        now = Clock().now()

        def read(connection: Connection) -> tuple[bool, str | None]:
            return may_claim(connection), overdue(connection, now + self.epoch)

        deliveries, late = await self.database.read(read)
        if deliveries and self.changes.on_deliveries:
            self.changes.on_deliveries()
        if late is not None and self.changes.on_scheduled:
            self.changes.on_scheduled(late, now)
        return bool(self.changes.subscribers)

    async def record_request(self, space: str, exchange: Exchange) -> None:
        """Queue a new request, and give it its generation and a key as number; raises `UnknownSpace`."""
        snapshot = await self.find(space)
        if snapshot is None:
            raise UnknownSpace
        exchange.generation, exchange.number = snapshot.row.generation, next(self._keys)

        def record(transaction: Transaction) -> None:
            transaction.record_request(space, exchange)

        # Nobody waits for it.
        self._jobs.add(_Job((space,), record, exchange.number)).cancel()

    async def record_answer(self, space: str, exchange: Exchange, changes: Sequence[Record]) -> None:
        """Commit the answer to a request, with its key as number."""

        def record(transaction: Transaction) -> None:
            transaction.record_answer(space, exchange, changes)

        await self._jobs.add(_Job((space,), record, exchange.number, answered=True))

    async def flush(self, space: str) -> None:
        """Wait until all requests of a space are written."""
        if self._jobs.busy:
            await self.write(lambda _: None, space)

    async def write(self, work: Callable[[Transaction], Result], *spaces: str) -> Result:
        """Return the result of ``work`` on the rows of some spaces, once it is committed."""
        result: Result = await self._jobs.add(_Job(spaces, work))
        return result

    async def _commit(self) -> None:
        names = {name for each in self._jobs.waiting for name in each.item.spaces}
        jobs: list[Waiting[_Job]] = []
        try:
            results, snapshots, transaction = await self.database.write(partial(self._run_jobs, names, jobs))
        except Exception as error:
            for each in jobs or self._jobs.take():
                if each.item.answered:
                    self._numbers.pop(each.item.key, None)
                each.end(error=error)
            return
        for name in transaction.removed:
            self._refresh(name, None)
        for snapshot in snapshots:
            self._refresh(snapshot.row.name, snapshot)
        self._jobs.put_back(jobs[len(results) :])
        self._numbers |= transaction.numbers
        for each, result in zip(jobs, results, strict=False):
            if each.item.answered:
                self._numbers.pop(each.item.key, None)
            elif each.item.key:
                self.changes.publish(*each.item.spaces)
            each.end(*((None, result) if isinstance(result, MockError) else (result,)))

    def _run_jobs(
        self, names: set[str], jobs: list[Waiting[_Job]], connection: Connection
    ) -> tuple[list[Any], list[SpaceSnapshot], Transaction]:
        """Run ``jobs`` for `_GROUP_SECONDS`; return their results or errors, and the changed snapshots of spaces."""
        transaction = Transaction(connection, names, self.epoch, *self._bounds)
        # Taken after the locks: more jobs were queued while another process held them.
        jobs += self._jobs.take(lambda job: names.issuperset(job.spaces))
        results: list[Any] = []
        end = time.monotonic() + _GROUP_SECONDS
        for job, _ in jobs:
            if time.monotonic() > end:
                break
            if job.key in self._numbers:
                transaction.numbers[job.key] = self._numbers[job.key]
            try:
                results.append(job.work(transaction))
            except MockError as error:
                results.append(error)
        transaction.finish()
        snapshots = [
            read_snapshot(connection, row, self._snapshots.get(name), self.epoch)
            for name, row in transaction.rows.items()
            if (before := self._snapshots.get(name)) is None or before.row.version != row.version
        ]
        return results, snapshots, transaction

    def delete_ended(self) -> None:
        """Delete the rows of ended generations in the background."""
        if self._deleting is None or self._deleting.done():
            self._deleting = asyncio.create_task(self._delete_all_ended())

    async def _delete_all_ended(self) -> None:
        # After an outage, the next reset or start retries.
        with suppress(DatabaseUnavailable):
            while await self.write(lambda transaction: _delete_ended(transaction.connection, _DELETE_BATCH)):
                pass


def _database_time(connection: Connection) -> float:
    """Return the Unix time of the database, common to all replicas."""
    if connection.dialect.name == "sqlite":
        return time.time()
    moment: float = connection.scalars(text("SELECT extract(epoch FROM clock_timestamp())::double precision")).one()
    return moment


def _delete_ended(connection: Connection, count: int) -> bool:
    """Delete about ``count`` rows of ended generations; tell whether there may be others."""
    ended = schema.ended.c.generation
    generation = connection.scalars(select(ended).limit(1).with_for_update(skip_locked=True)).first()
    if generation is None:
        return False
    for table in schema.OF_GENERATION:
        if _delete_some(connection, table, generation, count):
            return True
    connection.execute(delete(schema.ended).where(ended == generation))
    return True


def _delete_some(connection: Connection, table: Table, generation: int, count: int) -> int:
    *_, key = table.primary_key
    some = select(key).where(table.c.generation == generation).limit(count)
    deleted = delete(table).where(table.c.generation == generation, key.in_(some))
    return connection.execute(deleted).rowcount
