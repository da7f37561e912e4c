"""Settings of one mock, as the command line and the environment give them."""

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path

MEMORY = "memory"
"""The database of a mock that keeps its state in memory."""


class UnusableSetting(Exception):
    """Setting with which the mock cannot be served: its name, and a sentence that says why and how to mend it."""

    def __init__(self, text: str, setting: str) -> None:
        super().__init__(text)
        self.setting = setting


@dataclass(frozen=True)
class Limits:
    """Limits of one mock's clients.

    Beyond ``connections`` the one that has waited for its client longest is evicted. Timeouts are in seconds:
    ``idle_seconds`` of keep-alive until a request begins, ``request_seconds`` from its first byte to its last,
    ``answer_seconds`` in which a client reads nothing of its answer, ``linger_seconds`` until the client closes after a
    refusal. A request has at most ``head_bytes``, ``headers`` (short ones take far more memory than their text) and
    ``body_bytes``.
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
    """Settings of one mock.

    ``port`` 0 picks a free one. ``fixtures`` None stands for the default ones, ``document`` None for the packaged one,
    ``token`` None for a control API without one, which is right on loopback only. ``reload`` polls the two files for
    changes; ``log`` prints each request. ``tls`` serves HTTPS with the certificate in ``cert``, whose ``key`` may
    be in the same file, or with one that the mock makes. A ``seed`` makes ids and faults repeat. Each space keeps
    ``journal_size`` exchanges and ``keep_conversations``. ``allow_host`` are further host names of this machine, ``*.``
    before a domain for all below it. Events are sent in the ``webhook_format``, ``form`` or ``json``, to this machine
    and to ``allow_webhook_host``. ``workers`` is how many processes answer. ``database`` is where the state is kept:
    ``memory``, or a URL, which may have a password and is not shown.
    """

    host: str = "127.0.0.1"
    port: int = 4010
    fixtures: Path | None = None
    document: Path | None = None
    reload: bool = False
    log: bool = False
    tls: bool = False
    cert: Path | None = None
    key: Path | None = None
    token: str | None = None
    seed: int | None = None
    journal_size: int = 10_000
    keep_conversations: int = 50_000
    max_spaces: int = 200
    mask_personal_data: bool = False
    allow_host: tuple[str, ...] = ()
    workers: int = 1
    webhook_format: str = "form"
    allow_webhook_host: tuple[str, ...] = ()
    database: str = field(default=MEMORY, repr=False)
    limits: Limits = Limits()

    @property
    def hosts(self) -> tuple[str, ...]:
        """Host names of the control API and the console, besides those that every machine has."""
        return self.allow_host if is_loopback(self.host) else (self.host, *self.allow_host)

    @property
    def scheme(self) -> str:
        """Scheme of the mock's URLs."""
        return "https" if self.tls else "http"


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach a server that listens on ``host``."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
