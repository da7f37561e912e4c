"""What one process knows of the database that it shares with others, and the group commit by which it writes."""

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
from thulium_mock.state.sql_records import Known, find_rows, read_known
from thulium_mock.state.sql_scheduled_changes import overdue
from thulium_mock.state.sql_transaction import Transaction
from thulium_mock.state.store import DEFAULT, Draw, Record
from thulium_mock.state.subscriptions import Subscriptions

Result = TypeVar("Result")

_TOGETHER = 0.1
"""For how many seconds works are done before they are committed."""

_DELETED_AT_ONCE = 1000


class _Job(NamedTuple):
    """Work on some spaces; that of a request that comes, or is ``answered``, has its ``key``."""

    spaces: tuple[str, ...]
    work: Callable[[Transaction], Any]
    key: int = 0
    answered: bool = False


class Replica:
    """One of the equal processes on a database.

    Works are committed in groups: what comes while a transaction runs is done in the next one. When requests come, the
    versions of their spaces are read for all of them at once, so that this process knows fixtures, faults and seed as
    they are; most are written together with their answers. ``epoch`` is the time of the database when the clock of this
    process was at 0, so that faults end at the same moment everywhere.
    """

    def __init__(self, url: str, journal_size: int, keep_conversations: int) -> None:
        self.database = Database(url)
        self.changes = Subscriptions()
        self.epoch = 0.0
        self._bounds = (journal_size, keep_conversations)
        self._unforeseen = count(1)
        self._known: dict[str, Known] = {}
        self._keys = count(-1, -1)
        self._numbers: dict[int, int] = {}
        self._finding = Batches[str](self._find)
        self._jobs = Batches[_Job](self._commit)
        self._deleting: asyncio.Task[None] | None = None

    async def start(self, baseline: Fixtures, seed: int | None) -> int:
        """Make or upgrade the tables, and the default space if there is none; raises `UnusableDatabase`.

        Return a number that no other process has.
        """
        await self.database.open()
        moment = await self.database.read(_now)
        # In steps that add to any moment without an error of rounding.
        self.epoch = round((moment - Clock().now()) * 1024) / 1024
        number = await self.database.write(partial(self._make_default, baseline, seed))
        self.delete_ended()
        return number

    async def close(self) -> None:
        """Commit what is left, and close all connections."""
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

    def unforeseen_draw(self) -> Draw:
        """Return a draw without a seed."""
        return Draw(next(self._unforeseen), secrets.randbits(128))

    async def current(self, space: str) -> Known:
        """Return what is known of a space, as of the last transaction of this process on it."""
        known = self._known.get(space) or await self.find(space)
        if known is None:
            raise UnknownSpace
        return known

    async def find(self, space: str) -> Known | None:
        """Return what is to be known of a space now, None if there is none."""

        known: Known | None = await self._finding.add(space)
        return known

    async def _find(self) -> None:
        asked = self._finding.take()

        def read(connection: Connection) -> dict[str, Known]:
            rows = find_rows(connection, {each.item for each in asked})
            return {row.name: read_known(connection, row, self._known.get(row.name), self.epoch) for row in rows}

        try:
            found = await self.database.read(read)
        except Exception as error:
            for each in asked:
                each.end(error=error)
            return
        for each in asked:
            self._learn(each.item, found.get(each.item))
            each.end(found.get(each.item))

    def _learn(self, space: str, known: Known | None) -> None:
        """Keep what is known of a space now, and tell its subscribers what has changed."""
        before = self._known.get(space)
        if before and (known is None or before.row.position < known.row.position):
            del self._known[space]
            self.changes.publish(space, "removed")
            self.changes.close(space)
        if known is None or (before and before.row.version >= known.row.version):
            return
        self._known[space] = known
        if before and before.row.position == known.row.position:
            for part, version in known.row.changed.items():
                if version > before.row.version:
                    self.changes.publish(space, part)

    async def look(self) -> bool:
        """Poll the spaces that have subscribers, unclaimed deliveries and overdue scheduled changes.

        Tell whether there are subscribers.
        """
        for space in list(self.changes.subscribers):
            await self.find(space)
            self.changes.publish(space)
        # Also those whose process has died; asked without a subscriber too, which shows whether the database is there.
        now = Clock().now()

        def read(connection: Connection) -> tuple[bool, str | None]:
            return may_claim(connection), overdue(connection, now + self.epoch)

        deliveries, late = await self.database.read(read)
        if deliveries and self.changes.on_deliveries:
            self.changes.on_deliveries()
        if late is not None and self.changes.on_scheduled:
            self.changes.on_scheduled(late, now)
        return bool(self.changes.subscribers)

    async def request(self, space: str, exchange: Exchange) -> None:
        """Note that a request has come, and give it its generation and a key as number; raises `UnknownSpace`."""
        known = await self.find(space)
        if known is None:
            raise UnknownSpace
        exchange.generation, exchange.number = known.row.generation, next(self._keys)

        def record(transaction: Transaction) -> None:
            transaction.record_request(space, exchange)

        # Nobody waits for it.
        self._jobs.add(_Job((space,), record, exchange.number)).cancel()

    async def answer(self, space: str, exchange: Exchange, changes: Sequence[Record]) -> None:
        """Keep the answer to a request, whose key it has as number."""

        def record(transaction: Transaction) -> None:
            transaction.record_answer(space, exchange, changes)

        await self._jobs.add(_Job((space,), record, exchange.number, answered=True))

    async def settle(self, space: str) -> None:
        """Wait until all requests that have come to a space are written."""
        if self._jobs.busy:
            await self.write(lambda _: None, space)

    async def write(self, work: Callable[[Transaction], Result], *spaces: str) -> Result:
        """Do a work on the rows of some spaces, and return what it returns once it is kept."""
        result: Result = await self._jobs.add(_Job(spaces, work))
        return result

    async def _commit(self) -> None:
        names = {name for each in self._jobs.waiting for name in each.item.spaces}
        jobs: list[Waiting[_Job]] = []
        try:
            results, known, transaction = await self.database.write(partial(self._work, names, jobs))
        except Exception as error:
            for each in jobs or self._jobs.take():
                if each.item.answered:
                    self._numbers.pop(each.item.key, None)
                each.end(error=error)
            return
        for name in transaction.removed:
            self._learn(name, None)
        for one in known:
            self._learn(one.row.name, one)
        self._jobs.put_back(jobs[len(results) :])
        self._numbers |= transaction.numbers
        for each, result in zip(jobs, results, strict=False):
            if each.item.answered:
                self._numbers.pop(each.item.key, None)
            elif each.item.key:
                self.changes.publish(*each.item.spaces)
            each.end(*((None, result) if isinstance(result, MockError) else (result,)))

    def _work(
        self, names: set[str], jobs: list[Waiting[_Job]], connection: Connection
    ) -> tuple[list[Any], list[Known], Transaction]:
        """Do ``jobs`` while there is time; return what each returns or raises, and what is known of the spaces."""
        transaction = Transaction(connection, names, self.epoch, *self._bounds)
        # Taken only now: more has come while another process had the rows.
        jobs += self._jobs.take(lambda job: names.issuperset(job.spaces))
        results: list[Any] = []
        end = time.monotonic() + _TOGETHER
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
        known = [
            read_known(connection, row, self._known.get(name), self.epoch)
            for name, row in transaction.rows.items()
            if (before := self._known.get(name)) is None or before.row.version != row.version
        ]
        return results, known, transaction

    def delete_ended(self) -> None:
        """Delete in the background what belongs to no space any more."""
        if self._deleting is None or self._deleting.done():
            self._deleting = asyncio.create_task(self._delete_all_ended())

    async def _delete_all_ended(self) -> None:
        # A database that is away is asked again after the next reset, or at the next start.
        with suppress(DatabaseUnavailable):
            while await self.write(lambda transaction: _delete_ended(transaction.connection, _DELETED_AT_ONCE)):
                pass


def _now(connection: Connection) -> float:
    """Return the Unix time of the database, which is that of all its replicas."""
    if connection.dialect.name == "sqlite":
        return time.time()
    moment: float = connection.scalars(text("SELECT extract(epoch FROM clock_timestamp())::double precision")).one()
    return moment


def _delete_ended(connection: Connection, count: int) -> bool:
    """Delete about ``count`` rows that belong to no space any more; tell whether there may be others."""
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
