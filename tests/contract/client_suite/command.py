"""Rules of the command `thulium-chat`: its options alone and in pairs, beside variables, and its exit status."""

import contextlib
import io
import itertools
import json
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from unittest import mock

import httpx
from thulium_chat import ThuliumChat

from tests.contract.client_suite import bodies
from tests.contract.client_suite.clients import Clients
from tests.contract.client_suite.parameters import OPTIONAL
from tests.contract.client_suite.rules import Chat, Rules, Run, sleeping
from tests.contract.client_suite.settings import check_credentials
from tests.contract.client_suite.transport import CONVERSATION_ID, Answer, Recorder

RULES = Rules()

_STARTED = Answer(body=b'{"conversation_id": "%s", "new": 1}' % CONVERSATION_ID.encode())
_VARIABLES = {"THULIUM_SYSTEM": "mine", "THULIUM_USER": "me", "THULIUM_PASSWORD": "s3cret"}
_DEFAULTS: Mapping[str, Any] = {"origin": "https://mine.thulium.com", "user": "me", "password": "s3cret", "timeout": 30}
_OPTIONS: tuple[tuple[tuple[str, ...], Mapping[str, Any]], ...] = (
    (("--name", "Jan"), {"client_name": "Jan"}),
    (("--surname", "Żółć & syn"), {"client_surname": "Żółć & syn"}),
    (("--email", "a@b.pl"), {"client_email": "a@b.pl"}),
    (("--client-id", "007"), {"client_id": "007"}),
    (("--customer-id", "7"), {"customer_id": "7"}),
    (("--language", "pl"), {"language": "pl"}),
    (("--timeout", "2.5"), {"timeout": 2.5}),
    (("--system", "other"), {"origin": "https://other.thulium.com"}),
    (("--base-url", "http://mock:1/api"), {"origin": "http://mock:1"}),
    (("--user", "she"), {"user": "she"}),
    (("--password", "p w"), {"password": "p w"}),
    (("--retries", "2"), {"attempts": 3}),
    (("--ca-file", "ca.pem"), {"verify": "ca.pem"}),
    (("--insecure",), {"verify": False}),
    (("--json",), {"json": True}),
)
"""Options, and what each changes; a base URL comes after a system, over which it wins."""

_OF_PYTHON = re.compile(r"\b(int|str|None|httpx|float)\b")

_MISUSES = (
    *(("--queue", each) for each in ("0", "abc", " 3", "1_0", "٣", "+3", "3.0", "", "9" * 30, f"{2**63}")),
    *(("--timeout", each) for each in ("0", "nan", "soon")),
    *(("--retries", each) for each in ("-1", "1.5")),
    *((name, "") for name in ("--system", "--base-url", "--user", "--password")),
    ("--customer-id", "0"), ("--email", "jan"), ("--name", "a\nb"), ("--client-id", " "), ("--rubbish",), ("--queue",),
    ("--password", "a", "--password-file", "-"), ("--base-url", "mock"), ("--time", "3"),
    ("--insecure", "--ca-file", "ca.pem"),
)  # fmt: skip

_ENDS: tuple[tuple[Answer | Exception, int], ...] = (
    *((bodies.error(status), 3 if status >= 500 else 1) for status in bodies.ERRORS),
    *((Answer(status, b"<html>"), 3) for status in (200, 302, 502)),
    (Answer(401, b"<html>"), 1),
    *((kind(""), 1) for kind in (httpx.ConnectError, httpx.ConnectTimeout)),
    *((kind(""), 3) for kind in (httpx.ReadError, httpx.ReadTimeout, httpx.RemoteProtocolError)),
)
"""What may have been started has a status of its own."""


class Ended(NamedTuple):
    """The end of a command: exit status, standard output and standard error, and the `verify` of its client."""

    status: int
    out: str
    err: str
    verify: object


def ended(clients: Clients, recorder: Recorder, *options: str) -> Ended:
    """Run ``thulium-chat start --queue 3`` with these options; the recorder is its network."""
    out, err, verify = io.StringIO(), io.StringIO(), [object()]

    def make(*arguments: Any, **settings: Any) -> ThuliumChat:
        verify.append(settings.get("verify", True))
        return clients.sync(*arguments, **settings, transport=recorder)

    with (
        mock.patch("thulium_chat.__main__.ThuliumChat", make),
        mock.patch.dict(os.environ, {**_VARIABLES, "COLUMNS": "80"}),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            status = clients.command(["start", "--queue", "3", *options])
        except SystemExit as end:
            status = int(end.code or 0)
    return Ended(status, out.getvalue(), err.getvalue(), verify[-1])


def _check_sent(run: Run, options: Sequence[str], changes: Mapping[str, Any]) -> None:
    expected = {**_DEFAULTS, **changes}
    recorder = Recorder(*[httpx.ConnectError("")] * (expected.get("attempts", 1) - 1), _STARTED)
    found = ended(run.face.clients, recorder, *options)
    run.check(recorder.sent and (found.status, found.err) == (0, ""), f"it ends with {found}", *options)
    sent = recorder.sent[-1]
    parameters = {name: str(expected[name]).encode() for name in OPTIONAL if name in expected}
    arrived = {name.decode(): value for name, value in sent.parameters}
    run.equal(arrived, {"chat_queue_id": b"3", **parameters}, "the parameters", *options)
    told = found.verify, sent.origin, sent.header("accept-language"), sent.timeout["read"]
    languages = [expected["language"]] if "language" in expected else []
    wanted = expected.get("verify", True), expected["origin"], languages, float(expected["timeout"])
    run.equal(told, wanted, "verify, origin, languages and timeout", *options)
    check_credentials(run, sent, expected["user"], expected["password"])
    if "json" in expected:
        run.equal(json.loads(found.out), json.loads(_STARTED.body), "standard output", *options)
    else:
        run.equal(found.out, f"{CONVERSATION_ID}\n", "standard output", *options)


@RULES("command-with-any-two-options", seconds=0.4)
def _options(run: Run) -> None:
    """Each option alone, and each two together, say what they say, over the variables, and nothing else changes."""
    if run.face.name == "async":
        return
    with sleeping(Chat(run.face, None)):
        _check_sent(run, (), {})
        for options, changes in _OPTIONS:
            _check_sent(run, options, changes)
        for (first, one), (second, other) in itertools.combinations(_OPTIONS, 2):
            if not ("verify" in one and "verify" in other):
                _check_sent(run, (*second, *first), {**one, **other})


@RULES("command-that-is-misused", seconds=0.3)
def _misuses(run: Run) -> None:
    """Wrong, unknown and empty options are status 2, also beside set variables; nothing is sent or printed."""
    for options in () if run.face.name == "async" else _MISUSES:
        for more in ((), ("--json",)):
            recorder = Recorder()
            found = ended(run.face.clients, recorder, *more, *options)
            run.equal((found.status, found.out, recorder.sent), (2, "", []), "the end", *options)
            _check_told(run, found.err, maybe_started=False, as_json=bool(more))
            run.check(not _OF_PYTHON.search(found.err), f"the error speaks of Python: {found.err}")


@RULES("command-that-fails")
def _ends(run: Run) -> None:
    """A failure is status 1, and 3 where a conversation may have been started, with a sentence or one JSON object."""
    for answer, status in () if run.face.name == "async" else _ENDS:
        for more in ((), ("--json",)):
            recorder = Recorder(answer)
            found = ended(run.face.clients, recorder, *more)
            run.equal((found.status, found.out, len(recorder.sent)), (status, "", 1), "the end", answer)
            error = _check_told(run, found.err, maybe_started=status == 3, as_json=bool(more))
            if error and isinstance(answer, Answer) and answer.status in bodies.ERRORS and answer.body[:1] == b"{":
                about = {"status": answer.status, **json.loads(answer.body)}
                run.equal({name: error[name] for name in about}, about, "the error as JSON", answer.status)


def _check_told(run: Run, err: str, *, maybe_started: bool, as_json: bool) -> dict[str, Any]:
    run.check(_VARIABLES["THULIUM_PASSWORD"] not in err, f"the password is told: {err}")
    if not as_json:
        run.check("thulium-chat" in err, f"standard error is {err!r}")
        return {}
    error: dict[str, Any] = json.loads(err)
    run.check(bool(error["message"]) and error["type"][0].isupper(), f"the error is {err}")
    run.equal(error["maybe_started"], maybe_started, "maybe_started", err)
    return error
