"""Handlers of webhooks and deliveries: lists, verification, redelivery."""

from dataclasses import asdict
from typing import Any

from thulium_mock.errors import TooManyDeliveries
from thulium_mock.inspection.verification import verify_deliveries
from thulium_mock.openapi.body_masks import MASK, BodyMask, without_user
from thulium_mock.operations.handlers import shown_webhook
from thulium_mock.serialization import rfc3339
from thulium_mock.state.spaces import Space
from thulium_mock.state.webhooks import Attempt, Delivery, Webhook
from thulium_mock.webhooks.sending import encode


class DeliveryControl:
    """Handlers of the tag ``deliveries``; a ``mask``, if given, is applied to events."""

    def __init__(self, mask: BodyMask | None = None) -> None:
        self.mask = mask

    async def list_webhooks(self, space: Space) -> dict[str, Any]:
        """Return all webhooks, without their passwords."""
        found = await space.webhooks()
        shown = [shown_webhook(_without_user(each)) for each in found]
        result = [{name: each[name] for name in each if name != "http_auth_password"} for each in shown]
        return {"count": len(found), "result": result}

    async def verify_deliveries(self, space: Space, body: dict[str, Any]) -> dict[str, Any]:
        """Verify that deliveries were made as often as expected; raises `TooManyStreams`."""
        timeout = body.get("timeout", 0)
        return asdict(await verify_deliveries(space, body["matcher"], body.get("count"), timeout, self._masked))

    async def list_deliveries(
        self, space: Space, limit: int, offset: int, conversation_id: str | None = None
    ) -> dict[str, Any]:
        """Return a page of deliveries, the newest first, and the counters of pending and lost ones."""
        count, page = await space.deliveries(limit, offset, conversation_id)
        status = await space.delivery_status()
        return {"count": count, **status._asdict(), "result": [self._present(each) for each in page]}

    async def get_delivery(self, space: Space, number: int) -> dict[str, Any]:
        """Return one delivery; raises `UnknownDelivery`."""
        return self._present(await space.delivery(number))

    async def deliver_again(self, space: Space, number: int) -> dict[str, Any]:
        """Send the event of a delivery once more, and return the new delivery; raises `UnknownDelivery`.

        Raises `TooManyDeliveries` if too many are pending.
        """
        before = await space.delivery(number)
        delivery = await space.add_delivery(before.webhook, before.event)
        if delivery is None:
            raise TooManyDeliveries
        return self._present(delivery)

    def _masked(self, delivery: Delivery) -> Delivery:
        event, attempt = delivery.event, delivery.attempt
        if self.mask:
            event = self.mask.value(event)
            if attempt:
                as_json = attempt.headers["content-type"] == "application/json"
                attempt = attempt._replace(body=encode(event, as_json=as_json)[1].decode(), answer=MASK)
        return delivery._replace(webhook=_without_user(delivery.webhook), event=event, attempt=attempt)

    def _present(self, delivery: Delivery) -> dict[str, Any]:
        delivery = self._masked(delivery)
        return {
            "number": delivery.number,
            "created_at": delivery.created_at,
            "state": delivery.state,
            "webhook_id": delivery.webhook.webhook_id,
            "url": delivery.webhook.url,
            "event": delivery.event,
            "faults": list(delivery.faults),
            "attempt": delivery.attempt and _attempt(delivery.attempt),
        }


def _without_user(webhook: Webhook) -> Webhook:
    return webhook._replace(url=without_user(webhook.url.encode()).decode())


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
