"""The state of the mock: what the fixtures say, and conversations. Knows no HTTP."""

import json
import sqlite3
import weakref
from collections import deque
from collections.abc import Callable
from itertools import islice
from typing import Any, NamedTuple, Protocol, TypeVar

from thulium_mock.errors import UnknownConversation
from thulium_mock.room import Room
from thulium_mock.serialization import to_json
from thulium_mock.settings import Settings
from thulium_mock.state.customers import Customer

_OVERHEAD = 350
"""About how many bytes a conversation takes beside its parameters."""

_BATCH = 100
_BATCH_LENGTH = 16_000
"""How many conversations, with how much text, are written at once: one by one they would cost several times as much."""

Found = TypeVar("Found")

Fixtures = dict[str, list[dict[str, Any]]]
"""Users, queues and customers, rules and scenarios, as in the ``Fixtures`` schema of control.yaml."""


class ApiUser(NamedTuple):
    """An API user; ``methods`` are the API methods that it may call, ``*`` standing for all."""

    name: str
    password: str
    methods: tuple[str, ...]


class Conversation(NamedTuple):
    """A conversation that was started.

    ``parameters`` are those of the request, as sent; ``customer_id`` is the matched customer, ``matched_by`` the
    parameter that found them. ``created_at`` is RFC 3339 in UTC.
    """

    conversation_id: str
    chat_queue_id: int
    customer_id: int | None
    matched_by: str | None
    parameters: dict[str, Any]
    created_at: str


class Store(Protocol):
    """What the mock asks of its state, whatever engine keeps it."""

    async def fixtures(self) -> Fixtures:
        """Return users, queues and customers by names and ids, rules and scenarios as they were given, if any."""
        ...

    async def replace_fixtures(self, fixtures: Fixtures) -> None:
        """Replace all that the fixtures say; conversations stay."""
        ...

    async def api_user(self, name: str) -> ApiUser | None:
        """Return the API user of this name."""
        ...

    async def has_queue(self, queue_id: int) -> bool:
        """Tell whether the chat queue exists."""
        ...

    async def find_customer(self, key: str, value: Any) -> Customer | None:
        """Return the customer whose ``key`` (one of `crm.MATCHING_ORDER`) is ``value``; of several, the lowest id."""
        ...

    async def add_conversation(self, conversation: Conversation) -> None:
        """Keep a conversation; the oldest ones go if there are too many."""
        ...

    async def conversation(self, conversation_id: str) -> Conversation:
        """Return a conversation; raise `UnknownConversation` if there is none."""
        ...

    async def conversations(self, limit: int, offset: int) -> tuple[int, list[Conversation]]:
        """Return how many are kept, and at most ``limit`` of them after the ``offset`` newest, newest first."""
        ...

    async def forget_conversations(self) -> None:
        """Remove all conversations."""
        ...

    def close(self) -> None:
        """Give up everything; nothing is asked of the store after that."""
        ...


_SCHEMA = """
CREATE TABLE api_user (name TEXT PRIMARY KEY, password TEXT NOT NULL, methods TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE queue (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE customer (id INTEGER PRIMARY KEY, client_id TEXT, name TEXT, surname TEXT, email TEXT, email_key TEXT);
CREATE TABLE fault (kind TEXT NOT NULL, number INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, number));
CREATE INDEX customer_client_id ON customer (client_id);
CREATE INDEX customer_email ON customer (email_key);
CREATE TABLE conversation (
    number INTEGER PRIMARY KEY, conversation_id TEXT NOT NULL, chat_queue_id INTEGER NOT NULL,
    customer_id INTEGER, matched_by TEXT, parameters TEXT NOT NULL, created_at TEXT NOT NULL, size INTEGER NOT NULL
);
"""

_CUSTOMER = "SELECT id, client_id, name, surname, email FROM customer"
_FIND_CUSTOMER = {
    "customer_id": f"{_CUSTOMER} WHERE id = ?",
    "client_id": f"{_CUSTOMER} WHERE client_id = ? ORDER BY id LIMIT 1",
    "client_email": f"{_CUSTOMER} WHERE email_key = ? ORDER BY id LIMIT 1",
}
_USER = "SELECT name, password, methods FROM api_user WHERE name = ?"
_QUEUE = "SELECT id FROM queue WHERE id = ?"
_ADD_CONVERSATION = "INSERT INTO conversation VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_BETWEEN = "FROM conversation WHERE number BETWEEN ? AND ?"
_CONVERSATION = (
    "SELECT conversation_id, chat_queue_id, customer_id, matched_by, parameters, created_at FROM conversation"
)


class SqliteStore:
    """The store in SQLite, in the memory of this process.

    It keeps the ``keep`` newest conversations, and fewer if there is no ``room``. What the fixtures say is remembered
    once it was found, and new conversations are written in batches, before anybody looks at one.
    """

    def __init__(self, fixtures: Fixtures, keep: int = Settings.keep_conversations, room: Room | None = None) -> None:
        self.held = 0
        self._keep = keep
        self._batch = min(_BATCH, keep)
        self._found: dict[tuple[str, Any], Any] = {}
        self._new: deque[Conversation] = deque()
        self._new_length = self._last_number = 0
        # The numbers of the conversations, the oldest first: an index in SQLite would cost more than all the rest.
        self._numbers: dict[str, int] = {}
        self._room = room or Room()
        self._room.enter(self)
        self._db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        # Once no request uses the store any more; from Python 3.13 on, a connection that nobody closes warns.
        weakref.finalize(self, self._db.close)
        self._db.executescript(_SCHEMA)
        self._replace(fixtures)

    async def fixtures(self) -> Fixtures:
        """See `Store.fixtures`."""
        users = self._db.execute("SELECT name, password, methods FROM api_user ORDER BY name").fetchall()
        queues = self._db.execute("SELECT id, name FROM queue ORDER BY id").fetchall()
        customers = self._db.execute(f"{_CUSTOMER} ORDER BY id").fetchall()
        faults = self._db.execute("SELECT kind, value FROM fault ORDER BY kind, number").fetchall()
        given: Fixtures = {kind: [] for kind, _ in faults}
        for kind, value in faults:
            given[kind].append(json.loads(value))
        return {
            "users": [{"name": name, "password": pw, "methods": json.loads(methods)} for name, pw, methods in users],
            "queues": [_given(zip(("id", "name"), row, strict=True)) for row in queues],
            "customers": [
                _given(zip(("id", "client_id", "name", "surname", "email"), row, strict=True)) for row in customers
            ],
            **given,
        }

    async def replace_fixtures(self, fixtures: Fixtures) -> None:
        """See `Store.replace_fixtures`."""
        self._replace(fixtures)

    def _replace(self, fixtures: Fixtures) -> None:
        users = [(user["name"], user["password"], json.dumps(user["methods"])) for user in fixtures["users"]]
        queues = [(queue["id"], queue.get("name")) for queue in fixtures["queues"]]
        customers = [
            (*(customer.get(key) for key in ("id", "client_id", "name", "surname", "email")), _email_key(customer))
            for customer in fixtures["customers"]
        ]
        faults = [
            (kind, number, json.dumps(value))
            for kind in ("rules", "scenarios")
            for number, value in enumerate(fixtures.get(kind, []))
        ]
        with self._db:
            self._db.execute("BEGIN")
            for table in ("api_user", "queue", "customer", "fault"):
                self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - the names are those above
            self._db.executemany("INSERT INTO api_user VALUES (?, ?, ?)", users)
            self._db.executemany("INSERT INTO queue VALUES (?, ?)", queues)
            self._db.executemany("INSERT INTO customer VALUES (?, ?, ?, ?, ?, ?)", customers)
            self._db.executemany("INSERT INTO fault VALUES (?, ?, ?)", faults)
        self._found = {}

    def _find(self, query: str, value: Any, made: Callable[..., Found]) -> Found | None:
        """Return what is ``made`` of the one row that ``query`` finds for ``value``, None if there is none.

        What was found is remembered until the fixtures change; there is no more of it than there are fixtures.
        """
        found = self._found
        known: Found | None = found.get((query, value))
        if known is None and (row := self._db.execute(query, (value,)).fetchone()):
            known = found[query, value] = made(*row)
        return known

    async def api_user(self, name: str) -> ApiUser | None:
        """See `Store.api_user`."""
        return self._find(_USER, name, _api_user)

    async def has_queue(self, queue_id: int) -> bool:
        """See `Store.has_queue`."""
        return self._find(_QUEUE, queue_id, int) is not None

    async def find_customer(self, key: str, value: Any) -> Customer | None:
        """See `Store.find_customer`; e-mail addresses are compared without regard to case (assumed)."""
        return self._find(_FIND_CUSTOMER[key], value.casefold() if key == "client_email" else value, Customer)

    async def add_conversation(self, conversation: Conversation) -> None:
        """See `Store.add_conversation`."""
        self._new.append(conversation)
        self._new_length += sum([len(each) for each in conversation.parameters.values() if isinstance(each, str)])
        if len(self._new) >= self._batch or self._new_length > _BATCH_LENGTH:
            self._write()

    def _write(self) -> None:
        """Write what is new, and drop the oldest that are too many."""
        with self._room.lock:
            if not self._new:
                return
            self._new_length = held = 0
            rows: list[tuple[Any, ...]] = []
            ids = []
            while self._new:
                conversation = self._new.popleft()
                *columns, parameters, created_at = conversation
                text = to_json(parameters).decode()
                size = _OVERHEAD + len(text)
                rows.append((self._last_number + len(rows) + 1, *columns, text, created_at, size))
                ids.append(conversation.conversation_id)
                held += size
            with self._db:
                self._db.execute("BEGIN")
                self._db.executemany(_ADD_CONVERSATION, rows)
            for conversation_id in ids:
                if conversation_id in self._numbers:
                    # A seed that is set again gives out the same ids, for other conversations.
                    self._drop([conversation_id])
                self._last_number += 1
                self._numbers[conversation_id] = self._last_number
            self._room.take(self, held)
            if len(self._numbers) > self._keep:
                self._drop_oldest(len(self._numbers) - self._keep)

    def _drop_oldest(self, count: int) -> None:
        self._drop(list(islice(self._numbers, count)))

    def _drop(self, ids: list[str]) -> None:
        """Drop conversations that follow each other."""
        numbers = [self._numbers.pop(each) for each in ids]
        between = (numbers[0], numbers[-1])
        (size,) = self._db.execute(f"SELECT sum(size) {_BETWEEN}", between).fetchone()
        self._db.execute(f"DELETE {_BETWEEN}", between)
        self._room.give(self, size)

    def drop_oldest(self) -> None:
        """Drop the oldest conversation."""
        with self._room.lock:
            self._drop_oldest(1)

    async def conversation(self, conversation_id: str) -> Conversation:
        """See `Store.conversation`."""
        with self._room.lock:
            self._write()
            number = self._numbers.get(conversation_id)
            if number is None:
                raise UnknownConversation
            return _conversation(self._db.execute(f"{_CONVERSATION} WHERE number = ?", (number,)).fetchone())

    async def conversations(self, limit: int, offset: int) -> tuple[int, list[Conversation]]:
        """See `Store.conversations`."""
        with self._room.lock:
            self._write()
            rows = self._db.execute(f"{_CONVERSATION} ORDER BY number DESC LIMIT ? OFFSET ?", (limit, offset))
            return len(self._numbers), [_conversation(row) for row in rows]

    async def forget_conversations(self) -> None:
        """See `Store.forget_conversations`."""
        with self._room.lock:
            self._new.clear()
            self._new_length = 0
            self._db.execute("DELETE FROM conversation")
            self._room.give(self, self.held)
            self._numbers.clear()

    def close(self) -> None:
        """See `Store.close`."""
        with self._room.lock:
            self._keep = 0
            self._room.leave(self)


def _api_user(name: str, password: str, methods: str) -> ApiUser:
    return ApiUser(name, password, tuple(json.loads(methods)))


def _conversation(row: tuple[Any, ...]) -> Conversation:
    conversation = Conversation(*row)
    return conversation._replace(parameters=json.loads(row[4]))


def _given(pairs: Any) -> dict[str, Any]:
    return {key: value for key, value in pairs if value is not None}


def _email_key(customer: dict[str, Any]) -> str | None:
    email = customer.get("email")
    return email.casefold() if email else None
