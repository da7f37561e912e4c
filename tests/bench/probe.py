"""Requests of the benchmark, each with the right answer."""

import json
import re
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.http.lines import AUTHORIZATION

START = "/chat_conversations/start"
EXAMPLE = f"{START}?chat_queue_id=3&client_id=1234"
"""The vendor's example request."""

SECONDS = 30
"""Timeout of an answer, in seconds."""

_ID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Probe:
    """Request for ``target`` below the base URL, with the status of its answer and the code of the error, if any."""

    target: str = EXAMPLE
    status: int = 200
    code: int = 0
    headers: tuple[str, ...] = (AUTHORIZATION,)

    def check(self, base_url: str) -> int:
        """Ask once, and return how many bytes the answer has; raises `AssertionError` if it is not the right one."""
        head, body = ask(base_url, self)
        status = int(head.split(b" ", 2)[1])
        assert status == self.status, f"answered {status} where {self.status} is right: {body[:200]!r}"
        answer = json.loads(body[body.index(b"{") : body.rindex(b"}") + 1])
        if self.status == 200:
            assert _ID.fullmatch(answer["conversation_id"]), body
        else:
            assert [each["code"] for each in answer["errors"]] == [self.code], body
        return len(head) + len(body)


ACCEPTED = Probe()
REFUSED = {
    "401": Probe(status=401, code=401001, headers=()),
    "invalid": Probe(f"{START}?chat_queue_id=3&client_id=1234&customer_id=0", 400, 400065),
    "unknown queue": Probe(f"{START}?chat_queue_id=4&client_id=1234", 404, 404002),
}
"""Requests that our mock refuses."""


def ask(base_url: str, probe: Probe) -> tuple[bytes, bytes]:
    """Send the request as wrk does, and return all bytes of the answer's head and of its body."""
    address = urlsplit(base_url)
    lines = [f"POST {address.path}{probe.target} HTTP/1.1", f"Host: {address.netloc}", *probe.headers]
    with socket.create_connection((address.hostname or "", address.port or 80), SECONDS) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        received = b""
        while not is_whole(received):
            data = connection.recv(65536)
            assert data, f"the connection was closed after {received!r}"
            received += data
    head, end, body = received.partition(b"\r\n\r\n")
    return head + end, body


def is_whole(received: bytes) -> bool:
    """Tell whether all of an answer has come."""
    head, end, body = received.partition(b"\r\n\r\n")
    if length := re.search(rb"(?im)^content-length: *(\d+)", head):
        return len(body) >= int(length[1])
    return bool(end) and body.endswith(b"0\r\n\r\n")
