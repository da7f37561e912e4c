"""Row mappers of the SQL engine: rows of spaces and faults, and the cached snapshot of a space."""

import math
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, bindparam, select

from thulium_mock.errors import UnknownSpace
from thulium_mock.faults.fault import Counter, Fault
from thulium_mock.faults.fault_set import FaultSet
from thulium_mock.state import sql_schema as schema
from thulium_mock.state.directory import Directory, Fixtures

ADDED, OF_SCENARIO, OF_RULES = range(3)
"""Origins of faults, in order of precedence."""


@dataclass
class SpaceRow:
    """Row of a space. ``version`` rises with each change; ``changed`` has the version of each part's last change.

    Exchanges up to the number ``first`` are evicted. ``kept`` counts conversations, ``newest`` is the last position
    given to a record, ``webhooks`` counts webhooks ever made, ``pending`` and ``lost`` deliveries. The other fields are
    those of `JournalStatus`.
    """

    name: str
    position: int
    generation: int
    version: int
    seed: int | None = None
    fixtures_version: int = 0
    faults_version: int = 0
    changed: dict[str, int] = field(default_factory=dict)
    scenario: str | None = None
    scenario_ends: float | None = None
    next_fault: int = 1
    last_webhook: int = 0
    count: int = 0
    first: int = 0
    evicted: int = 0
    forgotten: int = 0
    resets: int = 0
    kept: int = 0
    newest: int = 0
    webhooks: int = 0
    pending: int = 0
    lost: int = 0


class SpaceSnapshot(NamedTuple):
    """Cached fixtures and faults of a space, as of the ``version`` of its row."""

    row: SpaceRow
    fixtures: Fixtures
    directory: Directory
    faults: FaultSet

    def fault(self, fault_id: str) -> Fault | None:
        """Return a fault in force."""
        return next((each for each in self.faults.faults if each.fault_id == fault_id), None)


_ROWS = select(schema.spaces).where(schema.spaces.c.name.in_(bindparam("names", expanding=True)))


def find_rows(connection: Connection, names: Collection[str]) -> list[SpaceRow]:
    """Return the rows of existing spaces."""
    return [SpaceRow(**each) for each in connection.execute(_ROWS, {"names": list(names)}).mappings()]


def row_of(connection: Connection, name: str) -> SpaceRow:
    """Return the row of a space; raises `UnknownSpace`."""
    for row in find_rows(connection, [name]):
        return row
    raise UnknownSpace


def read_snapshot(connection: Connection, row: SpaceRow, before: SpaceSnapshot | None, epoch: float) -> SpaceSnapshot:
    """Return the snapshot of a space; parts that have not changed since the snapshot ``before`` are reused."""
    if before and before.row.fixtures_version == row.fixtures_version:
        fixtures, directory = before.fixtures, before.directory
    else:
        query = select(schema.fixtures.c.known).where(schema.fixtures.c.space == row.name)
        fixtures = connection.scalars(query).one()
        directory = Directory(fixtures)
    if before and before.row.faults_version == row.faults_version:
        faults = before.faults
    else:
        rows = connection.execute(faults_of(row.generation))
        faults = FaultSet([counter_of(each, epoch).fault for each in rows])
    return SpaceSnapshot(row, fixtures, directory, faults)


def faults_of(generation: int) -> Select[Any]:
    """Return the query for the faults of a space, in order of precedence."""
    table = schema.faults
    return select(table).where(table.c.generation == generation).order_by(table.c.origin, table.c.position)


def fault_row(generation: int, origin: int, position: int, fault: Fault, epoch: float) -> dict[str, Any]:
    """Return the row of a new fault; ``epoch`` is the time at which the clock of this process was 0."""
    return {
        "generation": generation,
        "fault_id": fault.fault_id,
        "origin": origin,
        "position": position,
        "given": fault.given,
        "expires_at": fault.expires_at + epoch,
        "hits": 0,
        "counted": 0,
        "window_ends": -math.inf,
    }


def counter_of(row: Row[Any], epoch: float) -> Counter:
    """Return the counter from a fault's row."""
    fault = Fault.read(row.fault_id, row.given, row.expires_at - epoch)
    return Counter(fault, row.hits, row.counted, row.window_ends - epoch)
