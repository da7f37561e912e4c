"""Rules of what is on the wire, and of connections that fail there."""

import asyncio
import contextlib
import functools
import gc
import os
import socket
import ssl
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any
from unittest import mock

import trustme
from thulium_chat import (
    ApiError,
    Conversation,
    ThuliumConnectionError,
    ThuliumError,
    ThuliumTimeoutError,
    TransportError,
    UnexpectedResponseError,
)
from thulium_contract.edge_values import EDGE_VALUES

from tests.contract.client_suite import values
from tests.contract.client_suite.clients import Face
from tests.contract.client_suite.headers import check_headers, own_headers
from tests.contract.client_suite.malformed import ENVELOPE
from tests.contract.client_suite.parameters import OPTIONAL, check_sent, check_sound, random_arguments
from tests.contract.client_suite.rules import PASSWORD, USER, Chat, Rules, Run
from tests.contract.client_suite.transport import OK, STARTED, WHOLE, Sent
from tests.http.messages import Request
from tests.http.recorder import Behaviour, Recording, answering, resetting, serving, stalling, without_tls

RULES = Rules()

_BODY = STARTED.body
_LENGTH = b"Content-Length: %d\r\n\r\n" % len(_BODY)

_TAKEN = {
    "chunked": OK
    + b"Transfer-Encoding: chunked\r\n\r\n5\r\n"
    + _BODY[:5]
    + b"\r\n%x\r\n" % len(_BODY[5:])
    + _BODY[5:]
    + b"\r\n0\r\n\r\n",
    "until the end": OK + b"Connection: close\r\n\r\n" + _BODY,
    "HTTP/1.0": OK.replace(b"1.1", b"1.0") + b"\r\n" + _BODY,
    "odd headers": b"HTTP/1.1 200 \r\ncontent-type:application/json\r\nX-Powered-By: PHP/8\r\nSet-Cookie: a=b\r\n"
    + _LENGTH
    + _BODY,
    "early hints": b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + WHOLE,
    "continue": b"HTTP/1.1 100 Continue\r\n\r\n" + WHOLE,
}
"""Ways to send an answer."""

_NO_ANSWER = {
    "nothing": b"",
    "no HTTP": b"SSH-2.0-OpenSSH\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\r\n\r\n",
    "no status": b"HTTP/1.1\r\n\r\n",
    "odd status": b"HTTP/1.1 2000 OK\r\n\r\n",
    "headers cut short": b"HTTP/1.1 200 OK\r\nContent-Ty",
    "two lengths": OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
}
"""What is no answer of HTTP."""

_NO_BODY = {
    "length too large": OK + b"Content-Length: 999\r\n\r\n" + _BODY,
    "length too small": OK + b"Content-Length: 9\r\n\r\n" + _BODY,
    "no body": OK + _LENGTH,
    "chunk cut short": OK + b"Transfer-Encoding: chunked\r\n\r\nff\r\n{",
    "no chunk": OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    "last chunk missing": OK + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(_BODY) + _BODY + b"\r\n",
    "not compressed": OK + b"Content-Encoding: gzip\r\n" + _LENGTH + _BODY,
    "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "unregistered": b"HTTP/1.1 520 \r\n" + _LENGTH + _BODY,
}
"""Answers whose body is not what they promise."""


_ENDED = {
    "taken": WHOLE,
    "refused": b"HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\n"
    + b"Content-Length: %d\r\n\r\n" % len(ENVELOPE)
    + ENVELOPE,
    "unknown": b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 6\r\n\r\n<html>",
    "redirect": b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 6\r\n\r\n<html>",
    "encoded": OK + b"Content-Encoding: gzip\r\n" + _LENGTH + _BODY,
}
"""Answers that leave a client with a connection that it must not forget."""

_ROUNDS = 12


# Loading the certificates that everybody trusts takes longer than a hundred calls, and only TLS needs them.
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@contextmanager
def _chat(run: Run, base_url: str, **settings: Any) -> Iterator[Chat]:
    """Open a chat over the network."""
    given = {"user": USER, "password": PASSWORD, "base_url": base_url, "strict": True, **settings}
    chat = Chat(run.face, run.face.open(**given))
    try:
        yield chat
    finally:
        run.face.close(chat.raw)


def _sent(origin: str, request: Request) -> Sent:
    """Return a request as it was on the wire."""
    headers = tuple((name.lower(), value) for name, value in request.headers)
    return Sent(request.method, origin, request.target.encode(), headers, request.body, {})


@RULES("wire-of-a-request", seconds=0.2)
def _wire(run: Run) -> None:
    """On the wire as well, parameters and headers arrive as they were given, over one connection for all calls."""
    rows = [row.arguments for row in EDGE_VALUES if row.accepted and row.arguments is not None]
    calls = [*rows, *(random_arguments(run, OPTIONAL) for _ in range(15))]
    calls += [{"chat_queue_id": 3, "client_id": each} for each in run.random.sample(values.TEXTS, 20)]
    with serving(answering(WHOLE)) as log:
        with _chat(run, log.base_url, verify=_NO_TLS) as chat:
            for number, arguments in enumerate(calls):
                language = None if number % 5 else "pl"
                outcome = run.outcome(chat, **arguments, language=language)
                run.check(isinstance(outcome, Conversation), f"{outcome!r} for arguments that the document allows")
                run.equal(len(log.requests), number + 1, "requests on the wire")
                origin = log.origin
                sent = check_sent(run, [_sent(origin, log.requests[-1])], arguments)
                check_sound(run, sent)
                expected = own_headers(origin.removeprefix("http://")) | (
                    {} if language is None else {"accept-language": language}
                )
                check_headers(run, sent, expected, "on the wire")
            run.equal(log.connections, 1, "connections that the calls take")
        run.check(log.ended_but(0), "a connection is left open")


@RULES("wire-of-many-calls", seconds=0.3)
def _many(run: Run) -> None:
    """However many answers are refused or left unread, their connections are used again or ended."""
    with (
        serving(answering(*[*_ENDED.values()] * _ROUNDS)) as log,
        _chat(run, log.base_url, verify=_NO_TLS) as chat,
    ):
        for number in range(_ROUNDS * len(_ENDED)):
            kind = Conversation if number % len(_ENDED) == 0 else (ApiError, UnexpectedResponseError)
            outcome = run.outcome(chat)
            run.check(isinstance(outcome, kind), f"call {number} gives {outcome!r}")
        run.check(log.ended_but(1), "connections that are not used any more are left open")


@RULES("wire-of-an-answer", seconds=0.1)
def _answers(run: Run) -> None:
    """An answer is taken however it is sent, and refused where its body is not what it promises."""
    for cases, kind in ((_TAKEN, Conversation), (_NO_BODY, UnexpectedResponseError)):
        for name, answer in cases.items():
            log, outcome = _outcome(run, answering(answer, keep=False), retries=2)
            run.equal(type(outcome), kind, "outcome", name)
            run.equal(len(log.requests), 1, "requests on the wire", name)


@RULES("wire-without-an-answer", seconds=0.1)
def _no_answer(run: Run) -> None:
    """After a connection that breaks, or is no HTTP, something may have been started, and nothing is tried again."""
    behaviours: dict[str, Behaviour] = {name: answering(answer, keep=False) for name, answer in _NO_ANSWER.items()}
    behaviours |= {"reset": resetting(), "reset in the headers": resetting(b"HTTP/1.1 200 OK\r\nContent-")}
    for name, behaviour in behaviours.items():
        log, outcome = _outcome(run, behaviour, retries=2)
        run.equal(type(outcome), ThuliumConnectionError, "outcome", name)
        run.check(getattr(outcome, "maybe_started", False), f"maybe_started is False ({name})")
        run.check(getattr(outcome, "__cause__", None) is not None, f"the cause is lost ({name})")
        run.equal(len(log.requests), 1, "requests on the wire", name)


def _outcome(run: Run, behaviour: Behaviour, **settings: Any) -> tuple[Recording, Conversation | ThuliumError]:
    with serving(behaviour) as log, _chat(run, log.base_url, verify=_NO_TLS, **settings) as chat:
        return log, run.outcome(chat)


@RULES("wire-without-a-connection")
def _no_connection(run: Run) -> None:
    """Where no connection can be made, nothing was started, and the error says so."""
    with socket.socket() as bound:
        # Bound, but not listening: nobody else can take the port, and connections to it are refused.
        bound.bind(("127.0.0.1", 0))
        with _chat(run, f"http://127.0.0.1:{bound.getsockname()[1]}/api", verify=_NO_TLS) as chat:
            _check_nothing_started(run, run.outcome(chat), "refused")


def _check_nothing_started(run: Run, outcome: object, case: str) -> None:
    run.equal(type(outcome), ThuliumConnectionError, "outcome", case)
    assert isinstance(outcome, TransportError)
    run.equal(outcome.maybe_started, False, "maybe_started", case)
    run.check(outcome.__cause__ is not None, f"the cause is lost ({case})")


@RULES("wire-in-silence", seconds=0.5)
def _silence(run: Run) -> None:
    """An answer that does not come, or does not end, is a timeout after which something may have been started."""
    for answer, rest in ((b"", WHOLE), (WHOLE[:30], WHOLE[30:]), (WHOLE[:-5], WHOLE[-5:])):
        patience = threading.Event()
        with serving(stalling(answer, rest, patience)) as log, _chat(run, log.base_url, verify=_NO_TLS) as chat:
            outcome = run.outcome(chat, timeout=0.1)
            patience.set()
        run.equal(type(outcome), ThuliumTimeoutError, "outcome", answer)
        if log.requests:  # on a busy machine the time may be over before the request is sent
            run.check(getattr(outcome, "maybe_started", False), "maybe_started is False")


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
        for settings in ({}, {"verify": _NO_TLS}):
            with _chat(run, log.base_url, **settings) as chat:
                _check_nothing_started(run, run.outcome(chat), "an unknown certificate")
        run.equal(log.requests, [], "requests to a server that nobody vouches for")
        for verify in (False, trusting):
            with _chat(run, log.base_url, verify=verify) as chat:
                run.check(
                    isinstance(run.outcome(chat), Conversation), "a certificate that the caller accepts is refused"
                )
    with serving(without_tls) as log, _chat(run, log.base_url.replace("http:", "https:"), verify=False) as chat:
        _check_nothing_started(run, run.outcome(chat), "a server without TLS")


_PROXIED: tuple[tuple[dict[str, str], dict[str, Any], bool], ...] = (
    ({"HTTP_PROXY": "PROXY"}, {}, True),
    ({"http_proxy": "PROXY"}, {}, True),
    ({"ALL_PROXY": "PROXY"}, {}, True),
    ({"all_proxy": "PROXY"}, {}, True),
    ({"HTTPS_PROXY": "PROXY"}, {}, False),
    ({"HTTP_PROXY": ""}, {}, False),
    ({"HTTP_PROXY": "PROXY", "ALL_PROXY": "http://127.0.0.1:1"}, {}, True),
    ({"HTTP_PROXY": "PROXY", "NO_PROXY": "127.0.0.1"}, {}, False),
    ({"ALL_PROXY": "PROXY", "no_proxy": "example.org, *"}, {}, False),
    ({"ALL_PROXY": "PROXY", "NO_PROXY": "localhost,127.0.0.0/8,::1/128"}, {}, False),
    ({"ALL_PROXY": "PROXY", "NO_PROXY": "localhost,::1/128,[::1]"}, {}, True),
    ({"HTTP_PROXY": "PROXY", "ALL_PROXY": "PROXY"}, {"trust_env": False}, False),
    ({}, {"proxy": "PROXY"}, True),
    ({"HTTP_PROXY": "http://127.0.0.1:1", "NO_PROXY": "*"}, {"proxy": "PROXY", "trust_env": False}, True),
)
"""Variables and settings, in which PROXY stands for its address, and whether a request goes through it."""


@RULES("wire-through-a-proxy", seconds=0.2)
def _proxy(run: Run) -> None:
    """The proxy of an argument, else of the environment, is used; NO_PROXY and trust_env are heeded."""
    for environment, settings, expected in _PROXIED:
        run.equal(proxied(run.face, environment, settings), (expected, not expected), "through, past", environment)


def proxied(face: Face, environment: Mapping[str, str], settings: Mapping[str, Any]) -> tuple[bool, bool]:
    """Return whether a call goes through the proxy PROXY of these variables and settings, and whether past it."""
    with serving(answering(WHOLE)) as proxy, serving(answering(WHOLE)) as direct:
        variables, given = (
            {name: proxy.origin if value == "PROXY" else value for name, value in each.items()}
            for each in (environment, settings)
        )
        with mock.patch.dict(os.environ, variables):
            chat = face.open(user=USER, password=PASSWORD, base_url=direct.base_url, verify=_NO_TLS, **given)
        with contextlib.suppress(ThuliumError):
            face.start(chat, 3)
        face.close(chat)
        through = [each.target.startswith(f"{direct.base_url}/chat_conversations/start?") for each in proxy.requests]
        return through == [True], len(direct.requests) == 1


@RULES("wire-of-another-event-loop", seconds=0.1)
def _loops(run: Run) -> None:
    """On a second event loop a client goes on, with connections of its own, and back on the first."""
    if run.face.name == "async":
        run.equal(calls_on_loops(run.face), (["Conversation"] * 4, 4, 3), "outcomes, requests and connections")


def calls_on_loops(face: Face) -> object:
    """Return what comes of calls on three event loops, the first one twice, and how many requests and connections."""
    if face.name == "sync":
        return None
    # The connections of a loop that has ended are nobody's to close, of which Python warns when they are collected.
    with warnings.catch_warnings(action="ignore", category=ResourceWarning), serving(answering(WHOLE)) as log:
        chat = face.open(user=USER, password=PASSWORD, base_url=log.base_url, verify=_NO_TLS)
        outcomes = [_kind(lambda: face.start(chat, 3))]
        with ThreadPoolExecutor(1) as thread:
            for _ in range(2):
                call = thread.submit(lambda: asyncio.run(chat.start_conversation(3)))
                outcomes.append(_kind(call.result))
        outcomes.append(_kind(lambda: face.start(chat, 3)))
        with contextlib.suppress(RuntimeError):
            face.close(chat)
        gc.collect()
        return outcomes, len(log.requests), log.connections


@RULES("wire-after-a-fork", seconds=0.1)
def _fork(run: Run) -> None:
    """A forked process has connections of its own, and those of its parent stay as they are."""
    if run.face.name == "sync" and hasattr(os, "fork"):
        run.equal(call_after_fork(run.face), (0, ["Conversation"] * 2, 3, 2), "outcomes, requests and connections")


def call_after_fork(face: Face) -> object:
    """Return the exit status of a child that makes a call, what calls of its parent give, requests and connections."""
    if face.name == "async":
        return None
    with serving(answering(WHOLE)) as log:
        chat = face.open(user=USER, password=PASSWORD, base_url=log.base_url, verify=_NO_TLS)
        start = functools.partial(face.start, chat, 3)
        first = _kind(start)
        child = get_context("fork").Process(target=lambda: sys.exit(_kind(start) != "Conversation"))
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            child.start()  # with threads, of which it needs none
        child.join()
        outcomes = [first, _kind(start)]
        face.close(chat)
        return child.exitcode, outcomes, len(log.requests), log.connections


def _kind(call: Callable[[], object]) -> str:
    """Return the class of what a call returns or raises."""
    try:
        return type(call()).__name__
    except Exception as error:
        return type(error).__name__
