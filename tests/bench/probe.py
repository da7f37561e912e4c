"""Requests of the benchmark, each with the right answer."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from thulium_contract.http.connection import Connection

from tests.http.lines import AUTHORIZATION
from tests.http.messages import Response

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
        answer, size = ask(base_url, self)
        assert answer.status == self.status, f"answered {answer.status} where {self.status} is right: {answer.body!r}"
        if self.status == 200:
            assert _ID.fullmatch(answer.json["conversation_id"]), answer
        else:
            assert answer.codes == [self.code], answer
        return size


ACCEPTED = Probe()
REFUSED = {
    "401": Probe(status=401, code=401001, headers=()),
    "invalid": Probe(f"{START}?chat_queue_id=3&client_id=1234&customer_id=0", 400, 400065),
    "unknown queue": Probe(f"{START}?chat_queue_id=4&client_id=1234", 404, 404002),
}
"""Requests that our mock refuses."""


def ask(base_url: str, probe: Probe) -> tuple[Response, int]:
    """Send the request as wrk does; return the answer, and how many bytes it has on the wire."""
    address = urlsplit(base_url)
    lines = [f"POST {address.path}{probe.target} HTTP/1.1", f"Host: {address.netloc}", *probe.headers]
    with Connection(address.port or 80, address.hostname or "", limit=SECONDS) as connection:
        connection.send("\r\n".join([*lines, "", ""]).encode())
        return connection.read(), connection.size
