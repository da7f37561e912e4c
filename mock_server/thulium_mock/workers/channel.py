"""Messages between two processes, over a pair of sockets, with open files on the way."""

import asyncio
import contextlib
import marshal
import os
import select
import socket
import struct
from collections import deque
from typing import Any

Message = tuple[Any, ...]
"""A kind of message and what belongs to it: plain values of Python."""

_LENGTH = struct.Struct("!I")
_PIECE = 256 * 1024
_FILES = 64


class Channel:
    """One end of a connection between two processes."""

    def __init__(self, end: socket.socket) -> None:
        self.socket = end
        end.setblocking(False)
        self._received = bytearray()
        self._files: deque[int] = deque()

    def send(self, *message: Any, file: int | None = None) -> None:
        """Send a message, and a copy of an open file; wait for the other end to read if it is behind.

        Raises:
            OSError: the other end is gone.
        """
        data, files = memoryview(encoded(message)), [] if file is None else [file]
        while data:
            try:
                sent = socket.send_fds(self.socket, [data], files)
            except BlockingIOError:
                select.select([], [self.socket], [])
            else:
                # An open file travels with the first bytes of its message.
                data, files = data[sent:], []

    async def send_later(self, *message: Any) -> None:
        """Send a message without keeping others from their turn; one to another end that is gone is lost."""
        with contextlib.suppress(OSError):
            await asyncio.get_running_loop().sock_sendall(self.socket, encoded(message))

    def receive(self) -> list[Message] | None:
        """Return the messages that have come, None if the other end is gone."""
        try:
            data, files, _, _ = socket.recv_fds(self.socket, _PIECE, _FILES)
        except BlockingIOError:
            return []
        except OSError:
            data = b""
            files = []
        self._files.extend(files)
        if not data:
            return None
        self._received += data
        messages = []
        while len(self._received) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._received)
            end = _LENGTH.size + length
            if len(self._received) < end:
                break
            messages.append(marshal.loads(self._received[_LENGTH.size : end]))  # noqa: S302 - our own process sent it
            del self._received[:end]
        return messages

    def take_file(self) -> int:
        """Return the open file that came with the oldest message that had one."""
        return self._files.popleft()

    def close(self) -> None:
        """End the connection."""
        for file in self._files:
            os.close(file)
        self._files.clear()
        self.socket.close()


def encoded(message: Message) -> bytes:
    """Return a message as it travels."""
    data = marshal.dumps(message)
    return _LENGTH.pack(len(data)) + data


async def readable(end: socket.socket) -> None:
    """Wait until something can be received."""
    loop = asyncio.get_running_loop()
    came: asyncio.Future[None] = loop.create_future()
    loop.add_reader(end, _once, came)
    try:
        await came
    finally:
        loop.remove_reader(end)


def _once(came: "asyncio.Future[None]") -> None:
    if not came.done():
        came.set_result(None)
