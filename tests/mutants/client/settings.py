"""Defects of settings: wrong defaults, wrong addresses, wrong credentials, wrong headers, wrong times to try again."""

import base64
import os
from http.cookiejar import CookieJar
from typing import Any

import httpx
from thulium_chat import RateLimitError, ServiceUnavailableError, ThuliumError, TransportError, _calls, _client, _config
from thulium_chat._retries import delay_before_retry
from thulium_chat._transport import Incoming

from tests.contract.client_suite import bodies
from tests.contract.client_suite.network import certificates
from tests.contract.client_suite.transport import JSON, STARTED, Answer
from tests.mutants.client.changes import headers, rewritten, settings, with_headers
from tests.mutants.client.core import Arguments, ClientMutant, Defect, Memory, Patch
from tests.mutants.client.witness import drips, netrc, sends, takes, wire, within


def _setting(name: str, change: Any) -> Defect:
    def changed(given: Arguments, memory: Memory) -> Arguments:
        return {**given, name: change(given[name])} if isinstance(given.get(name), str) else given

    return Defect(settings=changed)


def _token(change: Any) -> Defect:
    """Return the defect that changes the credentials on their way."""

    def changed(request: httpx.Request, memory: Memory) -> httpx.Request:
        token = base64.b64decode(request.headers["Authorization"].partition(" ")[2])
        return with_headers(request, {"Authorization": f"Basic {base64.b64encode(change(token)).decode()}"})

    return Defect(request=changed)


def _path(change: Any) -> Defect:
    def changed(request: httpx.Request, memory: Memory) -> httpx.Request:
        path, _, query = request.url.raw_path.decode().partition("?")
        return rewritten(request, url=request.url.copy_with(raw_path=f"{change(path)}?{query}".encode()))

    return Defect(request=changed)


def _delays(change: Any, sound: Any = delay_before_retry) -> Defect:
    """Return the defect of other delays before an attempt; `change` gets error, attempt, retries and delay."""

    def delay(error: ThuliumError, attempt: int, retries: int) -> float | None:
        changed: float | None = change(error, attempt, retries, sound(error, attempt, retries))
        return changed

    return Defect(patches=(Patch(_calls, "delay_before_retry", delay),))


def _sound_delay(kind: type[ThuliumError]) -> Any:
    return lambda error, attempt, retries, delay: 0.5 if isinstance(error, kind) and attempt < retries else delay


def _after_read_timeout(error: ThuliumError, attempt: int, retries: int, delay: float | None) -> float | None:
    return 0.5 if isinstance(error, TransportError) and error.maybe_started and attempt < retries else delay


def _no_longest(error: ThuliumError, attempt: int, retries: int, delay: float | None) -> float | None:
    if isinstance(error, RateLimitError) and attempt < retries and error.retry_after:
        return float(error.retry_after)
    return delay


def _env_first(given: Arguments, memory: Memory) -> Arguments:
    return {**given, "user": os.environ.get("THULIUM_USER") or given.get("user")}


def _env_system(given: Arguments, memory: Memory) -> Arguments:
    return {**given, "base_url": given.get("base_url") or os.environ.get("THULIUM_BASE_URL") or None}


def _netrc(chat: Any, memory: Memory) -> None:
    if os.environ.get("NETRC"):
        chat._caller.http.auth = httpx.NetRCAuth(os.environ["NETRC"])


def _plain_http(sound: Any = _config._system_url) -> Any:
    return lambda system_name, origin: sound(system_name, origin).replace("https:", "http:")


def _sending_body(request: httpx.Request, memory: Memory) -> httpx.Request:
    kept = {name: value for name, value in request.headers.items() if name != "content-length"}
    return httpx.Request(request.method, request.url, headers=kept, content=b"[]", extensions=request.extensions)


def _of_call_forgotten(given: Arguments, memory: Memory) -> Arguments:
    return {name: value for name, value in given.items() if name != "timeout"}


def _client_language_wins(given: Arguments, memory: Memory) -> Arguments:
    return {**given, "language": None} if memory.get("language") else given


def _kept_language(given: Arguments, memory: Memory) -> Arguments:
    memory["language"] = given.get("language")
    return given


_COOKIES = takes(Answer(200, headers={**JSON, "Set-Cookie": "PHPSESSID=1; Path=/"}), calls=({}, {}))
_AGAIN = takes(httpx.ConnectError(""), STARTED)

MUTANTS: tuple[ClientMutant, ...] = (
    ClientMutant(
        "no-timeout",
        "There is no timeout unless one is given.",
        Defect(
            made=lambda chat, memory: setattr(chat._caller, "_timeout", None) if chat._caller._timeout == 30 else None,
            patches=(),
        ),
    ),
    ClientMutant("timeout-300", "The default timeout is 300 seconds.", settings(timeout=300.0)),
    ClientMutant(
        "timeout-of-call-ignored",
        "A call's own timeout is not used.",
        Defect(arguments=_of_call_forgotten),
        sends({"timeout": 5}),
    ),
    ClientMutant(
        "timeout-for-reading-only",
        "The timeout is for reading only.",
        Defect(request=lambda request, memory: request.extensions["timeout"].update(connect=None) or request),
        sends(),
    ),
    ClientMutant(
        "body-timeout-anew",
        "The timeout begins anew with each piece of an answer.",
        Defect(
            patches=(
                Patch(
                    _client,
                    "Incoming",
                    type(
                        "Patient",
                        (Incoming,),
                        {"__init__": lambda self, response, timeout: _client_incoming(self, response)},
                    ),
                ),
            )
        ),
        drips(),
    ),
    ClientMutant("retries-by-default", "A call is tried twice more by default.", settings(retries=2), _AGAIN),
    ClientMutant(
        "one-retry-too-many",
        "A call is tried once more than asked.",
        Defect(
            settings=lambda given, memory: {**given, "retries": given["retries"] + 1} if given.get("retries") else given
        ),
        takes(*[httpx.ConnectError("")] * 9, retries=1),
    ),
    ClientMutant(
        "retries-500",
        "A 500 is tried again.",
        _delays(_sound_delay(bodies.ERRORS[500])),
        takes(bodies.error(500), STARTED, retries=1),
    ),
    ClientMutant(
        "retries-503",
        "A 503 is tried again.",
        _delays(_sound_delay(ServiceUnavailableError)),
        takes(bodies.error(503), STARTED, retries=1),
    ),
    ClientMutant(
        "retries-read-timeouts",
        "A timeout in reading is tried again.",
        _delays(_after_read_timeout),
        takes(httpx.ReadTimeout(""), STARTED, retries=1),
    ),
    ClientMutant(
        "retries-in-transport",
        "The transport tries a broken connection once more.",
        Defect(
            repeats=lambda found, memory: (
                isinstance(found, httpx.RemoteProtocolError)
                and not memory.setdefault("again", False)
                and not memory.update(again=True)
            )
        ),
        takes(httpx.RemoteProtocolError(""), STARTED),
    ),
    ClientMutant(
        "never-retries-429",
        "A 429 is never tried again.",
        _delays(lambda error, attempt, retries, delay: None if isinstance(error, RateLimitError) else delay),
        takes(bodies.error(429), STARTED, retries=1),
    ),
    ClientMutant(
        "retry-after-ignored",
        "Retry-After is not heeded.",
        _delays(lambda error, attempt, retries, delay: delay and 0.5),
        takes(bodies.error(429, retry_after="7"), STARTED, retries=1),
    ),
    ClientMutant(
        "retry-after-without-end",
        "Retry-After is heeded however long it is.",
        _delays(_no_longest),
        takes(bodies.error(429, retry_after="3600"), STARTED, retries=1),
    ),
    ClientMutant(
        "retry-at-once",
        "A further attempt is made at once.",
        _delays(lambda error, attempt, retries, delay: delay and 0.0),
        takes(httpx.ConnectError(""), STARTED, retries=1),
    ),
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
        Defect(made=lambda chat, memory: setattr(chat._caller.http, "_cookies", httpx.Cookies(CookieJar()))),
        _COOKIES,
    ),
    ClientMutant("trusts-netrc", "Credentials of a .netrc file win.", Defect(made=_netrc), netrc()),
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
        "environment-wins",
        "The environment's user wins over the argument.",
        Defect(settings=_env_first),
        within({"THULIUM_USER": "other"}),
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
    ClientMutant(
        "password-trimmed",
        "Spaces around the password are removed.",
        _setting("password", lambda text: text.strip() or text),
        sends(password=" a "),
    ),
    ClientMutant(
        "password-after-colon",
        "A password ends at its first colon.",
        _setting("password", lambda text: text.partition(":")[0] or text),
        sends(password="a:b"),
    ),
    ClientMutant(
        "password-decoded",
        "A password is percent-decoded.",
        _setting("password", lambda text: text.replace("%41", "A")),
        sends(password="%41"),
    ),
    ClientMutant(
        "password-plus",
        "A plus sign in a password becomes a space.",
        _token(lambda token: token.replace(b"+", b" ")),
        sends(password="a+b"),
    ),
    ClientMutant(
        "password-latin-1",
        "Credentials are sent in Latin-1 where it has their letters.",
        _token(lambda token: token.replace("ä".encode(), b"\xe4")),
        sends(password="pässwörd"),
    ),
    ClientMutant(
        "password-72-bytes",
        "A password is cut after 72 bytes.",
        _token(lambda token: b":".join((token.partition(b":")[0], token.partition(b":")[2][:72]))),
        sends(password="p" * 73),
    ),
    ClientMutant(
        "user-lower-case", "The user's name is lower-cased.", _setting("user", str.lower), sends(user="API_User")
    ),
    ClientMutant(
        "token-of-another-scheme",
        "Credentials are sent as a Bearer token.",
        Defect(
            request=lambda request, memory: with_headers(
                request, {"Authorization": request.headers["Authorization"].replace("Basic", "Bearer")}
            )
        ),
    ),
    ClientMutant(
        "token-without-padding",
        "The token has no padding.",
        Defect(
            request=lambda request, memory: with_headers(
                request, {"Authorization": request.headers["Authorization"].rstrip("=")}
            )
        ),
        sends(password="api_pass"),
    ),
)


def _client_incoming(self: Any, response: httpx.Response, sound: Any = Incoming.__init__) -> None:
    sound(self, response, 3600)
