"""Rules of what a client leaves alone: all that it shares with the rest of its process."""

import decimal
import locale
import logging
import os
import signal
import socket
import sys
import warnings
from collections.abc import Callable

import httpx

from tests.contract.client_suite import bodies
from tests.contract.client_suite.rules import Rules, Run
from tests.contract.client_suite.transport import STARTED, Answer, Recorder

RULES = Rules()

_SHARED: dict[str, Callable[[], object]] = {
    "the timeout of sockets": socket.getdefaulttimeout,
    "the filters of warnings": lambda: list(warnings.filters),
    "the root logger": lambda: (logging.root.level, list(logging.root.handlers), logging.root.manager.disable),
    "the levels of loggers": lambda: [logging.getLogger(name).level for name in ("httpx", "httpcore", "asyncio")],
    "the environment": lambda: dict(os.environ),
    "the directory": os.getcwd,
    "the locale": lambda: locale.setlocale(locale.LC_ALL),
    "the handlers of signals": lambda: [signal.getsignal(each) for each in signal.valid_signals()],
    "the hooks of the interpreter": lambda: (sys.excepthook, sys.unraisablehook, sys.getrecursionlimit()),
    "the arithmetic of decimals": lambda: repr(decimal.getcontext()),
}


@RULES("process-is-left-as-it-was")
def _process(run: Run) -> None:
    """Neither a client nor a call changes what it shares with the rest of the process, or warns of anything."""
    ends: list[Answer | BaseException] = [STARTED, bodies.error(400), bodies.error(503), Answer(200, b"{}")]
    recorder = Recorder()
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        # What somebody else has left open may be found by now, and is not the client's.
        warnings.simplefilter("ignore", ResourceWarning)
        before = {name: look() for name, look in _SHARED.items()}
        with run.chat(recorder) as chat:
            for end in (*ends, httpx.ReadError("x"), httpx.ReadTimeout("x")):
                recorder.answer_with(end)
                run.outcome(chat, client_name="Jan")
            run.outcome(chat, chat_queue_id=0)
        for name, look in _SHARED.items():
            run.equal(look(), before[name], name)
    run.check(not warned, f"it warns: {[str(each.message) for each in warned]}")
