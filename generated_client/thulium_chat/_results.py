"""Results of calls: immutable, hashable, picklable."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, NamedTuple, Self

import httpx

from ._times import time_text


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


def _refuse(*_: Any, **__: Any) -> Any:
    raise TypeError("a result cannot be changed")


class _ReadOnlyDict(dict[str, Any]):
    """Dictionary that refuses changes; `json` and `dataclasses.asdict` take it for any other."""

    __setitem__ = __delitem__ = clear = pop = popitem = setdefault = update = __ior__ = _refuse

    def __reduce__(self) -> tuple[type[Self], tuple[dict[str, Any]]]:
        return type(self), (dict(self),)


@dataclass(frozen=True)
class Record:
    """Base of results and events: fields that this version does not know are in `additional_properties`."""

    additional_properties: Mapping[str, Any] = field(default_factory=dict, hash=False, kw_only=True)

    def __post_init__(self) -> None:
        object.__setattr__(self, "additional_properties", _ReadOnlyDict(self.additional_properties))

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object that was received, with UUIDs in canonical spelling and times in the vendor's."""
        values = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "additional_properties"}
        given = {name: plain(value) for name, value in values.items() if value is not None}
        return {**self.additional_properties, **given}


@dataclass(frozen=True)
class Received(Record):
    """Base of the results of operations."""

    @classmethod
    def _received(cls, raw: RawAnswer, values: Mapping[str, Any], additional_properties: Mapping[str, Any]) -> Self:
        """Return the result of an answer, which is no field: other programs would serialize it."""
        received = cls(**values, additional_properties=additional_properties)
        object.__setattr__(received, "_raw", raw)
        return received

    @property
    def response(self) -> httpx.Response:
        """The raw answer, with status and headers; AttributeError for a result that no answer gave."""
        raw: RawAnswer | None = vars(self).get("_raw")
        if raw is None:
            raise AttributeError(f"this {type(self).__name__} did not come in an answer")
        return raw.response()


def plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if isinstance(value, Record):
        return value.to_dict()
    return time_text(value) if isinstance(value, datetime) else str(value) if isinstance(value, uuid.UUID) else value


@dataclass(frozen=True)
class ErrorDetail(Record):
    """Entry of an error envelope: a sentence, and a code, a number; "" and None where it has none.

    A code that is no number is among `additional_properties`.
    """

    message: str
    code: int | None

    def __str__(self) -> str:
        """Give code and message."""
        return self.message if self.code is None else f"{self.code} {self.message}"

    def to_dict(self) -> dict[str, Any]:
        """Return the entry's JSON object."""
        return {"message": self.message, "code": self.code, **self.additional_properties}
