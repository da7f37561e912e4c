"""The context of one request: what its layers tell each other, typed, in one place of the ASGI scope."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from starlette.types import Receive, Scope

from thulium_mock.errors import MockError
from thulium_mock.faults.preferences import Preferences
from thulium_mock.openapi.responses import Answer
from thulium_mock.state.spaces import Space


class RoutedOperation(Protocol):
    """What the routing table holds: one operation of a document, compiled."""

    operation_id: str

    async def read(self, context: "Context", scope: Scope, receive: Receive) -> dict[str, Any]:
        """Return the arguments of the handler; raises `MockError` for what is not permitted or not valid."""
        ...

    async def handle(self, context: "Context", arguments: Mapping[str, Any]) -> Answer:
        """Return the answer of the handler; raises `MockError`."""
        ...


@dataclass(slots=True)
class Context:
    """One request, as dispatch has read its path, and what became of it.

    ``path`` is decoded and without the prefix of its ``space``; ``path_arguments`` are the raw values of the path's
    parameters. ``refusal`` says why there is no ``operation``. ``faults`` are the names of the faults that struck,
    ``answer`` is what was answered, None for nothing, or for what a fault has spoilt.
    """

    space: Space
    path: str
    operation: RoutedOperation | None
    path_arguments: Mapping[str, str]
    refusal: MockError | None
    preferences: Preferences | None = None
    faults: list[str] = field(default_factory=list)
    answer: Answer | None = None

    def routed(self) -> RoutedOperation:
        """Return the operation; raises `refusal` if there is none."""
        if self.operation is None:
            raise self.refusal or AssertionError("a request has an operation or a refusal")
        return self.operation


KEY = "thulium_mock.context"
"""Where the context is in the scope."""


def context_of(scope: Scope) -> Context:
    """Return the context of a request."""
    context: Context = scope[KEY]
    return context
