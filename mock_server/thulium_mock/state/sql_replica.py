"""What one process knows of the database that it shares with others, and the group commit by which it writes."""

import asyncio
import secrets
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from itertools import count
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, select, text

from thulium_mock.clock import Clock
from thulium_mock.errors import DatabaseUnavailable, MockError, UnknownSpace
from thulium_mock.state import sql_schema as schema
from thulium_mock.state.directory import Fixtures
from thulium_mock.state.sql_database import Database
from thulium_mock.state.sql_deliveries import may_claim
from thulium_mock.state.sql_records import Known, find_row, read_known
from thulium_mock.state.sql_transaction import Transaction, delete_ended
from thulium_mock.state.store import DEFAULT, Draw
from thulium_mock.state.subscriptions import Subscriptions

Result = TypeVar("Result")

_TOGETHER = 0.1
"""For how many seconds works are done before they are committed."""

_DELETED_AT_ONCE = 1000


class _Job(NamedTuple):
    spaces: tuple[str, ...]
    work: Callable[[Transaction], Any]
    done: asyncio.Future[Any]


class Replica:
    """One of the equal processes on a database.

    Works are committed in groups: what comes while a transaction runs is done in the next one. Each transaction reads
    the versions of its spaces, so that afterwards this process knows their fixtures, faults and seed as they are.
    ``epoch`` is the time of the database when the clock of this process was at 0, so that faults end at the same moment
    everywhere.
    """

    def __init__(self, url: str, journal_size: int, keep_conversations: int) -> None:
        self.database = Database(url)
        self.changes = Subscriptions()
        self.epoch = 0.0
        self._bounds = (journal_size, keep_conversations)
        self._unforeseen = count(1)
        self._known: dict[str, Known] = {}
        self._jobs: list[_Job] = []
        self._committing: asyncio.Task[None] | None = None
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
        while self._committing is not None:
            await asyncio.wait([self._committing])
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

        def read(connection: Connection) -> Known | None:
            row = find_row(connection, space)
            return read_known(connection, row, self._known.get(space), self.epoch) if row else None

        known = await self.database.read(read)
        self._learn(space, known)
        return known

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

    async def look(self) -> None:
        """Look at the spaces that have subscribers, and for deliveries that nobody has claimed."""
        for space in list(self.changes.subscribers):
            await self.find(space)
            self.changes.publish(space)
        # Also those whose process has died; asked without a subscriber too, which shows whether the database is there.
        if await self.database.read(may_claim) and self.changes.on_deliveries:
            self.changes.on_deliveries()

    async def write(self, work: Callable[[Transaction], Result], *spaces: str) -> Result:
        """Do a work on the rows of some spaces, and return what it returns once it is kept."""
        done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._jobs.append(_Job(spaces, work, done))
        if self._committing is None:
            self._committing = asyncio.create_task(self._commit_all())
        return await done

    async def _commit_all(self) -> None:
        # What comes in the same moment goes together.
        await asyncio.sleep(0)
        while self._jobs:
            jobs, self._jobs = self._jobs, []
            try:
                results, known, removed = await self.database.write(partial(self._commit, jobs))
            except Exception as error:
                for job in jobs:
                    if not job.done.done():
                        job.done.set_exception(error)
                continue
            for name in removed:
                self._learn(name, None)
            for each in known:
                self._learn(each.row.name, each)
            self._jobs[:0] = jobs[len(results) :]
            for job, result in zip(jobs, results, strict=False):
                if job.done.done():
                    continue
                if isinstance(result, MockError):
                    job.done.set_exception(result)
                else:
                    job.done.set_result(result)
        self._committing = None

    def _commit(self, jobs: Sequence[_Job], connection: Connection) -> tuple[list[Any], list[Known], set[str]]:
        """Do works while there is time; return what each returns or raises, and what is to be known of their spaces."""
        transaction = Transaction(connection, {each for job in jobs for each in job.spaces}, self.epoch, *self._bounds)
        results: list[Any] = []
        end = time.monotonic() + _TOGETHER
        for job in jobs:
            if time.monotonic() > end:
                break
            try:
                results.append(job.work(transaction))
            except MockError as error:
                results.append(error)
        transaction.finish()
        known = []
        for name, row in transaction.rows.items():
            before = self._known.get(name)
            if before is None or before.row.version != row.version:
                known.append(read_known(connection, row, before, self.epoch))
        return results, known, transaction.removed

    def delete_ended(self) -> None:
        """Delete in the background what belongs to no space any more."""
        if self._deleting is None or self._deleting.done():
            self._deleting = asyncio.create_task(self._delete_all_ended())

    async def _delete_all_ended(self) -> None:
        # A database that is away is asked again after the next reset, or at the next start.
        with suppress(DatabaseUnavailable):
            while await self.write(lambda transaction: delete_ended(transaction.connection, _DELETED_AT_ONCE)):
                pass


def _now(connection: Connection) -> float:
    """Return the Unix time of the database, which is that of all its replicas."""
    if connection.dialect.name == "sqlite":
        return time.time()
    moment: float = connection.scalars(text("SELECT extract(epoch FROM clock_timestamp())::double precision")).one()
    return moment
