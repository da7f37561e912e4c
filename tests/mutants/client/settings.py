"""Defects of settings: wrong defaults, addresses, languages, headers and methods."""

import os
import warnings
from typing import Any

import httpx
from thulium_chat import _config

from tests.contract.client_suite.network import certificates
from tests.contract.client_suite.transport import JSON, Answer
from tests.mutants.client.changes import headers, rewritten, settings, with_headers
from tests.mutants.client.core import Arguments, ClientMutant, Defect, Memory, Patch
from tests.mutants.client.witness import process, sends, takes, wire, within


def _path(change: Any) -> Defect:
    def changed(request: httpx.Request, memory: Memory) -> httpx.Request:
        path, _, query = request.url.raw_path.decode().partition("?")
        return rewritten(request, url=request.url.copy_with(raw_path=f"{change(path)}?{query}".encode()))

    return Defect(request=changed)


def _env_system(given: Arguments, memory: Memory) -> Arguments:
    return {**given, "base_url": given.get("base_url") or os.environ.get("THULIUM_BASE_URL") or None}


def _plain_http(sound: Any = _config._system_url) -> Any:
    return lambda system_name, origin: sound(system_name, origin).replace("https:", "http:")


def _with_cookie(request: httpx.Request, memory: Memory) -> httpx.Request:
    return with_headers(request, {"Cookie": memory["cookie"]}) if "cookie" in memory else request


def _cookie_kept(response: httpx.Response, memory: Memory) -> httpx.Response:
    if "Set-Cookie" in response.headers:
        memory["cookie"] = response.headers["Set-Cookie"].partition(";")[0]
    return response


def _sending_body(request: httpx.Request, memory: Memory) -> httpx.Request:
    kept = {name: value for name, value in request.headers.items() if name != "content-length"}
    return httpx.Request(request.method, request.url, headers=kept, content=b"[]", extensions=request.extensions)


def _client_language_wins(given: Arguments, memory: Memory) -> Arguments:
    return {**given, "language": None} if memory.get("language") else given


def _kept_language(given: Arguments, memory: Memory) -> Arguments:
    memory["language"] = given.get("language")
    return given


def _of_call(change: Any) -> Defect:
    """Return the defect that changes the headers that a call is given."""

    def changed(given: Arguments, memory: Memory) -> Arguments:
        given_headers = given.get("headers")
        return {**given, "headers": change(given_headers)} if isinstance(given_headers, dict) else given

    return Defect(arguments=changed)


def _marked(chat: Any, memory: Memory) -> None:
    os.environ["THULIUM_USED"] = "1"


def _warned(request: httpx.Request, memory: Memory) -> httpx.Request:
    warnings.warn("a call", stacklevel=2)
    return request


_COOKIES = takes(Answer(200, headers={**JSON, "Set-Cookie": "PHPSESSID=1; Path=/"}), calls=({}, {}))


MUTANTS: tuple[ClientMutant, ...] = (
    ClientMutant(
        "headers-cut",
        "Of the headers of a call only eight are sent.",
        _of_call(lambda found: dict(list(found.items())[:8])),
        sends({"headers": {f"X-{number}": "a" for number in range(9)}}),
    ),
    ClientMutant(
        "tab-in-header",
        "A tab in a header of a call becomes a space.",
        _of_call(lambda found: {k: v.replace("\t", " ") if isinstance(v, str) else v for k, v in found.items()}),
        sends({"headers": {"X-A": "a\tb"}}),
    ),
    ClientMutant(
        "marks-environment",
        "A client leaves a mark in the environment.",
        Defect(made=_marked),
        process(lambda: os.environ.get("THULIUM_USED")),
    ),
    ClientMutant("warns", "Each call warns.", Defect(request=_warned), process(lambda: None)),
    ClientMutant(
        "verify-off",
        "Any certificate is accepted by default.",
        settings(verify=False),
        lambda face: wire(certificates()[0])(face),
    ),
    ClientMutant(
        "plain-http", "A system is called without TLS.", Defect(patches=(Patch(_config, "_system_url", _plain_http()),))
    ),
    ClientMutant("language-by-default", "Polish is asked for by default.", settings(language="pl")),
    ClientMutant(
        "language-of-client-wins",
        "The client's language wins over the call's.",
        Defect(settings=_kept_language, arguments=_client_language_wins),
        sends({"language": "en"}, language="pl"),
    ),
    ClientMutant(
        "language-in-query",
        "The language is sent as a parameter as well.",
        Defect(
            request=lambda request, memory: (
                rewritten(request, url=request.url.copy_merge_params({"lang": request.headers["Accept-Language"]}))
                if "Accept-Language" in request.headers
                else request
            )
        ),
        sends({"language": "pl"}),
    ),
    ClientMutant(
        "language-shortened",
        "Of a language only the first two letters are sent.",
        Defect(
            arguments=lambda given, memory: (
                {**given, "language": given["language"][:2]}
                if isinstance(given.get("language"), str) and given["language"][2:3] == "-"
                else given
            )
        ),
        sends({"language": "pl-PL,pl;q=0.9"}),
    ),
    ClientMutant(
        "user-agent-of-httpx",
        "The User-Agent is that of httpx.",
        headers(User_Agent=f"python-httpx/{httpx.__version__}"),
    ),
    ClientMutant("accepts-anything", "Accept asks for anything.", headers(Accept="*/*")),
    ClientMutant("asks-for-gzip", "Compressed answers are asked for.", headers(Accept_Encoding="gzip, deflate")),
    ClientMutant("extra-header", "A header that nobody asked for is sent.", headers(X_Requested_With="XMLHttpRequest")),
    ClientMutant(
        "keeps-cookies",
        "Cookies are kept.",
        Defect(request=_with_cookie, answer=_cookie_kept),
        _COOKIES,
    ),
    ClientMutant(
        "get-request", "GET is used.", Defect(request=lambda request, memory: rewritten(request, method="GET"))
    ),
    ClientMutant("sends-body", "A body is sent.", Defect(request=_sending_body)),
    ClientMutant("slash-at-end", "The path ends with a slash.", _path(lambda path: f"{path}/")),
    ClientMutant(
        "no-api-in-path",
        "Below a base URL the first part of the path is lost.",
        _path(lambda path: path.replace("/api/", "/", 1)),
    ),
    ClientMutant(
        "path-lower-case", "The path of a base URL is lower-cased.", _path(str.lower), sends(base_url="http://mock/API")
    ),
    ClientMutant(
        "port-lost",
        "The port of a base URL is lost.",
        Defect(request=lambda request, memory: rewritten(request, url=request.url.copy_with(port=None))),
        sends(base_url="http://mock:4010/api"),
    ),
    ClientMutant(
        "environment-address-wins",
        "The environment's base URL wins over a system name.",
        Defect(settings=_env_system),
        within({"THULIUM_BASE_URL": "http://other/api"}),
    ),
    ClientMutant(
        "empty-variable-counts",
        "An empty variable is an empty base URL.",
        Defect(
            settings=lambda given, memory: (
                {**given, "base_url": ""}
                if os.environ.get("THULIUM_BASE_URL") == "" and not given.get("base_url")
                else given
            )
        ),
        within({"THULIUM_BASE_URL": ""}),
    ),
)
