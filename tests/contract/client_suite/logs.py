"""Rules of logs: a line for each attempt, and in no line of anybody a person, a secret, or the body of an answer."""

import contextlib
import logging
import re
from collections.abc import Iterator
from urllib.parse import quote_plus

import httpx

from tests.contract.client_suite import bodies
from tests.contract.client_suite.retries import sleeping
from tests.contract.client_suite.rules import BASE_PATH, ORIGIN, PASSWORD, USER, Rules, Run
from tests.contract.client_suite.transport import STARTED, Answer, Recorder
from tests.http.messages import basic

RULES = Rules()

_PERSONAL = {
    "client_name": "Żaneta",
    "client_surname": "Kowalska-Nowak",
    "client_email": "zaneta.kowalska@example.org",
    "client_id": "external-4711",
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


@contextlib.contextmanager
def logged() -> Iterator[list[tuple[str, str]]]:
    """Collect logger and message of each record, at every level, as a handler of the application gets them."""
    records: list[tuple[str, str]] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append((record.name, f"{record.getMessage()} {record.args!r} {record.exc_info!r}"))

    root, handler = logging.getLogger(), Handler()
    level, disabled = root.level, root.manager.disable
    root.addHandler(handler)
    root.setLevel(1)
    logging.disable(logging.NOTSET)
    try:
        yield records
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        logging.disable(disabled)


@RULES("log-of-each-attempt")
def _attempts(run: Run) -> None:
    """Each attempt is a line of `thulium_chat` with outcome and duration, and each wait one; no line is personal."""
    told = [*_PERSONAL.values(), PASSWORD, _TOKEN, _TOKEN.removeprefix("Basic ")]
    secret = {*told, *map(quote_plus, told), *(ascii(each)[1:-1] for each in told)}
    for answer, outcome in _LINES:
        recorder = Recorder(answer)
        with run.chat(recorder, retries=1, strict=False) as chat, sleeping(chat), logged() as records:
            run.outcome(chat, **_PERSONAL)
        own = [text.partition(" (")[0] for name, text in records if name == "thulium_chat"]
        attempts = [each for each in own if re.fullmatch(rf"\w+: {outcome}, \d+\.\d{{3}} s", each)]
        waits = [each for each in own if re.fullmatch(r"\w+: next attempt in \d+\.\d s", each)]
        run.equal((len(attempts), len(waits)), (len(recorder.sent), len(recorder.sent) - 1), "lines", outcome, own)
        run.equal(len(own), len(attempts) + len(waits), "lines in all", outcome, own)
        shown = [text for _, text in records if any(each in text for each in secret)]
        run.check(not shown, f"a line has what was sent: {shown}")


@RULES("log-of-others")
def _others(run: Run) -> None:
    """Requests that others make with httpx, also during a call, are logged with their query as ever."""

    class Nested(Recorder):
        def answer(self, request: httpx.Request) -> httpx.Response:
            with httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(204))) as other:
                other.get("https://example.org/?page=2")
            return super().answer(request)

    with run.chat(Nested()) as chat, logged() as records:
        run.outcome(chat)
    lines = "".join(text for name, text in records if name == "httpx")
    run.check("?page=2" in lines, "the query of somebody else's request is gone")
    run.check(f"{ORIGIN}{BASE_PATH}/chat_conversations/start " in lines, "httpx does not log the client's requests")
