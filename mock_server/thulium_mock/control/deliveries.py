"""Handlers of deliveries: what was sent to webhooks, and sending it again."""

from typing import Any

from thulium_mock.errors import TooManyDeliveries
from thulium_mock.serialization import rfc3339
from thulium_mock.state.spaces import Space
from thulium_mock.state.webhooks import Attempt, Delivery


class DeliveryControl:
    """The handlers of the tag ``deliveries``."""

    async def list_deliveries(
        self, space: Space, limit: int, offset: int, conversation_id: str | None = None
    ) -> dict[str, Any]:
        """Return a page of deliveries, the newest first, and how many are pending and lost."""
        count, page = await space.deliveries(limit, offset, conversation_id)
        status = await space.delivery_status()
        return {"count": count, **status._asdict(), "result": [_present(each) for each in page]}

    async def get_delivery(self, space: Space, number: int) -> dict[str, Any]:
        """Return one delivery; raises `UnknownDelivery`."""
        return _present(await space.delivery(number))

    async def deliver_again(self, space: Space, number: int) -> dict[str, Any]:
        """Send the event of a delivery once more, and return the new delivery; raises `UnknownDelivery`.

        Raises `TooManyDeliveries` if too many are pending.
        """
        before = await space.delivery(number)
        delivery = await space.add_delivery(before.webhook, before.event)
        if delivery is None:
            raise TooManyDeliveries
        return _present(delivery)


def _present(delivery: Delivery) -> dict[str, Any]:
    webhook = delivery.webhook
    return {
        "number": delivery.number,
        "created_at": delivery.created_at,
        "state": delivery.state,
        "webhook_id": webhook.webhook_id,
        "url": webhook.url,
        "event": delivery.event,
        "faults": list(delivery.faults),
        "attempt": delivery.attempt and _attempt(delivery.attempt),
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "started": rfc3339(attempt.started),
        "duration_ms": round(attempt.seconds * 1000, 3),
        "headers": attempt.headers,
        "body": attempt.body,
        "status": attempt.status,
        "answer": attempt.answer,
        "error": attempt.error,
    }
