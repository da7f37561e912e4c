"""Defects for which two things have to meet: two arguments, a language, a call before, an odd but sound answer."""

import uuid
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from typing import Any

import httpx
from thulium_chat import ApiError, Conversation, ErrorDetail, ThuliumTimeoutError, UnexpectedResponseError

from tests.contract.client_suite import bodies
from tests.contract.client_suite.transport import CONVERSATION_ID, STARTED, Answer
from tests.mutants.client.changes import arguments
from tests.mutants.client.core import Arguments, ClientMutant, Defect, Memory
from tests.mutants.client.witness import sends, takes

_NIL = "00000000-0000-0000-0000-000000000000"


def _conversation(identifier: str = CONVERSATION_ID, **extra: Any) -> Answer:
    return Answer(200, bodies.conversation(identifier, extra))


def _same_again(result: Conversation, memory: Memory) -> Conversation:
    """Return the first conversation of these arguments once more."""
    kept: Conversation = memory.setdefault(str(memory["arguments"]), result)
    return kept


def _noting(given: Arguments, memory: Memory) -> Arguments:
    memory["arguments"] = given
    return given


def _without(name: str, when: Callable[[Arguments], bool]) -> Defect:
    return arguments(lambda given: {**given, name: None} if when(given) else given)


def _refuses(when: Callable[[Conversation], bool]) -> Defect:
    """Raise, where the sound client returns such a conversation."""

    def changed(result: Conversation, memory: Memory) -> Conversation:
        if when(result):
            raise UnexpectedResponseError(httpx.Response(200), "the conversation is odd")
        return result

    return Defect(result=changed)


def _seen_before(result: Conversation, memory: Memory) -> Conversation:
    if result.conversation_id == memory.get("last"):
        raise UnexpectedResponseError(httpx.Response(200), "the conversation is not new")
    memory["last"] = result.conversation_id
    return result


def _details(change: Callable[[Collection[ErrorDetail]], Collection[ErrorDetail]]) -> Defect:
    """Return the defect that changes the errors of an ApiError."""

    def changed(error: Exception, memory: Memory) -> Any:
        if isinstance(error, ApiError):
            error.errors = tuple(change(error.errors))
        raise error

    return Defect(error=changed)


def _envelope_started(error: Exception, memory: Memory) -> Any:
    """Take an error that has a conversation_id for a conversation."""
    if isinstance(error, ApiError) and "conversation_id" in error.response.text:
        return Conversation(uuid.UUID(CONVERSATION_ID))
    raise error


def _split(response: httpx.Response, memory: Memory) -> httpx.Response:
    """Decode each piece of a body by itself."""
    stream: Any = response.stream

    class Pieces(httpx.SyncByteStream, httpx.AsyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            for piece in stream:
                yield piece.decode("utf-8", "replace").encode()

        async def __aiter__(self) -> AsyncIterator[bytes]:
            async for piece in stream:
                yield piece.decode("utf-8", "replace").encode()

        def close(self) -> None:
            stream.close()

        async def aclose(self) -> None:
            await stream.aclose()

    headers = [(name, value) for name, value in response.headers.raw if name.lower() != b"content-length"]
    return httpx.Response(response.status_code, headers=headers, stream=Pieces(), extensions=response.extensions)


def _after_timeout(given: Arguments, memory: Memory) -> Arguments:
    """Send the name of a call that timed out with the next."""
    found = {**memory.pop("unsent", {}), **given}
    memory["last"] = {name: value for name, value in given.items() if name == "client_name"}
    return found


def _keeping(error: Exception, memory: Memory) -> Any:
    if isinstance(error, ThuliumTimeoutError):
        memory["unsent"] = memory["last"]
    raise error


_MANY = bodies.error(400, *(bodies.fault(code=number) for number in range(1, 81)))
_RAW = [
    Answer(200, f'{{"conversation_id": "{CONVERSATION_ID}", "name": "{"a" * length}{"ż" * 80}"}}'.encode())
    for length in (0, 1, 2, 3)
]
"""One of them is cut in the middle of a letter, where its two pieces meet."""

MUTANTS = (
    ClientMutant(
        "caches",
        "A call with the same arguments gives the conversation of before.",
        Defect(arguments=_noting, result=_same_again),
        takes(_conversation(), _conversation(_NIL), calls=({}, {})),
    ),
    ClientMutant(
        "polish-without-surname",
        "A call in Polish loses the surname.",
        _without("client_surname", lambda given: given.get("language") == "pl"),
        sends({"client_surname": "Nowak", "language": "pl"}),
    ),
    ClientMutant(
        "id-as-email",
        "An external id that is the e-mail address is not sent.",
        _without("client_id", lambda given: given.get("client_id") == given.get("client_email")),
        sends({"client_id": "a@b.pl", "client_email": "a@b.pl"}),
    ),
    ClientMutant(
        "customer-as-queue",
        "A customer with the number of the queue is not sent.",
        _without("customer_id", lambda given: given.get("customer_id") == given.get("chat_queue_id")),
        sends({"chat_queue_id": 3, "customer_id": 3}),
    ),
    ClientMutant(
        "messages-cut",
        "Messages of errors are cut after 255 characters.",
        _details(lambda errors: [ErrorDetail(each.message[:255], each.code) for each in errors]),
        takes(bodies.error(400, bodies.fault(message="a" * 300))),
    ),
    ClientMutant(
        "fifty-errors-only",
        "Only fifty errors are kept.",
        _details(lambda errors: list(errors)[:50]),
        takes(_MANY),
    ),
    ClientMutant(
        "code-of-24-bits",
        "Codes of errors are read in 24 bits.",
        _details(lambda errors: [ErrorDetail(each.message, (each.code or 0) & 0xFFFFFF) for each in errors]),
        takes(bodies.error(400, bodies.fault(code=2147483647))),
    ),
    ClientMutant(
        "nil-refused",
        "The nil UUID is refused.",
        _refuses(lambda result: result.conversation_id.int == 0),
        takes(_conversation(_NIL)),
    ),
    ClientMutant(
        "errors-field-is-failure",
        "A conversation with a field errors is a failure.",
        _refuses(lambda result: "errors" in result.additional_properties),
        takes(_conversation(errors=[])),
    ),
    ClientMutant(
        "same-id-refused",
        "An id that the call before got too is refused.",
        Defect(result=_seen_before),
        takes(STARTED, calls=({}, {})),
    ),
    ClientMutant(
        "envelope-with-id-is-success",
        "An error that has a conversation_id too is a conversation.",
        Defect(error=_envelope_started),
        takes(bodies.error(500, bodies.fault(), extra={"conversation_id": CONVERSATION_ID})),
    ),
    ClientMutant(
        "pieces-decoded-alone",
        "A letter that comes in two pieces is lost.",
        Defect(answer=_split),
        takes(*_RAW, calls=({},) * 4),
    ),
    ClientMutant(
        "sent-after-timeout",
        "The name of a call that timed out is sent with the next.",
        Defect(arguments=_after_timeout, error=_keeping),
        takes(httpx.ReadTimeout("late"), STARTED, calls=({"client_name": "Jan"}, {})),
    ),
)
