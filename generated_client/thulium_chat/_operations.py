"""Operations of the document: the generated function that writes the request of each, and its result."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ._answers import any_uuid, read_answer
from ._exchange import Exchange
from ._generated.api.chat_conversations import start_conversation
from ._generated.document import OPERATIONS
from ._generated.document import Operation as Documented
from ._results import Conversation

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Operation(Generic[Answer]):
    """Operation of the document: its rules, the generated function that writes it, and its result."""

    name: str
    documented: Documented
    write: Callable[..., dict[str, Any]]
    result: Callable[[Exchange, dict[str, Any]], Answer]

    def read(self, exchange: Exchange, strict: bool) -> Answer:
        """Return the result that the answer holds; raise ApiError or UnexpectedResponseError for any other."""
        return self.result(exchange, read_answer(exchange, self.documented, strict))


def _conversation(exchange: Exchange, body: dict[str, Any]) -> Conversation:
    identifier = any_uuid(body.get("conversation_id"))
    if identifier is None:
        raise exchange.unexpected("the body has no conversation_id that is a UUID")
    others = {name: value for name, value in body.items() if name != "conversation_id"}
    return Conversation._received(exchange.raw(), identifier, others)


START_CONVERSATION = Operation(
    "start_conversation", OPERATIONS["start_conversation"], start_conversation._get_kwargs, _conversation
)
