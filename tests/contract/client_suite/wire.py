"""Rules of what is on the wire, and of connections that fail there."""

import functools
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import trustme
from thulium_chat import (
    ApiError,
    Conversation,
    ThuliumConnectionError,
    ThuliumTimeoutError,
    TransportError,
    UnexpectedResponseError,
)  # fmt: skip
from thulium_contract.document.edge_values import EDGE_VALUES

from tests.contract.client_suite import values
from tests.contract.client_suite.bodies import ENVELOPE
from tests.contract.client_suite.headers import check_headers, own_headers
from tests.contract.client_suite.parameters import OPTIONAL, check_sent, check_sound, random_arguments
from tests.contract.client_suite.rules import PASSWORD, USER, Chat, Rules, Run
from tests.contract.client_suite.transport import OK, STARTED, WHOLE, Sent
from tests.http.recorder import Behaviour, answering, resetting, serving, stalling, without_tls

RULES = Rules()

_BODY = STARTED.body
_LENGTH = b"Content-Length: %d\r\n\r\n" % len(_BODY)
_CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"

_TAKEN = (
    _CHUNKED + b"5\r\n%b\r\n%x\r\n%b\r\n0\r\n\r\n" % (_BODY[:5], len(_BODY[5:]), _BODY[5:]),
    OK + b"Connection: close\r\n\r\n" + _BODY,
    OK.replace(b"1.1", b"1.0") + b"\r\n" + _BODY,
    b"HTTP/1.1 200 \r\ncontent-type:application/json\r\nX-Powered-By: PHP/8\r\nSet-Cookie: a=b\r\n" + _LENGTH + _BODY,
    b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + WHOLE,
    b"HTTP/1.1 100 Continue\r\n\r\n" + WHOLE,
)
"""Ways to send an answer."""

_NO_ANSWER = (
    b"", b"SSH-2.0-OpenSSH\r\n", b"\x16\x03\x01\x02\x00\x01\r\n\r\n", b"HTTP/1.1\r\n\r\n", b"HTTP/1.1 2000 OK\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Ty", OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
)  # fmt: skip
"""What is no answer of HTTP."""

_ENCODED = OK + b"Content-Encoding: gzip\r\n" + _LENGTH + _BODY
_NO_BODY = (
    OK + b"Content-Length: 999\r\n\r\n" + _BODY,
    OK + b"Content-Length: 9\r\n\r\n" + _BODY,
    OK + _LENGTH,
    _CHUNKED + b"ff\r\n{",
    _CHUNKED + b"zz\r\n{}\r\n0\r\n\r\n",
    _CHUNKED + b"%x\r\n%b\r\n" % (len(_BODY), _BODY),
    _ENCODED,
    b"HTTP/1.1 204 No Content\r\n\r\n",
    b"HTTP/1.1 520 \r\n" + _LENGTH + _BODY,
)
"""Answers whose body is not what they promise."""

_HTML = b"Content-Length: 6\r\n\r\n<html>"
_REFUSED = b"HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(ENVELOPE)
_ENDED = (
    WHOLE,
    _REFUSED + ENVELOPE,
    b"HTTP/1.1 502 Bad Gateway\r\n" + _HTML,
    b"HTTP/1.1 302 Found\r\nLocation: /\r\n" + _HTML,
    _ENCODED,
)
"""Answers that leave a client with a connection that it must not forget; the first is a conversation."""

_ROUNDS = 12

# Loading the certificates that everybody trusts takes longer than a hundred calls, and only TLS needs them.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@contextmanager
def _chat(run: Run, base_url: str, **settings: Any) -> Iterator[Chat]:
    """Open a chat over the network; a setting that is None is not given."""
    given = {"user": USER, "password": PASSWORD, "base_url": base_url, "strict": True, "verify": NO_TLS, **settings}
    chat = Chat(run.face, run.face.open(**{name: value for name, value in given.items() if value is not None}))
    try:
        yield chat
    finally:
        run.face.close(chat.raw)


@RULES("wire-of-a-request", seconds=0.2)
def _request(run: Run) -> None:
    """On the wire as well, parameters and headers arrive as they were given, over one connection for all calls."""
    calls = [row.arguments for row in EDGE_VALUES if row.accepted and row.arguments is not None]
    calls += [random_arguments(run, OPTIONAL) for _ in range(15)]
    calls += [{"chat_queue_id": 3, "client_id": each} for each in run.random.sample(values.TEXTS, 20)]
    with serving(answering(WHOLE)) as log:
        with _chat(run, log.base_url) as chat:
            for number, arguments in enumerate(calls):
                language, named = ({}, {}) if number % 5 else ({"language": "pl"}, {"accept-language": "pl"})
                run.outcome_is(run.outcome(chat, **arguments, **language), Conversation, arguments)
                run.equal(len(log.requests), number + 1, "requests on the wire")
                request = log.requests[-1]
                headers = tuple((name.lower(), value) for name, value in request.headers)
                sent = Sent(request.method, log.origin, request.target.encode(), headers, request.body, {})
                check_sound(run, check_sent(run, [sent], arguments))
                expected = own_headers(log.origin.removeprefix("http://"))
                check_headers(run, sent, expected | named)
            run.equal(log.connections, 1, "connections that the calls take")
        run.check(log.ended_but(0), "a connection is left open")


@RULES("wire-of-many-calls", seconds=0.3)
def _many(run: Run) -> None:
    """However many answers are refused or left unread, their connections are used again or ended."""
    with serving(answering(*_ENDED * _ROUNDS)) as log, _chat(run, log.base_url) as chat:
        for number in range(_ROUNDS * len(_ENDED)):
            kind = (ApiError, UnexpectedResponseError) if number % len(_ENDED) else Conversation
            outcome = run.outcome(chat)
            run.check(isinstance(outcome, kind), f"call {number} gives {outcome!r}")
        run.check(log.ended_but(1), "connections that are not used any more are left open")


def _check_outcome(run: Run, behaviour: Behaviour, kind: type, *about: object) -> Any:
    with serving(behaviour) as log, _chat(run, log.base_url, retries=2) as chat:
        outcome = run.outcome(chat)
    run.equal(len(log.requests), 1, "requests on the wire", *about)
    return run.outcome_is(outcome, kind, *about)


@RULES("wire-of-an-answer", seconds=0.1)
def _answers(run: Run) -> None:
    """An answer is taken however it is sent, and refused where its body is not what it promises."""
    for answers, kind in ((_TAKEN, Conversation), (_NO_BODY, UnexpectedResponseError)):
        for each in answers:
            _check_outcome(run, answering(each, keep=False), kind, each)


@RULES("wire-without-an-answer", seconds=0.1)
def _no_answer(run: Run) -> None:
    """After a connection that breaks, or is no HTTP, something may have been started, and nothing is tried again."""
    behaviours: list[tuple[Behaviour, object]] = [(answering(each, keep=False), each) for each in _NO_ANSWER]
    behaviours += [(resetting(each), "reset") for each in (b"", b"HTTP/1.1 200 OK\r\nContent-")]
    for behaviour, about in behaviours:
        error = _check_outcome(run, behaviour, ThuliumConnectionError, about)
        run.check(error.maybe_started and error.__cause__, "maybe_started is False, or the cause is lost", about)


def _check_nothing_started(run: Run, outcome: object, case: str) -> None:
    run.outcome_is(outcome, ThuliumConnectionError, case, maybe_started=False)
    assert isinstance(outcome, TransportError)
    run.check(outcome.__cause__, f"the cause is lost ({case})")


@RULES("wire-without-a-connection")
def _no_connection(run: Run) -> None:
    """Where no connection can be made, nothing was started, and the error says so."""
    with socket.socket() as bound:
        # Bound, but not listening: nobody else can take the port, and connections to it are refused.
        bound.bind(("127.0.0.1", 0))
        with _chat(run, f"http://127.0.0.1:{bound.getsockname()[1]}/api") as chat:
            _check_nothing_started(run, run.outcome(chat), "refused")


@RULES("wire-in-silence", seconds=0.5)
def _silence(run: Run) -> None:
    """An answer that does not come, or does not end, is a timeout after which something may have been started."""
    for answer, rest in ((b"", WHOLE), (WHOLE[:30], WHOLE[30:]), (WHOLE[:-5], WHOLE[-5:])):
        patience = threading.Event()
        with serving(stalling(answer, rest, patience)) as log, _chat(run, log.base_url) as chat:
            outcome = run.outcome_is(run.outcome(chat, timeout=0.1), ThuliumTimeoutError, answer)
            patience.set()
        # On a busy machine the time may be over before the request is sent.
        run.check(outcome.maybe_started or not log.requests, "maybe_started is False")


@functools.cache
def certificates() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return what a server needs whose certificate nobody knows, and what a client needs to trust it all the same."""
    authority = trustme.CA()
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.issue_cert("127.0.0.1").configure_cert(server)
    authority.configure_trust(client)
    return server, client


@RULES("wire-over-tls", seconds=0.5)
def _tls(run: Run) -> None:
    """A certificate that nobody vouches for is refused before anything is sent, unless the caller says otherwise."""
    context, trusting = certificates()
    with serving(answering(WHOLE), context) as log:
        for verify in (None, NO_TLS):
            with _chat(run, log.base_url, verify=verify) as chat:
                _check_nothing_started(run, run.outcome(chat), "an unknown certificate")
        run.equal(log.requests, [], "requests to a server that nobody vouches for")
        for accepted in (False, trusting):
            with _chat(run, log.base_url, verify=accepted) as chat:
                run.outcome_is(run.outcome(chat), Conversation, "with a certificate that the caller accepts")
    with serving(without_tls) as log, _chat(run, log.base_url.replace("http:", "https:"), verify=False) as chat:
        _check_nothing_started(run, run.outcome(chat), "a server without TLS")
