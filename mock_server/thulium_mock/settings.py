"""Settings of one mock, as the command line and the environment give them."""

import ipaddress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Limits:
    """What the clients of one mock may use up.

    ``connections`` is how many may be open; beyond that the one that waits for its client longest gives way. The rest
    are seconds: until the first request of a connection or the next one begins, from the first byte of a request to its
    last, without a client reading anything of its answer, and until a client that was told so ends its connection. The
    last three are what a request may have: bytes of its head, headers (short ones take far more memory than their
    text), bytes of its body.
    """

    connections: int = 900
    idle_seconds: float = 75
    request_seconds: float = 60
    answer_seconds: float = 30
    linger_seconds: float = 5
    head_bytes: int = 1024 * 1024
    headers: int = 10_000
    body_bytes: int = 16 * 1024 * 1024


@dataclass(frozen=True)
class Settings:
    """The settings of one mock.

    ``port`` 0 picks a free one. ``fixtures`` None stands for the default ones, ``document`` None for the packaged one,
    ``token`` None for a control API that needs none, which is right on loopback only. With ``reload`` changes of the
    two files are served at once; with ``log`` each request is printed. With a ``seed``, ids and faults are the same
    each time. ``journal_size`` and ``keep_conversations`` say how much each space keeps. ``allow_host`` are further
    names that others have for this machine. ``workers`` is how many processes answer; only one can.
    """

    host: str = "127.0.0.1"
    port: int = 4010
    fixtures: Path | None = None
    document: Path | None = None
    reload: bool = False
    log: bool = False
    tls: bool = False
    token: str | None = None
    seed: int | None = None
    journal_size: int = 10_000
    keep_conversations: int = 50_000
    max_spaces: int = 200
    mask_personal_data: bool = False
    allow_host: tuple[str, ...] = ()
    workers: int = 1
    limits: Limits = Limits()

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names under which the control API and the console answer, besides those that every machine has."""
        return (self.host, *self.allow_host)

    @property
    def scheme(self) -> str:
        """The scheme of the mock's URLs."""
        return "https" if self.tls else "http"


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach a server that listens on ``host``."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
