"""Worker processes (prefork) on shared sockets, with a parent that supervises and restarts them."""

import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

from thulium_mock.standard_streams import say
from thulium_mock.state.store import UnusableDatabase

_ENDING = (signal.SIGTERM, signal.SIGINT)
_SHORT = 1
"""Seconds in which the exit of a worker counts as a failed start, which stops the others too."""


def run_workers(count: int, serve: Callable[[int], None]) -> None:
    """Run ``serve`` with each number below ``count`` in a process of its own, until SIGTERM or SIGINT ends them.

    A worker that crashes is restarted. Raises `SystemExit` if one fails to start.
    """
    running: dict[int, tuple[int, float]] = {}
    stopping = False

    def stop(_: int, __: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        for process in running:
            os.kill(process, signal.SIGTERM)

    def begin(number: int) -> None:
        # Buffered output must not be printed twice.
        sys.stdout.flush()
        # A signal before both processes are ready for it would not reach the worker.
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
        process = None if stopping else os.fork()
        if process:
            running[process] = (number, time.monotonic())
        elif process == 0:
            for each in _ENDING:
                signal.signal(each, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
        if process == 0:
            os._exit(_status(serve, number))

    for each in _ENDING:
        signal.signal(each, stop)
    for number in range(count):
        begin(number)
    failed = False
    while running:
        process, status = os.wait()
        number, began = running.pop(process)
        if stopping:
            continue
        failed = os.WIFEXITED(status) and time.monotonic() < began + _SHORT
        if failed:
            stop(signal.SIGTERM, None)
        else:
            code = os.waitstatus_to_exitcode(status)
            say(f"thulium-mock: worker {number} has ended ({code}): another one takes its place.", sys.stderr)
            begin(number)
    if failed:
        raise SystemExit(1)


def _status(serve: Callable[[int], None], number: int) -> int:
    """Return the exit status of a worker."""
    try:
        serve(number)
    except UnusableDatabase as error:
        say(f"thulium-mock: the database cannot be used: {error}.", sys.stderr)
        return 1
    return 0
