"""Defects of what calls and clients share, and of combinations: what one leaves for the next, or mixes up with it."""

import threading
import uuid
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

from tests.contract.client_suite.transport import CONVERSATION_ID
from tests.mutants.client import change
from tests.mutants.client.core import Arguments, Defect, Memory, table

_LAST: dict[str, str] = {}


def _last_token(given: Arguments, memory: Memory) -> Arguments:
    _LAST["token"] = memory.token
    return given


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


SHARING = table("sharing", ("sharing-with-retries", "sharing-between-any-two-steps"), (
    ("nameless-once-broken", "After a broken connection the next call loses the name.",
     change.unsent("client_name", lambda given, memory: isinstance(memory.error, ThuliumConnectionError)),
     "call-leaves-no-trace"),
    ("headers-stay", "Headers of a call stay for the next.", change.stays("headers"), "sharing-between-any-two-steps"),
    ("language-stays", "The language of a call stays for the next.", change.stays("language"),
     "sharing-between-any-two-steps"),
    ("timeout-stays", "The timeout of a call stays for the next.", change.stays("timeout"),
     "sharing-between-any-two-steps"),
    ("credentials-shared", "All clients send the credentials of the one that was made last.",
     Defect(settings=_last_token,
            request=lambda sent, memory: change.with_headers(sent, Authorization=f"Basic {_LAST['token']}"))),
    ("names-mixed", "First names of calls at the same time get mixed up.",
     Defect(arguments=lambda given, memory: {**given, "client_name": memory.given.get("client_name")},
            asynchronous=False), "sharing-between-any-two-steps"),
    ("timeouts-mixed", "A call loses its timeout to another that begins at the same moment.",
     Defect(arguments=lambda given, memory: {**given, "timeout": memory.given.pop("timeout", None)},
            asynchronous=False), "sharing-between-any-two-steps"),
    ("headers-mixed", "The headers of the call that began last are sent with all that are under way.",
     Defect(request=lambda sent, memory: change.with_headers(sent, **(memory.given.get("headers") or {})),
            asynchronous=False)),
    ("results-mixed", "Results of calls at the same time get mixed up.",
     Defect(result=lambda found, memory: memory.setdefault("result", found) if memory.under_way else found)),
    ("bodies-mixed", "Answers that come at the same time are collected in one place.",
     change.patch(_core, "Exchange", _OneBuffer)),
    ("one-at-a-time", "A call waits until the one before it is over.",
     Defect(methods={"start_conversation": _locked}, asynchronous=False)),
    ("keeps-every-status", "A client remembers the status of every answer for ever.",
     Defect(answer=lambda answer, memory: memory.setdefault("answers", []).append(answer.status_code) or answer),
     "calls-without-end"),
    ("tires", "After 600 calls a client sends no surname any more.",
     change.unsent("client_surname", lambda given, memory: memory.calls > 600), "calls-without-end"),
))  # fmt: skip


def _odd(found: Conversation, is_odd: bool) -> Any:
    return UnexpectedResponseError(httpx.Response(200), "the conversation is odd") if is_odd else found


def _new_only(found: Conversation, memory: Memory) -> Any:
    last, memory["last"] = memory.get("last"), found.conversation_id
    return _odd(found, found.conversation_id == last)


def _started_all_the_same(error: ApiError) -> Any:
    return Conversation(uuid.UUID(CONVERSATION_ID)) if "conversation_id" in error.response.text else error


COMBINATIONS = table("combinations", ("answer-of-success", "answer-of-error"), (
    ("caches", "A call with the same arguments gives the conversation of before.",
     Defect(result=lambda found, memory: memory.setdefault(str(memory.given), found)), "sharing-with-retries"),
    ("polish-without-surname", "A call in Polish loses the surname.",
     change.unsent("client_surname", lambda given, memory: given.get("language") == "pl"), "wire-of-a-request"),
    ("id-as-email", "An external id that is the e-mail address is not sent.",
     change.unsent("client_id", lambda given, memory: given.get("client_id") == given.get("client_email")),
     "parameters-that-are-alike"),
    ("customer-as-queue", "A customer with the number of the queue is not sent.",
     change.unsent("customer_id", lambda given, memory: given.get("customer_id") == given.get("chat_queue_id")),
     "parameters-that-are-alike"),
    ("messages-cut", "Messages of errors are cut after 255 characters.", change.messages(lambda text: text[:255]),
     "answer-with-odd-errors"),
    ("fifty-errors-only", "Only fifty errors are kept.", change.entries(lambda found: found[:50]), "answer-of-error"),
    ("code-of-24-bits", "Codes of errors are read in 24 bits.", change.codes(lambda code: (code or 0) & 0xFFFFFF),
     "answer-of-error"),
    ("nil-refused", "The nil UUID is refused.",
     change.result(lambda found: _odd(found, found.conversation_id.int == 0))),
    ("errors-field-is-failure", "A conversation with a field errors is a failure.",
     change.result(lambda found: _odd(found, "errors" in found.additional_properties))),
    ("same-id-refused", "An id that the call before got too is refused.", Defect(result=_new_only), "end-of-a-client"),
    ("envelope-with-id-is-success", "An error that has a conversation_id too is a conversation.",
     change.errors(ApiError, _started_all_the_same), "answer-of-error"),
    ("pieces-decoded-alone", "A letter that comes in two pieces is lost.",
     Defect(answer=lambda answer, memory: change.answered(
         answer, change=lambda piece: piece.decode(errors="replace").encode(), whole=False)), "answer-of-a-stranger"),
    ("sent-after-timeout", "The name of a call that timed out is sent with the next.",
     Defect(arguments=lambda given, memory: (
         {"client_name": memory.before.get("client_name"), **given}
         if isinstance(memory.error, ThuliumTimeoutError) else given)), "call-leaves-no-trace"),
))  # fmt: skip
