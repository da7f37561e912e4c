"""What a generated client sends and is answered, recorded between it and the mock."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from thulium_contract.http.connection import Connection

from tests.codegen.cases import Case, cases
from tests.http.messages import START, Request, Response, basic
from tests.http.recorder import replying, serving
from tests.servers import RunningServer

CORS = (("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", "*"))


@dataclass
class Front:
    """A server before the mock, in a space of it, that answers as a stranger when it is told to."""

    mock: RunningServer
    space: str
    origin: str = ""
    conversation: str = ""
    stranger: Response | None = None
    exchanges: list[tuple[Request, Response]] = field(default_factory=list)

    @property
    def base_url(self) -> str:
        """What a client is given."""
        return f"{self.origin}/spaces/{self.space}/api"

    def reply(self, request: Request) -> Response:
        """Answer a client, and record it unless a browser only asks whether it may."""
        if request.method == "OPTIONS" or self.stranger is None:
            response = self._forward(request)
        else:
            response = Response(self.stranger.status, self.stranger.headers + CORS, self.stranger.body)
        if request.method != "OPTIONS":
            self.exchanges.append((request, response))
        return response

    def begin(self, case: Case) -> None:
        """Have the next request be answered as the case says."""
        self.stranger = case.stranger
        if "$conversation" in case.given.values():
            started = self._forward(Request(f"/spaces/{self.space}{START}?chat_queue_id=3", headers=(basic(),)))
            self.conversation = started.json["conversation_id"]
        if case.answer:
            self._control("POST", "faults", {"answer": {"example": case.answer}, "times": 1})
        self.exchanges.clear()

    def given(self, case: Case) -> dict[str, Any]:
        """Return the arguments of a case that has begun."""
        return {name: self.conversation if value == "$conversation" else value for name, value in case.given.items()}

    def prepare(self) -> None:
        """Put the space at its start, with the users of all cases."""
        self._control("POST", "reset", None)
        known = {(each.user, each.password) for each in cases() if each.name != "wrong password"}
        users = [{"name": name, "password": password, "methods": ["*"]} for name, password in sorted(known)]
        fixtures = {"users": users, "queues": [{"id": 3, "name": "Website"}], "customers": []}
        self._control("PUT", "fixtures", fixtures)

    def _control(self, method: str, name: str, body: Any) -> None:
        content = b"" if body is None else json.dumps(body).encode()
        kind = (("Content-Type", "application/json"),)
        answer = self._forward(Request(f"/_mock/spaces/{self.space}/{name}", method, kind, content))
        assert answer.status < 300, answer

    def _forward(self, request: Request) -> Response:
        with Connection(self.mock.port, limit=60) as connection:
            return connection.ask(request)


@contextmanager
def front(mock: RunningServer, space: str) -> Iterator[Front]:
    """Serve before the mock until the block ends."""
    served = Front(mock, space)
    with serving(replying(served.reply)) as recording:
        served.origin = recording.origin
        served.prepare()
        yield served
