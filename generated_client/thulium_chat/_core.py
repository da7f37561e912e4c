"""The part of a call that both clients share, written once as coroutines; `_http` has the I/O of each."""

import itertools
import platform
import ssl
from collections.abc import Mapping
from http.cookiejar import CookieJar
from typing import Any, TypeVar

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
from thulium_chat._exchange import Exchange
from thulium_chat._generated.models import Conversation
from thulium_chat._http import Http
from thulium_chat._operations import START_CONVERSATION, Operation
from thulium_chat._retries import delay_before_retry
from thulium_chat._version import __version__

Answer = TypeVar("Answer")


class Core:
    """The settings of a client, and how it makes calls; nothing in it changes after it was made."""

    def __init__(
        self,
        http: type[Http],
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
        settings = {
            "base_url": config.base_url,
            "auth": httpx.BasicAuth(config.user, config.password),
            "headers": {**_default_headers(), **_lowered(headers)},
            "verify": checked_verify(verify),
            "transport": transport,
            "cookies": _NoCookies(),
            "follow_redirects": False,
        }
        try:
            self.http = http(**settings)
        except (ImportError, ValueError, OSError, httpx.InvalidURL) as error:
            # httpx reads proxies and certificates from the environment here; a proxy's URL may hold a password.
            raise ConfigurationError(
                f"httpx cannot be set up ({type(error).__name__}): "
                "check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE and SSL_CERT_DIR"
            ) from None

    async def start_conversation(
        self,
        parameters: Mapping[str, object],
        language: str | None,
        timeout: float | None,  # noqa: ASYNC109 - it is for each step of a call, which asyncio.timeout() is not
        headers: Mapping[str, str] | None,
    ) -> Conversation:
        """Start a conversation; `client_id` may be a number."""
        parameters = {**parameters, "client_id": text_of_id("client_id", parameters["client_id"])}
        return await self._call(START_CONVERSATION, parameters, language, timeout, headers)

    async def _call(
        self,
        operation: Operation[Answer],
        parameters: Mapping[str, object],
        language: str | None,
        timeout: float | None,  # noqa: ASYNC109 - as above
        headers: Mapping[str, str] | None,
    ) -> Answer:
        """Check the arguments, have the generated layer write the request, and send it, again where that is safe."""
        arguments = checked_parameters(operation.documented, parameters)
        language = self._language if language is None else checked_language(language)
        if language is not None:
            arguments["accept_language"] = language
        request = operation.write(**arguments)
        request["headers"] = {**_lowered(headers), **request["headers"]}
        timeout = self._timeout if timeout is None else checked_timeout(timeout)
        for attempt in itertools.count():
            try:
                return await self._attempt(operation, request, timeout)
            except ThuliumError as error:
                delay = delay_before_retry(error, attempt, self._retries)
                if delay is None:
                    raise
            await self.http.sleep(delay)
        raise AssertionError  # the loop has no end

    async def _attempt(
        self,
        operation: Operation[Answer],
        request: Mapping[str, Any],
        timeout: float,  # noqa: ASYNC109 - as above
    ) -> Answer:
        exchange = Exchange(self._request(request, timeout), timeout)
        try:
            await self.http.perform(exchange)
        except httpx.RequestError as error:
            raise exchange.failure(error) from error
        return operation.read(exchange)

    def _request(self, request: Mapping[str, Any], timeout: float) -> httpx.Request:
        if self.http.client.is_closed:
            raise ThuliumError("this client is closed: make a new one")
        try:
            built = self.http.client.build_request(**request, timeout=timeout)
        except httpx.InvalidURL:
            raise target_too_long("no URL can hold them") from None
        check_target(built)
        return built


class _NoCookies(CookieJar):
    """Cookie jar that stays empty: with a session's cookie, a PHP server answers one call at a time."""

    def extract_cookies(self, response: object, request: object) -> None:
        """Drop the cookies of the answer."""


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
