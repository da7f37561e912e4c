"""Rules of the headers and the timeout that a client sends with, and that one call leaves no trace in the next."""

import re
from collections.abc import Mapping

import thulium_chat

from tests.contract.client_suite.rules import ORIGIN, PASSWORD, USER, Rules, Run
from tests.contract.client_suite.transport import JSON, STARTED, Answer, Recorder, Sent
from tests.http.messages import basic

RULES = Rules()

LANGUAGES = ("en", "pl", "PL", "*", "pl-PL,pl;q=0.9,en-US;q=0.8,en;q=0.7", "de", "x-klingon", "pl, en", "")

_USER_AGENT = re.compile(rf"thulium-chat/{re.escape(thulium_chat.__version__)}( [a-z]+/[0-9][\w.+-]*)*")


def own_headers(host: str, user: str = USER, password: str = PASSWORD) -> dict[str, str]:
    """Return the headers that a call has of itself, apart from User-Agent and Connection."""
    fixed = {"accept": "application/json", "accept-encoding": "identity", "content-length": "0"}
    return {"host": host, **fixed, "authorization": basic(user, password)[1]}


OWN = own_headers(ORIGIN.removeprefix("https://"))


def check_headers(run: Run, sent: Sent, expected: Mapping[str, str], *about: object) -> None:
    """Check that a request has exactly these headers, each once, and a User-Agent and a Connection of its own."""
    found, plain = dict(sent.headers), dict(expected)
    run.equal(len(sent.headers), len(found), "headers that differ in their names", [*found])
    run.check(found.pop("connection", "keep-alive") == "keep-alive", "Connection is not keep-alive")
    agent = found.pop("user-agent", "")
    good = _USER_AGENT.fullmatch(agent) if "user-agent" not in plain else agent == plain.pop("user-agent")
    run.check(good, f"the User-Agent is {agent!r}", *about)
    shown = {name: "…" if name == "authorization" else value for name, value in found.items()}
    run.check(found == plain, f"headers {about}: {shown} instead of those of {sorted(plain)}")


@RULES("headers-of-a-call")
def _headers(run: Run) -> None:
    """A call has the headers that it needs, and no other; so do the calls after it, whatever was answered."""
    recorder = Recorder()
    with run.chat(recorder) as chat:
        for status in (200, 401, 200, 500, 429, 200, 302, 200):
            more = {"Set-Cookie": "PHPSESSID=1; Path=/", "Content-Language": "pl"}
            run.answered(chat, recorder, Answer(status, headers={**JSON, **more}), client_name="Jan", client_id=1)
            check_headers(run, recorder.sent[0], OWN)


@RULES("headers-language", seconds=0.2)
def _language(run: Run) -> None:
    """A call's language wins over the client's, which wins over none; it is sent as it is, and for this call alone."""
    for language in LANGUAGES:
        recorder = Recorder()
        with run.chat(recorder, language=language) as chat, run.chat(recorder) as plain:
            for given in run.random.sample(LANGUAGES, 4):
                for each, call, used in (
                    (chat, None, language), (chat, given, given), (plain, given, given), (plain, None, None),
                ):  # fmt: skip
                    run.answered(each, recorder, STARTED, language=call)
                    expected = OWN if used is None else {**OWN, "accept-language": used}
                    check_headers(run, recorder.sent[0], expected, language, call)
                    run.equal(recorder.sent[0].parameters, [(b"chat_queue_id", b"3")], "parameters that arrive")


@RULES("headers-of-the-caller")
def _extra(run: Run) -> None:
    """The caller's headers are sent as they are: a call's over the client's over the defaults, for this call alone."""
    own = {"X-A": "client", "X-B": "client", "USER-agent": "mine/1 (a; b=c)", "accept": "application/json;q=1"}
    call = {"x-b": "call", "X-C": 'call  "%41" +&=', "User-Agent": "call/2", "X-Empty": "", "X-Tab": "a\tb"}
    call |= {f"X-{number}": str(number) for number in range(30)}
    recorder, given, named = Recorder(), dict(own), dict(call)
    with run.chat(recorder, headers=given) as chat, run.chat(recorder) as plain:
        given["X-Late"] = "1"
        for headers in (None, named, None, {}, {"X-C": "2"}, None):
            run.outcome(chat, headers=headers)
            lowered = {n.lower(): value for each in (own, headers or {}) for n, value in each.items()}
            check_headers(run, recorder.sent[-1], {**OWN, **lowered}, headers)
        run.outcome(plain)
        check_headers(run, recorder.sent[-1], OWN)
    run.equal(named, call, "the headers that the caller passed, after the call")


@RULES("timeout-that-is-used")
def _timeout(run: Run) -> None:
    """The timeout is the call's, else the client's, else 30 seconds, for connecting, sending and waiting alike."""
    recorder = Recorder()
    with run.chat(recorder) as plain, run.chat(recorder, timeout=5) as chat, run.chat(recorder, timeout=0.001) as quick:
        for each, given, used in (
            (plain, None, 30.0), (plain, 7, 7.0), (plain, 0.25, 0.25), (plain, 300, 300.0), (plain, None, 30.0),
            (chat, None, 5.0), (chat, 86400, 86400.0), (chat, None, 5.0), (quick, 20, 20.0), (quick, None, 0.001),
            (plain, None, 30.0),
        ):  # fmt: skip
            run.answered(each, recorder, STARTED, timeout=given)
            expected = dict.fromkeys(("connect", "read", "write", "pool"), used)
            run.equal(dict(recorder.sent[0].timeout), expected, "the timeout", given)
