"""Which system is called, and as whom."""

import re

import pytest
from thulium_chat import ConfigurationError, ThuliumError
from thulium_chat._config import Config, read_config

from tests.generated_client.support import Start

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


def test_empty_variables() -> None:
    """An empty variable counts as not set."""
    assert read(THULIUM_BASE_URL="", THULIUM_SYSTEM="env-system").base_url == "https://env-system.thulium.com/api"
    refused("set THULIUM_USER", "mine", None, "p", THULIUM_USER="")


def test_missing() -> None:
    """What is missing is named, with the argument and the variable to set."""
    refused("pass system_name or base_url, or set THULIUM_SYSTEM or THULIUM_BASE_URL")
    refused("no user: pass user, or set THULIUM_USER", "mine", None, "api_pass")
    refused("no password: pass password, or set THULIUM_PASSWORD", "mine", "api_user", None)


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
