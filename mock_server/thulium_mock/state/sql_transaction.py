"""Transaction of the SQL engine: the jobs of many requests on the locked rows of their spaces (group commit)."""

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from thulium_mock.errors import TooManyFaults, UnknownConversation, UnknownFault, UnknownScenario, UnknownSpace
from thulium_mock.faults.fault import Fault
from thulium_mock.faults.fault_set import LIMIT, rules, scenario_faults
from thulium_mock.serialization import rfc3339
from thulium_mock.state import sql_schema as schema
from thulium_mock.state.conversations import Change, Conversation
from thulium_mock.state.directory import Fixtures
from thulium_mock.state.journal import Exchange
from thulium_mock.state.sql_conversations import get_conversation, keep_records, last_written
from thulium_mock.state.sql_counters import Counters
from thulium_mock.state.sql_database import notify
from thulium_mock.state.sql_deliveries import finish_delivery, insert_delivery
from thulium_mock.state.sql_journal import Place, delete_exchanges, write_exchanges
from thulium_mock.state.sql_records import ADDED, OF_RULES, OF_SCENARIO, SpaceRow, find_rows
from thulium_mock.state.sql_scheduled_changes import take_due
from thulium_mock.state.store import Record
from thulium_mock.state.webhooks import Delivery, Webhook

_faults = schema.faults.c

# Statements are built once, since building one costs more than running it.
_LOCK_SPACES = (
    select(schema.spaces)
    .where(schema.spaces.c.name.in_(bindparam("names", expanding=True)))
    .order_by(schema.spaces.c.name)
    .with_for_update()
)
_UPDATE_SPACE = update(schema.spaces).where(schema.spaces.c.name == bindparam("of_name"))

_DELETE_BATCH = 500


class Transaction:
    """Transaction on the rows of the spaces ``names``, locked in the same order by all replicas to avoid deadlocks.

    Records are collected, and written in bulk by `finish`. ``epoch`` is the database time at which the clock of this
    process was 0: faults expire at the same moment for all replicas.
    """

    def __init__(
        self, connection: Connection, names: Iterable[str], epoch: float, journal_size: int, keep: int
    ) -> None:
        self.connection = connection
        self.epoch = epoch
        self.removed: set[str] = set()
        self._journal_size = journal_size
        self._keep = keep
        self._number: int | None = None
        self.counters = Counters(connection, epoch)
        self._came: dict[Place, Exchange] = {}
        self._answered: dict[Place, Exchange] = {}
        self._records: defaultdict[int, list[Record]] = defaultdict(list)
        self.numbers: dict[int, int] = {}
        found = connection.execute(_LOCK_SPACES, {"names": list(names)}).mappings()
        self.rows = {each["name"]: SpaceRow(**each) for each in found}
        self._before = {name: dict(vars(row)) for name, row in self.rows.items()}

    def space(self, name: str) -> SpaceRow:
        """Return the row of a space, which may be changed; raises `UnknownSpace`."""
        if name not in self.rows:
            raise UnknownSpace
        return self.rows[name]

    def find(self, name: str) -> SpaceRow | None:
        """Return the row of a space that may have been made since the transaction began."""
        return self.rows.get(name) or next(iter(find_rows(self.connection, [name])), None)

    def new_number(self) -> int:
        """Return the next number of the database's counter."""
        before = self._number
        if before is None:
            before = self.connection.scalars(select(schema.database.c.counter).with_for_update()).one()
        self._number = before + 1
        return before + 1

    def change(self, row: SpaceRow, part: str | None, *, fixtures: bool = False, faults: bool = True) -> None:
        """Record that a part of the state has changed, and invalidate the caches of fixtures or faults."""
        row.version = self.new_number()
        if part is not None:
            row.changed = {**row.changed, part: row.version}
        if fixtures:
            row.fixtures_version = row.version
        if faults:
            row.faults_version = row.version

    def make_space(self, name: str, baseline: Fixtures, seed: int | None) -> None:
        """Create a space; the caller holds the lock of the default one."""
        number = self.new_number()
        row = self.rows[name] = SpaceRow(name, number, number, number, seed)
        self.connection.execute(insert(schema.fixtures).values(space=name, baseline=baseline, known=baseline))
        self.connection.execute(insert(schema.spaces).values(**vars(row)))
        self._before[name] = {}
        self._apply_fixtures(row, baseline, None)

    def remove_space(self, row: SpaceRow) -> None:
        """Delete a space and its state."""
        for table, column in ((schema.spaces, schema.spaces.c.name), (schema.fixtures, schema.fixtures.c.space)):
            self.connection.execute(delete(table).where(column == row.name))
        self._end_generation(row)
        del self.rows[row.name]
        self.removed.add(row.name)

    def reset(self, row: SpaceRow) -> None:
        """Begin a new generation, with the baseline and the seed."""
        self._end_generation(row)
        number, table = self.new_number(), schema.fixtures
        fresh = SpaceRow(row.name, row.position, number, number, row.seed, resets=row.resets + 1, changed=row.changed)
        self.rows[row.name] = fresh
        baseline = self.connection.scalars(select(table.c.baseline).where(table.c.space == row.name)).one()
        self.connection.execute(update(table).where(table.c.space == row.name).values(known=baseline))
        self._apply_fixtures(fresh, baseline, "reset")

    def replace_fixtures(self, row: SpaceRow, fixtures: Fixtures, *, baseline: bool) -> None:
        """Replace the fixtures; a ``baseline`` that another replica has written already is skipped."""
        table = schema.fixtures
        if baseline:
            before = self.connection.scalars(select(table.c.baseline).where(table.c.space == row.name)).one()
            if before == fixtures:
                return
        values = {"known": fixtures, **({"baseline": fixtures} if baseline else {})}
        self.connection.execute(update(table).where(table.c.space == row.name).values(values))
        self._apply_fixtures(row, fixtures, "fixtures")

    def _apply_fixtures(self, row: SpaceRow, fixtures: Fixtures, part: str | None) -> None:
        """Replace the rules and the active scenario by those of ``fixtures``."""
        self.counters.replace_faults(row, OF_RULES, rules(fixtures))
        known = any(each["name"] == row.scenario for each in fixtures.get("scenarios", []))
        self._switch(row, fixtures, row.scenario if known else None, row.scenario_ends)
        self.change(row, part, fixtures=True)

    def _switch(self, row: SpaceRow, fixtures: Fixtures, scenario: str | None, ends: float | None) -> None:
        """Switch to a scenario until then, by the clock of the database, or to none."""
        active = None if scenario is None or ends is None else (scenario, ends)
        row.scenario, row.scenario_ends = active or (None, None)
        found = scenario_faults(fixtures, active[0], active[1] - self.epoch) if active else []
        self.counters.replace_faults(row, OF_SCENARIO, found)

    def switch_scenario(self, row: SpaceRow, name: str | None, expires_at: float) -> None:
        """Switch to a scenario until then, by the clock of this process, or to none; raises `UnknownScenario`."""
        known = select(schema.fixtures.c.known).where(schema.fixtures.c.space == row.name)
        fixtures = self.connection.scalars(known).one()
        names = [each["name"] for each in fixtures.get("scenarios", [])]
        if name is not None and name not in names:
            raise UnknownScenario(name=name, names=", ".join(names) or "—")
        self._switch(row, fixtures, name, expires_at + self.epoch)
        self.change(row, "scenario")

    def add_fault(self, row: SpaceRow, given: dict[str, Any], expires_at: float, now: float) -> str:
        """Append a fault to the added ones, and return its id; raises `TooManyFaults`."""
        self.counters.delete_faults(row, _faults.origin == ADDED, _faults.expires_at <= now + self.epoch)
        own = _faults.generation == row.generation, _faults.origin == ADDED
        if self.connection.scalars(select(func.count()).select_from(schema.faults).where(*own)).one() >= LIMIT:
            raise TooManyFaults(limit=LIMIT)
        fault = Fault.read(str(row.next_fault), given, expires_at)
        self.counters.insert_faults(row, ADDED, [fault], row.next_fault)
        row.next_fault += 1
        self.change(row, "faults")
        return fault.fault_id

    def remove_fault(self, row: SpaceRow, fault_id: str) -> None:
        """Remove a fault that was added; raises `UnknownFault`."""
        if not self.counters.delete_faults(row, _faults.origin == ADDED, _faults.fault_id == fault_id):
            raise UnknownFault
        self.change(row, "faults")

    def remove_faults(self, row: SpaceRow) -> None:
        """Remove all faults that were added."""
        self.counters.delete_faults(row, _faults.origin == ADDED)
        row.next_fault = 1
        self.change(row, "faults")

    def drop_fault(self, row: SpaceRow, fault_id: str) -> None:
        """Delete a fault that is over."""
        self.counters.delete_faults(row, _faults.fault_id == fault_id)
        self.change(row, None)

    def set_seed(self, row: SpaceRow, seed: int | None) -> None:
        """Set the seed, and restart all sequences."""
        row.seed = seed
        self.counters.forget_draws(row)
        self.change(row, "seed", faults=False)

    def next_webhook(self, row: SpaceRow) -> int:
        """Return the id of the next webhook."""
        row.last_webhook += 1
        return row.last_webhook

    def forget_exchanges(self, row: SpaceRow) -> None:
        """Empty the journal."""
        row.forgotten += row.count - row.first
        row.first, row.evicted = row.count, 0
        self.change(row, "requests", faults=False)

    def record_request(self, space: str, exchange: Exchange) -> None:
        """Record a request of this generation under the next number, which ``numbers`` maps from its key."""
        row = self.rows.get(space)
        if row is None or row.generation != exchange.generation:
            return
        row.count += 1
        self.numbers[exchange.number] = row.count
        self._came[row.generation, row.count] = exchange
        if row.count - row.first > self._journal_size:
            row.first += 1
            row.evicted += 1

    def record_answer(self, space: str, exchange: Exchange, changes: Sequence[Record]) -> None:
        """Replace a request by its exchange, and collect the changes of its operation."""
        row = self.rows.get(space)
        if row is None or row.generation != exchange.generation:
            return
        if exchange.number not in self.numbers:
            self.record_request(space, exchange)
        self._records[row.generation].extend(changes)
        place = row.generation, self.numbers[exchange.number]
        if place in self._came:
            self._came[place] = exchange
        elif place[1] > row.first:
            self._answered[place] = exchange

    def change_conversation(self, row: SpaceRow, change: Change) -> Conversation:
        """Change a conversation, and return it; raises `UnknownConversation`."""
        self._records[row.generation].append(change)
        self._write_records(row)
        self.change(row, "conversations", faults=False)
        return get_conversation(self.connection, row.generation, change.conversation_id)

    def make_due_changes(self, row: SpaceRow, now: float) -> list[Record]:
        """Make a batch of due changes, and return them, those put off as scheduled anew."""
        resolved: list[Record] = []
        at = written = rfc3339(time.time())
        for scheduled in take_due(self.connection, row.generation, now, self.epoch):
            with suppress(UnknownConversation):
                if scheduled.idle:
                    # Earlier records of this transaction may have messages.
                    self._write_records(row)
                    written = last_written(self.connection, row.generation, scheduled.change.conversation_id)
                resolved.append(scheduled.resolve(now, at, written))
                self._records[row.generation].append(resolved[-1])
        if resolved:
            self.change(row, "conversations", faults=False)
        return resolved

    def add_delivery(
        self, row: SpaceRow, webhook: Webhook, event: dict[str, Any], faults: tuple[str, ...] = ()
    ) -> Delivery | None:
        """Add a pending delivery; None if it is lost, since too many are pending."""
        if row.pending >= self._journal_size:
            row.lost += 1
            return None
        row.pending += 1
        self.change(row, "deliveries", faults=False)
        delivery = Delivery(row.version, webhook, event, rfc3339(time.time()), faults=faults)
        insert_delivery(self.connection, row.generation, delivery)
        return delivery

    def finish_delivery(self, row: SpaceRow, delivery: Delivery) -> None:
        """Store the result of a delivery, if it is pending in this generation."""
        if finish_delivery(self.connection, row.generation, delivery, self._journal_size):
            row.pending -= 1
            self.change(row, "deliveries", faults=False)

    def finish(self) -> None:
        """Write the collected records, and the changed rows of spaces."""
        write_exchanges(self.connection, self._came, self._answered)
        for row in self.rows.values():
            self._write_records(row)
        if self._number is not None:
            self.connection.execute(update(schema.database).values(counter=self._number))
            notify(self.connection)
        for name, row in self.rows.items():
            before, values = self._before[name], dict(vars(row))
            # In batches, since evicted exchanges are not read.
            if before.get("first", 0) // _DELETE_BATCH != row.first // _DELETE_BATCH:
                delete_exchanges(self.connection, row.generation, row.first)
            if values != before:
                self.connection.execute(_UPDATE_SPACE, {"of_name": name, **values})

    def _write_records(self, row: SpaceRow) -> None:
        if records := self._records.pop(row.generation, None):
            for webhook, event in keep_records(self.connection, row, records, self._keep, self.epoch):
                self.add_delivery(row, webhook, event)

    def _end_generation(self, row: SpaceRow) -> None:
        self._records.pop(row.generation, None)
        self.connection.execute(insert(schema.ended).values(generation=row.generation))
