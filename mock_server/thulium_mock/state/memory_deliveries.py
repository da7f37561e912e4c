"""Deliveries of one space in memory: a queue for each webhook and conversation."""

from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import Any

from thulium_mock.errors import UnknownDelivery
from thulium_mock.serialization import rfc3339
from thulium_mock.state.webhooks import Delivery, DeliveryStatus, Webhook

_Order = tuple[int, str | None]
"""Key of a queue: webhook id and conversation id, whose events are delivered in order."""


class MemoryDeliveries:
    """Deliveries with ``numbers``; at most ``limit`` are pending, and as many finished ones are kept."""

    def __init__(self, numbers: Iterator[int], limit: int) -> None:
        self._numbers, self._limit = numbers, limit
        self._pending: dict[int, Delivery] = {}
        self._finished: dict[int, Delivery] = {}
        self._queues: dict[_Order, deque[int]] = {}
        self._ready: dict[int, deque[_Order]] = {}
        self._lost = 0

    @property
    def status(self) -> DeliveryStatus:
        """Counters of pending and lost deliveries."""
        return DeliveryStatus(len(self._pending), self._lost)

    def get(self, number: int) -> Delivery:
        """Return a delivery; raises `UnknownDelivery`."""
        if found := self._pending.get(number) or self._finished.get(number):
            return found
        raise UnknownDelivery

    def find(self, conversation_id: str | None, limit: int, offset: int) -> tuple[int, list[Delivery]]:
        """Return the number of deliveries, of one conversation if given, and a page of them, the newest first."""
        both = {**self._finished, **self._pending}
        found = [
            both[number]
            for number in sorted(both, reverse=True)
            if conversation_id in (None, both[number].event.get("conversation_id"))
        ]
        return len(found), list(islice(found, offset, offset + limit))

    def add(self, webhook: Webhook, event: dict[str, Any], now: float, faults: tuple[str, ...] = ()) -> Delivery | None:
        """Queue a delivery behind those of its conversation; None if it is lost, since too many are pending."""
        if len(self._pending) >= self._limit:
            self._lost += 1
            return None
        delivery = Delivery(next(self._numbers), webhook, event, rfc3339(now), faults=faults)
        self._pending[delivery.number] = delivery
        order = webhook.webhook_id, event.get("conversation_id")
        if order not in self._queues:
            self._queues[order] = deque()
            self._ready.setdefault(webhook.webhook_id, deque()).append(order)
        self._queues[order].append(delivery.number)
        return delivery

    def claim(self, webhook_id: int) -> Delivery:
        """Claim the next delivery of a webhook in `ready`; others of its conversation wait until it is finished."""
        order = self._ready[webhook_id].popleft()
        if not self._ready[webhook_id]:
            del self._ready[webhook_id]
        return self._pending[self._queues[order][0]]

    @property
    def ready(self) -> list[int]:
        """The ids of the webhooks with a delivery to claim."""
        return list(self._ready)

    def finish(self, delivery: Delivery) -> None:
        """Store the result of a claimed delivery; an unknown one is ignored."""
        if self._pending.pop(delivery.number, None) is None:
            return
        self._finished[delivery.number] = delivery
        if len(self._finished) > self._limit:
            del self._finished[next(iter(self._finished))]
        order = delivery.webhook.webhook_id, delivery.event.get("conversation_id")
        self._queues[order].popleft()
        if self._queues[order]:
            self._ready.setdefault(order[0], deque()).append(order)
        else:
            del self._queues[order]
