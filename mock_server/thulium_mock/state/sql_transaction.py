"""Transaction of the SQL engine: the works of many requests on the locked rows of their spaces, committed together."""

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from thulium_mock.errors import UnknownConversation, UnknownSpace
from thulium_mock.faults.fault import Counter, Fault
from thulium_mock.faults.fault_set import rules, scenario_faults
from thulium_mock.serialization import rfc3339
from thulium_mock.state import sql_schema as schema
from thulium_mock.state.conversations import Change, Conversation
from thulium_mock.state.directory import Fixtures
from thulium_mock.state.journal import Exchange
from thulium_mock.state.sql_conversations import get_conversation, keep_records, last_written
from thulium_mock.state.sql_database import notify
from thulium_mock.state.sql_deliveries import finish_delivery, insert_delivery
from thulium_mock.state.sql_duties import take_due
from thulium_mock.state.sql_records import (
    ADDED,
    OF_RULES,
    OF_SCENARIO,
    SpaceRow,
    counter_of,
    exchange_row,
    fault_row,
    find_rows,
)
from thulium_mock.state.sql_schema import insert_stored
from thulium_mock.state.store import Record
from thulium_mock.state.webhooks import Delivery, Webhook

_exchanges, _faults, _draws = schema.exchanges.c, schema.faults.c, schema.draws.c

# Built once, since building a statement costs more than running it.
_LOCKED = (
    select(schema.spaces)
    .where(schema.spaces.c.name.in_(bindparam("names", expanding=True)))
    .order_by(schema.spaces.c.name)
    .with_for_update()
)
_ROW = update(schema.spaces).where(schema.spaces.c.name == bindparam("of_name"))
_PENDING = delete(schema.exchanges).where(
    _exchanges.generation == bindparam("of_generation"), _exchanges.number == bindparam("of_number")
)
_NUMBER = select(_draws.number).where(
    _draws.generation == bindparam("of_generation"), _draws.sequence == bindparam("of_sequence")
)
_DRAWN = update(schema.draws).where(
    _draws.generation == bindparam("of_generation"), _draws.sequence == bindparam("of_sequence")
)
_COUNTER = select(schema.faults).where(
    _faults.generation == bindparam("of_generation"), _faults.fault_id == bindparam("of_fault")
)
_COUNTED = update(schema.faults).where(
    _faults.generation == bindparam("of_generation"), _faults.fault_id == bindparam("of_fault")
)
_OLD = delete(schema.exchanges).where(
    _exchanges.generation == bindparam("generation"), _exchanges.number <= bindparam("first")
)

_DELETED_AT_ONCE = 500


class Transaction:
    """Transaction on the rows of the spaces ``names``, locked in this order, so that replicas wait for each other.

    What requests record is collected, and written at the `finish`, many rows at a time. ``epoch`` is the time of the
    database when the clock of this process was at 0: faults end at the same moment for all replicas.
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
        self._counters: dict[tuple[int, str], Counter | None] = {}
        self._drawn: dict[tuple[int, str], tuple[int, int]] = {}
        self._came: dict[tuple[int, int], Exchange] = {}
        self._answered: dict[tuple[int, int], Exchange] = {}
        self._records: defaultdict[int, list[Record]] = defaultdict(list)
        self.numbers: dict[int, int] = {}
        found = connection.execute(_LOCKED, {"names": list(names)}).mappings()
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
        """Return a number that is given out once in this database, and higher than all before."""
        before = self._number
        if before is None:
            before = self.connection.scalars(select(schema.database.c.counter).with_for_update()).one()
        self._number = before + 1
        return before + 1

    def change(self, row: SpaceRow, part: str | None, *, fixtures: bool = False, faults: bool = True) -> None:
        """Note that a part of the state has changed, and what other processes have to read again."""
        row.version = self.new_number()
        if part is not None:
            row.changed = {**row.changed, part: row.version}
        if fixtures:
            row.fixtures_version = row.version
        if faults:
            row.faults_version = row.version

    def make_space(self, name: str, baseline: Fixtures, seed: int | None) -> None:
        """Make a space; whoever calls this holds the lock of the default one."""
        number = self.new_number()
        row = self.rows[name] = SpaceRow(name, number, number, number, seed)
        self.connection.execute(insert(schema.fixtures).values(space=name, baseline=baseline, known=baseline))
        self.connection.execute(insert(schema.spaces).values(**vars(row)))
        self._before[name] = {}
        self.know(row, baseline, None)

    def remove_space(self, row: SpaceRow) -> None:
        """Forget a space and all that is in it."""
        for table, column in ((schema.spaces, schema.spaces.c.name), (schema.fixtures, schema.fixtures.c.space)):
            self.connection.execute(delete(table).where(column == row.name))
        self._end_generation(row)
        del self.rows[row.name]
        self.removed.add(row.name)

    def reset(self, row: SpaceRow) -> None:
        """Begin a generation, with the baseline and the seed."""
        self._end_generation(row)
        number, table = self.new_number(), schema.fixtures
        fresh = SpaceRow(row.name, row.position, number, number, row.seed, resets=row.resets + 1, changed=row.changed)
        self.rows[row.name] = fresh
        baseline = self.connection.scalars(select(table.c.baseline).where(table.c.space == row.name)).one()
        self.connection.execute(update(table).where(table.c.space == row.name).values(known=baseline))
        self.know(fresh, baseline, "reset")

    def replace_fixtures(self, row: SpaceRow, fixtures: Fixtures, *, baseline: bool) -> None:
        """Replace the fixtures; as baseline, unless another replica has read the same ones already."""
        table = schema.fixtures
        if baseline:
            before = self.connection.scalars(select(table.c.baseline).where(table.c.space == row.name)).one()
            if before == fixtures:
                return
        values = {"known": fixtures, **({"baseline": fixtures} if baseline else {})}
        self.connection.execute(update(table).where(table.c.space == row.name).values(values))
        self.know(row, fixtures, "fixtures")

    def know(self, row: SpaceRow, fixtures: Fixtures, part: str | None) -> None:
        """Have the rules and the active scenario be those of other ``fixtures``."""
        self._put_faults(row, OF_RULES, rules(fixtures))
        known = any(each["name"] == row.scenario for each in fixtures.get("scenarios", []))
        self.switch(row, fixtures, row.scenario if known else None, row.scenario_ends)
        self.change(row, part, fixtures=True)

    def switch(self, row: SpaceRow, fixtures: Fixtures, scenario: str | None, ends: float | None) -> None:
        """Switch to a scenario until then, by the clock of the database, or to none."""
        row.scenario, row.scenario_ends = scenario, ends if scenario is not None else None
        found = (
            scenario_faults(fixtures, scenario, ends - self.epoch) if scenario is not None and ends is not None else []
        )
        self._put_faults(row, OF_SCENARIO, found)

    def add_fault(self, row: SpaceRow, fault: Fault) -> None:
        """Put a fault after those that were added before."""
        self.forget_draws(row, [fault.fault_id])
        values = fault_row(row.generation, ADDED, row.next_fault, fault, self.epoch)
        self.connection.execute(insert(schema.faults).values(values))
        row.next_fault += 1

    def counter(self, row: SpaceRow, fault_id: str) -> Counter | None:
        """Return the counter of a fault, which may be changed; None if there is no such fault any more."""
        key = row.generation, fault_id
        if key not in self._counters:
            found = self.connection.execute(_COUNTER, {"of_generation": row.generation, "of_fault": fault_id}).first()
            self._counters[key] = counter_of(found, self.epoch) if found else None
        return self._counters[key]

    def delete_faults(self, row: SpaceRow, *conditions: Any) -> int:
        """Delete the faults for which all conditions hold, and return how many there were."""
        self._write_counters()
        deleted = delete(schema.faults).where(_faults.generation == row.generation, *conditions)
        count: int = self.connection.execute(deleted).rowcount
        return count

    def next_draw(self, row: SpaceRow, sequence: str) -> int:
        """Return the number of the next draw of a sequence, from 1 on."""
        key = row.generation, sequence
        if key not in self._drawn:
            found = self.connection.scalar(_NUMBER, {"of_generation": row.generation, "of_sequence": sequence})
            self._drawn[key] = (found or 0, found or 0)
        before, last = self._drawn[key]
        self._drawn[key] = (before, last + 1)
        return last + 1

    def forget_draws(self, row: SpaceRow, sequences: Sequence[str] | None = None) -> None:
        """Begin some sequences anew, or all; without a seed there are none."""
        if row.seed is None:
            return
        self._write_draws()
        deleted = delete(schema.draws).where(_draws.generation == row.generation)
        self.connection.execute(deleted if sequences is None else deleted.where(_draws.sequence.in_(sequences)))

    def record_request(self, space: str, exchange: Exchange) -> None:
        """Give a request that has come in this generation its number, which ``numbers`` has by its key, and keep it."""
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
        """Put an exchange in the place of its request, and keep what its operation changed."""
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

    def do_due(self, row: SpaceRow, now: float) -> list[Record]:
        """Do some of the duties that are due, and return what they have led to."""
        resolved: list[Record] = []
        at = written = rfc3339(time.time())
        for duty in take_due(self.connection, row.generation, now, self.epoch):
            with suppress(UnknownConversation):
                if duty.idle:
                    # What was recorded before is written, too.
                    self._write_records(row)
                    written = last_written(self.connection, row.generation, duty.change.conversation_id)
                resolved.append(duty.resolve(now, at, written))
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
        """Keep what became of a delivery, if it is pending in this generation."""
        if finish_delivery(self.connection, row.generation, delivery, self._journal_size):
            row.pending -= 1
            self.change(row, "deliveries", faults=False)

    def finish(self) -> None:
        """Write what was collected, and the rows that have changed."""
        self._write_counters()
        self._write_draws()
        if self._came:
            insert_stored(self.connection, schema.exchanges, [exchange_row(*each) for each in self._came.items()])
        if self._answered:
            places = [{"of_generation": generation, "of_number": number} for generation, number in self._answered]
            self.connection.execute(_PENDING, places)
            insert_stored(self.connection, schema.exchanges, [exchange_row(*each) for each in self._answered.items()])
        for row in self.rows.values():
            self._write_records(row)
        if self._number is not None:
            self.connection.execute(update(schema.database).values(counter=self._number))
            notify(self.connection)
        for name, row in self.rows.items():
            before, values = self._before[name], dict(vars(row))
            # Not each time: nobody reads those up to the first one.
            if before.get("first", 0) // _DELETED_AT_ONCE != row.first // _DELETED_AT_ONCE:
                self.connection.execute(_OLD, {"generation": row.generation, "first": row.first})
            if values != before:
                self.connection.execute(_ROW, {"of_name": name, **values})

    def _write_counters(self) -> None:
        values = [
            {
                "of_generation": generation,
                "of_fault": fault_id,
                "hits": counter.hits,
                "counted": counter.counted,
                "window_ends": counter.window_ends + self.epoch,
            }
            for (generation, fault_id), counter in self._counters.items()
            if counter
        ]
        if values:
            self.connection.execute(_COUNTED, values)
        self._counters.clear()

    def _write_draws(self) -> None:
        for (generation, sequence), (before, last) in self._drawn.items():
            if before:
                self.connection.execute(_DRAWN, {"of_generation": generation, "of_sequence": sequence, "number": last})
            else:
                values = {"generation": generation, "sequence": sequence, "number": last}
                self.connection.execute(insert(schema.draws), values)
        self._drawn.clear()

    def _write_records(self, row: SpaceRow) -> None:
        if records := self._records.pop(row.generation, None):
            for webhook, event in keep_records(self.connection, row, records, self._keep, self.epoch):
                self.add_delivery(row, webhook, event)

    def _put_faults(self, row: SpaceRow, origin: int, found: list[Fault]) -> None:
        """Replace the faults of one origin by some that have not struck yet, and begin their sequences anew."""
        self.delete_faults(row, _faults.origin == origin)
        if found:
            self.forget_draws(row, [each.fault_id for each in found])
            values = [fault_row(row.generation, origin, *each, self.epoch) for each in enumerate(found)]
            self.connection.execute(insert(schema.faults), values)

    def _end_generation(self, row: SpaceRow) -> None:
        self._records.pop(row.generation, None)
        self.connection.execute(insert(schema.ended).values(generation=row.generation))


def delete_ended(connection: Connection, count: int) -> bool:
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
