"""Proxy selection, from an argument, else from the environment."""

import ipaddress
import os
import re
from typing import NamedTuple
from urllib.request import getproxies

import httpx

from ._errors import ConfigurationError
from ._urls import is_host, is_port


class Proxy(NamedTuple):
    """Proxy settings, and the argument or variable that gave them."""

    settings: httpx.Proxy
    origin: str

    def __str__(self) -> str:
        """Name it without its credentials."""
        url = self.settings.url
        return f"the proxy {url.scheme}://{url.netloc.decode('ascii', 'replace')} ({self.origin})"


def find_proxy(base_url: str, given: str | httpx.URL | httpx.Proxy | None, trust_env: bool) -> Proxy | None:
    """Return the proxy for requests to the base URL; raise ConfigurationError for one that httpx cannot use.

    Variables are those that curl and httpx read: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY, in either case, or
    the system's settings on Windows and macOS. httpx itself fails at entries of NO_PROXY such as `[::1]`.
    """
    if given is not None:
        return _proxy(given, "proxy")
    if not trust_env:
        return None
    url = httpx.URL(base_url)
    found = getproxies()
    for scheme in (url.scheme, "all"):
        if address := found.get(scheme):
            if any(_matches(url, entry.lower()) for entry in re.split(r"[,\s]+", found.get("no", ""))):
                return None
            names = (f"{scheme}_proxy", f"{scheme.upper()}_PROXY")
            origin = next((name for name in names if os.environ.get(name)), "the system's settings")
            return _proxy(address if "://" in address else f"http://{address}", origin)
    return None


def _proxy(address: str | httpx.URL | httpx.Proxy, origin: str) -> Proxy:
    try:
        settings = address if isinstance(address, httpx.Proxy) else httpx.Proxy(address)
        if not (is_host(settings.url) and is_port(settings.url)):
            raise ValueError
        httpx.HTTPTransport(proxy=settings, verify=False).close()
    except (ImportError, ValueError, TypeError, httpx.InvalidURL) as error:
        # The address may hold a password.
        raise ConfigurationError(
            f"{origin} names a proxy that cannot be used ({type(error).__name__}): "
            "write it like http://proxy.example.org:3128; for socks5:// install httpx[socks]"
        ) from None
    return Proxy(settings, origin)


def _matches(url: httpx.URL, entry: str) -> bool:
    """Return whether an entry of NO_PROXY matches: `*`, a domain with its subdomains, an address, or a network."""
    scheme, _, entry = entry.rpartition("://")
    if entry == "*":
        return True
    host, port = _split_port(entry)
    if not host or scheme not in ("", "all", url.scheme) or port not in ("", str(url.port or _PORTS[url.scheme])):
        return False
    try:
        return ipaddress.ip_address(url.host) in ipaddress.ip_network(host, strict=False)
    except ValueError:  # one of the two is a name
        domain = host.removeprefix("*").removeprefix(".")
        return url.host.endswith(f".{domain}") or (url.host == domain and not host.startswith("."))


_PORTS = {"http": 80, "https": 443}


def _split_port(entry: str) -> tuple[str, str]:
    """Split `host:port`; an IPv6 address has colons of its own, and may stand in brackets."""
    if entry.startswith("["):
        host, _, rest = entry[1:].partition("]")
        return (host + rest, "") if rest.startswith("/") else (host, rest.removeprefix(":"))
    host, _, port = entry.rpartition(":")
    return (host, port) if host and ":" not in host else (entry, "")
