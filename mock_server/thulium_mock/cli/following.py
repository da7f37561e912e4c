"""Reading the mock's stream of events, for as long as there is a mock or one comes back."""

import json
import time
from collections.abc import Callable, Iterator
from http.client import HTTPResponse
from typing import Any

from thulium_mock.cli.client import Client
from thulium_mock.cli.errors import Unreachable

_SILENCE = 60
"""After how many seconds without a word a connection counts as lost; the mock says something four times as often."""

_PAUSE = 0.5
"""How many seconds pass before a mock that is gone is looked for again."""


class Follower:
    """Follows the requests after the one of number ``last``; what else happens is told to ``say``."""

    def __init__(self, client: Client, last: int, say: Callable[[str], None]) -> None:
        self._client = client
        self._last = last
        self._say = say

    def requests(self) -> Iterator[dict[str, Any]]:
        """Yield each request as it comes, until the space is removed; raises `Refused`.

        It waits for a mock that is gone.
        """
        lost = False
        while True:
            try:
                with self._client.answer("GET", "/stream", seconds=_SILENCE, Last_Event_ID=str(self._last)) as stream:
                    if lost:
                        self._say("the mock is back")
                    lost = False
                    for name, data in _events(stream):
                        if name == "request":
                            self._last = data["number"]
                            yield data
                        elif name == "missed":
                            self._say(f"{data['count']} requests came too fast to be shown; the journal may have them")
                        elif data.get("what") == "reset":
                            self._last = 0
                        elif data.get("what") == "removed":
                            self._say("the space was removed")
                            return
                # The mock says good-bye when it ends.
                raise Unreachable("the stream ended")
            except Unreachable:
                if not lost:
                    self._say(f"the mock at {self._client.origin} is gone; waiting for it")
                lost = True
                time.sleep(_PAUSE)


def _events(stream: HTTPResponse) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield name and data of each event, as the HTML standard says for the part of it that the mock uses."""
    name, data = "message", b""
    while line := stream.readline():
        field, _, value = line.rstrip(b"\r\n").partition(b": ")
        if field == b"event":
            name = value.decode()
        elif field == b"data":
            data += value
        elif line in (b"\n", b"\r\n"):
            if data:
                yield name, json.loads(data)
            name, data = "message", b""
