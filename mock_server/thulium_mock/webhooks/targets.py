"""Targets of webhooks: parsing and resolution of their URLs, restricted to allowed hosts (against SSRF)."""

import asyncio
import ipaddress
import socket
import threading
from collections.abc import Container
from concurrent.futures import Future
from typing import NamedTuple
from urllib.parse import urlsplit


class TargetError(Exception):
    """Target that is invalid, unknown or not allowed; the sentence says why, and what to do."""


class Target(NamedTuple):
    """Parsed URL of a webhook, and the resolved IP ``address`` of its host."""

    host: str
    port: int
    tls: bool
    authority: str
    path: str
    address: str


async def find_target(url: str, allowed: Container[str] | None) -> Target:
    """Return the target of ``url``; raises `TargetError` unless its host is ``allowed`` or an address of this machine.

    None allows every host. Names are resolved once, so that the checked address is the one that is connected to.
    """
    host = ""
    try:
        parts = urlsplit(url)
        host, tls = parts.hostname or "", parts.scheme == "https"
        if not host or parts.scheme not in ("http", "https"):
            raise ValueError("give one such as https://example.org/thulium")
        port = parts.port or (443 if tls else 80)
        # Numeric addresses, so that the name is not resolved again to another one.
        addresses = await _resolve(host, port)
    except ValueError as error:
        raise TargetError(f"the URL cannot be read ({error})") from error
    except OSError as error:
        raise TargetError(f"the host {host} is not known") from error
    if allowed is not None and host not in allowed and not all(map(_is_loopback, addresses)):
        raise TargetError(f"{host} is not this machine: start the mock with --allow-webhook-host {host}")
    authority = parts.netloc.rpartition("@")[2]
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(host, port, tls, authority, path, addresses[0])


async def _resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host; raises `OSError`.

    A resolver may block longer than the grace period of a shutdown: its daemon thread, unlike an executor's, is not
    joined.
    """
    answer: Future[list[str]] = Future()

    def look_up() -> None:
        answer.set_running_or_notify_cancel()
        try:
            answer.set_result(_look_up(host, port, 0))
        except (OSError, ValueError) as error:
            answer.set_exception(error)

    try:
        return _look_up(host, port, socket.AI_NUMERICHOST)
    except socket.gaierror:
        threading.Thread(target=look_up, daemon=True).start()
        return await asyncio.wrap_future(answer)


def _look_up(host: str, port: int, flags: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
    return [str(sockaddr[0]) for *_, sockaddr in found]


def _is_loopback(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_loopback
