"""Limits of sent requests: none about HTTP itself unless asked for, and none larger than the server takes."""

from collections.abc import Callable
from dataclasses import dataclass

from thulium_contract.http.exchange import Request

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_CONDUCT = {
    *("connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "expect"),
    *("host", "content-length", "max-forwards", "via", "early-data"),
}
"""Headers that are between two neighbours, or that a server reads before anything else."""
_MOST_HEADERS = 50
_SIZES = (60_000, 30_000, 15_000, 7_500, 3_500)


@dataclass(frozen=True)
class Limits:
    """Limits of requests: of the target and of all headers in bytes; ``http`` tells that HTTP itself is checked."""

    http: bool = True
    target: int | None = None
    headers: int | None = None

    def allow(self, request: Request) -> bool:
        """Tell whether a request may be sent."""
        if not self.http and _is_conduct(request):
            return False
        if self.target is not None and len(request.target) > self.target:
            return False
        return (
            self.headers is None or sum(len(name) + len(value) + 4 for name, value in request.headers) <= self.headers
        )

    def __str__(self) -> str:
        """Return what a report says of them."""
        known = (("request line", self.target), ("headers", self.headers))
        found = [f"no {what} of more than about {size} bytes" for what, size in known if size is not None]
        return f"The server takes {' and '.join(found)}; nothing larger was sent." if found else ""


NO_LIMITS = Limits()


def measured(status_of: Callable[[Request], int], path: str) -> Limits:
    """Return the limits of a server, measured with requests to ``path`` that have no credentials."""
    usual = status_of(Request(path))
    lines = (Request(f"{path}?{'u' * size}") for size in _SIZES)
    fields = (
        Request(path, headers=tuple((f"X-{each}", "x" * 1000) for each in range(size // 1000))) for size in _SIZES
    )
    largest = []
    for requests in (lines, fields):
        taken = (size for size, each in zip(_SIZES, requests, strict=True) if status_of(each) == usual)
        found = next(taken, _SIZES[-1])
        largest.append(None if found == _SIZES[0] else found)
    return Limits(False, *largest)


def _is_conduct(request: Request) -> bool:
    """Tell whether a request is about HTTP more than about the API, so that whatever stands in front answers it."""
    if request.version != "1.1" or request.method not in _METHODS or len(request.headers) > _MOST_HEADERS:
        return True
    return any(name.lower() in _CONDUCT or not name.strip() for name, _ in request.headers)
