"""Rules of settings: where a client sends to, and with which credentials."""

import base64
import os
from collections.abc import Mapping
from typing import Any
from unittest import mock

from thulium_chat import ConfigurationError, UnexpectedResponseError

from tests.contract.client_suite import values
from tests.contract.client_suite.headers import OWN, check_headers
from tests.contract.client_suite.rules import ORIGIN, PASSWORD, SYSTEM, USER, Rules, Run
from tests.contract.client_suite.transport import JSON, STARTED, Answer, Recorder, Sent

RULES = Rules()

_START = "/chat_conversations/start?chat_queue_id=3"


def check_credentials(run: Run, sent: Sent, user: str, password: str) -> None:
    """Check that a request has these credentials, and has them once."""
    run.equal(len(sent.header("authorization")), 1, "Authorization headers")
    scheme, _, token = sent.header("authorization")[0].partition(" ")
    run.equal(scheme, "Basic", "the scheme of Authorization")
    decoded = base64.b64decode(token, validate=True)
    run.equal(decoded, f"{user}:{password}".encode(), "credentials that arrive")
    run.equal(token, base64.b64encode(decoded).decode(), "the token of Authorization")


# Where to.

_BASE_URLS = {
    "http://127.0.0.1:4010/api": ("http://127.0.0.1:4010", "/api"),
    "http://127.0.0.1:4010/api/": ("http://127.0.0.1:4010", "/api"),
    "http://127.0.0.1:4010": ("http://127.0.0.1:4010", ""),
    "http://127.0.0.1:4010/": ("http://127.0.0.1:4010", ""),
    "https://mock.example.org": ("https://mock.example.org", ""),
    "https://mock.example.org:8443/a/b/c/": ("https://mock.example.org:8443", "/a/b/c"),
    "HTTPS://Mock.Example.org:8443/API//": ("https://mock.example.org:8443", "/API"),
    "http://[::1]:4010/api": ("http://[::1]:4010", "/api"),
    "http://localhost/a%20b/api": ("http://localhost", "/a%20b/api"),
    "http://localhost/a%2Fb/%2e/%C5%BC": ("http://localhost", "/a%2Fb/%2e/%C5%BC"),
    "http://localhost/chat_conversations": ("http://localhost", "/chat_conversations"),
    "https://thulium.com.example.org/api": ("https://thulium.com.example.org", "/api"),
}

_NO_SYSTEMS = (
    "", " ", "-a", "a-", "a.b", "a/b", "a?b", "a\\b", "a%2Fb", "a\n", "\na", "ą", "x" * 64, "a_b", "a b", "{system}",
    " a", "a ", "evil.example.org/", "evil.example.org#", "evil@", "u:p@evil",
    "https://your-system-name.thulium.com/api", 3, b"a", True, ["a"],
)  # fmt: skip

_NO_URLS = (
    "", "mock", "127.0.0.1:4010", "//mock/api", "ftp://mock/api", "file:///api", "http://", "http:///api", "http:mock",
    "http://u:s3cret@mock/api", "http://u@mock/api", "http://:s3cret@mock", "http://mock/api?a=1", "http://mock/api?",
    "http://mock/api#a", "http://mock/api#", "http://mock /api", "http://mock\\@evil/", "http://mock/a\r\nHost: evil",
    " http://mock", "http://mock/api\n", "http://mock:99999/api", "http://mock:0/api", "http://[12345]/",
    "http://a%2fb/", "http://mock:port/api", "http://[broken/api", "http://a..b/api", "http://żółć/api",
    "http://xn--a/api", "http://xn--/api", f"http://xn--{'a' * 60}/api", f"http://{'x' * 64}/api",
    "javascript:alert(1)", 3, b"http://mock", True,
)  # fmt: skip


def _check_called(
    run: Run, origin: str, path: str, environment: Mapping[str, str], *arguments: Any, **settings: Any
) -> None:
    recorder = Recorder()
    with mock.patch.dict(os.environ, environment), run.chat(recorder, *arguments, **settings) as chat:
        run.outcome(chat)
    # What the environment says later must not matter: the client was made before.
    found = [(each.origin, each.target.decode(), each.header("host")) for each in recorder.sent]
    expected = [(origin, path + _START, [origin.partition("://")[2]])]
    run.equal(found, expected, "where a call goes", settings or arguments, dict(environment))


@RULES("address-of-a-system")
def _systems(run: Run) -> None:
    """A system name means its host at the vendor's, over HTTPS, in lower case."""
    for name in ("a", "a1", SYSTEM, "Firma", "FIRMA-2", "1and1", "x" * 63, "a--b", "api", "thulium"):
        _check_called(run, f"https://{name.lower()}.thulium.com", "/api", {}, system_name=name)
        _check_called(run, f"https://{name.lower()}.thulium.com", "/api", {"THULIUM_SYSTEM": name}, system_name=None)
    _check_called(run, "https://positional.thulium.com", "/api", {}, "positional", USER, PASSWORD)


@RULES("address-by-base-url")
def _base_urls(run: Run) -> None:
    """A base URL is called as it is, with or without a port, a path, or a slash at its end."""
    for base_url, (origin, path) in _BASE_URLS.items():
        _check_called(run, origin, path, {}, base_url=base_url)
        _check_called(run, origin, path, {"THULIUM_BASE_URL": base_url}, system_name=None)


@RULES("address-precedence")
def _precedence(run: Run) -> None:
    """An argument wins over the environment, a base URL over a system name beside it; an empty variable is none."""
    system, url = {"THULIUM_SYSTEM": "env-system"}, {"THULIUM_BASE_URL": "http://env:1/e"}
    both = {**system, **url}
    _check_called(run, ORIGIN, "/api", both, system_name=SYSTEM)
    _check_called(run, "http://arg:1", "/a", both, base_url="http://arg:1/a")
    _check_called(run, "http://arg:1", "/a", both, base_url="http://arg:1/a", system_name=SYSTEM)
    _check_called(run, "http://env:1", "/e", both, system_name=None)
    _check_called(run, "https://env-system.thulium.com", "/api", {**system, "THULIUM_BASE_URL": ""}, system_name=None)
    _check_called(run, "http://env:1", "/e", {"THULIUM_SYSTEM": "", **url}, system_name=None)
    with mock.patch.dict(os.environ, {"THULIUM_USER": "env_user", "THULIUM_PASSWORD": "env_pass"}):
        for user, password in ((None, None), ("arg", None), (None, "arg"), ("arg", "arg")):
            [sent] = run.call(user=user, password=password).recorder.sent
            check_credentials(run, sent, user or "env_user", password or "env_pass")


def _check_refused(run: Run, settings: Mapping[str, Any], environment: Mapping[str, str], *secrets: str) -> None:
    """Check that a client with these settings cannot be made, and that the error names one of them, and no secret."""
    recorder = Recorder()
    try:
        with mock.patch.dict(os.environ, environment), run.chat(recorder, **settings) as chat:
            run.outcome(chat)
    except ConfigurationError as error:
        shown, names = f"{error} {error!r} {error.args} {error.__cause__!r}", [*settings, *environment]
        run.check(not any(each in shown for each in secrets), "the error repeats the password")
        run.check(any(name in str(error) for name in names), f"{error} names none of {names}")
        run.check(not error.maybe_started, "maybe_started of a refused setting")
    else:
        run.check(False, f"it is taken: {settings or environment!r}")
    run.equal(recorder.sent, [], "requests with a refused setting", settings, environment)


@RULES("address-that-is-none")
def _no_address(run: Run) -> None:
    """A system name or base URL that is none, or more than one, is refused when the client is made."""
    for name, variable, wrong in (("system_name", "SYSTEM", _NO_SYSTEMS), ("base_url", "BASE_URL", _NO_URLS)):
        for each in wrong:
            _check_refused(run, {name: each}, {}, "s3cret")
            if isinstance(each, str):
                _check_refused(run, {"system_name": None}, {f"THULIUM_{variable}": each}, "s3cret")
    _check_refused(run, {"system_name": None}, {})
    variables = {"SYSTEM": "env", "BASE_URL": "http://env", "USER": "env", "PASSWORD": "env"}
    everything = {f"THULIUM_{name}": value for name, value in variables.items()}
    for name in ("user", "password"):
        _check_refused(run, {name: None}, {f"THULIUM_{name.upper()}": ""})
    for name in ("system_name", "base_url", "user", "password"):
        _check_refused(run, {name: ""}, everything)


# With which credentials.

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
    "api_user", "a", " ", " a ", "użytkownik", "api@example.org", "API_User", "%3A", "a+b", "u" * 200, "😀", "e\u0301",
    "a;b", *_REPLACED,
)  # fmt: skip


@RULES("credentials-of-every-shape", seconds=0.3)
def _shapes(run: Run) -> None:
    """User and password arrive with HTTP Basic in UTF-8, exactly as they were given, by argument or environment."""
    pairs = [*((USER, each) for each in _PASSWORDS), *((each, "api_pass") for each in _USERS)]
    pairs += [(values.text(run.random).replace(":", "") or "a", values.text(run.random)) for _ in range(15)]
    for user, password in pairs:
        recorder = Recorder()
        with run.chat(recorder, user=user, password=password) as chat:
            run.outcome(chat)
            run.outcome(chat)
        variables = {"THULIUM_USER": user, "THULIUM_PASSWORD": password}
        with mock.patch.dict(os.environ, variables), run.chat(recorder, user=None, password=None) as chat:
            run.outcome(chat)
        for sent in recorder.sent:
            check_credentials(run, sent, user, password)
            run.equal(sent.target.decode(), f"/api{_START}", "the request target")


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
                answer = Answer(status, headers={**JSON, "Location": location})
                run.outcome_is(run.answered(chat, recorder, answer, STARTED), UnexpectedResponseError, status, location)
                run.equal(recorder.sent[0].origin, ORIGIN, "the origin that is called")
                check_headers(run, recorder.sent[0], OWN)


@RULES("credentials-of-each-client")
def _two(run: Run) -> None:
    """Two clients side by side keep their own credentials, addresses and settings."""
    recorder, other = Recorder(), "http://127.0.0.1:1"
    with (
        run.chat(recorder, user="first", password="1", language="pl", timeout=1) as first,
        run.chat(recorder, user="second", password="2", base_url=f"{other}/x", timeout=2) as second,
    ):
        for chat in (first, second, first):
            user, password, *expected = (
                ("first", "1", ORIGIN, ["pl"], 1.0) if chat is first else ("second", "2", other, [], 2.0)
            )
            run.outcome(chat)
            sent = recorder.sent[-1]
            check_credentials(run, sent, str(user), str(password))
            found = [sent.origin, sent.header("accept-language"), sent.timeout.get("read")]
            run.equal(found, expected, "origin, languages and timeout", user)


@RULES("credentials-that-cannot-be-sent")
def _no_credentials(run: Run) -> None:
    """Credentials that HTTP Basic cannot send, or that are missing, are refused when the client is made."""
    no_text = ("", "a\n", "a\r\n", "\na", "a\x00", "\x7f", "a\x1fb", "\ud800", "a\udcff", 3, True, b"a", ["a"], None)
    for settings in (*({"user": each} for each in (*no_text, "a:b", ":")), *({"password": each} for each in no_text)):
        _check_refused(run, settings, {}, PASSWORD)
