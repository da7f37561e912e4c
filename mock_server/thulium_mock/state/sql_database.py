"""Database drivers of the SQL engine: connections, transactions with a timeout, change notifications."""

import asyncio
import logging
import sqlite3
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from typing import Any, TypeVar

from sqlalchemy import Connection, create_engine, event, func, make_url, select
from sqlalchemy.exc import SQLAlchemyError

from thulium_mock.errors import DatabaseUnavailable
from thulium_mock.state.sql_schema import upgrade
from thulium_mock.state.store import UnusableDatabase

Result = TypeVar("Result")

SECONDS = 5
"""Timeout of a transaction; a database that does not answer in time is unavailable."""

_RETRY = 1
"""Seconds until a retry on an unavailable database, and between two polls of an idle one."""

_POLL = 0.1
"""Seconds between two polls for changes of other processes."""

_CHANNEL = "thulium_mock"

logger = logging.getLogger("thulium_mock")


class Database:
    """Database at a URL, ``sqlite:///path`` or ``postgresql://…``; ``problem`` says why it is unavailable, else None.

    ``work`` is a function of a connection, which runs in one transaction. If the database fails it raises
    `DatabaseUnavailable`, and has changed nothing, or the commit is in doubt.
    """

    def __init__(self, url: str, seconds: float | None = SECONDS) -> None:
        """Make one whose transactions have a timeout of ``seconds``."""
        self.problem: str | None = None
        self._seconds = seconds
        self._driver = _SqliteDriver(url) if url.startswith("sqlite:") else _PostgresqlDriver(url, seconds)
        self._retry_at = 0.0
        self._opened = False

    async def open(self) -> None:
        """Create the tables, or run the migrations; raises `UnusableDatabase`."""
        try:
            await self.write(upgrade)
            await self._driver.configure()
            self._opened = True
        except DatabaseUnavailable as error:
            raise UnusableDatabase(f"{self.problem}: {_advice(str(self.problem))}") from error

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        """Return the result of ``work`` in a read-only transaction."""
        return await self._run(work, writes=False)

    async def write(self, work: Callable[[Connection], Result]) -> Result:
        """Return the result of ``work`` once its writes are committed."""
        return await self._run(work, writes=True)

    async def watch(self, poll: Callable[[], Awaitable[bool]]) -> None:
        """Call ``poll`` soon after another process has committed, and each second, until cancelled."""
        while True:
            with suppress(*self._driver.errors, DatabaseUnavailable):
                await self._driver.wait(poll)
            await asyncio.sleep(_RETRY)
            self._retry_at = 0

    async def close(self) -> None:
        """Close all connections."""
        await self._driver.close()

    async def _run(self, work: Callable[[Connection], Result], *, writes: bool) -> Result:
        if self.problem is not None and time.monotonic() < self._retry_at:
            raise DatabaseUnavailable
        try:
            async with asyncio.timeout(self._seconds):
                result = await self._driver.run(work, writes=writes)
        except self._driver.errors as error:
            if self.problem is None and self._opened:
                logger.warning("The database is away: %s", _reason(error))
            self.problem, self._retry_at = _reason(error), time.monotonic() + _RETRY
            raise DatabaseUnavailable from error
        self.problem = None
        return result


class _SqliteDriver:
    """SQLite in a thread pool: a thread for each transaction is cheaper than one for each statement.

    ``errors`` are those of an unavailable database.
    """

    errors = (SQLAlchemyError, sqlite3.Error, OSError)

    def __init__(self, url: str) -> None:
        self._engine = create_engine(make_url(url), connect_args={"timeout": SECONDS - 1})
        self._writing = self._engine.execution_options(writes=True)
        self._threads = ThreadPoolExecutor(4, "thulium-mock-database")
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)

    async def run(self, work: Callable[[Connection], Result], *, writes: bool) -> Result:
        """Return the result of ``work`` in a transaction; ``writes`` locks out other writers from its start."""

        def transaction() -> Result:
            with (self._writing if writes else self._engine).begin() as connection:
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._threads, transaction)

    async def wait(self, poll: Callable[[], Awaitable[bool]]) -> None:
        """Call ``poll`` after commits of other connections, and each second, until an error."""
        with closing(self._engine.raw_connection()) as connection:
            version, polled = None, 0.0
            while True:
                # It changes when another connection has written.
                last, version = version, connection.cursor().execute("PRAGMA data_version").fetchone()
                if version != last or time.monotonic() > polled + _RETRY:
                    polled = time.monotonic()
                    await poll()
                await asyncio.sleep(_POLL)

    async def configure(self) -> None:
        """Switch the file to write-ahead logging (WAL), so that readers and a writer do not block each other."""
        # SQLite's busy timeout does not apply here. A file that stays locked works without WAL, too.
        with closing(self._engine.raw_connection()) as connection:
            for _ in range(int(SECONDS / _POLL)):
                with suppress(sqlite3.OperationalError):
                    connection.cursor().execute("PRAGMA journal_mode = WAL")
                    return
                await asyncio.sleep(_POLL)

    async def close(self) -> None:
        self._threads.shutdown()
        self._engine.dispose()


class _PostgresqlDriver:
    """PostgreSQL, with asyncpg."""

    def __init__(self, url: str, seconds: float | None) -> None:
        import asyncpg
        from sqlalchemy.ext.asyncio import create_async_engine

        async def connect() -> Any:
            # The driver parses the URL like libpq, with its parameters such as sslmode.
            return await asyncpg.connect(url, timeout=SECONDS - 1, command_timeout=seconds)

        self.errors = (SQLAlchemyError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError)
        self._engine = create_async_engine("postgresql+asyncpg://", async_creator=connect)
        # An export, which has no timeout, needs one snapshot; else each statement reads the latest commit.
        level: Any = "AUTOCOMMIT" if seconds else "REPEATABLE READ"
        self._reading = self._engine.execution_options(isolation_level=level)

    async def run(self, work: Callable[[Connection], Result], *, writes: bool) -> Result:
        def transaction(connection: Connection) -> Result:
            with connection.begin():
                return work(connection)

        async with (self._engine if writes else self._reading).connect() as connection:
            return await connection.run_sync(transaction)

    async def wait(self, poll: Callable[[], Awaitable[bool]]) -> None:
        """Call ``poll`` after notifications; often while it returns True, since requests are not notified."""
        async with self._engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            news = asyncio.Event()
            await driver.add_listener(_CHANNEL, lambda *_: news.set())
            while not driver.is_closed():
                news.clear()
                watched = await poll()
                await asyncio.sleep(_POLL)
                if not watched:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(_RETRY):
                            await news.wait()

    async def configure(self) -> None: ...

    async def close(self) -> None:
        await self._engine.dispose()


_NOTIFY = select(func.pg_notify(_CHANNEL, ""))


def notify(connection: Connection) -> None:
    """Notify other processes once the transaction is committed; those on SQLite poll anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(_NOTIFY)


def _reason(error: BaseException) -> str:
    """Return why the database is unavailable, in one line and without a password."""
    if isinstance(error, TimeoutError):
        return f"no answer within {SECONDS} seconds"
    return " ".join(str(getattr(error, "orig", None) or error).split()) or type(error).__name__


_ADVICE = {
    "not a database": "name another file, or move this one away",
    "unable to open": "make its folder, and let the user of the mock write there",
    "readonly": "let the user of the mock write it",
    "locked": "end the program that uses it",
    "disk": "make room on the disk",
    "authentication": "mend user and password",
    "does not exist": "create it first",
}


def _advice(problem: str) -> str:
    """Return advice on a problem at the start."""
    return next((advice for words, advice in _ADVICE.items() if words in problem), "start it, or mend its address")


def _prepare(connection: Any, _: Any) -> None:
    """Configure a new SQLite connection."""
    # `_begin` begins transactions: the driver would begin them too late to lock out another writer.
    connection.isolation_level = None
    # Commits survive a crash of the process; only a power cut could lose the last ones.
    connection.execute("PRAGMA synchronous = NORMAL")
    # In KiB: the index pages of a million random conversation ids.
    connection.execute("PRAGMA cache_size = -65536")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")
