"""HTTP client of webhooks: one request to a target, on a new connection, without redirects and retries."""

import asyncio
import base64
import ssl
import time
from collections.abc import Container, Mapping
from typing import Any
from urllib.parse import quote, urlencode

import httptools

from thulium_mock import __version__
from thulium_mock.serialization import to_json
from thulium_mock.state.webhooks import Attempt, Webhook
from thulium_mock.webhooks.targets import Target, TargetError, find_target

TIMEOUT = 10
"""Timeout of a delivery, in seconds."""

_SHOWN = 4_096
"""Limit of the recorded part of an answer's body, in bytes."""

_READ = 65_536
_MAX_ANSWER = 1024 * 1024


def encode(event: Mapping[str, Any], *, as_json: bool) -> tuple[str, bytes]:
    """Return media type and body of an event: JSON, or a form, in which empty values are the word ``null`` (observed).

    Lone surrogates are replaced by question marks.
    """
    known = {name: _characters(value) if isinstance(value, str) else value for name, value in event.items()}
    if as_json:
        return "application/json", to_json(known)
    fields = {name: "null" if value in (None, "") else value for name, value in known.items()}
    return "application/x-www-form-urlencoded", urlencode(fields).encode()


def _characters(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


async def send(
    webhook: Webhook, event: Mapping[str, Any], allowed: Container[str] | None, *, as_json: bool = False
) -> Attempt:
    """Send an event, and return the attempt, also a failed one; never raises for an error of the target."""
    media_type, body = encode(event, as_json=as_json)
    headers = {
        "content-type": media_type,
        "content-length": str(len(body)),
        "user-agent": f"thulium-mock/{__version__}",
    }
    attempt, began = Attempt(time.time(), 0, headers, body.decode()), time.perf_counter()
    answer = _Answer()
    try:
        async with asyncio.timeout(TIMEOUT):
            target = await find_target(webhook.url, allowed)
            await _exchange(target, _head(target, webhook, headers) + body, answer)
    except TargetError as error:
        attempt = attempt._replace(error=str(error))
    except TimeoutError:
        attempt = attempt._replace(error=f"no answer within {TIMEOUT} seconds")
    except (OSError, httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
        attempt = attempt._replace(error=_reason(error))
    else:
        text = bytes(answer.body[:_SHOWN]).decode("utf-8", "replace")
        attempt = attempt._replace(status=answer.status, answer=text)
        if answer.status is None:
            attempt = attempt._replace(error="the connection ended without an answer")
    return attempt._replace(seconds=time.perf_counter() - began)


class _Answer:
    """Callbacks of the parser of an answer."""

    def __init__(self) -> None:
        self.parser = httptools.HttpResponseParser(self)
        self.status: int | None = None
        self.body = bytearray()
        self.complete = False

    def on_headers_complete(self) -> None:
        self.status = self.parser.get_status_code()

    def on_body(self, piece: bytes) -> None:
        self.body += piece

    def on_message_complete(self) -> None:
        # An informational response (1xx) is followed by the final one.
        self.complete = self.status is not None and self.status >= 200


async def _exchange(target: Target, request: bytes, answer: _Answer) -> None:
    """Send a request and read its answer, up to a limit of its body."""
    context = ssl.create_default_context() if target.tls else None
    name = target.host if target.tls else None
    reader, writer = await asyncio.open_connection(target.address, target.port, ssl=context, server_hostname=name)
    try:
        writer.write(request)
        await writer.drain()
        while not answer.complete and len(answer.body) < _MAX_ANSWER and (data := await reader.read(_READ)):
            answer.parser.feed_data(data)
    finally:
        writer.transport.abort()


def _head(target: Target, webhook: Webhook, headers: Mapping[str, str]) -> bytes:
    path = quote(target.path, safe="/?%:@!$&'()*+,;=~[]")
    lines = [f"POST {path} HTTP/1.1", f"host: {target.authority.encode('idna').decode()}", "connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if webhook.user or webhook.password:
        token = base64.b64encode(f"{webhook.user}:{webhook.password}".encode()).decode()
        lines.append(f"authorization: Basic {token}")
    return "\r\n".join([*lines, "", ""]).encode()


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "the certificate of the target is not trusted: name its CA in SSL_CERT_FILE"
    if isinstance(error, OSError):
        return f"no connection ({(error.strerror or str(error) or type(error).__name__).lower()})"
    return "the answer is not HTTP"
