"""Counters of the SQL engine: sequences of draws, and the strikes of faults."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Connection, bindparam, delete, insert, select, text, update

from thulium_mock.faults.fault import Counter, Fault
from thulium_mock.state import sql_schema as schema
from thulium_mock.state.sql_records import SpaceRow, counter_of, fault_row

_faults, _draws = schema.faults.c, schema.draws.c

# Statements are built once, since building one costs more than running it.
_NEXT_DRAW = (
    text(
        "INSERT INTO draws (generation, sequence, number) VALUES (:generation, :sequence, 1)"
        " ON CONFLICT (generation, sequence) DO UPDATE SET number = draws.number + 1 RETURNING number"
    )
    .bindparams(bindparam("generation"), bindparam("sequence", type_=schema.Identifier()))
    .columns(number=BigInteger)
)
_OWN = _faults.generation == bindparam("of_generation"), _faults.fault_id == bindparam("of_fault")
_SELECT_FAULT = select(schema.faults).where(*_OWN)
_UPDATE_COUNTER = update(schema.faults).where(*_OWN)


class Counters:
    """Sequences and faults of spaces whose rows a transaction has locked.

    ``epoch`` is the database time at which the clock of this process was 0.
    """

    def __init__(self, connection: Connection, epoch: float) -> None:
        self._connection = connection
        self._epoch = epoch

    def counter(self, row: SpaceRow, fault_id: str) -> Counter | None:
        """Return the counter of a fault; None if it was removed."""
        found = self._connection.execute(_SELECT_FAULT, {"of_generation": row.generation, "of_fault": fault_id}).first()
        return counter_of(found, self._epoch) if found else None

    def write(self, row: SpaceRow, counter: Counter) -> None:
        """Update the counter of a fault."""
        values = {"hits": counter.hits, "counted": counter.counted, "window_ends": counter.window_ends + self._epoch}
        place = {"of_generation": row.generation, "of_fault": counter.fault.fault_id}
        self._connection.execute(_UPDATE_COUNTER, place | values)

    def insert_faults(self, row: SpaceRow, origin: int, found: Sequence[Fault], position: int = 0) -> None:
        """Insert new faults of one origin, from a position on, and restart their sequences."""
        if found:
            self.forget_draws(row, [each.fault_id for each in found])
            values = [fault_row(row.generation, origin, *each, self._epoch) for each in enumerate(found, position)]
            self._connection.execute(insert(schema.faults), values)

    def delete_faults(self, row: SpaceRow, *conditions: Any) -> int:
        """Delete the faults for which all conditions hold, and return their number."""
        deleted = delete(schema.faults).where(_faults.generation == row.generation, *conditions)
        count: int = self._connection.execute(deleted).rowcount
        return count

    def replace_faults(self, row: SpaceRow, origin: int, found: Sequence[Fault]) -> None:
        """Replace the faults of one origin."""
        self.delete_faults(row, _faults.origin == origin)
        self.insert_faults(row, origin, found)

    def next_draw(self, row: SpaceRow, sequence: str) -> int:
        """Return the number of the next draw of a sequence, from 1 on."""
        number: int = self._connection.scalars(_NEXT_DRAW, {"generation": row.generation, "sequence": sequence}).one()
        return number

    def forget_draws(self, row: SpaceRow, sequences: Sequence[str] | None = None) -> None:
        """Restart some sequences, or all; without a seed there are none."""
        if row.seed is not None:
            own = delete(schema.draws).where(_draws.generation == row.generation)
            self._connection.execute(own if sequences is None else own.where(_draws.sequence.in_(sequences)))
