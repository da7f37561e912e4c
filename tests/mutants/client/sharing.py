"""Defects of what calls and clients share, and of combinations: what one leaves for the next, or mixes up with it."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import httpx
from thulium_chat import (
    ApiError,
    Conversation,
    ThuliumChat,
    ThuliumConnectionError,
    ThuliumTimeoutError,
    UnexpectedResponseError,
    _core,
)
from thulium_chat._exchange import Exchange

from tests.contract.client_suite import bodies
from tests.contract.client_suite.transport import CONVERSATION_ID, STARTED, Answer
from tests.mutants.client.changes import (
    answered,
    codes,
    entries,
    errors,
    messages,
    patch,
    result,
    stays,
    unsent,
    with_headers,
)  # fmt: skip
from tests.mutants.client.core import Arguments, Defect, Memory, table
from tests.mutants.client.leaks import keep_credentials
from tests.mutants.client.situations import (
    CALLS,
    at_once,
    between_steps,
    conversation,
    leaves_behind,
    sends,
    takes,
    two_clients,
)  # fmt: skip

_SHARED: dict[str, Any] = {}


def _share_credentials(given: Arguments, memory: Memory) -> Arguments:
    keep_credentials(given, memory)
    _SHARED["token"] = memory["token"]
    return given


def _shared_credentials(sent: httpx.Request, memory: Memory) -> httpx.Request:
    return with_headers(sent, Authorization=f"Basic {_SHARED['token']}")


def _shared_name(given: Arguments, memory: Memory) -> Arguments:
    memory["name"] = given.get("client_name")
    return {**given, "client_name": memory["name"]}


def _shared_timeout(given: Arguments, memory: Memory) -> Arguments:
    kept = memory.setdefault("kept", {})
    kept["timeout"] = given.get("timeout")
    return {**given, "timeout": kept.pop("timeout", None)}


def _share_headers(given: Arguments, memory: Memory) -> Arguments:
    memory["headers"] = given.get("headers")
    return given


def _shared_headers(sent: httpx.Request, memory: Memory) -> httpx.Request:
    kept = memory.get("headers")
    return with_headers(sent, **kept) if isinstance(kept, dict) else sent


def _begin(given: Arguments, memory: Memory) -> Arguments:
    memory.setdefault("under_way", []).append(True)
    return given


def _first_result(found: Any, memory: Memory) -> Any:
    """Return the first result for as long as other calls are under way."""
    memory["under_way"].pop()
    return memory.setdefault("result", found) if memory["under_way"] else found


def _end(error: Exception, memory: Memory) -> Exception:
    memory["under_way"].pop()
    return error


class _OneBuffer(Exchange):
    """Exchange that collects its body where all others do."""

    _shared = bytearray()

    def begin(self, answer: httpx.Response) -> None:
        super().begin(answer)
        self._shared.clear()
        self._body = self._shared


_LOCK = threading.Lock()


def _locked(self: Any, *given: Any, **named: Any) -> Any:
    with _LOCK:
        return ThuliumChat.start_conversation(self, *given, **named)


def _remembering(answer: httpx.Response, memory: Memory) -> httpx.Response:
    memory.setdefault("statuses", []).append(answer.status_code)
    return answer


SHARING = table("sharing", CALLS, (
    ("nameless-once-broken", "After a broken connection the next call loses the name.",
     unsent("client_name", lambda given, memory: isinstance(memory.error, ThuliumConnectionError)),
     takes(httpx.ReadError("x"), STARTED, calls=({}, {"client_name": "Jan"}))),
    ("headers-stay", "Headers of a call stay for the next.", stays("headers"), sends({"headers": {"X-A": "1"}}, {})),
    ("language-stays", "The language of a call stays for the next.",
     stays("language"), sends({"language": "pl"}, {})),
    ("timeout-stays", "The timeout of a call stays for the next.", stays("timeout"), sends({"timeout": 5}, {})),
    ("credentials-shared", "All clients send the credentials of the one that was made last.",
     Defect(settings=_share_credentials, request=_shared_credentials), two_clients("first", "second")),
    ("names-mixed", "First names of calls at the same time get mixed up.",
     Defect(arguments=_shared_name, asynchronous=False), between_steps()),
    ("timeouts-mixed", "A call loses its timeout to another that begins at the same moment.",
     Defect(arguments=_shared_timeout, asynchronous=False), between_steps()),
    ("headers-mixed", "The headers of the call that began last are sent with all that are under way.",
     Defect(arguments=_share_headers, request=_shared_headers, asynchronous=False), between_steps()),
    ("results-mixed", "Results of calls at the same time get mixed up.",
     Defect(arguments=_begin, result=_first_result, error=_end), at_once()),
    ("bodies-mixed", "Answers that come at the same time are collected in one place.",
     patch(_core, "Exchange", _OneBuffer), at_once()),
    ("one-at-a-time", "A call waits until the one before it is over.",
     Defect(methods={"start_conversation": _locked}, asynchronous=False), at_once()),
    ("keeps-every-status", "A client remembers the status of every answer for ever.",
     Defect(answer=_remembering), leaves_behind()),
    ("tires", "After 600 calls a client sends no surname any more.",
     unsent("client_surname", lambda given, memory: memory.calls > 600), sends(*[{"client_surname": "a"}] * 601)),
))  # fmt: skip


def _keep_arguments(given: Arguments, memory: Memory) -> Arguments:
    memory["arguments"] = given
    return given


def _same_again(found: Conversation, memory: Memory) -> Any:
    """Return the first conversation of these arguments once more."""
    return memory.setdefault(str(memory["arguments"]), found)


def _refused(when: Callable[[Conversation], bool]) -> Defect:
    """Conversations that are refused."""
    odd = UnexpectedResponseError(httpx.Response(200), "the conversation is odd")
    return result(lambda found: odd if when(found) else found)


def _new_only(found: Conversation, memory: Memory) -> Conversation:
    if found.conversation_id == memory.get("last"):
        raise UnexpectedResponseError(httpx.Response(200), "the conversation is not new")
    memory["last"] = found.conversation_id
    return found


def _started_all_the_same(error: ApiError) -> Any:
    return Conversation(uuid.UUID(CONVERSATION_ID)) if "conversation_id" in error.response.text else error


def _letters(piece: bytes) -> bytes:
    return piece.decode("utf-8", "replace").encode()


def _unsent_name(given: Arguments, memory: Memory) -> Arguments:
    """Send the name of a call that timed out with the next."""
    found = {**memory.pop("unsent", {}), **given}
    memory["last"] = {name: value for name, value in given.items() if name == "client_name"}
    return found


def _keep_name(error: Exception, memory: Memory) -> Exception:
    if isinstance(error, ThuliumTimeoutError):
        memory["unsent"] = memory["last"]
    return error


_NIL = str(uuid.UUID(int=0))
_CUT = [
    Answer(200, f'{{"conversation_id": "{CONVERSATION_ID}", "name": "{"a" * length}{"ż" * 80}"}}'.encode())
    for length in range(4)
]
"""Answers of which one is cut in the middle of a letter, where its two pieces meet."""

COMBINATIONS = table("combinations", CALLS, (
    ("caches", "A call with the same arguments gives the conversation of before.",
     Defect(arguments=_keep_arguments, result=_same_again), takes(STARTED, conversation(_NIL), calls=({}, {}))),
    ("polish-without-surname", "A call in Polish loses the surname.",
     unsent("client_surname", lambda given, memory: given.get("language") == "pl"),
     sends({"client_surname": "Nowak", "language": "pl"})),
    ("id-as-email", "An external id that is the e-mail address is not sent.",
     unsent("client_id", lambda given, memory: given.get("client_id") == given.get("client_email")),
     sends({"client_id": "a@b.pl", "client_email": "a@b.pl"})),
    ("customer-as-queue", "A customer with the number of the queue is not sent.",
     unsent("customer_id", lambda given, memory: given.get("customer_id") == given.get("chat_queue_id"))),
    ("messages-cut", "Messages of errors are cut after 255 characters.", messages(lambda text: text[:255]),
     takes(bodies.error(400, bodies.fault(message="a" * 300)))),
    ("fifty-errors-only", "Only fifty errors are kept.", entries(lambda found: found[:50]),
     takes(bodies.error(400, *(bodies.fault(code=number) for number in range(1, 81))))),
    ("code-of-24-bits", "Codes of errors are read in 24 bits.", codes(lambda code: (code or 0) & 0xFFFFFF),
     takes(bodies.error(400, bodies.fault(code=2147483647)))),
    ("nil-refused", "The nil UUID is refused.",
     _refused(lambda found: found.conversation_id.int == 0), takes(conversation(_NIL))),
    ("errors-field-is-failure", "A conversation with a field errors is a failure.",
     _refused(lambda found: "errors" in found.additional_properties), takes(conversation(errors=[]))),
    ("same-id-refused", "An id that the call before got too is refused.",
     Defect(result=_new_only), takes(STARTED, calls=({}, {}))),
    ("envelope-with-id-is-success", "An error that has a conversation_id too is a conversation.",
     errors(ApiError, _started_all_the_same),
     takes(bodies.error(500, bodies.fault(), extra={"conversation_id": CONVERSATION_ID}))),
    ("pieces-decoded-alone", "A letter that comes in two pieces is lost.",
     Defect(answer=lambda answer, memory: answered(answer, change=_letters, whole=False)),
     takes(*_CUT, calls=({},) * 4)),
    ("sent-after-timeout", "The name of a call that timed out is sent with the next.",
     Defect(arguments=_unsent_name, error=_keep_name),
     takes(httpx.ReadTimeout("late"), STARTED, calls=({"client_name": "Jan"}, {}))),
))  # fmt: skip
