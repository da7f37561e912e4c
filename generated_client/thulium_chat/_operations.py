"""The operations of the document: how the generated layer writes each request and reads its answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from thulium_chat._answers import check_answer
from thulium_chat._errors import API_ERRORS, ApiError
from thulium_chat._exchange import Exchange
from thulium_chat._generated import Client
from thulium_chat._generated.api.chat_conversations import start_conversation
from thulium_chat._generated.document import OPERATIONS
from thulium_chat._generated.document import Operation as Documented
from thulium_chat._generated.models import Conversation, ErrorEnvelope

Answer = TypeVar("Answer")


# The generated parser asks its client only this; the base URL is not used.
_STRICT_CLIENT = Client(base_url="", raise_on_unexpected_status=True)


class _Checked(NamedTuple):
    """What the generated parser asks an answer for; the body was read before, to check it."""

    status_code: int
    body: Any

    def json(self) -> Any:
        return self.body


@dataclass(frozen=True)
class Operation(Generic[Answer]):
    """An operation: what the document says of it, and the generated functions that write and read it."""

    documented: Documented
    write: Callable[..., dict[str, Any]]
    parse: Callable[..., object]
    answer: type[Answer]

    def read(self, exchange: Exchange) -> Answer:
        """Return what the answer holds; raise ApiError or UnexpectedResponseError for any other."""
        body = check_answer(exchange, self.documented)
        status = exchange.answer.status_code
        parsed = self.parse(client=_STRICT_CLIENT, response=_Checked(status, body))
        if isinstance(parsed, ErrorEnvelope):
            error = API_ERRORS.get(status, ApiError)
            raise error(exchange.response(), parsed.request_id, parsed.errors)
        if not isinstance(parsed, self.answer):
            raise exchange.unexpected("this operation does not answer so")
        return parsed


START_CONVERSATION = Operation(
    OPERATIONS["start_conversation"],
    start_conversation._get_kwargs,
    start_conversation._parse_response,
    Conversation,
)
