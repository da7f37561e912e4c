"""Call logic of both clients: validation, request, retries, logging; coroutines over the I/O in `_http`."""

import copy
import itertools
import platform
from collections.abc import AsyncGenerator, Mapping
from typing import Any, Self

import httpx

from ._answers import read_result
from ._arguments import (
    Timeout,
    check_target,
    checked_app,
    checked_headers,
    checked_language,
    checked_parameters,
    checked_retries,
    checked_timeout,
    target_too_long,
)
from ._config import read_config
from ._errors import ThuliumConnectionError, ThuliumError
from ._exchange import Exchange
from ._generated.document import OPERATIONS
from ._generated.requests import BODIES, REQUESTS
from ._generated.types import UNSET
from ._http import AsyncHttp, SyncHttp
from ._logs import keep_queries_out, log_attempt, log_retry
from ._network import checked_flag, checked_network
from ._retries import delay_before_repetition, delay_before_retry
from ._version import __version__

Headers = Mapping[str, str] | None

# Methods that may be sent twice, as RFC 9110 says; those of the generated layer are in lower case.
_REPEATABLE = ("get", "head", "put", "delete")


class Core:
    """Settings and call logic of a client; immutable once made."""

    def __init__(
        self,
        http: type[SyncHttp | AsyncHttp],
        *,
        credentials: tuple[str | None, str | None, str | None, str | None],
        timeout: object,
        language: str | None,
        headers: Headers,
        retries: int,
        app_info: str | None,
        strict: bool,
        **network: Any,
    ) -> None:
        config = read_config(*credentials)
        self.base_url = config.base_url
        self._timeout = checked_timeout(timeout)
        self._language = None if language is None else checked_language(language)
        self._headers = _Headers({**_default_headers(app_info), **_lowered(headers)})
        self._retries = checked_retries(retries)
        self._strict = checked_flag("strict", strict)
        auth = httpx.BasicAuth(config.user, config.password)
        self._network = checked_network(config.base_url, auth, kinds=(http.client_class, http.handler), **network)
        keep_queries_out()
        self.http = http(self._network)

    def with_options(self, *, timeout: object, language: str | None, headers: Headers, retries: int | None) -> Self:
        """Return a copy with other settings on the same connection pools; None leaves a setting as it is."""
        other = copy.copy(self)
        other._timeout = self._timeout if timeout is None else checked_timeout(timeout)
        other._language = self._language if language is None else checked_language(language)
        other._headers = _Headers({**self._headers, **_lowered(headers)})
        other._retries = self._retries if retries is None else checked_retries(retries)
        return other

    async def call(
        self, operation: str, arguments: Mapping[str, object], language: str | None, limit: object, headers: Headers
    ) -> Any:
        """Validate the arguments, have the generated layer write the request, send it, and retry where that is safe."""
        written = self._written(operation, arguments, language, headers)
        timeout = self._timeout if limit is None else checked_timeout(limit)
        for attempt in itertools.count():
            try:
                return await self._attempt(operation, written, timeout)
            except ThuliumError as error:
                delay_after = delay_before_repetition if written["method"] in _REPEATABLE else delay_before_retry
                delay = delay_after(error, attempt, self._retries)
                if delay is None:
                    raise
            log_retry(operation, delay)
            await self.http.sleep(delay)
        raise AssertionError  # the loop has no end

    def items(
        self, operation: str, arguments: Mapping[str, object], language: str | None, limit: object, headers: Headers
    ) -> AsyncGenerator[Any, None]:
        """Validate the arguments, and return what is on all pages of a list."""
        paging: dict[str, object] = {"limit": None, "offset": None, **arguments}
        checked_parameters(OPERATIONS[operation], paging, self._strict)

        async def walk() -> AsyncGenerator[Any, None]:
            seen, page = 0, None
            while page is None or (page.result and seen < page.count):
                page = await self.call(operation, {**paging, "offset": seen or None}, language, limit, headers)
                seen += len(page.result)
                for item in page.result:
                    yield item

        return walk()

    def _written(
        self, operation: str, arguments: Mapping[str, object], language: str | None, headers: Headers
    ) -> dict[str, Any]:
        """Return the request as the generated layer writes it."""
        places = OPERATIONS[operation].parameters
        checked = checked_parameters(OPERATIONS[operation], arguments, self._strict)
        # What is not given is not sent; the generated layer would send the document's defaults.
        values = {name: checked.get(name, UNSET) for name, each in places.items() if each.place != "body"}
        if (body := BODIES.get(operation)) is not None:
            values["body"] = body({name: value for name, value in checked.items() if name not in values})
        language = self._language if language is None else checked_language(language)
        if language is not None:
            values["accept_language"] = language
        written = REQUESTS[operation](**values)
        own = {name.lower(): value for name, value in written.get("headers", {}).items()}
        return {**written, "headers": {**self._headers, **_lowered(headers), **own}}

    async def _attempt(self, operation: str, written: Mapping[str, Any], limit: Timeout) -> Any:
        exchange = Exchange(
            self._request(written, limit),
            limit.total,
            sent=not self._network.is_own,
            strict=self._strict,
            proxy=self._network.proxy,
            effect=OPERATIONS[operation].effect,
        )
        try:
            await self._perform(exchange)
            exchange.end()
            answer = read_result(exchange, OPERATIONS[operation], self._strict)
        except ThuliumError as error:
            log_attempt(operation, exchange, error)
            raise
        log_attempt(operation, exchange)
        return answer

    async def _perform(self, exchange: Exchange) -> None:
        try:
            await self.http.perform(exchange)
        except (httpx.RequestError, TimeoutError) as error:
            raise exchange.failure(error) from error
        except RuntimeError as error:
            if not self.http.is_closed:
                raise
            raise ThuliumConnectionError("The client was closed during the call", True, exchange.effect) from error

    def _request(self, written: Mapping[str, Any], limit: Timeout) -> httpx.Request:
        """Return a fresh request, for one attempt."""
        try:
            request = httpx.Request(
                written["method"],
                self.base_url + written["url"],
                params=written.get("params"),
                json=written.get("json"),
                headers=written["headers"],
                extensions={"timeout": limit.phases.as_dict()},
            )
        except httpx.InvalidURL:
            raise target_too_long("no URL can hold them") from None
        check_target(request)
        return request


class _Headers(dict[str, str]):
    """Headers of a client, with a repr that hides their values."""

    def __repr__(self) -> str:
        return f"<{len(self)} headers>"


def _default_headers(app_info: str | None) -> dict[str, str]:
    programs = [f"thulium-chat/{__version__}", f"httpx/{httpx.__version__}", f"python/{platform.python_version()}"]
    return {
        "accept": "application/json",
        # An answer is too small to be worth it, and a compressed one could unpack to any size.
        "accept-encoding": "identity",
        "connection": "keep-alive",
        "user-agent": " ".join(programs if app_info is None else [*programs, checked_app(app_info)]),
    }


def _lowered(headers: Headers) -> dict[str, str]:
    checked = {} if headers is None else checked_headers(headers)
    return {name.lower(): value for name, value in checked.items()}
