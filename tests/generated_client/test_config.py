"""Which system is called, and as whom."""

import re

import pytest
from thulium_chat import ConfigurationError, ThuliumError
from thulium_chat._config import Config, read_config

from tests.generated_client.support import Recorder, Start

ENVIRONMENT = {"THULIUM_SYSTEM": "env-system", "THULIUM_USER": "env_user", "THULIUM_PASSWORD": "env_pass"}
ENV_URL = {"THULIUM_BASE_URL": "http://127.0.0.1:4010/api"}


def read(
    system_name: str | None = None,
    user: str | None = "api_user",
    password: str | None = "api_pass",
    base_url: str | None = None,
    **environment: str,
) -> Config:
    """Read a configuration from arguments and an environment made of the keywords in capitals."""
    return read_config(system_name, user, password, base_url, environment)


def refused(sentence: str, *arguments: str | None, **more: str) -> None:
    """The configuration is refused with the sentence."""
    with pytest.raises(ConfigurationError, match=re.escape(sentence)):
        read(*arguments, **more)


def test_arguments() -> None:
    """Arguments give the whole configuration."""
    assert read("your-system-name") == Config("https://your-system-name.thulium.com/api", "api_user", "api_pass")


def test_environment() -> None:
    """The environment gives the whole configuration when there are no arguments."""
    assert read(None, None, None, **ENVIRONMENT) == Config("https://env-system.thulium.com/api", "env_user", "env_pass")


def test_environment_is_read_by_the_client(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clients read the environment of the process."""
    for name, value in {**ENVIRONMENT, **ENV_URL}.items():
        monkeypatch.setenv(name, value)
    recorder = Recorder()
    start(recorder, {"system_name": None, "user": None, "password": None})
    assert str(recorder.request.url) == "http://127.0.0.1:4010/api/chat_conversations/start?chat_queue_id=3"
    assert recorder.request.headers["Authorization"] == "Basic ZW52X3VzZXI6ZW52X3Bhc3M="


def test_arguments_win_over_the_environment() -> None:
    """Arguments win over the environment, a system name over a base URL from there too."""
    found = read("mine", **ENVIRONMENT, **ENV_URL)
    assert found == Config("https://mine.thulium.com/api", "api_user", "api_pass")
    assert read(base_url="http://mine/", **ENVIRONMENT, **ENV_URL).base_url == "http://mine"


def test_base_url_wins_over_system_name() -> None:
    """A base URL wins over a system name from the same place."""
    assert read("mine", base_url="http://127.0.0.1/api").base_url == "http://127.0.0.1/api"
    assert read(**ENVIRONMENT, **ENV_URL).base_url == ENV_URL["THULIUM_BASE_URL"]


def test_empty_variables() -> None:
    """An empty variable counts as not set."""
    assert read(THULIUM_BASE_URL="", THULIUM_SYSTEM="env-system").base_url == "https://env-system.thulium.com/api"
    refused("set THULIUM_USER", "mine", None, "p", THULIUM_USER="")


def test_missing() -> None:
    """What is missing is named, with the argument and the variable to set."""
    refused("pass system_name or base_url, or set THULIUM_SYSTEM or THULIUM_BASE_URL")
    refused("no user: pass user, or set THULIUM_USER", "mine", None, "api_pass")
    refused("no password: pass password, or set THULIUM_PASSWORD", "mine", "api_user", None)


@pytest.mark.parametrize("name", ["a", "a1", "your-system-name", "Firma", "1and1", "x" * 63])
def test_system_name(name: str) -> None:
    """A system name is one label of a host name."""
    assert read(name).base_url == f"https://{name.lower()}.thulium.com/api"


@pytest.mark.parametrize(
    "name",
    [
        *(
            "",
            " ",
            "-a",
            "a-",
            "a.b",
            "a/b",
            "a?b",
            "a\\b",
            "a%2Fb",
            "a\n",
            "\na",
            "ą",
            "x" * 64,
            "a_b",
            "a b",
            "{system}",
        ),
        *(
            "evil.example.org/",
            "evil.example.org#",
            "evil@",
            "u:p@evil",
            "https://your-system-name.thulium.com/api",
        ),
    ],
)
def test_bad_system_name(name: str) -> None:
    """No other host can be named through the system name."""
    refused("system_name must be the first part", name)
    if name:
        refused("THULIUM_SYSTEM must be the first part", THULIUM_SYSTEM=name)


@pytest.mark.parametrize(
    ("base_url", "read_as"),
    [
        ("http://127.0.0.1:4010/api", "http://127.0.0.1:4010/api"),
        ("http://127.0.0.1:4010/api/", "http://127.0.0.1:4010/api"),
        ("https://mock.example.org", "https://mock.example.org"),
        ("HTTPS://Mock.Example.org:8443/API//", "https://mock.example.org:8443/API"),
        ("http://[::1]:4010/api", "http://[::1]:4010/api"),
        ("http://localhost/a%20b/api", "http://localhost/a%20b/api"),
    ],
)
def test_base_url(start: Start, base_url: str, read_as: str) -> None:
    """A base URL is taken with or without a slash at its end."""
    assert read(base_url=base_url).base_url == read_as
    recorder = Recorder()
    start(recorder, {"base_url": base_url})
    assert str(recorder.request.url) == f"{read_as}/chat_conversations/start?chat_queue_id=3"


@pytest.mark.parametrize(
    "base_url",
    [
        *("", "mock", "127.0.0.1:4010", "//mock/api", "ftp://mock/api", "file:///api", "http://", "http:///api"),
        *("http:mock", "http://u:s3cret@mock/api", "http://u@mock/api", "http://:s3cret@mock", "http://mock/api?a=1"),
        *("http://mock/api?", "http://mock/api#a", "http://mock/api#", "http://mock /api", "http://mock\\@evil/"),
        *(
            "http://mock/a\r\nHost: evil",
            "http://mock:99999/api",
            "http://mock:0/api",
            "http://[12345]/",
            "http://a%2fb/",
            "http://mock:port/api",
            "http://[broken/api",
        ),
        *("http://a..b/api", f"http://{'x' * 64}/api", "http://żółć/api", "javascript:alert(1)"),
        *("http://xn--a/api", "http://xn--/api", f"http://xn--{'a' * 60}/api"),
    ],
)
def test_bad_base_url(base_url: str) -> None:
    """A base URL that is none, or has more than an address in it, is refused without being repeated."""
    with pytest.raises(ConfigurationError, match=r"^base_url ") as caught:
        read(base_url=base_url)
    assert "s3cret" not in str(caught.value)
    assert "evil" not in str(caught.value)


@pytest.mark.parametrize("user", ["", "a:b", "a\n", "a\x00", "\x7f", "\ud800"])
def test_bad_user(user: str) -> None:
    """A user's name that HTTP Basic cannot send is refused."""
    refused("user must", "mine", user)


@pytest.mark.parametrize("password", ["", "s3cret\n", "s3cret\x00", "s3cret\ud800"])
def test_bad_password(password: str) -> None:
    """A password that HTTP Basic cannot send is refused without being repeated."""
    with pytest.raises(ConfigurationError, match=r"^password must") as caught:
        read("mine", "api_user", password)
    assert "s3cret" not in repr(caught.value)
    assert caught.value.__context__ is None  # an error of Python's own would hold the whole text


@pytest.mark.parametrize("setting", ["system_name", "base_url", "user", "password"])
def test_wrong_types(start: Start, setting: str) -> None:
    """A setting of a wrong type is refused like any malformed one."""
    with pytest.raises(ConfigurationError, match=f"^{setting} must"):
        start(Recorder(), {setting: 3})


def test_repr() -> None:
    """The repr of a configuration has no password."""
    assert "api_pass" not in repr(read("mine"))


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ALL_PROXY", "gopher://u:s3cret@proxy"),
        ("HTTPS_PROXY", "http://u:s3cret@proxy:port"),
        ("SSL_CERT_FILE", "/no/file"),
        ("SSL_CERT_FILE", __file__),
        ("SSLKEYLOGFILE", "/no/folder/keys"),
    ],
)
def test_unusable_proxy_or_certificates(
    start: Start, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    """What httpx reads from the environment and cannot use is a configuration error that repeats no secret."""
    monkeypatch.setenv(variable, value)
    with pytest.raises(ThuliumError, match=variable) as caught:
        start(None, {"base_url": "https://127.0.0.1:1"})
    assert isinstance(caught.value, ConfigurationError)
    assert "s3cret" not in str(caught.value)
    assert caught.value.__suppress_context__
