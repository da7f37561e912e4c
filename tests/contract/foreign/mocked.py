"""The mock as a server of somebody else: without its control API, and with a defect, which may be no lie."""

from collections.abc import Mapping
from typing import Any

from starlette.types import Receive, Scope, Send

from tests.contract.foreign.app import Manners
from tests.http.asgi import answer, answer_of
from tests.http.messages import Response
from tests.mutants.server import SERVER_MUTANTS
from tests.mutants.server.core import Defect
from tests.mutants.server.vocabulary import defect

_DEFECTS = {each.name: each.defect for each in SERVER_MUTANTS}


class Mocked:
    """An ASGI application with all operations; ``seeded`` is the name of a defect, or its row in their vocabulary."""

    manners = Manners()

    def __init__(self, seeded: str | Mapping[str, Any]) -> None:
        found = _DEFECTS[seeded] if isinstance(seeded, str) else defect(seeded) if seeded else Defect()
        self.app = found.build()
        self.started: list[str] = []
        """The path of whatever was made."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        if scope["path"].startswith("/_mock"):
            await answer(send, Response(404))
            return
        response = await answer_of(self.app, scope, receive)
        if scope["method"] == "POST" and response.status < 300:
            self.started.append(scope["path"])
        await answer(send, response)
