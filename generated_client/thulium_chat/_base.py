"""Base of both clients: their settings."""

import copy
import os
import ssl
from collections.abc import Mapping
from typing import ClassVar, Generic, Never, Self, TypeVar

import httpx

from ._http import AsyncHttp, SyncHttp
from ._types import TimeoutTypes

Transport = TypeVar("Transport", httpx.BaseTransport, httpx.AsyncBaseTransport)
HttpClient = TypeVar("HttpClient", httpx.Client, httpx.AsyncClient)


class ClientBase(Generic[Transport, HttpClient]):
    """Settings of a client; its operations are generated from the document."""

    _http: ClassVar[type[SyncHttp | AsyncHttp]]

    def __init__(
        self,
        system_name: str | None = None,
        user: str | None = None,
        password: str | None = None,
        *,
        base_url: str | None = None,
        timeout: TimeoutTypes = 30.0,
        language: str | None = None,
        headers: Mapping[str, str] | None = None,
        retries: int = 0,
        app_info: str | None = None,
        strict: bool = False,
        verify: bool | str | os.PathLike[str] | ssl.SSLContext = True,
        proxy: str | httpx.URL | httpx.Proxy | None = None,
        limits: httpx.Limits | None = None,
        trust_env: bool = True,
        transport: Transport | None = None,
        http_client: HttpClient | None = None,
    ) -> None:
        """Make a client; nothing is sent yet.

        Args:
            system_name: The name of the customer's system, `your-system-name` in
                `https://your-system-name.thulium.com/api` (documented by the vendor). Else `THULIUM_SYSTEM`.
            user: The name of an API user made in the administration panel. Else `THULIUM_USER`.
            password: The API user's password. Else `THULIUM_PASSWORD`.
            base_url: Another address than the vendor's, such as `http://127.0.0.1:4010/api`; it wins over
                `system_name`. Else, where `system_name` is not given either, `THULIUM_BASE_URL`.
            timeout: Seconds for a whole attempt, from waiting for a free connection to the end of the answer; an
                `httpx.Timeout` for each phase alone; None for no limit.
            language: The language of the system's error messages: `en`, `pl` (documented by the vendor), or any value
                for Accept-Language. English where it is not given.
            headers: Headers to add to every request.
            retries: How many more times to try where nothing can have been started: the connection could not be made,
                or the system answered 429. Between attempts the client waits as long as Retry-After says (up to a
                minute; beyond it, it gives up), else half a second, doubling up to 8 s.
            app_info: Name and version of the calling program for User-Agent, such as `my-shop/1.2`.
            strict: True refuses all that the API document does not allow, what it assumes included: for tests of
                stand-ins. Else the client holds to what the vendor documents, and bears with the rest.
            verify: False accepts any certificate; a path names a file or folder of CA certificates; an
                `ssl.SSLContext` sets everything about TLS.
            proxy: The address of a proxy. Else HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY.
            limits: The size of the connection pool, 100 connections when not given.
            trust_env: False reads no variables of proxies and certificates.
            transport: An httpx transport to use instead of the network, for tests and special needs.
            http_client: An httpx client to send with; it is not closed with this client.

        Raises:
            ConfigurationError: System, user or password is missing or malformed, or a proxy or certificates unusable.
            ArgumentError: Another argument is malformed.
        """
        from ._core import Core  # with the generated layer, half as slow to import as httpx

        self._core = Core(
            self._http,
            credentials=(system_name, user, password, base_url),
            timeout=timeout,
            language=language,
            headers=headers,
            retries=retries,
            app_info=app_info,
            strict=strict,
            verify=verify,
            proxy=proxy,
            limits=limits,
            trust_env=trust_env,
            transport=transport,
            client=http_client,
        )

    def with_options(
        self,
        *,
        timeout: TimeoutTypes = None,
        language: str | None = None,
        headers: Mapping[str, str] | None = None,
        retries: int | None = None,
    ) -> Self:
        """Return a client with other settings on the same connections; closing one of the two closes both.

        Arguments and errors are those of the client; None leaves a setting as it is, headers are added.
        """
        other = copy.copy(self)
        other._core = self._core.with_options(timeout=timeout, language=language, headers=headers, retries=retries)
        return other

    @property
    def base_url(self) -> str:
        """The address that paths are added to, without a slash at its end."""
        return self._core.base_url

    @property
    def is_closed(self) -> bool:
        """Whether the client was closed."""
        return self._core.http.is_closed

    def __copy__(self) -> Self:
        """Return another client on the same connections."""
        other = object.__new__(type(self))
        vars(other).update(vars(self))
        return other

    def __reduce__(self) -> Never:
        """Refuse to be pickled or copied deeply, which would take credentials along and connections apart."""
        raise TypeError(f"a {type(self).__name__} cannot be pickled or copied deeply: make one where it is used")

    def __repr__(self) -> str:
        """Name the address, and no credentials."""
        core = vars(self).get("_core")  # not there when a setting was refused
        return f"<{type(self).__name__} {'without settings' if core is None else core.base_url}>"
