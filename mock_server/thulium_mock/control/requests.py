"""The journal: what was asked and answered, verified, exported, and as it happens."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from thulium_mock.inspection.event_stream import events
from thulium_mock.inspection.har import har
from thulium_mock.inspection.matching import like
from thulium_mock.inspection.verification import verify
from thulium_mock.inspection.views import answered, present
from thulium_mock.state.journal import Exchange
from thulium_mock.state.spaces import Space, Spaces


class RequestControl:
    """The handlers of the tag ``requests``. With ``mask`` the names of customers are not shown with a request."""

    def __init__(self, spaces: Spaces, *, mask: bool) -> None:
        self.spaces = spaces
        self.mask = mask

    async def list_requests(
        self, space: Space, limit: int, offset: int, after: int = 0, **filters: Any
    ) -> dict[str, Any]:
        """Return a page of the requests that fit, the newest first."""
        fitting = [each for each in space.journal.newest() if each.number > after and _fits(each, **filters)]
        page = fitting[offset : offset + limit]
        return {"count": len(fitting), "result": [await present(space, each, mask=self.mask) for each in page]}

    async def forget_requests(self, space: Space) -> None:
        """Empty the journal; numbers go on."""
        space.journal.forget()
        space.changed("requests")

    async def get_request(self, space: Space, number: int) -> dict[str, Any]:
        """Return one request; raises `UnknownRequest`."""
        return await present(space, space.journal.get(number), mask=self.mask)

    async def verify_requests(self, space: Space, body: dict[str, Any]) -> dict[str, Any]:
        """Tell whether requests came as often as expected, and what came instead."""
        others = [each for each in self.spaces if each is not space]
        result = await verify(space, body["matcher"], body.get("count"), others)
        return {
            "verified": result.verified,
            "count": result.count,
            "matching": result.matching,
            "nearest": [
                {"number": miss.number, "differences": [each._asdict() for each in miss.differences]}
                for miss in result.nearest
            ],
            "explanation": result.explanation,
        }

    def get_har(self, space: Space) -> AsyncGenerator[bytes, None]:
        """Yield the journal as a HAR."""
        return har(space.journal)

    async def stream_events(
        self, space: Space, after: int | None = None, last_event_id: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        """Yield what happens, from now on or from after the request of a number; raises `TooManyStreams`."""
        # A browser that connects again says which one it had last, and still has the URL that it began with.
        begin = after if last_event_id is None else last_event_id
        with self.spaces.one_more_stream():
            async with aclosing(events(space, begin, mask=self.mask)) as pieces:
                async for piece in pieces:
                    yield piece


def _fits(
    exchange: Exchange,
    *,
    status: int | None = None,
    method: str | None = None,
    path: str | None = None,
    conversation_id: str | None = None,
) -> bool:
    return (
        (status is None or exchange.status == status)
        and (method is None or exchange.method == method)
        and (path is None or like(path, exchange.path))
        # What has the id in it nearly always is its answer; only then it is worth reading it.
        and (
            conversation_id is None
            or (
                conversation_id.encode() in exchange.answer
                and answered(exchange).get("conversation_id") == conversation_id
            )
        )
    )
