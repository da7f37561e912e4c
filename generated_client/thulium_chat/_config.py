"""Base URL and credentials, from arguments, else from the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx

from ._errors import ConfigurationError
from ._generated.document import SERVER_URL
from ._urls import is_host, is_port

# A DNS label: nothing else may enter the host name.
_SYSTEM_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_CONTROL = re.compile(r"[\x00-\x1F\x7F]")


@dataclass(frozen=True)
class Config:
    """Base URL and credentials."""

    base_url: str
    user: str
    password: str = field(repr=False)


def read_config(
    system_name: str | None,
    user: str | None,
    password: str | None,
    base_url: str | None,
    environment: Mapping[str, str] | None = None,
) -> Config:
    """Return the configuration; an argument wins over its variable, and a base URL over a system name beside it.

    Raises ConfigurationError when something is missing or malformed; it never repeats a value, which may be a secret.
    """
    environment = os.environ if environment is None else environment
    return Config(
        base_url=_find_base_url(system_name, base_url, environment),
        user=_credential("user", user, environment),
        password=_credential("password", password, environment),
    )


def _find_base_url(system_name: str | None, base_url: str | None, environment: Mapping[str, str]) -> str:
    if base_url is not None:
        return _checked_base_url(base_url, "base_url")
    if system_name is not None:
        return _system_url(system_name, "system_name")
    # An empty variable counts as not set: that is how shells and CI systems unset one.
    if value := environment.get("THULIUM_BASE_URL"):
        return _checked_base_url(value, "THULIUM_BASE_URL")
    if value := environment.get("THULIUM_SYSTEM"):
        return _system_url(value, "THULIUM_SYSTEM")
    raise ConfigurationError(
        "no system to call: pass system_name or base_url, or set THULIUM_SYSTEM or THULIUM_BASE_URL"
    )


def _system_url(system_name: str, origin: str) -> str:
    if not isinstance(system_name, str) or not _SYSTEM_NAME.fullmatch(system_name):
        raise ConfigurationError(
            f"{origin} must be the first part of the system's address, letters, digits and hyphens: "
            "your-system-name for https://your-system-name.thulium.com"
        )
    return SERVER_URL.format(system=system_name.lower())


def _checked_base_url(base_url: str, origin: str) -> str:
    mend = "write it like https://your-system-name.thulium.com/api or http://127.0.0.1:4010/api"
    if not isinstance(base_url, str) or not re.fullmatch(r"[!-~]+", base_url) or "\\" in base_url:
        raise ConfigurationError(f"{origin} must be a URL of printable ASCII characters without spaces: {mend}")
    try:
        url = httpx.URL(base_url)
        _ = url.host  # decodes an international name
    except (httpx.InvalidURL, UnicodeError):
        raise ConfigurationError(f"{origin} is not a URL, or has no name of a host: {mend}") from None
    if url.scheme not in ("http", "https") or not is_host(url):
        raise ConfigurationError(f"{origin} must begin with http:// or https:// and a host: {mend}")
    if not is_port(url):
        raise ConfigurationError(f"{origin} must have a port from 1 to 65535: {mend}")
    if url.userinfo:
        raise ConfigurationError(f"{origin} must not hold credentials: pass user and password instead")
    if "?" in base_url or "#" in base_url:
        raise ConfigurationError(f"{origin} must have no query and no fragment: {mend}")
    return str(url).rstrip("/")


def _credential(name: str, value: str | None, environment: Mapping[str, str]) -> str:
    variable = f"THULIUM_{name.upper()}"
    origin = name
    if value is None:
        value, origin = environment.get(variable), variable
    if value is None or (value == "" and origin == variable):
        raise ConfigurationError(f"no {name}: pass {name}, or set {variable}")
    if not isinstance(value, str) or not value:
        raise ConfigurationError(f"{origin} must be a text that is not empty")
    if _CONTROL.search(value):
        raise ConfigurationError(f"{origin} must not contain control characters: is there a line break at its end?")
    if name == "user" and ":" in value:
        raise ConfigurationError(f"{origin} must not contain a colon: HTTP Basic ends the user's name there")
    # UnicodeEncodeError holds the whole text: as the context of an error it would give the password away.
    if any("\ud800" <= char <= "\udfff" for char in value):
        raise ConfigurationError(f"{origin} must be text that UTF-8 can write, without lone surrogates")
    return value
