"""What the sync and the async client share: all of a call that is not I/O."""

import platform
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import Any, Generic, TypeVar

import httpx

from thulium_chat._arguments import (
    check_target,
    checked_headers,
    checked_language,
    checked_parameters,
    checked_retries,
    checked_timeout,
    checked_verify,
    target_too_long,
    text_of_id,
)
from thulium_chat._config import read_config
from thulium_chat._errors import ConfigurationError, ThuliumError
from thulium_chat._generated.models import Conversation
from thulium_chat._operations import START_CONVERSATION, Operation
from thulium_chat._retries import delay_before_retry
from thulium_chat._version import __version__

Answer = TypeVar("Answer")
HttpClient = TypeVar("HttpClient", httpx.Client, httpx.AsyncClient)


@dataclass(frozen=True)
class Call(Generic[Answer]):
    """One call, checked and ready to be sent."""

    operation: Operation[Answer]
    request: Mapping[str, Any]
    timeout: float


class Caller(Generic[HttpClient]):
    """The settings of a client, and how they make calls. Nothing in it changes after it was made."""

    def __init__(
        self,
        http_class: type[HttpClient],
        *,
        system_name: str | None,
        user: str | None,
        password: str | None,
        base_url: str | None,
        timeout: float,
        language: str | None,
        headers: Mapping[str, str] | None,
        retries: int,
        verify: bool | ssl.SSLContext,
        transport: Any,
    ) -> None:
        config = read_config(system_name, user, password, base_url)
        self.base_url = config.base_url
        self._timeout = checked_timeout(timeout)
        self._language = None if language is None else checked_language(language)
        self._retries = checked_retries(retries)
        self.http: HttpClient = _http_client(
            http_class,
            base_url=config.base_url,
            auth=httpx.BasicAuth(config.user, config.password),
            headers={**_default_headers(), **_lowered(headers)},
            verify=checked_verify(verify),
            transport=transport,
            cookies=_NoCookies(),
            follow_redirects=False,
        )

    def start_conversation(
        self,
        parameters: Mapping[str, object],
        *,
        language: str | None,
        timeout: float | None,
        headers: Mapping[str, str] | None,
    ) -> Call[Conversation]:
        """Return the call that starts a conversation; an id may be a number. Raise ArgumentError."""
        parameters = {**parameters, "client_id": text_of_id("client_id", parameters["client_id"])}
        return self.call(START_CONVERSATION, parameters, language=language, timeout=timeout, headers=headers)

    def call(
        self,
        operation: Operation[Answer],
        parameters: Mapping[str, object],
        *,
        language: str | None,
        timeout: float | None,
        headers: Mapping[str, str] | None,
    ) -> Call[Answer]:
        """Check the arguments and have the generated layer write the request; raise ArgumentError."""
        arguments = checked_parameters(operation.documented, parameters)
        language = self._language if language is None else checked_language(language)
        if language is not None:
            arguments["accept_language"] = language
        request = operation.write(**arguments)
        request["headers"] = {**_lowered(headers), **request["headers"]}
        return Call(operation, request, self._timeout if timeout is None else checked_timeout(timeout))

    def request(self, call: Call[Any]) -> httpx.Request:
        """Return a fresh request, for one attempt."""
        if self.http.is_closed:
            raise ThuliumError("this client is closed: make a new one")
        try:
            request = self.http.build_request(**call.request, timeout=call.timeout)
        except httpx.InvalidURL:
            raise target_too_long("no URL can hold them") from None
        check_target(request)
        return request

    def delay(self, error: ThuliumError, attempt: int) -> float | None:
        """Return the seconds to wait before the next attempt, None where there must be none."""
        return delay_before_retry(error, attempt, self._retries)


class _NoCookies(CookieJar):
    """Keeps no cookie: one of a session would have a PHP server handle concurrent calls one after another."""

    def extract_cookies(self, response: object, request: object) -> None:
        """Pass over what the answer would have kept."""


def _http_client(http_class: type[HttpClient], **settings: Any) -> HttpClient:
    try:
        return http_class(**settings)
    except (ImportError, ValueError, OSError, httpx.InvalidURL) as error:
        # httpx reads proxies and certificates from the environment here; a proxy's URL may hold a password.
        raise ConfigurationError(
            f"httpx cannot be set up ({type(error).__name__}): "
            "check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE and SSL_CERT_DIR"
        ) from None


def _default_headers() -> dict[str, str]:
    return {
        "accept": "application/json",
        # An answer is too small to be worth it, and a compressed one could unpack to any size.
        "accept-encoding": "identity",
        "user-agent": f"thulium-chat/{__version__} httpx/{httpx.__version__} python/{platform.python_version()}",
    }


def _lowered(headers: Mapping[str, str] | None) -> dict[str, str]:
    checked = {} if headers is None else checked_headers(headers)
    return {name.lower(): value for name, value in checked.items()}
