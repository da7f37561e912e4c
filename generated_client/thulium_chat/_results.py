"""Results of calls: immutable, hashable, picklable."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

import httpx


class RawAnswer(NamedTuple):
    """Answer without the headers of its request, which have the password: results and errors keep it."""

    method: str
    url: httpx.URL
    status_code: int
    headers: list[tuple[bytes, bytes]]
    content: bytes
    extensions: Mapping[str, Any]

    def response(self) -> httpx.Response:
        """Return it as httpx has it; it takes as long to make as all checks of an answer."""
        return httpx.Response(
            self.status_code,
            # httpx would unpack the body anew; an encoded one was not read.
            headers=[(name, value) for name, value in self.headers if name.lower() != b"content-encoding"],
            content=self.content,
            request=httpx.Request(self.method, self.url),
            extensions=dict(self.extensions),
        )


@dataclass(frozen=True)
class _Result:
    """Base of results: fields that this version does not know are in `additional_properties`."""

    additional_properties: Mapping[str, Any] = field(default_factory=dict, hash=False, kw_only=True)

    def __post_init__(self) -> None:
        object.__setattr__(self, "additional_properties", MappingProxyType(dict(self.additional_properties)))

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "additional_properties": dict(self.additional_properties)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self.__post_init__()


@dataclass(frozen=True)
class Conversation(_Result):
    """Conversation that was started."""

    conversation_id: uuid.UUID
    _raw: RawAnswer | None = field(default=None, repr=False, compare=False, kw_only=True)

    @property
    def response(self) -> httpx.Response:
        """The raw answer, with status and headers; AttributeError for a conversation that no answer gave."""
        if self._raw is None:
            raise AttributeError("this conversation did not come in an answer")
        return self._raw.response()

    def to_dict(self) -> dict[str, Any]:
        """Return the answer's JSON object."""
        return {**self.additional_properties, "conversation_id": str(self.conversation_id)}


@dataclass(frozen=True)
class ErrorDetail(_Result):
    """Entry of an error envelope: a sentence, and a code (from 1 to 2147483647, assumed)."""

    message: str
    code: int

    def to_dict(self) -> dict[str, Any]:
        """Return the entry's JSON object."""
        return {**self.additional_properties, "message": self.message, "code": self.code}
