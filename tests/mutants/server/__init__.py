"""Servers with one defect each, which the contract suite must tell from a sound one.

Tables have a row for each: its name, a sentence, what is done (`vocabulary`, or ``code`` where no row can say it), and
the requests that show it (`witness`), unless the battery does.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from thulium_mock.text_files import read_yaml

from tests.mutants.server import lifecycle
from tests.mutants.server.answer_words import statuses
from tests.mutants.server.answers import ANSWERS
from tests.mutants.server.core import Defect, ServerMutant
from tests.mutants.server.requests import REQUESTS
from tests.mutants.server.state import PARTS
from tests.mutants.server.timing import DEFECTS
from tests.mutants.server.vocabulary import defect
from tests.mutants.server.witness import asked, battery

__all__ = ["SERVER_MUTANTS", "ServerMutant"]

_TABLES = ("parameters", "requests", "answers", "state", "rare", "lifecycle")
_FURTHER = ("sendMessage", "stopConversation", "removeTexts", "listChats", "createWebhook", "listWebhooks")
"""The operations that the defects of the last table are in."""
_CODE: Mapping[str, Defect] = {
    **{name: Defect(request=change) for name, change in (REQUESTS | lifecycle.REQUESTS).items()},
    **{name: Defect(answer=change) for name, change in (ANSWERS | lifecycle.ANSWERS).items()},
    **{name: Defect(parts=parts) for name, parts in (PARTS | lifecycle.PARTS).items()},
    **DEFECTS,
}


def _mutant(table: str, name: str, description: str, what: Any, *witness: Any) -> ServerMutant:
    row = {} if what == "code" else what
    seeded = defect(row) if row else _CODE[name]
    further = table == "lifecycle"
    shown = tuple(map(asked, witness))
    if not shown:
        shown = battery(_battery(name)) if further else battery("start", statuses(row))
    return ServerMutant(name, description, seeded, shown, _FURTHER if further else ())


def _battery(name: str) -> str:
    return "deliveries" if name.startswith("deliveries.") else "lifecycle"


def _mutants(table: str) -> Iterator[ServerMutant]:
    for group, rows in read_yaml(Path(__file__).with_name(f"{table}.yaml")).items():
        for name, row in rows.items():
            try:
                mutant = _mutant(table, f"{group}.{name}", *row)
            except (KeyError, TypeError, ValueError, re.error) as error:
                raise ValueError(f"{table}.yaml, {group}.{name}: mend the row ({error!r}).") from error
            yield mutant


SERVER_MUTANTS: tuple[ServerMutant, ...] = tuple(mutant for table in _TABLES for mutant in _mutants(table))
"""Every seeded defect, by class."""

if unused := _CODE.keys() - {each.name for each in SERVER_MUTANTS}:
    raise ValueError(f"No row has this code: {', '.join(sorted(unused))}.")
