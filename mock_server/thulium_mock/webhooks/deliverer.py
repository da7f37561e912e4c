"""Deliverer of webhook events: claims pending deliveries, and sends them concurrently in background tasks."""

import asyncio
from collections import Counter
from collections.abc import Container
from contextlib import suppress

from thulium_mock.background import BackgroundTasks
from thulium_mock.errors import DatabaseUnavailable, UnknownSpace
from thulium_mock.faults.fault import Effect
from thulium_mock.state.spaces import Space, Spaces
from thulium_mock.state.webhooks import Delivery, WebhookKey
from thulium_mock.webhooks.sending import send

AT_ONCE = 8
"""Limit of concurrent deliveries to one webhook."""

LATE = 5
"""Default delay of a late delivery, in seconds."""

_NO_EFFECT = Effect()


class Deliverer:
    """Deliverer for all spaces, which runs while there are pending deliveries; the store calls `wake`.

    ``allowed`` are the target hosts besides this machine; ``as_json`` sends JSON in place of forms.
    """

    def __init__(self, spaces: Spaces, allowed: Container[str] = (), *, as_json: bool = False) -> None:
        self._spaces = spaces
        self._allowed = allowed
        self._as_json = as_json
        self._under_way: Counter[WebhookKey] = Counter()
        self._tasks = BackgroundTasks()
        self._claiming: asyncio.Task[None] | None = None
        self._again = False

    def wake(self) -> None:
        """Start claiming deliveries, unless it is in progress."""
        self._again = True
        if self._claiming is None or self._claiming.done():
            self._claiming = self._tasks.start(self._claim())

    async def _claim(self) -> None:
        while self._again:
            self._again = False
            busy = {key for key, count in self._under_way.items() if count >= AT_ONCE}
            # The store wakes it again once its database is back.
            with suppress(DatabaseUnavailable):
                while claim := await self._spaces.store.claim_delivery(busy):
                    space, key, delivery = claim
                    self._under_way[key] += 1
                    if self._under_way[key] >= AT_ONCE:
                        busy.add(key)
                    self._tasks.start(self._deliver(self._spaces.handle(space), key, delivery))

    async def _deliver(self, space: Space, key: WebhookKey, delivery: Delivery) -> None:
        try:
            # Deliveries of a removed space are gone; one whose result is not stored is claimed again.
            with suppress(DatabaseUnavailable, UnknownSpace):
                await space.store.finish_delivery(space.name, await self._attempted(space, delivery))
        finally:
            self._under_way[key] -= 1
            if not self._under_way[key]:
                del self._under_way[key]
        self.wake()

    async def _attempted(self, space: Space, delivery: Delivery) -> Delivery:
        """Return a delivery with its result, under the effect of faults unless they have struck it already."""
        faults = () if delivery.faults else (await space.faults()).deliveries
        event, webhook = delivery.event, delivery.webhook
        effect = await space.strike(each for each in faults if each.concerns(event)) or _NO_EFFECT
        over = delivery._replace(finished=True, faults=delivery.faults + effect.names)
        if delay := effect.delay or (LATE if effect.delivery in ("late", "out-of-order") else 0):
            await space.clock.sleep(delay)
        if effect.delivery in ("twice", "out-of-order"):
            await space.add_delivery(webhook, event, effect.names)
        if effect.delivery in ("dropped", "out-of-order"):
            return over
        if effect.delivery == "wrong-credentials":
            webhook = webhook._replace(user="wrong", password="wrong")  # noqa: S106 - no secret
        return over._replace(attempt=await send(webhook, event, self._allowed, as_json=self._as_json))
