"""Watching a file for changes, whatever way it is written: in place, or by another one that takes its name."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple


class _Stamp(NamedTuple):
    """What changes about a file when its content does."""

    device: int
    inode: int
    size: int
    modified: int


class WatchedFile:
    """A file that is looked at again and again; make it before the file is read first, lest a change is missed.

    A file that has changed is read once it has stood still for one look, since an editor may be writing it still. That
    it cannot be used counts if it is the same one look later.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._last = self._read = self._stamp()
        self._failure: Exception | None = None
        self._broken = False

    def retry(self) -> None:
        """Read a file that could not be used once more at the next look: what it depends on has changed."""
        if self._broken:
            self._read = None

    async def look(self, read: Callable[[Path], Awaitable[None]], *errors: type[Exception]) -> Exception | None:
        """Look at the file, and ``read`` it if it has changed.

        Return the one of ``errors`` that ``read`` raised, one look later.
        """
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

    def _stamp(self) -> _Stamp | None:
        try:
            # Of what a symbolic link leads to.
            status = self.path.stat()
        except OSError:
            return None
        return _Stamp(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
