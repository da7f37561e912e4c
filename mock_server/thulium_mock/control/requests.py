"""Handlers of the journal: requests, verification, HAR, and the event stream."""

from collections.abc import AsyncGenerator
from dataclasses import asdict
from typing import Any

from thulium_mock.inspection.event_stream import events
from thulium_mock.inspection.har import har
from thulium_mock.inspection.verification import verify
from thulium_mock.inspection.views import present
from thulium_mock.state.journal import Filters
from thulium_mock.state.spaces import Space, Spaces


class RequestControl:
    """Handlers of the tag ``requests``; with ``mask`` the names of customers are masked."""

    def __init__(self, spaces: Spaces, *, mask: bool) -> None:
        self.spaces = spaces
        self.mask = mask

    async def list_requests(self, space: Space, limit: int, offset: int, **filters: Any) -> dict[str, Any]:
        """Return a page of the requests that match the filters, the newest first."""
        count, page = await space.find_exchanges(Filters(**filters), limit, offset)
        return {"count": count, "result": [present(each, mask=self.mask) for each in page]}

    async def forget_requests(self, space: Space) -> None:
        """Empty the journal; numbers go on."""
        await space.forget_exchanges()

    async def get_request(self, space: Space, number: int) -> dict[str, Any]:
        """Return one request; raises `UnknownRequest`."""
        return present(await space.exchange(number), mask=self.mask)

    async def verify_requests(self, space: Space, body: dict[str, Any]) -> dict[str, Any]:
        """Verify that requests came as often as expected, with the nearest misses; raises `TooManyStreams`."""
        found = await verify(space, body["matcher"], body.get("count"), self.spaces, body.get("timeout", 0))
        return asdict(found)

    def get_har(self, space: Space) -> AsyncGenerator[bytes, None]:
        """Yield the journal as a HAR."""
        return har(space)

    def stream_events(
        self, space: Space, after: int | None = None, last_event_id: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        """Yield events, from now on or from after the request of a number; raises `TooManyStreams`."""
        # A browser that reconnects sends Last-Event-ID to the original URL, whose ``after`` is outdated.
        begin = after if last_event_id is None else last_event_id
        return events(space, begin, mask=self.mask)
