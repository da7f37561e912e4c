"""Operations of the document: the generated functions that write and parse each, and its result."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from ._answers import check_answer
from ._errors import API_ERRORS, ApiError
from ._exchange import Exchange
from ._generated import Client, models
from ._generated.api.chat_conversations import start_conversation
from ._generated.document import OPERATIONS
from ._generated.document import Operation as Documented
from ._generated.models import ErrorEnvelope
from ._results import Conversation, ErrorDetail, RawAnswer

Answer = TypeVar("Answer")
Generated = TypeVar("Generated")


# The generated parser asks its client only this; the base URL is not used.
_STRICT_CLIENT = Client(base_url="", raise_on_unexpected_status=True)


class _Checked(NamedTuple):
    """Response for the generated parser; its body was parsed before, to validate it."""

    status_code: int
    body: Any

    def json(self) -> Any:
        return self.body


@dataclass(frozen=True)
class Operation(Generic[Generated, Answer]):
    """Operation of the document: its rules, the generated functions that write and parse it, and its result."""

    name: str
    documented: Documented
    write: Callable[..., dict[str, Any]]
    parse: Callable[..., object]
    generated: type[Generated]
    result: Callable[[Generated, RawAnswer], Answer]

    def read(self, exchange: Exchange) -> Answer:
        """Return the result that the answer holds; raise ApiError or UnexpectedResponseError for any other."""
        body = check_answer(exchange, self.documented)
        status = exchange.answer.status_code
        parsed = self.parse(client=_STRICT_CLIENT, response=_Checked(status, body))
        if isinstance(parsed, ErrorEnvelope):
            error = API_ERRORS.get(status, ApiError)
            details = [
                ErrorDetail(each.message, each.code, additional_properties=each.additional_properties)
                for each in parsed.errors
            ]
            raise error(exchange.raw().response(), parsed.request_id, details)
        if not isinstance(parsed, self.generated):
            raise exchange.unexpected("this operation does not answer so")
        return self.result(parsed, exchange.raw())


def _conversation(parsed: models.Conversation, raw: RawAnswer) -> Conversation:
    return Conversation._received(raw, parsed.conversation_id, parsed.additional_properties)


START_CONVERSATION = Operation(
    "start_conversation",
    OPERATIONS["start_conversation"],
    start_conversation._get_kwargs,
    start_conversation._parse_response,
    models.Conversation,
    _conversation,
)
