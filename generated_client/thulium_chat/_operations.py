"""The operations of the document: how the generated layer writes each request and reads its answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import httpx

from thulium_chat._answers import check_answer
from thulium_chat._errors import API_ERRORS, ApiError, UnexpectedResponseError
from thulium_chat._generated import Client
from thulium_chat._generated.api.chat_conversations import start_conversation
from thulium_chat._generated.document import OPERATIONS
from thulium_chat._generated.document import Operation as Documented
from thulium_chat._generated.models import Conversation, ErrorEnvelope

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Operation(Generic[Answer]):
    """An operation: what the document says of it, and the generated functions that write and read it."""

    documented: Documented
    write: Callable[..., dict[str, Any]]
    parse: Callable[..., object]
    answer: type[Answer]

    def read(self, response: httpx.Response) -> Answer:
        """Return what the answer holds; raise ApiError or UnexpectedResponseError for any other."""
        check_answer(response, self.documented)
        # The parser asks its client only this; the base URL is not used.
        parsed = self.parse(client=Client(base_url="", raise_on_unexpected_status=True), response=response)
        if isinstance(parsed, ErrorEnvelope):
            error = API_ERRORS.get(response.status_code, ApiError)
            raise error(response, parsed.request_id, parsed.errors)
        if not isinstance(parsed, self.answer):
            raise UnexpectedResponseError(response, "this operation does not answer so")
        return parsed


START_CONVERSATION = Operation(
    OPERATIONS["start_conversation"],
    start_conversation._get_kwargs,
    start_conversation._parse_response,
    Conversation,
)
