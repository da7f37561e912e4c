"""Webhooks, and the deliveries of events to their targets. Knows no HTTP beyond what a delivery has to show."""

from typing import Any, Literal, NamedTuple

MAX_WEBHOOKS = 100
"""How many webhooks a space keeps."""

WebhookKey = tuple[str, int]
"""A space, and the id of a webhook in it."""


class Webhook(NamedTuple):
    """Subscription to actions: where to send their events, with Basic credentials if there are any."""

    webhook_id: int
    actions: tuple[str, ...]
    url: str
    user: str = ""
    password: str = ""


class Attempt(NamedTuple):
    """A request to the target of a webhook, without its credentials, and the answer or else the ``error``.

    ``started`` is Unix time; of the answer the first bytes are kept.
    """

    started: float
    seconds: float
    headers: dict[str, str]
    body: str
    status: int | None = None
    answer: str = ""
    error: str | None = None


class Delivery(NamedTuple):
    """Event for a webhook, as both were when it happened; numbers rise. ``faults`` names the injected ones."""

    number: int
    webhook: Webhook
    event: dict[str, Any]
    created_at: str
    finished: bool = False
    attempt: Attempt | None = None
    faults: tuple[str, ...] = ()

    @property
    def state(self) -> Literal["pending", "delivered", "failed", "dropped"]:
        """What became of it: not tried yet; answered with success; not so; or a fault has dropped it."""
        if not self.finished:
            return "pending"
        if self.attempt is None:
            return "dropped"
        return "delivered" if 200 <= (self.attempt.status or 0) < 300 else "failed"


class DeliveryStatus(NamedTuple):
    """How many deliveries are pending, and how many were ``lost`` since too many were."""

    pending: int = 0
    lost: int = 0
