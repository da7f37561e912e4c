"""Rules of secrets: no password, no token and no header of a call is in anything that a client shows or keeps."""

import base64
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
from tests.contract.client_suite.failures import FAILURES
from tests.contract.client_suite.logs import logged
from tests.contract.client_suite.rules import SYSTEM, Rules, Run
from tests.contract.client_suite.settings import check_credentials
from tests.contract.client_suite.transport import JSON, STARTED, Answer, Recorder
from tests.http.recorder import answering, serving

RULES = Rules()

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
_DEEPEST = 12


class Secrets:
    """The secrets of one run, and where pieces of them show: the beginning of a password is a leak as well."""

    def __init__(self, run: Run) -> None:
        self.password, self.header = ("".join(run.random.choice(_LETTERS) for _ in range(30)) for _ in range(2))
        self.settings = {"user": "api_user", "password": self.password, "headers": {"X-Token": self.header}}
        token = base64.b64encode(f"api_user:{self.password}".encode()).decode()[len("YXBpX3VzZXI6") :]
        alone = base64.b64encode(self.password.encode()).decode()
        self._credentials = {*_pieces(self.password, token, alone), self.password.encode().hex(), self.password[::-1]}
        self._all = self._credentials | _pieces(self.header)

    def shown_in(self, *texts: str) -> bool:
        """Tell whether a piece of a secret is in a text."""
        return any(each in text for text in texts for each in self._all)

    def credentials_in(self, *texts: str) -> bool:
        """Tell whether a piece of the credentials is in a text."""
        return any(each in text for text in texts for each in self._credentials)


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
    """Yield how the variables look in the client's own frames, as error trackers and debuggers show them."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if str(frame.f_globals.get("__name__", "")).startswith("thulium_chat"):
            yield from (repr(each) for each in frame.f_locals.values())


def _check_error(run: Run, secrets: Secrets, error: Any, *about: object) -> None:
    pickled = [pickle.dumps(error, protocol) for protocol in (0, pickle.DEFAULT_PROTOCOL)]
    texts = [str(error), repr(error), *kept(error), *(each.decode("latin-1") for each in pickled)]
    run.check(not secrets.shown_in(*texts, *traceback.format_exception(error)), "an error gives a secret away", *about)
    twin = pickle.loads(pickled[1])
    run.outcome_is(twin, type(error), *about, maybe_started=error.maybe_started)
    run.equal(str(twin), str(error), "a pickled error", *about)


_ANSWERS: tuple[Answer | Exception, ...] = (
    STARTED,
    *(bodies.error(status) for status in bodies.ERRORS),
    *(Answer(status, b"<html>") for status in (200, 401, 407, 500, 502)),
    *(Answer(200, each) for each in (b"", b"\xff", b"{}", b"{", b"NaN")),
    Answer(302, headers={"Location": "https://elsewhere.example.org/"}),
    Answer(401, b"", {"WWW-Authenticate": 'Basic realm="a"'}),
    Answer(200, b"x", {**JSON, "Content-Encoding": "gzip"}),
    Answer(200, length=2**26),
    *(kind("it broke") for kind in FAILURES),
)


@RULES("secret-in-an-error", seconds=0.6)
def _errors(run: Run) -> None:
    """No error gives away the password, the token, or a header of the call: not in its text, nor in what it keeps."""
    secrets, environment = Secrets(run), dict(os.environ)
    headers = secrets.settings["headers"]
    with logged() as heard:
        for answer in _ANSWERS:
            with run.chat(Recorder(answer), **secrets.settings) as chat:
                run.check(not secrets.shown_in(*_looks(chat.raw)), "the client shows a secret")
                outcome = run.outcome(chat, headers=headers)
                run.check(not secrets.shown_in(repr(outcome), *kept(outcome)), "what a call gives has a secret", answer)
                if isinstance(outcome, ThuliumError):
                    _check_error(run, secrets, outcome, answer)
                    # The headers of a call are its caller's, and so are the variables that have them.
                    run.check(not secrets.credentials_in(*_locals(outcome)), "a variable has the credentials", answer)
        with run.chat(Recorder(), **secrets.settings) as closed:
            pass
        wrong: list[dict[str, Any]] = [{"chat_queue_id": 0}, {"client_name": "\n"}, {"timeout": -1}, {}]
        for given in (*wrong, {"client_name": "x" * 70_000}):
            refusal = run.outcome(closed, **given, headers=headers)
            run.check(isinstance(refusal, ThuliumError), "a closed client makes calls")
            _check_error(run, secrets, refusal, given)
    run.check(not secrets.shown_in(*heard.texts()), "a secret is logged or printed")
    run.check(dict(os.environ) == environment, "the environment is changed")


def _looks(chat: Any) -> Iterator[str]:
    """Yield how a client looks."""
    yield from (repr(chat), str(chat), f"{chat}", ascii(chat), repr(vars(chat)))
    for inner in vars(chat).values():
        if type(inner).__module__.startswith("thulium_chat"):
            yield repr(vars(inner))


@RULES("secret-in-a-refused-setting")
def _settings(run: Run) -> None:
    """The error of a refused setting does not repeat the password."""
    secrets = Secrets(run)
    cases: list[dict[str, Any]] = [
        *({"user": each} for each in (None, "")),
        *({"system_name": each} for each in (None, "")),
        *({"base_url": each} for each in ("x", f"https://a:{secrets.password}@example.org/")),
        *({"password": f"{secrets.password}{each}"} for each in ("\n", "\x00", "\ud800")),
        *({"password": each} for each in (secrets.password.encode(), [secrets.password])),
        *({"headers": {name: secrets.header + "\n"}} for name in ("Authorization", "X-Token")),
        {"language": secrets.header + "\n"},
        {"timeout": 0},
    ]
    with logged() as heard:
        for settings in cases:
            try:
                with run.chat(Recorder(), **{**secrets.settings, **settings}):
                    run.check(False, f"the setting {sorted(settings)} is taken")
            except ThuliumError as error:
                _check_error(run, secrets, error, sorted(settings))
    run.check(not secrets.shown_in(*heard.texts()), "a secret is logged or printed")


@RULES("secret-on-the-wire", seconds=0.1)
def _wire(run: Run) -> None:
    """Nor is a secret logged or kept where a real connection is used, and breaks."""
    secrets, lengths = Secrets(run), ((b"200 OK", b"5", b"{"), (b"401 No", b"0", b""))
    answers = [b"HTTP/1.1 %s\r\nContent-Length: %s\r\n\r\n%s" % each for each in lengths]
    with logged() as heard:
        for answer in (b"", *answers):
            with serving(answering(answer, keep=False)) as log:
                chat = run.face.open(base_url=log.base_url, verify=False, **secrets.settings)
                try:
                    run.face.start(chat, 3)
                except ThuliumError as error:
                    _check_error(run, secrets, error, answer)
                else:
                    run.check(False, f"{answer!r} is taken for an answer")
                finally:
                    run.face.close(chat)
    run.check(not secrets.shown_in(*heard.texts()), "a secret is logged or printed")


@RULES("secret-of-somebody-else")
def _netrc(run: Run) -> None:
    """Credentials of a .netrc file never take the place of the given ones."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, ".netrc")
        file.write_text("default login other password other\n")
        file.chmod(0o600)
        with mock.patch.dict(os.environ, {"HOME": folder, "NETRC": str(file)}):
            for base_url in ("http://127.0.0.1:1/api", f"https://{SYSTEM}.thulium.com/api"):
                [sent] = run.call(user="mine", password="own", base_url=base_url).recorder.sent
                check_credentials(run, sent, "mine", "own")
