"""Webhooks (subscriptions to events), and the deliveries of events to their targets."""

from typing import Any, Literal, NamedTuple

MAX_WEBHOOKS = 100
"""Limit of the webhooks of a space, beyond which the oldest is evicted."""

WebhookKey = tuple[int, int]
"""Generation of a space, which a reset changes, and the id of a webhook in it."""


class Webhook(NamedTuple):
    """Subscription to actions: the URL for their events, with optional Basic credentials."""

    webhook_id: int
    actions: tuple[str, ...]
    url: str
    user: str = ""
    password: str = ""


class Attempt(NamedTuple):
    """Request to the target of a webhook, without its credentials, and the answer or else the ``error``.

    ``started`` is Unix time, ``seconds`` the latency; ``answer`` is the start of the answer's body.
    """

    started: float
    seconds: float
    headers: dict[str, str]
    body: str
    status: int | None = None
    answer: str = ""
    error: str | None = None


class Delivery(NamedTuple):
    """Delivery of an event to a webhook, with a rising number. ``faults`` names the injected ones."""

    number: int
    webhook: Webhook
    event: dict[str, Any]
    created_at: str
    finished: bool = False
    attempt: Attempt | None = None
    faults: tuple[str, ...] = ()

    @property
    def state(self) -> Literal["pending", "delivered", "failed", "dropped"]:
        """Delivery state: pending, delivered (2xx), failed, dropped by a fault."""
        if not self.finished:
            return "pending"
        if self.attempt is None:
            return "dropped"
        return "delivered" if 200 <= (self.attempt.status or 0) < 300 else "failed"


class DeliveryStatus(NamedTuple):
    """Counters of deliveries: pending ones, and those ``lost`` beyond the limit of pending ones."""

    pending: int = 0
    lost: int = 0
