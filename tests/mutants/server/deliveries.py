"""A deliverer of events whose requests a defect can change: one after the other, each on a connection of its own."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

from thulium_mock.state.spaces import Spaces
from thulium_mock.state.webhooks import Webhook
from thulium_mock.webhooks.sending import encode

from tests.http.messages import Request, basic


@dataclass(frozen=True)
class Event:
    """An event on its way to a webhook: its ``fields``, or the ``body`` where that is none of them."""

    webhook: Webhook
    fields: dict[str, str]
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None

    @property
    def octets(self) -> bytes:
        """The request."""
        url, user, password = urlsplit(self.webhook.url), self.webhook.user, self.webhook.password
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Authorization": basic(user, password)[1] if user or password else "",
            "Connection": "close",
            **self.headers,
        }
        path = (url.path or "/") + (f"?{url.query}" if url.query else "")
        body = urlencode(self.fields).encode() if self.body is None else self.body
        return Request(path, headers=tuple(each for each in headers.items() if each[1]), body=body).octets(url.netloc)


class Deliverer:
    """Sender of the deliveries of ``spaces``, in place of the mock's, as ``change`` has them."""

    def __init__(self, spaces: Spaces, change: Callable[[Event], Sequence[Event]]) -> None:
        self._spaces, self._change = spaces, change
        self._task: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Send what there is, soon."""
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._send_all())

    async def _send_all(self) -> None:
        while claim := await self._spaces.store.claim_delivery(()):
            space, _, delivery = claim
            form = encode(delivery.event, as_json=False)[1].decode()
            for each in self._change(Event(delivery.webhook, dict(parse_qsl(form, keep_blank_values=True)))):
                await send(each)
            await self._spaces.store.finish_delivery(space, delivery._replace(finished=True))


async def send(event: Event) -> None:
    """Send an event to a webhook on this machine; one that cannot be reached gets none."""
    url = urlsplit(event.webhook.url)
    if url.hostname != "127.0.0.1":
        return
    with suppress(OSError):
        reader, writer = await asyncio.open_connection(url.hostname, url.port)
        try:
            writer.write(event.octets)
            await reader.read()
        finally:
            writer.transport.abort()
            await writer.wait_closed()
