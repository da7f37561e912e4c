"""Defects in what is around a call: proxies, logs, blocks, other processes and event loops, and the command."""

import logging
import os
from types import SimpleNamespace
from typing import Any

import httpx
from thulium_chat import ThuliumChat, ThuliumError, __main__, _core, _http, _logs, _network, _proxies

from tests.mutants.client.change import patch, request
from tests.mutants.client.core import Arguments, Defect, Memory, Patch, table


def _finding(change: Any, sound: Any = _proxies.find_proxy) -> Defect:
    """Another search for a proxy; `change` gets the sound one first."""
    return patch(_network, "find_proxy", lambda *given: change(sound, *given))


def _passing_over(origin: str) -> Defect:
    """The proxy of a variable that is passed over."""

    def change(sound: Any, *given: Any) -> Any:
        found = sound(*given)
        return None if found is not None and found.origin == origin else found

    return _finding(change)


def _losing(option: str, beside: str = "start") -> Defect:
    """An option that is lost with its value beside another."""

    def changed(options: list[str]) -> list[str]:
        if option not in options or beside not in options:
            return options
        place = options.index(option)
        return options[:place] + options[place + 2 :]

    return Defect(options=changed)


def _no_empty_options(options: list[str]) -> list[str]:
    pairs = zip(options, [*options[1:], "end"], strict=True)
    return [each for each, following in pairs if each and following]


def _no_empty_arguments(given: Arguments, memory: Memory) -> Arguments:
    return {name: None if value == "" and name != "language" else value for name, value in given.items()}


_POOLS: dict[object, Any] = {}


def _one_pool(chat: Any, memory: Memory) -> None:
    """Use the connections of an open client with the same settings."""
    key = isinstance(chat, ThuliumChat), str({**memory.settings, "transport": None})
    if key in _POOLS and not _POOLS[key].is_closed:
        chat._core.http = _POOLS[key]
    _POOLS[key] = chat._core.http


def _last_again(sent: httpx.Request, memory: Memory) -> httpx.Request:
    """Send the request of the call that began last, where a call is tried again."""
    seen: dict[httpx.URL, httpx.Request] = memory.setdefault("seen", {})
    if len(memory.under_way) == 1 and sent.url not in seen:
        seen.clear()
    first = seen.setdefault(sent.url, sent)
    return sent if first is sent else [*seen.values()][-1]


_PROCESS: dict[str, int] = {}


def _first_process() -> int:
    return _PROCESS.setdefault("id", os.getpid())


_POOL: Any = vars(_http.AsyncHttp)["pool"]


def _first_pool(self: Any) -> Any:
    self._check_usable()
    if "_only" not in vars(self):
        self._only = _POOL.fget(self)
    return self._only


def _log_answer(answer: httpx.Response, memory: Memory) -> httpx.Response:
    logging.getLogger("thulium_chat").debug("headers: %s", answer.headers)
    return answer


def _log_url(sent: httpx.Request) -> httpx.Request:
    logging.getLogger("thulium_chat").info("calling %s", sent.url)
    return sent


def _ending(end: Any) -> Defect:
    """Another end of a block: `end` gets the exception and what closes the client, if it is to be closed."""

    def leave(self: Any, kind: Any, error: Any, traceback: Any) -> Any:
        closes, outcome = end(error)
        if closes:
            self.close()
        return outcome(error)

    async def leave_async(self: Any, kind: Any, error: Any, traceback: Any) -> Any:
        closes, outcome = end(error)
        if closes:
            await self.aclose()
        return outcome(error)

    return Defect(methods={"__exit__": leave, "__aexit__": leave_async})


def _wrapped(error: Any) -> None:
    if isinstance(error, OSError):
        raise ThuliumError("the block failed") from error


ENVIRONMENT = table("environment", ("wire-through-a-proxy", "log-of-each-attempt", "end-after-an-interrupt"), (
    ("empty-argument-is-none", "An empty argument leaves the word to its variable.",
     Defect(settings=_no_empty_arguments), "address-that-is-none"),
    ("proxy-for-all-ignored", "ALL_PROXY is ignored.", _passing_over("ALL_PROXY")),
    ("proxy-in-lower-case-ignored", "http_proxy is ignored.", _passing_over("http_proxy"), "wire-through-a-proxy"),
    ("proxy-argument-ignored", "The argument proxy is ignored.",
     _finding(lambda sound, base_url, given, trusted: sound(base_url, None, trusted)), "wire-through-a-proxy"),
    ("environment-always-trusted", "Variables name a proxy where trust_env is False.",
     _finding(lambda sound, base_url, given, trusted: sound(base_url, given, True)), "wire-through-a-proxy"),
    ("networks-not-passed-by", "A network in NO_PROXY is ignored.",
     patch(_proxies, "_matches", lambda url, entry: entry in ("*", url.host)), "wire-through-a-proxy"),
    ("equal-clients-are-one", "Clients with the same settings share transport and end.", Defect(made=_one_pool),
     "end-of-one-of-two-alike"),
    ("block-swallows-value-errors", "A block swallows ordinary exceptions of one kind.",
     _ending(lambda error: (True, lambda error: isinstance(error, ValueError))), "end-after-an-interrupt"),
    ("block-wraps-exceptions", "A block makes errors of the client of others' exceptions.",
     _ending(lambda error: (True, _wrapped)), "end-after-an-interrupt"),
    ("block-left-open-by-errors", "After an ordinary exception a block leaves the client open.",
     _ending(lambda error: (not isinstance(error, Exception), lambda error: None))),
    ("retry-of-another-call", "What is tried again is the call that began last.", Defect(request=_last_again),
     "sharing-with-retries"),
    ("one-pool-for-all-processes", "After a fork a client uses the connections of its parent.",
     Defect(patches=(Patch(_http, "os", SimpleNamespace(getpid=_first_process)),), asynchronous=False),
     "wire-after-a-fork"),
    ("one-pool-for-all-loops", "On a second event loop a client uses the connections of the first.",
     Defect(patches=(Patch(_http.AsyncHttp, "pool", property(_first_pool)),), sync=False),
     "wire-of-another-event-loop"),
    ("httpx-logs-the-query", "The line of httpx has the query of a call.",
     patch(_logs._WithoutQuery, "filter", lambda self, record: True)),
    ("logs-the-url", "The address of each request is logged.", request(_log_url)),
    ("logs-answers", "The headers of answers are logged.", Defect(answer=_log_answer)),
    ("logs-no-outcome", "Nothing is logged of a call.", patch(_core, "log_attempt", lambda *_: None)),
    ("logs-no-wait", "Nothing is logged of the wait before a further attempt.",
     patch(_core, "log_retry", lambda *_: None)),
    ("command-loses-surname", "The command loses the surname beside a customer's id.",
     _losing("--surname", "--customer-id"), "command-with-any-two-options"),
    ("command-loses-language", "The command loses the language beside a timeout.", _losing("--language", "--timeout"),
     "command-with-any-two-options"),
    ("command-prefers-variables", "THULIUM_USER wins over --user.", _losing("--user"), "command-with-any-two-options"),
    ("command-takes-empty-for-none", "An empty option leaves the word to its variable.",
     Defect(options=_no_empty_options), "command-that-is-misused"),
    ("command-is-certain", "The command ends with 1 where a conversation may have been started.",
     patch(__main__, "UNCERTAIN", 1), "command-that-fails"),
    ("command-reports-no-json", "With --json errors of the system are text.",
     Defect(options=lambda options: [*filter("--json".__ne__, options)]), "command-that-fails"),
))  # fmt: skip
