"""The errors of the mock, and the one mapping from them to the vendor's envelope.

    MockError
    ├── InvalidRequest, BodyTooLarge, RequestTargetTooLong, HeadersTooLarge, RequestTooSlow, MalformedHttp
    ├── Unauthenticated, MethodNotPermitted, ForeignHost, ForeignOrigin
    ├── UnknownPath, MethodNotAllowed, UnknownQueue, UnknownConversation, ConversationClosed
    ├── UnknownRequest, UnknownDelivery
    ├── UnknownSpace, InvalidSpace, TooManySpaces, DefaultSpace, TooManyStreams, TooManyConnections
    ├── UnknownFault, TooManyDeliveries, TooManyFaults, UnknownScenario
    ├── TooManyRequests, MalformedPreference, UndocumentedAnswer, UnknownExample
    ├── DatabaseUnavailable
    └── InternalError           stands for everything unforeseen

The model raises them and knows nothing of HTTP; `middleware.error_handling` alone turns them into answers.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from thulium_mock.catalogue import ErrorEntry, error_entry
from thulium_mock.serialization import to_json

Headers = list[tuple[bytes, bytes]]

_RETRY_SOON = ((b"retry-after", b"1"),)


class MockError(Exception):
    """A request that is answered with an error: one or more entries of one status, and headers that go with it.

    Without ``entries`` it is the entry of the catalogue that is called like the class, ``unknown_queue`` for
    `UnknownQueue`; ``values`` fill in its sentence.
    """

    headers: Sequence[tuple[bytes, bytes]] = ()

    def __init__(self, *entries: ErrorEntry, headers: Sequence[tuple[bytes, bytes]] = (), **values: object) -> None:
        self.entries = entries or (error_entry(_snake_case(type(self).__name__), **values),)
        self.headers = headers or self.headers
        super().__init__(*(each.sentences["en"] for each in self.entries))

    def use_documented_entries(self, documented: Mapping[int, ErrorEntry]) -> None:
        """Replace the catalogue's entries by those that a document shows, given by the codes of the catalogue."""
        self.entries = tuple(each.documented(documented) for each in self.entries)

    def messages(self, language: str) -> tuple[tuple[int, str], ...]:
        """Return code and message of each entry in ``language``."""
        return tuple((each.code, each.sentences[language]) for each in self.entries)


@cache
def _snake_case(name: str) -> str:
    return re.sub("(?<=.)(?=[A-Z])", "_", name).lower()


class InvalidRequest(MockError):
    """The parameters or the body break the document; made of their entries."""


class Unauthenticated(MockError):
    """Credentials that are missing, malformed or wrong; ``challenge`` is the WWW-Authenticate to answer with."""

    def __init__(self, entry_name: str, challenge: bytes) -> None:
        super().__init__(error_entry(entry_name), headers=[(b"www-authenticate", challenge)])


class MethodNotPermitted(MockError):
    """The API user's permissions do not include the method."""


class ForeignHost(MockError):
    """The control API and the console do not answer under this host name."""


class ForeignOrigin(MockError):
    """A browser sent this to the control API or the console for a page of another origin."""


class UnknownPath(MockError):
    """No operation has this path."""


class UnknownQueue(MockError):
    """No chat queue has this id."""


class UnknownConversation(MockError):
    """No conversation has this id."""


class ConversationClosed(MockError):
    """The conversation has ended."""


class UnknownDelivery(MockError):
    """No delivery has this number."""


class UnknownRequest(MockError):
    """The journal has no request of this number."""


class UnknownSpace(MockError):
    """No space has this name."""


class InvalidSpace(MockError):
    """A space cannot have this name."""


class TooManySpaces(MockError):
    """The ``limit`` of spaces is reached."""


class DefaultSpace(MockError):
    """The default space is always there."""


class TooManyStreams(MockError):
    """The ``limit`` of streams is reached."""


class UnknownFault(MockError):
    """No fault that was set has this id."""


class TooManyDeliveries(MockError):
    """The limit of pending deliveries is reached."""


class TooManyFaults(MockError):
    """The ``limit`` of faults is reached."""


class UnknownScenario(MockError):
    """No scenario of the fixtures has this name; ``names`` are those that they have."""


class TooManyRequests(MockError):
    """More requests than a quota, the rate limit of a fault, lets through."""


class MalformedPreference(MockError):
    """The preference ``name`` has a value that it cannot have; ``rule`` ends the sentence in each language."""


class UndocumentedAnswer(MockError):
    """The document has no answer of the status ``code``, but of ``codes``."""


class UnknownExample(MockError):
    """The document has no ``example`` of this name; ``examples`` are those that it has, by status."""


class NoAnswer(ConnectionError):
    """A fault ended the connection, where there is none to end: the request gets no answer, or not all of it."""


class MethodNotAllowed(MockError):
    """The path exists, but not with this method; ``allowed`` are those that it has."""

    def __init__(self, allowed: Sequence[str]) -> None:
        allow = ", ".join(allowed)
        super().__init__(allow=allow, headers=[(b"allow", allow.encode())])


class BodyTooLarge(MockError):
    """A body of more than ``limit`` bytes."""


class RequestTargetTooLong(MockError):
    """Path and query together have more than ``limit`` bytes."""


class HeadersTooLarge(MockError):
    """More than ``count`` headers, or more than ``limit`` bytes of them."""


class RequestTooSlow(MockError):
    """A request that took more than ``seconds`` to arrive."""


class TooManyConnections(MockError):
    """The ``limit`` of connections is reached, and none can be evicted."""

    headers = _RETRY_SOON


class DatabaseUnavailable(MockError):
    """The database of the state cannot be reached, or cannot be written."""

    headers = _RETRY_SOON


class MalformedHttp(MockError):
    """Bytes that are not an HTTP request."""


class InternalError(MockError):
    """Unexpected exception, without details for the client."""


def envelope(error: MockError, language: str, request_id: str) -> tuple[int, Headers, bytes]:
    """Return status, headers and body of the vendor's error envelope (documented: request_id and all errors)."""
    errors = [{"message": message, "code": code} for code, message in error.messages(language)]
    body = to_json({"request_id": request_id, "errors": errors})
    headers = [
        (b"content-type", error.entries[0].media_type.encode()),
        (b"content-length", b"%d" % len(body)),
        (b"content-language", language.encode()),
        *error.headers,
    ]
    return error.entries[0].status, headers, body
