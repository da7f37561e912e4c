"""URL checks beyond those of httpx: hosts and ports that a connection can have."""

import ipaddress
import re

import httpx

_HOST_LABEL = re.compile(r"[A-Za-z0-9_-]{1,63}")


def is_port(url: httpx.URL) -> bool:
    """Return whether the URL has no port, or one that there can be."""
    return url.port is None or 1 <= url.port <= 65535


def is_host(url: httpx.URL) -> bool:
    """Return whether the resolver takes the URL's host; for some others it fails with a bare UnicodeError."""
    host = url.raw_host.decode()
    if ":" in host:
        try:
            ipaddress.IPv6Address(host)
        except ValueError:
            return False
        return True
    return len(host) <= 253 and all(_HOST_LABEL.fullmatch(label) for label in host.removesuffix(".").split("."))
