"""HTTP/1.1 requests and responses, byte for byte."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, Self

Headers = tuple[tuple[str, str], ...]
"""Names and values in Latin-1, in the order and case in which they are sent."""


def basic(user: str, password: str) -> tuple[str, str]:
    """Return the Authorization header of HTTP Basic."""
    return "Authorization", "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class _Message:
    headers: Headers

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, value in self.headers:
            found.setdefault(name.lower(), []).append(value)
        return found

    def values(self, name: str) -> list[str]:
        """Return all values of a header; its name is in lower case."""
        return self._by_name.get(name, [])

    @cached_property
    def fields(self) -> Mapping[str, str]:
        """The value of each header by its name in lower case; several values are joined as HTTP joins them."""
        return {name: ", ".join(values) for name, values in self._by_name.items()}


@dataclass(frozen=True)
class Request(_Message):
    """A request: ``target`` is path and query byte for byte, ``version`` that of HTTP."""

    target: str
    method: str = "POST"
    headers: Headers = ()
    body: bytes = b""
    version: str = "1.1"

    @cached_property
    def chunked(self) -> bool:
        """Whether the body is sent in chunks, which is so if the headers say it."""
        return "transfer-encoding" in self._by_name

    @cached_property
    def closes(self) -> bool:
        """Whether the server has to close the connection after its answer."""
        return self.version == "1.0" or "close" in ",".join(self.values("connection")).lower()

    def framed(self, host: str) -> Headers:
        """Return the headers with those that HTTP needs besides: Host, and the length of the body."""
        headers = self.headers
        if not self.values("host") and self.version != "1.0":
            headers = (("Host", host), *headers)
        if not self.values("content-length") and not self.chunked:
            headers = (*headers, ("Content-Length", str(len(self.body))))
        return headers

    def octets(self, host: str) -> bytes:
        """Return the request as it is sent to ``host``, the body in chunks of several sizes if it is chunked."""
        lines = [f"{name}: {value}" for name, value in self.framed(host)]
        head = "\r\n".join([f"{self.method} {self.target} HTTP/{self.version}", *lines, "", ""])
        return head.encode("latin-1") + (_chunks(self.body) if self.chunked else self.body)


def _chunks(body: bytes) -> bytes:
    cuts = [0, *(each for each in (1, 2, 16, 1000) if each < len(body)), len(body)]
    parts = [body[start:end] for start, end in pairwise(cuts) if start < end]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@dataclass(frozen=True)
class Response(_Message):
    """A response; ``reason`` is what follows the status on the wire."""

    status: int = 0
    headers: Headers = ()
    body: bytes = b""
    reason: str = ""

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)

    @property
    def codes(self) -> list[int]:
        """The codes of the errors in the vendor's envelope, none on success."""
        return [error["code"] for error in self.json.get("errors", [])]

    @property
    def messages(self) -> list[str]:
        """The sentences of the errors in the vendor's envelope."""
        return [error["message"] for error in self.json["errors"]]

    def with_header(self, name: str, value: str | None) -> Self:
        """Return this response with a header replaced, or removed for None; its name is in lower case."""
        kept = tuple(each for each in self.headers if each[0].lower() != name)
        return replace(self, headers=kept if value is None else (*kept, (name, value)))

    def with_body(self, body: bytes) -> Self:
        """Return this response with another body, and the length that goes with it."""
        return replace(self, body=body).with_header("content-length", str(len(body)))

    def with_json(self, value: Any) -> Self:
        """Return this response with another JSON body."""
        return self.with_body(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())

    def octets(self, method: str = "POST") -> bytes:
        """Return the response as it is sent to a request of this method, with the length of its body."""
        length = () if self.values("content-length") else (("Content-Length", str(len(self.body))),)
        lines = [f"{name}: {value}" for name, value in (*self.headers, *length)]
        head = "\r\n".join([f"HTTP/1.1 {self.status} {self.reason}", *lines, "", ""])
        return head.encode("latin-1") + (b"" if method == "HEAD" else self.body)


def decoded(headers: Sequence[tuple[bytes, bytes]]) -> Headers:
    """Return headers as text."""
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers)


def encoded(headers: Headers) -> list[tuple[bytes, bytes]]:
    """Return headers as bytes."""
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
