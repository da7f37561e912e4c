"""Rules of secrets: no password, no token and no header of a call is in anything that a client shows or keeps."""

import base64
import contextlib
import io
import logging
import os
import pickle
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any
from unittest import mock

import httpx
from thulium_chat import ThuliumError

from tests.contract.client_suite import bodies
from tests.contract.client_suite.credentials import check_credentials
from tests.contract.client_suite.failures import FAILURES
from tests.contract.client_suite.rules import SYSTEM, Rules, Run
from tests.contract.client_suite.transport import JSON, STARTED, Answer, Endless, Recorder
from tests.http.recorder import answering, serving

RULES = Rules()

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
_DEEPEST = 12


class Secrets:
    """The secrets of one run, and where pieces of them show."""

    def __init__(self, run: Run) -> None:
        self.user = "api_user"
        self.password = "".join(run.random.choice(_LETTERS) for _ in range(30))
        self.header = "".join(run.random.choice(_LETTERS) for _ in range(30))
        tail = len(base64.b64encode(f"{self.user}:".encode()))
        token = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()[tail:]
        alone = base64.b64encode(self.password.encode()).decode()
        # A piece is a leak as well: the beginning of a password is enough to know which it is.
        self._credentials = {*_pieces(self.password, token, alone), self.password.encode().hex(), self.password[::-1]}
        self._all = self._credentials | _pieces(self.header)

    def shown_in(self, text: str) -> bool:
        """Tell whether a piece of a secret is in a text."""
        return any(each in text for each in self._all)

    def credentials_in(self, text: str) -> bool:
        """Tell whether a piece of the credentials is in a text."""
        return any(each in text for each in self._credentials)


def _pieces(*wholes: str) -> set[str]:
    return {whole[at : at + 6] for whole in wholes for at in range(len(whole) - 5)}


def kept(value: object, depth: int = 0, seen: set[int] | None = None) -> Iterator[str]:
    """Return every text that is reachable from a value through its attributes and items; tracebacks are left out."""
    seen = set() if seen is None else seen
    if id(value) in seen or depth > _DEEPEST or isinstance(value, type | TracebackType) or callable(value):
        return
    seen.add(id(value))
    if isinstance(value, str | bytes | bytearray):
        yield value if isinstance(value, str) else bytes(value).decode("latin-1")
        return
    inner: list[object] = list(getattr(value, "__dict__", {}).values())
    if isinstance(value, BaseException):
        inner += [*value.args, value.__cause__, value.__context__, getattr(value, "__notes__", None)]
    if isinstance(value, httpx.Headers):
        inner += value.raw
    if isinstance(value, dict):
        inner += [*value.keys(), *value.values()]
    elif isinstance(value, list | tuple | set | frozenset):
        inner += list(value)
    for each in inner:
        yield from kept(each, depth + 1, seen)


def _locals(error: BaseException) -> Iterator[str]:
    """Return how the variables look in the client's own frames, as error trackers and debuggers show them."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if str(frame.f_globals.get("__name__", "")).startswith("thulium_chat"):
            yield from (repr(each) for each in frame.f_locals.values())


@contextlib.contextmanager
def _heard() -> Iterator[list[str]]:
    """Collect what is logged, at every level, and what is printed."""
    heard: list[str] = []

    def handle(_: logging.Logger, record: logging.LogRecord) -> None:
        heard.append(f"{record.getMessage()} {record.args!r} {record.exc_info!r} {record.__dict__!r}")

    root = logging.getLogger()
    level, disabled, printed = root.level, root.manager.disable, io.StringIO()
    root.setLevel(1)
    # Whoever runs this may want no logs; what would be one is looked at all the same.
    logging.disable(logging.NOTSET)
    try:
        with (
            mock.patch.object(logging.Logger, "handle", handle),
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(printed),
        ):
            yield heard
    finally:
        root.setLevel(level)
        logging.disable(disabled)
        heard.append(printed.getvalue())


def _check_error(run: Run, secrets: Secrets, error: BaseException, case: str) -> None:
    texts = [
        str(error),
        repr(error),
        *kept(error),
        pickle.dumps(error, 0).decode("latin-1"),
        pickle.dumps(error).decode("latin-1"),
    ]
    texts += traceback.format_exception(error)
    run.check(not any(map(secrets.shown_in, texts)), f"the error after {case} gives a secret away")
    twin = pickle.loads(pickle.dumps(error))
    run.equal((type(twin), str(twin)), (type(error), str(error)), "a pickled error", case)
    run.equal(twin.maybe_started, getattr(error, "maybe_started", None), "maybe_started of a pickled error", case)


def _answers() -> Iterator[Answer | Exception]:
    yield STARTED
    yield from (bodies.error(status) for status in bodies.ERRORS)
    yield from (Answer(status, b"<html>") for status in (200, 401, 407, 500, 502))
    yield from (Answer(200, each) for each in (b"", b"\xff", b"{}", b"{", b"NaN"))
    yield Answer(302, headers={"Location": "https://elsewhere.example.org/"})
    yield Answer(401, b"", {"WWW-Authenticate": 'Basic realm="a"'})
    yield Answer(200, b"x", {**JSON, "Content-Encoding": "gzip"})
    yield Endless(200, b"", JSON)
    yield from (kind("it broke") for kind in FAILURES)


@RULES("secret-in-an-error", seconds=0.6)
def _errors(run: Run) -> None:
    """No error gives away the password, the token, or a header of the call: not in its text, nor in what it keeps."""
    secrets = Secrets(run)
    headers = {"X-Token": secrets.header}
    environment = dict(os.environ)
    with _heard() as heard:
        for answer in _answers():
            # An error that httpx raises has the request, as it has on the network.
            recorder = Recorder(answer)
            with run.chat(recorder, user=secrets.user, password=secrets.password, headers=headers) as chat:
                run.check(not any(map(secrets.shown_in, _looks(chat.raw))), "the client shows a secret")
                outcome = run.outcome(chat, headers=headers)
                run.check(
                    not any(map(secrets.shown_in, (repr(outcome), *kept(outcome)))), "what a call gives has a secret"
                )
                if isinstance(outcome, ThuliumError):
                    _check_error(run, secrets, outcome, repr(answer)[:80])
                    # The headers of a call are its caller's, and so are the variables that have them.
                    run.check(not any(map(secrets.credentials_in, _locals(outcome))), "a variable has the credentials")
        with run.chat(Recorder(), user=secrets.user, password=secrets.password, headers=headers) as chat:
            pass
        for arguments in (
            {"chat_queue_id": 0},
            {"client_name": "\n"},
            {"timeout": -1},
            {"client_name": "x" * 70_000},
            {},
        ):
            refusal = run.outcome(chat, **arguments, headers=headers)
            run.check(isinstance(refusal, ThuliumError), "a closed client makes calls")
            if isinstance(refusal, ThuliumError):
                _check_error(run, secrets, refusal, str(arguments)[:60])
    run.check(not any(map(secrets.shown_in, heard)), "a secret is logged or printed")
    run.check(dict(os.environ) == environment, "the environment is changed")


def _looks(chat: Any) -> Iterator[str]:
    """Return how a client looks."""
    yield from (repr(chat), str(chat), f"{chat}", ascii(chat), repr(vars(chat)))
    for inner in vars(chat).values():
        if type(inner).__module__.startswith("thulium_chat"):
            yield repr(vars(inner))


@RULES("secret-in-a-refused-setting")
def _settings(run: Run) -> None:
    """The error of a refused setting does not repeat the password."""
    secrets = Secrets(run)
    cases: list[dict[str, Any]] = [
        {"user": None},
        {"user": ""},
        {"system_name": ""},
        {"system_name": None},
        {"base_url": "x"},
        {"timeout": 0},
    ]
    cases += [{"password": f"{secrets.password}{each}"} for each in ("\n", "\x00", "\ud800")] + [
        {"password": secrets.password.encode()}
    ]
    cases += [
        {"base_url": f"https://a:{secrets.password}@example.org/"},
        {"headers": {"Authorization": secrets.header}},
    ]
    cases += [
        {"headers": {"X-Token": secrets.header + "\n"}},
        {"password": [secrets.password]},
        {"language": secrets.header + "\n"},
    ]
    with _heard() as heard:
        for settings in cases:
            try:
                with run.chat(Recorder(), **{"user": secrets.user, "password": secrets.password, **settings}):
                    run.check(False, f"the setting {sorted(settings)} is taken")
            except ThuliumError as error:
                _check_error(run, secrets, error, f"the refused setting {sorted(settings)}")
    run.check(not any(map(secrets.shown_in, heard)), "a secret is logged or printed")


@RULES("secret-on-the-wire", seconds=0.1)
def _wire(run: Run) -> None:
    """Nor is a secret logged or kept where a real connection is used, and breaks."""
    secrets = Secrets(run)
    with _heard() as heard:
        for answer in (
            b"",
            b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{",
            b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n",
        ):
            with serving(answering(answer, keep=False)) as log:
                settings = {"base_url": log.base_url, "headers": {"X-Token": secrets.header}, "verify": False}
                chat = run.face.open(user=secrets.user, password=secrets.password, **settings)
                try:
                    run.face.start(chat, 3)
                except ThuliumError as error:
                    _check_error(run, secrets, error, f"the bytes {answer!r}")
                else:
                    run.check(False, f"{answer!r} is taken for an answer")
                finally:
                    run.face.close(chat)
    run.check(not any(map(secrets.shown_in, heard)), "a secret is logged or printed")


@RULES("secret-of-somebody-else")
def _netrc(run: Run) -> None:
    """Credentials of a .netrc file never take the place of the given ones."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, ".netrc")
        file.write_text("default login other password other\n")
        file.chmod(0o600)
        recorder = Recorder()
        with mock.patch.dict(os.environ, {"HOME": folder, "NETRC": str(file)}):
            for base_url in ("http://127.0.0.1:1/api", f"https://{SYSTEM}.thulium.com/api"):
                with run.chat(recorder, user="mine", password="own", base_url=base_url) as chat:
                    run.outcome(chat)
                check_credentials(run, recorder.sent[-1], "mine", "own")
