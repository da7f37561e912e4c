"""Reloading: a changed document or fixtures file is served at once, and a broken one is told and changes nothing."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from thulium_mock.faults.fault_checks import FaultChecks
from thulium_mock.openapi.documents import DocumentError, load_document
from thulium_mock.runner.file_watcher import WatchedFile
from thulium_mock.server.application import Served
from thulium_mock.state.fixtures import FixturesError, load_fixtures
from thulium_mock.state.spaces import Spaces

INTERVAL = 0.15
"""How many seconds there are between two looks at a file. A change is served two to three looks after it."""

logger = logging.getLogger("thulium_mock")

Say = Callable[[str], None]


class Reloader:
    """Watcher of the ``document`` of ``app`` and of the ``fixtures`` of ``spaces``, if these are a file.

    ``say`` is told which file is served now, ``warn`` which cannot be used and why. State stays, but for what the
    fixtures hold.
    """

    def __init__(
        self,
        app: Served,
        spaces: Spaces,
        *,
        document: WatchedFile,
        fixtures: WatchedFile | None,
        say: Say,
        warn: Say,
    ) -> None:
        self.app = app
        self.spaces = spaces
        self.document = document
        self.fixtures = fixtures
        self.say = say
        self.warn = warn

    async def watch(self) -> None:
        """Look until cancelled."""
        while True:
            await asyncio.sleep(INTERVAL)
            try:
                await self.look()
            except Exception:
                # Whatever a file has brought about, the mock goes on to serve, and to look.
                logger.exception("Unforeseen error while reloading; the mock serves what it did before")

    async def look(self) -> None:
        """Look at each file once."""
        if failure := await self.document.look(self._read_document, DocumentError):
            self.warn(f"the document {self.document.path} cannot be served: {failure}{_STAYS}")
        if self.fixtures is None:
            return
        if failure := await self.fixtures.look(self._read_fixtures, FixturesError):
            self.warn(f"{failure}{_STAYS}")

    async def _read_document(self, path: Path) -> None:
        document = load_document(path)
        self.app.replace(document)
        for space in self.spaces:
            space.changed("document")
        self.say(f"{path.name}: now served (version {document['info']['version']})")
        if complaint := FaultChecks(document).complaint(self.spaces.fixtures, path.name):
            self.warn(complaint)
        if self.fixtures is not None:
            self.fixtures.retry()

    async def _read_fixtures(self, path: Path) -> None:
        fixtures = load_fixtures(path, self.app.document)
        await self.spaces.replace_fixtures(fixtures)
        counts = ", ".join(f"{kind} {len(fixtures[kind])}" for kind in ("users", "queues", "customers"))
        self.say(f"{path.name}: now served ({counts})")


_STAYS = " Until then the mock serves what it did before."
