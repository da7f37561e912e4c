"""Rules of proxies, and of connections of other processes and event loops."""

import asyncio
import contextlib
import functools
import gc
import os
import sys
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any
from unittest import mock

from thulium_chat import ThuliumError

from tests.contract.client_suite.clients import Face
from tests.contract.client_suite.rules import PASSWORD, USER, Rules, Run
from tests.contract.client_suite.transport import WHOLE
from tests.contract.client_suite.wire import NO_TLS
from tests.http.recorder import answering, serving

RULES = Rules()

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
        with serving(answering(WHOLE)) as proxy, serving(answering(WHOLE)) as direct:
            variables, given = (
                {name: proxy.origin if value == "PROXY" else value for name, value in each.items()}
                for each in (environment, settings)
            )
            with mock.patch.dict(os.environ, variables):
                chat = _open(run.face, direct.base_url, **given)
            with contextlib.suppress(ThuliumError):
                run.face.start(chat, 3)
            run.face.close(chat)
            target = f"{direct.base_url}/chat_conversations/start?"
            found = [each.target.startswith(target) for each in proxy.requests] == [True], len(direct.requests) == 1
        run.equal(found, (expected, not expected), "through, past", environment)


def _open(face: Face, base_url: str, **settings: Any) -> Any:
    return face.open(user=USER, password=PASSWORD, base_url=base_url, verify=NO_TLS, **settings)


@RULES("wire-of-another-event-loop", seconds=0.1)
def _loops(run: Run) -> None:
    """On a second event loop a client goes on, with connections of its own, and back on the first."""
    if run.face.name == "sync":
        return
    # The connections of a loop that has ended are nobody's to close, of which Python warns when they are collected.
    with warnings.catch_warnings(action="ignore", category=ResourceWarning), serving(answering(WHOLE)) as log:
        chat = _open(run.face, log.base_url)
        with ThreadPoolExecutor(1) as thread:
            here = functools.partial(run.face.start, chat, 3)
            there: Callable[[], object] = lambda: thread.submit(asyncio.run, chat.start_conversation(3)).result()  # noqa: E731
            outcomes = [_kind(call) for call in (here, there, there, here)]
        with contextlib.suppress(RuntimeError):
            run.face.close(chat)
        gc.collect()
        found = outcomes, len(log.requests), log.connections
    run.equal(found, (["Conversation"] * 4, 4, 3), "outcomes, requests and connections")


@RULES("wire-after-a-fork", seconds=0.1)
def _fork(run: Run) -> None:
    """A forked process has connections of its own, and those of its parent stay as they are."""
    if run.face.name == "async" or not hasattr(os, "fork"):
        return
    with serving(answering(WHOLE)) as log:
        chat = _open(run.face, log.base_url)
        start = functools.partial(run.face.start, chat, 3)
        first = _kind(start)
        child = get_context("fork").Process(target=lambda: sys.exit(_kind(start) != "Conversation"))
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            child.start()  # with threads, of which it needs none
        child.join()
        outcomes = [first, _kind(start)]
        run.face.close(chat)
        found = child.exitcode, outcomes, len(log.requests), log.connections
    run.equal(found, (0, ["Conversation"] * 2, 3, 2), "outcomes, requests and connections")


def _kind(call: Callable[[], object]) -> str:
    """Return the class of what a call returns or raises."""
    try:
        return type(call()).__name__
    except Exception as error:
        return type(error).__name__
