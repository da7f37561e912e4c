"""Requests as bytes, written from lines of headers: also those that no client would send."""

from tests.http import messages

START = f"{messages.START}?chat_queue_id=3"
AUTHORIZATION = ": ".join(messages.basic())


def request(*headers: str, target: str = START, method: str = "POST", version: str = "HTTP/1.1") -> bytes:
    """Return a request with ``headers`` and Host; without ``headers`` one that starts a conversation."""
    lines = [f"{method} {target} {version}", "Host: localhost", *(headers or [AUTHORIZATION]), "", ""]
    return "\r\n".join(lines).encode("latin-1")
