"""Origin guard: protects control API and console from foreign pages (CSRF, DNS rebinding, clickjacking).

Any page that a developer opens can send requests to this machine. Refused here are a page's own name made to resolve to
this machine (DNS rebinding, seen in ``Host``), simple cross-origin requests (CSRF, seen in ``Sec-Fetch-Site``, or in
``Origin`` where a browser does not send that: over plain HTTP to another machine), and the console in a frame of
another page. Clients that are no browsers can send any headers: against them there is the token.
"""

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from thulium_mock.errors import ForeignHost, ForeignOrigin

_JSDOM = "http://localhost"
"""Origin of jsdom in Jest, which sends no ``Sec-Fetch-Site``. Browsers send it to this machine, and win by it."""


class OriginGuard:
    """ASGI layer that refuses requests of foreign pages to the control API or the console.

    ``hosts`` are the names, beside those of this machine, under which they answer; ``*.example.org`` stands for all
    names below it. Behind a proxy that sets ``Host``, pages of these names are ours too, wildcards apart, below which
    strangers may have pages. Other sites may link to ``app`` if it is ``linked``.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str], *, linked: bool = False) -> None:
        self.app = app
        self.linked = linked
        names = {_plain(host) for host in hosts}
        self.domains = (".localhost", *(name[1:] for name in names if name.startswith("*.")))
        self.hosts = {name for name in names if not name.startswith("*")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on; raises `ForeignHost` or `ForeignOrigin`."""
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get(b"host")
        if host is not None and not self._is_ours(_name(host)):
            raise ForeignHost
        if not self._is_same_origin(headers, host) and not (self.linked and _is_visit(scope, headers)):
            raise ForeignOrigin
        await self.app(scope, receive, send)

    def _is_ours(self, name: str) -> bool:
        """Tell whether ``name`` cannot be one that its owner has made to resolve to this machine."""
        return name in self.hosts or name == "localhost" or name.endswith(self.domains) or _is_address(name)

    def _is_same_origin(self, headers: dict[bytes, str], host: str | None) -> bool:
        """Tell whether a browser sent this for a page of ours, for the person at its address bar, or no browser did."""
        if site := headers.get(b"sec-fetch-site"):
            # Pages cannot set it. Another port of this machine is the same site, and is not us.
            return site in {"same-origin", "none"}
        origin = headers.get(b"origin")
        if origin is None or origin == _JSDOM:
            return True
        authority = origin.partition("://")[2]
        return authority == host or _name(authority) in self.hosts


def _is_visit(scope: Scope, headers: dict[bytes, str]) -> bool:
    """Tell whether this is a navigation by a link, in a window and not in a frame."""
    return (
        scope["method"] == "GET"
        and headers.get(b"sec-fetch-mode") == "navigate"
        and headers.get(b"sec-fetch-dest") == "document"
    )


def _name(authority: str) -> str:
    """Return the host name of ``authority``, which may have a port; empty if it is malformed."""
    try:
        return _plain(urlsplit(f"//{authority}").hostname or "")
    except ValueError:
        return ""


def _plain(name: str) -> str:
    """Return a host name in lower case, without a trailing dot."""
    return name.lower().removesuffix(".")


def _is_address(name: str) -> bool:
    """Tell whether ``name`` is an IP address, which resolves to nothing but itself."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
