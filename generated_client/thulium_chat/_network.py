"""Network settings: TLS, proxy and pool size, or a transport or httpx client of the caller."""

import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from ._errors import ArgumentError, ConfigurationError
from ._proxies import Proxy, find_proxy
from ._text import decoded

# Transports without connections: any process and event loop may use them.
_IN_PROCESS = (httpx.MockTransport, httpx.WSGITransport, httpx.ASGITransport)


@dataclass(frozen=True)
class Network:
    """Options of httpx's transport, or a transport or httpx client of the caller."""

    auth: httpx.Auth
    options: Mapping[str, Any]
    proxy: Proxy | None
    transport: Any
    client: Any

    @property
    def is_own(self) -> bool:
        """Whether connections are the client's own: it knows when they are made."""
        return self.transport is None and self.client is None

    @property
    def is_movable(self) -> bool:
        """Whether another process or event loop can have connections of its own."""
        return self.is_own or isinstance(self.transport, _IN_PROCESS)


def checked_network(
    base_url: str,
    auth: httpx.Auth,
    *,
    verify: object,
    limits: object,
    proxy: Any,
    trust_env: bool,
    transport: object,
    client: object,
    kinds: tuple[type, str],
) -> Network:
    """Return the network; raise ArgumentError or ConfigurationError.

    `kinds` are the class of httpx client and the method of a transport that go with sync or async.
    """
    client_class, handler = kinds
    if transport is not None and not callable(getattr(transport, handler, None)):
        raise ArgumentError("transport", f"must have the method {handler}, for {_face(handler)}")
    if client is not None and not isinstance(client, client_class):
        raise ArgumentError("http_client", f"must be an httpx.{client_class.__name__}, for {_face(handler)}")
    if limits is not None and not isinstance(limits, httpx.Limits):
        raise ArgumentError("limits", "must be an httpx.Limits: pass httpx.Limits(max_connections=10)")
    checked_flag("trust_env", trust_env)
    whose = "http_client" if client is not None else "transport" if transport is not None else ""
    others = {"limits": limits, "proxy": proxy}
    if client is not None:
        others |= {"transport": transport, "verify": None if verify is True else verify}
    for name, given in others.items() if whose else ():
        if given is not None:
            raise ArgumentError(name, f"must not be given beside {whose}: set it there")
    if not isinstance(verify, bool | str | os.PathLike | ssl.SSLContext):
        raise ArgumentError("verify", "must be True, False, the path of a file with CA certificates, or an SSLContext")
    if whose:
        return Network(auth, {}, None, transport, client)
    found = find_proxy(base_url, proxy, trust_env)
    options = {
        "verify": _tls(verify, trust_env),
        "limits": limits or httpx.Limits(max_connections=100, max_keepalive_connections=20),
        "proxy": None if found is None else found.settings,
        "trust_env": False,
    }
    return Network(auth, options, found, None, None)


def checked_flag(name: str, flag: object) -> bool:
    """Return the flag; raise ArgumentError unless it is True or False."""
    if not isinstance(flag, bool):
        raise ArgumentError(name, "must be True or False")
    return flag


def _face(handler: str) -> str:
    return "AsyncThuliumChat" if "async" in handler else "ThuliumChat"


def _tls(verify: bool | str | os.PathLike[str] | ssl.SSLContext, trust_env: bool) -> ssl.SSLContext:
    """Return the TLS settings: those given, or with the CA certificates of a path, of the environment, or of httpx."""
    if isinstance(verify, ssl.SSLContext):
        return verify
    origin, path = "verify", None if isinstance(verify, bool) else verify
    for variable in ("SSL_CERT_FILE", "SSL_CERT_DIR") if verify is True and trust_env else ():
        if path is None and os.environ.get(variable):
            origin, path = variable, os.environ[variable]
    try:
        if path is None:
            return httpx.create_ssl_context(verify=bool(verify), trust_env=False)
        if os.path.isdir(path):
            return ssl.create_default_context(capath=path)
        # OpenSSL reads neither byte order marks nor UTF-16; outside of ASCII there are only comments.
        pem = decoded(Path(path).read_bytes(), "ignore").encode("ascii", "ignore").decode()
        return ssl.create_default_context(cadata=pem)
    except (OSError, ValueError) as error:
        wrong = f"must name a file or folder of CA certificates in PEM form ({type(error).__name__})"
        keys = os.environ.get("SSLKEYLOGFILE")
        if keys and getattr(error, "filename", None) == keys:
            origin, wrong = "SSLKEYLOGFILE", "names a file that cannot be written, and Python's ssl writes to it"
        if origin == "verify":
            raise ArgumentError(origin, wrong) from None
        raise ConfigurationError(f"{origin} {wrong}") from None
