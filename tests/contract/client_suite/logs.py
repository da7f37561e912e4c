"""Rules of what a client writes and leaves alone: logs without a person or a secret in them, and its process."""

import contextlib
import decimal
import io
import locale
import logging
import os
import re
import signal
import socket
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote_plus

import httpx

from tests.contract.client_suite import bodies
from tests.contract.client_suite.rules import BASE_PATH, ORIGIN, PASSWORD, USER, Rules, Run, sleeping
from tests.contract.client_suite.transport import STARTED, Answer, Recorder
from tests.http.messages import basic

RULES = Rules()

_PERSONAL = {
    "client_name": "Żaneta",
    "client_surname": "Kowalska-Nowak",
    "client_id": "external-4711",
    "client_email": "zaneta.kowalska@example.org",
}
_TOKEN = basic(USER, PASSWORD)[1]
_ECHO = f"{_TOKEN} {PASSWORD} {' '.join(_PERSONAL.values())}".encode()

_LINES: tuple[tuple[Answer | Exception, str], ...] = (
    (STARTED, "status 200"),
    *((bodies.error(status), rf"status {status}, request [0-9a-f]{{13}}") for status in bodies.ERRORS),
    (bodies.error(429, retry_after="7"), r"status 429, request [0-9a-f]{13}"),
    (Answer(502, b""), "status 502, request unknown"),
    (Answer(200, _ECHO), "UnexpectedResponseError, status 200"),
    (Answer(500, _ECHO, {"Content-Type": "text/html"}), "status 500, request unknown"),
    (Answer(302, b"", {"Location": f"/?{quote_plus(_TOKEN)}"}), "UnexpectedResponseError, status 302"),
    (Answer(401, bodies.envelope(bodies.fault(message=_ECHO.decode()))), r"status 401, request [0-9a-f]{13}"),
    (httpx.ConnectError(""), "ThuliumConnectionError, nothing started"),
    (httpx.ReadTimeout(""), "ThuliumTimeoutError, maybe started"),
)
"""Answers, some of which echo what they were sent, and the outcome that is logged."""


@dataclass
class Heard:
    """What is logged, at every level, as a handler of the application gets it, and what is printed."""

    records: list[logging.LogRecord] = field(default_factory=list)
    printed: io.StringIO = field(default_factory=io.StringIO)

    def of(self, name: str) -> list[str]:
        """Return the messages of a logger."""
        return [each.getMessage() for each in self.records if each.name == name]

    def texts(self) -> list[str]:
        """Return all that is logged and printed."""
        texts = (f"{each.getMessage()} {each.exc_info!r} {each.__dict__!r}" for each in self.records)
        return [*texts, self.printed.getvalue()]


@contextlib.contextmanager
def logged() -> Iterator[Heard]:
    """Collect what is logged and printed; whoever runs this may want no logs: what would be one is collected too."""
    heard, handler = Heard(), logging.Handler()
    handler.emit = heard.records.append  # type: ignore[assignment, method-assign]
    root = logging.getLogger()
    level, disabled = root.level, root.manager.disable
    root.addHandler(handler)
    root.setLevel(1)
    logging.disable(logging.NOTSET)
    try:
        with contextlib.redirect_stdout(heard.printed), contextlib.redirect_stderr(heard.printed):
            yield heard
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        logging.disable(disabled)


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
    ends: tuple[Answer | BaseException, ...] = (STARTED, bodies.error(400), bodies.error(503), Answer(200, b"{}"))
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


@RULES("log-of-each-attempt")
def _attempts(run: Run) -> None:
    """Each attempt is a line of `thulium_chat` with outcome and duration, and each wait one; no line is personal."""
    told = [*_PERSONAL.values(), PASSWORD, _TOKEN, _TOKEN.removeprefix("Basic ")]
    secret = {*told, *map(quote_plus, told), *(ascii(each)[1:-1] for each in told)}
    for answer, outcome in _LINES:
        recorder = Recorder(answer)
        with run.chat(recorder, retries=1, strict=False) as chat, sleeping(chat), logged() as heard:
            run.outcome(chat, **_PERSONAL)
        own = heard.of("thulium_chat")
        attempts = [each for each in own if re.fullmatch(rf"\w+: {outcome}, \d+\.\d{{3}} s", each)]
        waits = [each for each in own if re.fullmatch(r"\w+: next attempt in \d+\.\d s", each)]
        run.equal((len(attempts), len(waits)), (len(recorder.sent), len(recorder.sent) - 1), "lines", outcome, own)
        run.equal(len(own), len(attempts) + len(waits), "lines in all", outcome, own)
        texts = [f"{each.getMessage()} {each.args!r} {each.exc_info!r}" for each in heard.records]
        shown = [text for text in texts if any(each in text for each in secret)]
        run.check(not shown, f"a line has what was sent: {shown}")


@RULES("log-of-others")
def _others(run: Run) -> None:
    """Requests that others make with httpx, also during a call, are logged with their query as ever."""

    class Nested(Recorder):
        def answer(self, request: httpx.Request) -> httpx.Response:
            with httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(204))) as other:
                other.get("https://example.org/?page=2")
            return super().answer(request)

    with run.chat(Nested()) as chat, logged() as heard:
        run.outcome(chat)
    lines = "".join(heard.of("httpx"))
    run.check("?page=2" in lines, "the query of somebody else's request is gone")
    run.check(f"{ORIGIN}{BASE_PATH}/chat_conversations/start " in lines, "httpx does not log the client's requests")
