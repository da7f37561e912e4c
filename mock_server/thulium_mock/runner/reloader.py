"""Hot reload of a changed document or fixtures file; an invalid one is reported and changes nothing."""

import asyncio
import logging
import stat
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from thulium_mock.faults.fault_checks import FaultChecks
from thulium_mock.openapi.documents import DocumentError, load_document
from thulium_mock.server.application import Application
from thulium_mock.state.fixtures import FixturesError, load_fixtures
from thulium_mock.state.spaces import Spaces

INTERVAL = 0.15
"""Seconds between two polls of a file. A change is served after two to three of them."""

logger = logging.getLogger("thulium_mock")

_STAYS = " Until then the mock serves what it did before."


class WatchedFile:
    """Watched file, to be created before the first read, so that no change is missed.

    Debounce: a changed file is read once two polls find it the same, since an editor may still be writing it. An error
    is reported if the file is the same one poll later.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._last = self._read = self._stamp()
        self._failure: Exception | None = None
        self._broken = False

    def retry(self) -> None:
        """Retry an invalid file at the next poll, since another file that it depends on has changed."""
        if self._broken:
            self._read = None

    async def poll(self, read: Callable[[Path], Awaitable[None]], *errors: type[Exception]) -> Exception | None:
        """Call ``read`` if the file has changed; return which of ``errors`` it raised one poll ago."""
        stamp, last = self._stamp(), self._last
        self._last = stamp
        failure, self._failure = self._failure, None
        if stamp != last:
            return None
        if stamp != self._read:
            self._read = stamp
            try:
                await read(self.path)
                self._broken = False
            except errors as error:
                self._failure = error
                self._broken = True
        return failure

    def _stamp(self) -> tuple[int, ...] | None:
        """Return a stamp that changes with the content: device, inode, size and time of modification."""
        try:
            # A symbolic link is followed.
            status = self.path.stat()
        except OSError:
            return None
        if not stat.S_ISREG(status.st_mode):
            # A pipe can be read once.
            return None
        return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


@dataclass(frozen=True)
class Reloader:
    """Watcher of the ``document`` of ``app`` and of the ``fixtures`` of ``spaces``, if these are a file.

    ``say`` is called with a line about each reloaded file, ``warn`` about each invalid one. The state is kept, except
    for the fixtures.
    """

    app: Application
    spaces: Spaces
    document: WatchedFile
    fixtures: WatchedFile | None
    say: Callable[[str], None]
    warn: Callable[[str], None]

    async def watch(self) -> None:
        """Poll until cancelled."""
        while True:
            await asyncio.sleep(INTERVAL)
            try:
                await self.poll()
            except Exception:
                # No file may end the mock, or its watcher.
                logger.exception("Unforeseen error while reloading; the mock serves what it did before")

    async def poll(self) -> None:
        """Poll each file once."""
        if failure := await self.document.poll(self._read_document, DocumentError):
            self.warn(f"the document {self.document.path} cannot be served: {failure}{_STAYS}")
        if self.fixtures is None:
            return
        if failure := await self.fixtures.poll(self._read_fixtures, FixturesError):
            self.warn(f"{failure}{_STAYS}")

    async def _read_document(self, path: Path) -> None:
        document = load_document(path)
        self.app.replace(document)
        self.spaces.store.changes.publish_everywhere("document")
        self.say(f"{path.name}: now served (version {document['info']['version']})")
        if problem := FaultChecks(document).describe(self.spaces.fixtures, path.name):
            self.warn(problem)
        if self.fixtures is not None:
            self.fixtures.retry()

    async def _read_fixtures(self, path: Path) -> None:
        fixtures = load_fixtures(path, self.app.document)
        await self.spaces.replace_fixtures(fixtures)
        counts = ", ".join(f"{kind} {len(fixtures[kind])}" for kind in ("users", "queues", "customers"))
        self.say(f"{path.name}: now served ({counts})")
