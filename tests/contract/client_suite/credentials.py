"""Rules of credentials: they arrive as they were given, whatever is in them, and nowhere else."""

import base64
import os
from collections.abc import Iterator
from unittest import mock

from thulium_chat import ConfigurationError, UnexpectedResponseError

from tests.contract.client_suite import values
from tests.contract.client_suite.headers import OWN, check_headers
from tests.contract.client_suite.rules import ORIGIN, PASSWORD, SYSTEM, USER, Rules, Run
from tests.contract.client_suite.transport import JSON, Answer, Recorder, Sent

RULES = Rules()

_REPLACED = (
    "$HOME", "${HOME}", "$$", "%HOME%", "~", "~/a", "@/etc/passwd", "{user}", "{0}", "%s", "%(user)s", "`id`", "$(id)",
    "&amp;", "\\u0041", "\\n", "!!", "*", "<b>",
)  # fmt: skip
"""What shells, templates and markup put something else in the place of."""

_PASSWORDS = (
    "api_pass", "a", " ", "  a  ", "a:b", ":", "::a:", "a b c", "zażółć gęślą", "pässwörd", "\xff", "e\u0301", "é", "ﬁ",
    "😀👩‍👩‍👧‍👦", "%41", "%", "100%", "a+b", "a%20b", "a&b=c#d?e/f", "a@b", "a\\b", '"a"', "'a'", "UPPER", "lower", "0",
    "null", "None", "p" * 200, "ż" * 200, "=" * 5, "\u00a0a\u00a0", "\u200ba", "\x80", "Basic YTpi", "a\u2028b",
    "a" * 57, "a" * 2000, *_REPLACED,
)  # fmt: skip

_USERS = (
    "api_user",
    "a",
    " ",
    " a ",
    "użytkownik",
    "api@example.org",
    "API_User",
    "%3A",
    "a+b",
    "u" * 200,
    "😀",
    "e\u0301",
    "a;b",
    *_REPLACED,
)


def check_credentials(run: Run, sent: Sent, user: str, password: str) -> None:
    """Check that a request has these credentials, and has them once."""
    run.equal(len(sent.header("authorization")), 1, "Authorization headers")
    scheme, _, token = sent.header("authorization")[0].partition(" ")
    run.equal(scheme, "Basic", "the scheme of Authorization")
    decoded = base64.b64decode(token, validate=True)
    run.equal(decoded, f"{user}:{password}".encode(), "credentials that arrive")
    run.equal(token, base64.b64encode(decoded).decode(), "the token of Authorization")


def _pairs(run: Run) -> Iterator[tuple[str, str]]:
    yield from ((USER, password) for password in _PASSWORDS)
    yield from ((user, "api_pass") for user in _USERS)
    for _ in range(15):
        yield values.text(run.random).replace(":", ""), values.text(run.random)


@RULES("credentials-of-every-shape", seconds=0.3)
def _shapes(run: Run) -> None:
    """User and password arrive with HTTP Basic in UTF-8, exactly as they were given, by argument or environment."""
    for user, password in _pairs(run):
        if not user:
            continue
        recorder = Recorder()
        with run.chat(recorder, user=user, password=password) as chat:
            for _ in range(2):
                run.outcome(chat)
        with (
            mock.patch.dict(os.environ, {"THULIUM_USER": user, "THULIUM_PASSWORD": password}),
            run.chat(recorder, user=None, password=None) as chat,
        ):
            run.outcome(chat)
        for sent in recorder.sent:
            check_credentials(run, sent, user, password)
            run.equal(sent.target, b"/api/chat_conversations/start?chat_queue_id=3", "the request target")


@RULES("credentials-stay-at-their-origin")
def _redirects(run: Run) -> None:
    """No redirect is followed, wherever it leads, so that no credentials go anywhere else."""
    locations = (
        "https://elsewhere.example.org/", "/api/elsewhere", f"{ORIGIN}/api/elsewhere", "//elsewhere.example.org/",
        "?again=1", f"http://{SYSTEM}.thulium.com/api", "http://host:port/", "", f"{ORIGIN}:8443/",
        "https://thulium.com/", "/",
    )  # fmt: skip
    recorder = Recorder()
    with run.chat(recorder, retries=3) as chat:
        for status in (300, 301, 302, 303, 305, 307, 308):
            for location in locations:
                recorder.answer_with(Answer(status, headers={**JSON, "Location": location}), Answer())
                outcome = run.outcome(chat)
                run.equal(len(recorder.sent), 1, "requests after a redirect", status, location)
                run.equal(type(outcome), UnexpectedResponseError, "outcome of a redirect", status, location)
                run.equal(recorder.sent[0].origin, ORIGIN, "the origin that is called")
                check_headers(run, recorder.sent[0], OWN)


@RULES("credentials-of-each-client")
def _two(run: Run) -> None:
    """Two clients side by side keep their own credentials, addresses and settings."""
    recorder = Recorder()
    with (
        run.chat(recorder, user="first", password="1", language="pl", timeout=1) as first,
        run.chat(recorder, user="second", password="2", base_url="http://127.0.0.1:1/x", timeout=2) as second,
    ):
        for each, user, password, origin in (
            (first, "first", "1", ORIGIN),
            (second, "second", "2", "http://127.0.0.1:1"),
            (first, "first", "1", ORIGIN),
        ):
            run.outcome(each)
            sent = recorder.sent[-1]
            check_credentials(run, sent, user, password)
            run.equal(sent.origin, origin, "the origin that is called")
            run.equal(sent.header("accept-language"), ["pl"] if each is first else [], "languages")
            run.equal(sent.timeout.get("read"), 1.0 if each is first else 2.0, "the timeout")


@RULES("credentials-that-cannot-be-sent")
def _refused(run: Run) -> None:
    """Credentials that HTTP Basic cannot send, or that are missing, are refused when the client is made."""
    no_text = ("", "a\n", "a\r\n", "\na", "a\x00", "\x7f", "a\x1fb", "\ud800", "a\udcff", 3, True, b"a", ["a"])
    cases = [{"user": each} for each in (*no_text, "a:b", ":", None)]
    cases += [{"password": each} for each in (*no_text, None)]
    for settings in cases:
        recorder = Recorder()
        try:
            with run.chat(recorder, **settings) as chat:
                run.outcome(chat)
        except ConfigurationError as error:
            shown = f"{error} {error!r} {error.args} {error.__cause__}"
            run.check(PASSWORD not in shown, "the error has the password in it")
            run.check(not error.maybe_started, "maybe_started of a refused setting")
            run.check(any(name in str(error) for name in settings), f"{error} names none of {[*settings]}")
        else:
            run.check(False, f"credentials are taken that cannot be sent: {settings!r}")
        run.equal(recorder.sent, [], "requests with refused credentials")
