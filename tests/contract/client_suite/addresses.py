"""Rules of where a client sends to: by system name or base URL, from arguments or the environment."""

import os
from collections.abc import Mapping
from typing import Any
from unittest import mock

from thulium_chat import ConfigurationError

from tests.contract.client_suite.credentials import check_credentials
from tests.contract.client_suite.rules import ORIGIN, PASSWORD, SYSTEM, USER, Rules, Run
from tests.contract.client_suite.transport import Recorder

RULES = Rules()

_START = "/chat_conversations/start?chat_queue_id=3"

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
    "https://your-system-name.thulium.com.example.org/api": (
        "https://your-system-name.thulium.com.example.org",
        "/api",
    ),
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
    about = (settings or arguments, dict(environment))
    run.equal(len(recorder.sent), 1, "requests that a call sends", *about)
    run.equal(recorder.sent[0].origin, origin, "the origin that is called", *about)
    run.equal(recorder.sent[0].target.decode(), path + _START, "the request target", *about)
    run.equal(recorder.sent[0].header("host"), [origin.partition("://")[2]], "Host", *about)


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
    recorder = Recorder()
    environment = {"THULIUM_USER": "env_user", "THULIUM_PASSWORD": "env_pass"}
    given = ((None, None), ("arg", None), (None, "arg"), ("arg", "arg"))
    with mock.patch.dict(os.environ, environment):
        for user, password in given:
            with run.chat(recorder, user=user, password=password) as chat:
                run.outcome(chat)
            check_credentials(run, recorder.sent[-1], user or "env_user", password or "env_pass")


@RULES("address-that-is-none")
def _refused(run: Run) -> None:
    """A system name or base URL that is none, or more than one, is refused when the client is made."""
    cases: list[tuple[dict[str, Any], dict[str, str]]] = [({"system_name": each}, {}) for each in _NO_SYSTEMS]
    cases += [({"base_url": each}, {}) for each in _NO_URLS]
    cases += [({"system_name": None}, {"THULIUM_SYSTEM": each}) for each in _NO_SYSTEMS if isinstance(each, str)]
    cases += [({"system_name": None}, {"THULIUM_BASE_URL": each}) for each in _NO_URLS if isinstance(each, str)]
    cases += [
        ({"system_name": None}, {}),
        ({"user": None}, {"THULIUM_USER": ""}),
        ({"password": None}, {"THULIUM_PASSWORD": ""}),
    ]
    variables = {"SYSTEM": "env", "BASE_URL": "http://env", "USER": "env", "PASSWORD": "env"}
    everything = {f"THULIUM_{name}": value for name, value in variables.items()}
    cases += [({name: ""}, everything) for name in ("system_name", "base_url", "user", "password")]
    for settings, environment in cases:
        recorder = Recorder()
        try:
            with mock.patch.dict(os.environ, environment), run.chat(recorder, **settings) as chat:
                run.outcome(chat)
        except ConfigurationError as error:
            run.check("s3cret" not in f"{error} {error!r} {error.__cause__!r}", "the error repeats the password")
            names = [*settings, *environment]
            run.check(any(name in str(error) for name in names), f"{error} names none of {names}")
        else:
            run.check(False, f"it is taken: {settings or environment!r}")
        run.equal(recorder.sent, [], "requests to a refused address", settings, environment)
