"""File watcher: polls a file for changes, written in place or replaced by another file of its name."""

import stat
from collections.abc import Awaitable, Callable
from pathlib import Path


class WatchedFile:
    """Watched file; make it before the file is read first, lest a change is missed.

    A changed file is read when two polls have found it the same, since an editor may be writing it still. An error
    counts if the file is the same one poll later.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._last = self._read = self._stamp()
        self._failure: Exception | None = None
        self._broken = False

    def retry(self) -> None:
        """Read a file with an error again at the next poll: another file that it depends on has changed."""
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
        """Return what differs when the content does: device, inode, size and time of modification."""
        try:
            # A symbolic link is followed.
            status = self.path.stat()
        except OSError:
            return None
        if not stat.S_ISREG(status.st_mode):
            # A pipe can be read once.
            return None
        return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
