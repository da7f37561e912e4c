"""``thulium-mock export`` and ``import``: the whole state of a database as JSON Lines."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from thulium_mock.cli.options import CommandError, File, database, from_variable
from thulium_mock.settings import MEMORY

_VARIABLE = "THULIUM_MOCK_DATABASE"
_STEP = 10_000


def add_to(commands: Any) -> None:
    """Add the commands to the parser's ``commands``."""
    for name, text, file in (
        ("export", "write the whole state of a database, with all spaces, as JSON Lines", "where to"),
        ("import", "replace the whole state of a database by an export", "the export"),
    ):
        command: argparse.ArgumentParser = commands.add_parser(name, help=text, description=f"{text}.")
        command.add_argument(
            "file", nargs="?", type=Path, default="-", action=File, metavar="FILE", help=f"{file} [default: -]"
        )
        command.add_argument(
            "--database",
            type=from_variable(_VARIABLE, database),
            default=os.environ.get(_VARIABLE) or MEMORY,
            metavar="URL",
            help=f"sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE [{_VARIABLE}]",
        )
        command.set_defaults(run=run, writes=name == "import")


def run(options: argparse.Namespace) -> None:
    """Export or import in one transaction; raises `CommandError` with status 1 on failure."""
    if options.database == MEMORY:
        raise CommandError("the memory of a mock ends with it: give --database a file or PostgreSQL.")
    source = options.database.removeprefix("sqlite:///").partition("?")[0]
    if not options.writes and source != options.database and not Path(source).exists():
        raise CommandError(f"there is no database {source}: give --database the file of a mock.", 1)
    try:
        # Imported lazily, so that --help and usage errors are answered at once.
        import asyncio
        from functools import partial

        from thulium_mock.errors import DatabaseUnavailable
        from thulium_mock.state.sql_transfer import UnusableFile, export_rows, import_rows, transfer
        from thulium_mock.state.store import UnusableDatabase
    except ImportError as error:
        raise CommandError(f"{error.name} is missing: pip install 'thulium-chat-mock[sqlite]'", 1) from error
    try:
        with _opened(options.file, sys.stdin if options.writes else sys.stdout) as file:
            work = partial(import_rows if options.writes else export_rows, file=file, progress=_progress)
            count = asyncio.run(transfer(options.database, work, writes=options.writes))
    except (UnusableDatabase, DatabaseUnavailable) as error:
        raise CommandError(f"the database cannot be used: {error}.", 1) from error
    except (UnusableFile, UnicodeDecodeError) as error:
        raise CommandError(f"{options.file} cannot be imported, and nothing has changed: {error}.", 1) from error
    print(f"{count} rows {'imported' if options.writes else 'exported'}", file=sys.stderr)


@contextmanager
def _opened(path: Path, standard: TextIO) -> Iterator[TextIO]:
    """Open a file as the standard stream that ``-`` means; one that is written replaces that of before once whole."""
    if path == Path("-"):
        yield standard
    elif standard is sys.stdin or (path.exists() and not path.is_file()):
        with path.open("r" if standard is sys.stdin else "w", encoding="utf-8") as file:
            yield file
    else:
        part = path.resolve().with_suffix(f"{path.suffix}.part")
        try:
            with part.open("w", encoding="utf-8") as file:
                yield file
            part.replace(path.resolve())
        finally:
            part.unlink(missing_ok=True)


def _progress(count: int) -> None:
    """Print the progress on a terminal."""
    if count % _STEP == 0 and sys.stderr.isatty():
        print(f"{count} rows", end="\r", file=sys.stderr, flush=True)
