"""Defects of settings: wrong defaults, addresses, languages, headers, methods and credentials."""

import dataclasses
import os
import warnings
from typing import Any

import httpx
from thulium_chat import _config

from tests.mutants.client import change
from tests.mutants.client.core import Arguments, Defect, Memory, table


def _plain_http(sound: Any = _config._system_url) -> Any:
    return lambda system_name, origin: sound(system_name, origin).replace("https:", "http:")


def _with_cookie(sent: httpx.Request, memory: Memory) -> httpx.Request:
    return change.with_headers(sent, Cookie=memory["cookie"]) if "cookie" in memory else sent


def _keep_cookie(answer: httpx.Response, memory: Memory) -> httpx.Response:
    if "Set-Cookie" in answer.headers:
        memory["cookie"] = answer.headers["Set-Cookie"].partition(";")[0]
    return answer


def _language_in_query(sent: httpx.Request) -> httpx.Request:
    language = sent.headers.get("Accept-Language")
    return change.rewritten(sent, url=sent.url.copy_merge_params({"lang": language})) if language else sent


def _with_body(sent: httpx.Request) -> httpx.Request:
    kept = {name: value for name, value in sent.headers.items() if name != "content-length"}
    return change.rewritten(sent, headers=kept, content=b"[]")


def _marked(chat: Any, memory: Memory) -> None:
    os.environ["THULIUM_USED"] = "1"


def _warning(sent: httpx.Request) -> httpx.Request:
    warnings.warn("a call", stacklevel=2)
    return sent


def _headers_of_call(edit: Any) -> Defect:
    return change.values(edit, "headers", kind=dict)


def _empty_base_url(given: Arguments, memory: Memory) -> Arguments:
    is_empty = os.environ.get("THULIUM_BASE_URL") == "" and not given.get("base_url")
    return {**given, "base_url": ""} if is_empty else given


SETTINGS = table("settings", "headers-", (
    ("headers-cut", "Of the headers of a call only eight are sent.",
     _headers_of_call(lambda found: dict([*found.items()][:8]))),
    ("tab-in-header", "A tab in a header of a call becomes a space.",
     _headers_of_call(lambda found: {name: change.sub("\t", " ")(value) if isinstance(value, str) else value
                                     for name, value in found.items()})),
    ("marks-environment", "A client leaves a mark in the environment.", Defect(made=_marked),
     "process-is-left-as-it-was"),
    ("warns", "Each call warns.", change.request(_warning), "process-is-left-as-it-was"),
    ("verify-off", "Any certificate is accepted by default.", change.settings(verify=False), "wire-over-tls"),
    ("plain-http", "A system is called without TLS.", change.patch(_config, "_system_url", _plain_http()),
     "address-of-a-system"),
    ("language-by-default", "Polish is asked for by default.", change.settings(language="pl")),
    ("language-of-client-wins", "The client's language wins over the call's.",
     change.unsent("language", lambda given, memory: memory.settings.get("language"))),
    ("language-in-query", "The language is sent as a parameter as well.", change.request(_language_in_query)),
    ("language-shortened", "Of a language only the first two letters are sent.",
     change.values(change.sub("(?s)^(..)-.*", r"\1"), "language", kind=str)),
    ("user-agent-of-httpx", "The User-Agent is that of httpx.",
     change.headers(User_Agent=f"python-httpx/{httpx.__version__}")),
    ("accepts-anything", "Accept asks for anything.", change.headers(Accept="*/*")),
    ("asks-for-gzip", "Compressed answers are asked for.", change.headers(Accept_Encoding="gzip, deflate")),
    ("extra-header", "A header that nobody asked for is sent.", change.headers(X_Requested_With="XMLHttpRequest")),
    ("keeps-cookies", "Cookies are kept.", Defect(request=_with_cookie, answer=_keep_cookie)),
    ("get-request", "GET is used.", change.request(lambda sent: change.rewritten(sent, method="GET")),
     "parameters-of-other-classes"),
    ("sends-body", "A body is sent.", change.request(_with_body)),
    ("slash-at-end", "The path ends with a slash.", change.target(lambda path, query: f"{path}/?{query}"),
     "parameters-of-other-classes"),
    ("no-api-in-path", "Below a base URL the first part of the path is lost.",
     change.target(lambda path, query: f"{path.replace('/api/', '/', 1)}?{query}"), "address-of-a-system"),
    ("path-lower-case", "The path of a base URL is lower-cased.",
     change.target(lambda path, query: f"{path.lower()}?{query}"), "address-by-base-url"),
    ("port-lost", "The port of a base URL is lost.",
     change.request(lambda sent: change.rewritten(sent, url=sent.url.copy_with(port=None))), "address-by-base-url"),
    ("environment-address-wins", "The environment's base URL wins over a system name.",
     Defect(settings=lambda given, memory: {
         **given, "base_url": given.get("base_url") or os.environ.get("THULIUM_BASE_URL") or None}),
     "address-precedence"),
    ("empty-variable-counts", "An empty variable is an empty base URL.", Defect(settings=_empty_base_url),
     "address-precedence"),
))  # fmt: skip


def _trust_netrc(chat: Any, memory: Memory) -> None:
    if os.environ.get("NETRC"):
        auth = httpx.NetRCAuth(os.environ["NETRC"])
        chat._core.http._network = dataclasses.replace(chat._core.http._network, auth=auth)


CREDENTIALS = table("credentials", "credentials-", (
    ("trusts-netrc", "Credentials of a .netrc file win.", Defect(made=_trust_netrc), "secret-of-somebody-else"),
    ("environment-wins", "The environment's user wins over the argument.",
     Defect(settings=lambda given, memory: {**given, "user": os.environ.get("THULIUM_USER") or given.get("user")}),
     "address-precedence"),
    ("password-trimmed", "Spaces around the password are removed.",
     change.setting("password", lambda text: text.strip() or text), "credentials-that-cannot-be-sent"),
    ("password-expanded", "Names of environment variables in the password are replaced by their values.",
     change.setting("password", os.path.expandvars), "credentials-of-every-shape"),
    ("password-after-colon", "A password ends at its first colon.",
     change.setting("password", lambda text: text.partition(":")[0] or text), "credentials-of-every-shape"),
    ("password-decoded", "A password is percent-decoded.", change.setting("password", change.sub("%41", "A"))),
    ("password-plus", "A plus sign in a password becomes a space.",
     change.token(lambda credentials: credentials.replace(b"+", b" "))),
    ("password-latin-1", "Credentials are sent in Latin-1 where it has their letters.",
     change.token(lambda credentials: credentials.replace("ä".encode(), b"\xe4")), "credentials-of-every-shape"),
    ("password-72-bytes", "A password is cut after 72 bytes.",
     change.token(lambda credentials: credentials[:credentials.index(b":") + 73]), "credentials-of-every-shape"),
    ("user-lower-case", "The user's name is lower-cased.", change.setting("user", str.lower),
     "credentials-of-every-shape"),
    ("token-of-another-scheme", "Credentials are sent as a Bearer token.",
     change.authorization(change.sub("Basic", "Bearer"))),
    ("token-without-padding", "The token has no padding.", change.authorization(lambda text: text.rstrip("="))),
))  # fmt: skip
