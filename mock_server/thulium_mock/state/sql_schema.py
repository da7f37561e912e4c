"""Schema of the SQL engine: its tables, and their migration from earlier versions.

Rows of a space have its *generation*, a number that changes with each reset, so that old rows can be deleted later.
Records are JSON documents beside the indexed columns: lists of fields, to which new ones are appended.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Dialect,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    func,
    insert,
    inspect,
    select,
    update,
)

from thulium_mock.serialization import to_json
from thulium_mock.state.store import UnusableDatabase

_LOCK = 4010
"""Key of PostgreSQL's advisory lock, under which one replica at a time runs the migration."""


def escaped(value: str | None) -> str | None:
    """Return the stored form of an `Identifier`."""
    return None if value is None else value.encode("unicode_escape").decode()


def json_text(value: Any) -> str:
    """Return the stored form of a `Json` value."""
    return to_json(value).decode()


class Identifier(TypeDecorator[str]):
    """Text that may have any characters, as ASCII: PostgreSQL has no NUL, and drivers have no lone surrogates."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return what is stored."""
        return escaped(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Return what was given."""
        return None if value is None else value.encode().decode("unicode_escape")


class Json(TypeDecorator[Any]):
    """Value as the text of a JSON document, in which a NUL is escaped."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        """Return what is stored."""
        return json_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Return what was given."""
        return None if value is None else orjson.loads(value)


metadata = MetaData()

_Moment = Text().with_variant(Text(collation="C"), "postgresql")
"""RFC 3339 in UTC, in the order of its characters, as Python and SQLite compare them."""


def _number(name: str, **further: Any) -> Column[int]:
    return Column(name, BigInteger, nullable=False, autoincrement=False, **further)


database = Table("thulium_mock", metadata, Column("schema_version", Integer, nullable=False), _number("counter"))
"""One row: the version of the schema, and the counter for generations and versions."""

spaces = Table(
    "spaces",
    metadata,
    Column("name", Text, primary_key=True),
    _number("position"),
    _number("generation"),
    _number("version"),
    _number("fixtures_version"),
    _number("faults_version"),
    Column("changed", Json, nullable=False),
    Column("seed", BigInteger),
    Column("scenario", Identifier),
    Column("scenario_ends", Double),
    *map(_number, ("next_fault", "last_webhook", "count", "first", "evicted", "forgotten", "resets", "kept", "newest")),
    *map(_number, ("webhooks", "pending", "lost")),
)
fixtures = Table(
    "fixtures",
    metadata,
    Column("space", Text, primary_key=True),
    Column("baseline", Json, nullable=False),
    Column("known", Json, nullable=False),
)
faults = Table(
    "faults",
    metadata,
    _number("generation", primary_key=True),
    Column("fault_id", Identifier, primary_key=True),
    _number("origin"),
    _number("position"),
    Column("given", Json, nullable=False),
    Column("expires_at", Double, nullable=False),
    _number("hits"),
    _number("counted"),
    Column("window_ends", Double, nullable=False),
)
draws = Table(
    "draws",
    metadata,
    _number("generation", primary_key=True),
    Column("sequence", Identifier, primary_key=True),
    _number("number"),
)
exchanges = Table(
    "exchanges",
    metadata,
    _number("generation", primary_key=True),
    _number("number", primary_key=True),
    Column("status", Integer),
    Column("method", Identifier, nullable=False),
    Column("path", LargeBinary, nullable=False),
    Column("conversation_id", Identifier),
    Column("document", Json, nullable=False),
    Index("exchanges_of_conversation", "generation", "conversation_id"),
)
conversations = Table(
    "conversations",
    metadata,
    _number("generation", primary_key=True),
    Column("conversation_id", Identifier, primary_key=True),
    _number("position"),
    Column("status", Text, nullable=False),
    _number("chat_queue_id"),
    Column("created_at", _Moment, nullable=False),
    Column("document", Json, nullable=False),
    Index("conversations_by_arrival", "generation", "position"),
    Index("conversations_by_start", "generation", "created_at", "position"),
    Index("conversations_by_status", "generation", "status", "created_at", "position"),
    Index("conversations_by_queue", "generation", "chat_queue_id", "created_at", "position"),
    Index("conversations_by_both", "generation", "status", "chat_queue_id", "created_at", "position"),
)
starts = Table(
    "starts",
    metadata,
    _number("generation", primary_key=True),
    Column("hour", _Moment, primary_key=True),
    _number("chat_queue_id", primary_key=True),
    Column("status", Text, primary_key=True),
    _number("count"),
)
"""Counters of the conversations of a queue started in an hour, by current status: a list returns the total."""

messages = Table(
    "messages",
    metadata,
    _number("generation", primary_key=True),
    Column("conversation_id", Identifier, primary_key=True),
    _number("number", primary_key=True),
    Column("side", Text, nullable=False),
    Column("author", Identifier),
    Column("text", Json, nullable=False),
    Column("sent_at", _Moment, nullable=False),
)
webhooks = Table(
    "webhooks",
    metadata,
    _number("generation", primary_key=True),
    _number("webhook_id", primary_key=True),
    _number("position"),
    Column("document", Json, nullable=False),
)
deliveries = Table(
    "deliveries",
    metadata,
    _number("generation", primary_key=True),
    _number("number", primary_key=True),
    _number("webhook_id"),
    Column("conversation_id", Identifier, nullable=False),
    _number("finished"),
    Column("claimed_until", Double, nullable=False),
    Column("document", Json, nullable=False),
    Index("deliveries_to_claim", "finished", "number"),
    Index("deliveries_in_order", "generation", "webhook_id", "conversation_id", "finished", "number"),
)
"""Outbox; a delivery without a conversation has an empty id."""

scheduled_changes = Table(
    "scheduled_changes",
    metadata,
    _number("generation", primary_key=True),
    _number("number", primary_key=True),
    Column("due_at", Double, nullable=False),
    Column("document", Json, nullable=False),
    Index("scheduled_changes_by_time", "due_at"),
)
ended = Table("ended", metadata, _number("generation", primary_key=True))
"""The generations whose rows are still to be deleted."""

OF_GENERATION = (faults, draws, exchanges, conversations, starts, messages, webhooks, deliveries, scheduled_changes)

UPGRADES: Sequence[Callable[[Connection], None]] = ()
"""Migrations from each version of the schema to the next one, the first from 1 to 2."""

_COMPILED = 32
"""Size of the cache of compiled inserts, by table and dialect."""


def insert_stored(connection: Connection, table: Table, rows: list[tuple[Any, ...]]) -> None:
    """Insert rows of stored values, in the order of the columns.

    The fast path of each request: converting many columns takes more time than the statement.
    """
    connection.exec_driver_sql(_insertion(table, connection.dialect), rows)


@lru_cache(_COMPILED)
def _insertion(table: Table, dialect: Dialect) -> str:
    return str(insert(table).compile(dialect=dialect))


VERSION = 1 + len(UPGRADES)


def upgrade(connection: Connection) -> None:
    """Create the tables, or migrate those of an earlier version without losing a row.

    Raises `UnusableDatabase` for tables of a newer version, or of another program.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    tables = inspect(connection).get_table_names()
    if database.name not in tables:
        if tables:
            raise UnusableDatabase("it has tables of another program: give the mock a database of its own")
        metadata.create_all(connection, checkfirst=False)
        connection.execute(insert(database).values(schema_version=VERSION, counter=0))
        return
    version = connection.scalars(select(database.c.schema_version)).one()
    if version > VERSION:
        raise UnusableDatabase(f"a newer thulium-mock has made it (version {version} of its tables): use that one")
    for step in UPGRADES[version - 1 :]:
        step(connection)
    if version < VERSION:
        connection.execute(update(database).values(schema_version=VERSION))
