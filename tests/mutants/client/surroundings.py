"""Defects in what is around a call: proxies, logs, blocks, other processes and event loops, and the command."""

import logging
import os
from types import SimpleNamespace
from typing import Any

import httpx
from thulium_chat import ThuliumError, __main__, _core, _http, _logs, _network, _proxies

from tests.contract.client_suite import bodies
from tests.contract.client_suite.network import call_after_fork, calls_on_loops
from tests.contract.client_suite.transport import Answer
from tests.mutants.client.core import Arguments, ClientMutant, Defect, Memory, Patch
from tests.mutants.client.witness import alike, command, from_block, logs, retried, through, within


def _finding(change: Any, sound: Any = _proxies.find_proxy) -> Defect:
    """Return the defect that looks for a proxy otherwise; `change` gets the arguments and the sound function."""
    return Defect(patches=(Patch(_network, "find_proxy", lambda *arguments: change(sound, *arguments)),))


def _without(origin: str) -> Defect:
    """Return the defect that passes over the proxy of a variable."""

    def change(sound: Any, *arguments: Any) -> Any:
        found = sound(*arguments)
        return None if found is not None and found.origin == origin else found

    return _finding(change)


def _dropping(option: str, beside: str = "start") -> Defect:
    """Return the defect that loses an option and its value beside another."""

    def changed(options: list[str]) -> list[str]:
        if option not in options or beside not in options:
            return options
        at = options.index(option)
        return options[:at] + options[at + 2 :]

    return Defect(options=changed)


def _no_empty_options(options: list[str]) -> list[str]:
    pairs = zip(options, [*options[1:], "end"], strict=True)
    return [each for each, following in pairs if each and following]


def _no_empty_arguments(given: Arguments, memory: Memory) -> Arguments:
    return {name: None if value == "" and name != "language" else value for name, value in given.items()}


_POOLS: dict[object, Any] = {}


def _noted(given: Arguments, memory: Memory) -> Arguments:
    memory["key"] = repr(sorted((name, repr(value)) for name, value in given.items() if name != "transport"))
    return given


def _one_pool(chat: Any, memory: Memory) -> None:
    """Use the connections of an open client with the same settings."""
    key = type(chat).__mro__[1], memory["key"]
    if key in _POOLS and not _POOLS[key].is_closed:
        chat._core.http = _POOLS[key]
    _POOLS[key] = chat._core.http


def _begun(given: Arguments, memory: Memory) -> Arguments:
    memory["under_way"] = memory.get("under_way", 0) + 1
    return given


def _over(memory: Memory) -> None:
    memory["under_way"] -= 1
    if not memory["under_way"]:
        memory.pop("seen", None)


def _result(result: Any, memory: Memory) -> Any:
    _over(memory)
    return result


def _failed(error: Exception, memory: Memory) -> Any:
    _over(memory)
    raise error


def _last_again(request: httpx.Request, memory: Memory) -> httpx.Request:
    """Send the request of the call that began last, where a call is tried again."""
    seen = memory.setdefault("seen", {})
    seen.setdefault(request.url, request)
    last: httpx.Request = list(seen.values())[-1] if request is not seen[request.url] else request
    return last


_PROCESS: dict[str, int] = {}


def _first_process() -> int:
    return _PROCESS.setdefault("id", os.getpid())


_POOL: Any = vars(_http.AsyncHttp)["pool"]


def _first_pool(self: Any) -> Any:
    self._check_usable()
    if "_only" not in vars(self):
        self._only = _POOL.fget(self)
    return self._only


def _log_answer(response: httpx.Response, memory: Memory) -> httpx.Response:
    logging.getLogger("thulium_chat").debug("headers: %s", response.headers)
    return response


def _log_url(request: httpx.Request, memory: Memory) -> httpx.Request:
    logging.getLogger("thulium_chat").info("calling %s", request.url)
    return request


def _swallowing(self: Any, kind: Any, error: Any, traceback: Any) -> bool:
    self.close()
    return isinstance(error, ValueError)


async def _swallowing_async(self: Any, kind: Any, error: Any, traceback: Any) -> bool:
    await self.aclose()
    return isinstance(error, ValueError)


def _wrapping(self: Any, kind: Any, error: Any, traceback: Any) -> None:
    self.close()
    if isinstance(error, OSError):
        raise ThuliumError("the block failed") from error


async def _wrapping_async(self: Any, kind: Any, error: Any, traceback: Any) -> None:
    await self.aclose()
    if isinstance(error, OSError):
        raise ThuliumError("the block failed") from error


def _open_after_errors(self: Any, kind: Any, error: Any, traceback: Any) -> None:
    if kind is None or not issubclass(kind, Exception):
        self.close()


async def _open_after_errors_async(self: Any, kind: Any, error: Any, traceback: Any) -> None:
    if kind is None or not issubclass(kind, Exception):
        await self.aclose()


_ECHO = Answer(500, b"", {"X-Debug": "Jan"})

MUTANTS: tuple[ClientMutant, ...] = (
    ClientMutant("proxy-for-all-ignored", "ALL_PROXY is ignored.", _without("ALL_PROXY"), through(ALL_PROXY="PROXY")),
    ClientMutant(
        "proxy-in-lower-case-ignored", "http_proxy is ignored.", _without("http_proxy"), through(http_proxy="PROXY")
    ),
    ClientMutant(
        "proxy-argument-ignored",
        "The argument proxy is ignored.",
        _finding(lambda sound, base_url, given, trusted: sound(base_url, None, trusted)),
        through(settings={"proxy": "PROXY"}),
    ),
    ClientMutant(
        "environment-always-trusted",
        "Variables name a proxy where trust_env is False.",
        _finding(lambda sound, base_url, given, trusted: sound(base_url, given, True)),
        through(settings={"trust_env": False}, HTTP_PROXY="PROXY"),
    ),
    ClientMutant(
        "networks-not-passed-by",
        "A network in NO_PROXY is ignored.",
        Defect(patches=(Patch(_proxies, "_matches", lambda url, entry: entry in ("*", url.host)),)),
        through(HTTP_PROXY="PROXY", NO_PROXY="127.0.0.0/8"),
    ),
    ClientMutant(
        "empty-argument-is-none",
        "An empty argument leaves the word to its variable.",
        Defect(settings=_no_empty_arguments),
        within({"THULIUM_USER": "env"}, user=""),
    ),
    ClientMutant(
        "equal-clients-are-one",
        "Clients with the same settings share transport and end.",
        Defect(settings=_noted, made=_one_pool),
        alike(),
    ),
    ClientMutant(
        "block-swallows-value-errors",
        "A block swallows ordinary exceptions of one kind.",
        Defect(methods={"__exit__": _swallowing, "__aexit__": _swallowing_async}),
        from_block(ValueError("x")),
    ),
    ClientMutant(
        "block-wraps-exceptions",
        "A block makes errors of the client of others' exceptions.",
        Defect(methods={"__exit__": _wrapping, "__aexit__": _wrapping_async}),
        from_block(OSError("x")),
    ),
    ClientMutant(
        "block-left-open-by-errors",
        "After an ordinary exception a block leaves the client open.",
        Defect(methods={"__exit__": _open_after_errors, "__aexit__": _open_after_errors_async}),
        from_block(ValueError("x")),
    ),
    ClientMutant(
        "retry-of-another-call",
        "What is tried again is the call that began last.",
        Defect(arguments=_begun, request=_last_again, result=_result, error=_failed),
        retried(),
    ),
    ClientMutant(
        "one-pool-for-all-processes",
        "After a fork a client uses the connections of its parent.",
        Defect(patches=(Patch(_http, "os", SimpleNamespace(getpid=_first_process)),), asynchronous=False),
        call_after_fork,
    ),
    ClientMutant(
        "one-pool-for-all-loops",
        "On a second event loop a client uses the connections of the first.",
        Defect(patches=(Patch(_http.AsyncHttp, "pool", property(_first_pool)),), sync=False),
        calls_on_loops,
    ),
    ClientMutant(
        "httpx-logs-the-query",
        "The line of httpx has the query of a call.",
        Defect(patches=(Patch(_logs._WithoutQuery, "filter", lambda self, record: True),)),
        logs(),
    ),
    ClientMutant("logs-the-url", "The address of each request is logged.", Defect(request=_log_url), logs()),
    ClientMutant("logs-answers", "The headers of answers are logged.", Defect(answer=_log_answer), logs(_ECHO)),
    ClientMutant(
        "logs-no-outcome",
        "Nothing is logged of a call.",
        Defect(patches=(Patch(_core, "log_attempt", lambda *_: None),)),
        logs(),
    ),
    ClientMutant(
        "logs-no-wait",
        "Nothing is logged of the wait before a further attempt.",
        Defect(patches=(Patch(_core, "log_retry", lambda *_: None),)),
        logs(bodies.error(429)),
    ),
    ClientMutant(
        "command-loses-surname",
        "The command loses the surname beside a customer's id.",
        _dropping("--surname", "--customer-id"),
        command("--surname", "a", "--customer-id", "7"),
    ),
    ClientMutant(
        "command-loses-language",
        "The command loses the language beside a timeout.",
        _dropping("--language", "--timeout"),
        command("--language", "pl", "--timeout", "3"),
    ),
    ClientMutant(
        "command-prefers-variables",
        "THULIUM_USER wins over --user.",
        _dropping("--user"),
        command("--user", "she"),
    ),
    ClientMutant(
        "command-takes-empty-for-none",
        "An empty option leaves the word to its variable.",
        Defect(options=_no_empty_options),
        command("--user", ""),
    ),
    ClientMutant(
        "command-is-certain",
        "The command ends with 1 where a conversation may have been started.",
        Defect(patches=(Patch(__main__, "UNCERTAIN", 1),)),
        command(answer=httpx.ReadTimeout("")),
    ),
    ClientMutant(
        "command-reports-no-json",
        "With --json errors of the system are text.",
        Defect(options=lambda options: [*filter("--json".__ne__, options)]),
        command("--json", answer=bodies.error(404)),
    ),
)
