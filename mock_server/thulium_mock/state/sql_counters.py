"""Counters of the SQL engine: draws and strikes of faults, read and written once in a transaction."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from thulium_mock.faults.fault import Counter, Fault
from thulium_mock.state import sql_schema as schema
from thulium_mock.state.sql_records import SpaceRow, counter_of, fault_row

_faults, _draws = schema.faults.c, schema.draws.c

# Built once, since building a statement costs more than running it.
_NUMBER = select(_draws.number).where(
    _draws.generation == bindparam("of_generation"), _draws.sequence == bindparam("of_sequence")
)
_DRAWN = update(schema.draws).where(
    _draws.generation == bindparam("of_generation"), _draws.sequence == bindparam("of_sequence")
)
_FAULT = select(schema.faults).where(
    _faults.generation == bindparam("of_generation"), _faults.fault_id == bindparam("of_fault")
)
_COUNTED = update(schema.faults).where(
    _faults.generation == bindparam("of_generation"), _faults.fault_id == bindparam("of_fault")
)


class Counters:
    """Sequences and faults of some spaces within one transaction, of which others know once they are written.

    ``epoch`` is the time of the database when the clock of this process was at 0.
    """

    def __init__(self, connection: Connection, epoch: float) -> None:
        self._connection = connection
        self._epoch = epoch
        self._struck: dict[tuple[int, str], Counter | None] = {}
        self._drawn: dict[tuple[int, str], tuple[int, int]] = {}

    def counter(self, row: SpaceRow, fault_id: str) -> Counter | None:
        """Return the counter of a fault, which may be changed; None if there is no such fault any more."""
        key = row.generation, fault_id
        if key not in self._struck:
            found = self._connection.execute(_FAULT, {"of_generation": row.generation, "of_fault": fault_id}).first()
            self._struck[key] = counter_of(found, self._epoch) if found else None
        return self._struck[key]

    def insert_faults(self, row: SpaceRow, origin: int, found: Sequence[Fault], position: int = 0) -> None:
        """Insert faults of one origin that have not struck yet, from a position on, and begin their sequences anew."""
        if found:
            self.forget_draws(row, [each.fault_id for each in found])
            values = [fault_row(row.generation, origin, *each, self._epoch) for each in enumerate(found, position)]
            self._connection.execute(insert(schema.faults), values)

    def delete_faults(self, row: SpaceRow, *conditions: Any) -> int:
        """Delete the faults for which all conditions hold, and return how many there were."""
        self.write()
        deleted = delete(schema.faults).where(_faults.generation == row.generation, *conditions)
        count: int = self._connection.execute(deleted).rowcount
        return count

    def replace_faults(self, row: SpaceRow, origin: int, found: Sequence[Fault]) -> None:
        """Put faults in the place of those of one origin."""
        self.delete_faults(row, _faults.origin == origin)
        self.insert_faults(row, origin, found)

    def next_draw(self, row: SpaceRow, sequence: str) -> int:
        """Return the number of the next draw of a sequence, from 1 on."""
        key = row.generation, sequence
        if key not in self._drawn:
            found = self._connection.scalar(_NUMBER, {"of_generation": row.generation, "of_sequence": sequence})
            self._drawn[key] = (found or 0, found or 0)
        before, last = self._drawn[key]
        self._drawn[key] = (before, last + 1)
        return last + 1

    def forget_draws(self, row: SpaceRow, sequences: Sequence[str] | None = None) -> None:
        """Begin some sequences anew, or all; without a seed there are none."""
        if row.seed is None:
            return
        self.write()
        deleted = delete(schema.draws).where(_draws.generation == row.generation)
        self._connection.execute(deleted if sequences is None else deleted.where(_draws.sequence.in_(sequences)))

    def write(self) -> None:
        """Write what was counted."""
        values = [
            {
                "of_generation": generation,
                "of_fault": fault_id,
                "hits": counter.hits,
                "counted": counter.counted,
                "window_ends": counter.window_ends + self._epoch,
            }
            for (generation, fault_id), counter in self._struck.items()
            if counter
        ]
        if values:
            self._connection.execute(_COUNTED, values)
        self._struck.clear()
        for (generation, sequence), (before, last) in self._drawn.items():
            if before:
                self._connection.execute(_DRAWN, {"of_generation": generation, "of_sequence": sequence, "number": last})
            else:
                drawn = {"generation": generation, "sequence": sequence, "number": last}
                self._connection.execute(insert(schema.draws), drawn)
        self._drawn.clear()
