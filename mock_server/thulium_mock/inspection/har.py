"""Export of the journal as HAR 1.2 (HTTP archive), the exchange format of browsers and proxies."""

import asyncio
from collections.abc import AsyncGenerator
from http.client import responses
from typing import Any
from urllib.parse import parse_qsl

from thulium_mock import __version__
from thulium_mock.openapi.body_masks import MASK
from thulium_mock.serialization import rfc3339, to_json
from thulium_mock.state.journal import Exchange, pairs
from thulium_mock.state.spaces import Space

_CREATOR = {"name": "thulium-mock", "version": __version__}
_BATCH = 50
_STATES = {"pending": "Not answered yet", "given_up": "The client gave up"}


async def har(space: Space) -> AsyncGenerator[bytes, None]:
    """Yield the chunks of a HAR of a space's journal, the oldest exchange first.

    The journal is read as the HAR is sent, so a slow client costs no memory; exchanges evicted meanwhile are left out.
    """
    yield b'{"log":{"version":"1.2","creator":' + to_json(_CREATOR) + b',"entries":['
    number, last, comma = 0, (await space.journal()).count, b""
    while number < last and (batch := await space.exchanges(number, _BATCH)):
        yield comma + b",".join([to_json(_entry(each)) for each in batch])
        number, comma = batch[-1].number, b","
        # Requests are answered between two batches.
        await asyncio.sleep(0)
    yield b"]}}"


def _entry(exchange: Exchange) -> dict[str, Any]:
    """Return the entry of one exchange. The status of a request without an answer is 0, as browsers write it."""
    milliseconds = round((exchange.seconds or 0) * 1000, 3)
    # A reader of the archive needs to know that there were credentials, but not which.
    secret = [("authorization", f"Basic {MASK}")] if exchange.authorized else []
    headers = [*pairs(exchange.raw_headers), *secret]
    entry = {
        "startedDateTime": rfc3339(exchange.started),
        "time": milliseconds,
        "request": {
            "method": exchange.method,
            "url": exchange.full_url,
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _named(headers),
            "queryString": _named(parse_qsl(exchange.raw_query.decode("latin-1"), keep_blank_values=True)),
            "headersSize": -1,
            "bodySize": exchange.body_size or -1,
            **({"postData": _post_data(exchange)} if exchange.body_size else {}),
        },
        "response": _response(exchange),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
    }
    comments = [_STATES[exchange.state]] if exchange.state in _STATES else []
    if exchange.faults:
        comments.append(f"Faults of the mock: {', '.join(exchange.faults)}")
    if comments:
        entry["comment"] = ". ".join(comments)
    return entry


def _post_data(exchange: Exchange) -> dict[str, Any]:
    media_type = exchange.headers.get("content-type", "")
    data = {"mimeType": media_type, "params": [], "text": exchange.body.decode("utf-8", "replace")}
    kept = len(exchange.body)
    return (
        data if kept == exchange.body_size else {**data, "comment": f"The first {kept} of {exchange.body_size} bytes"}
    )


def _response(exchange: Exchange) -> dict[str, Any]:
    headers = pairs(exchange.raw_answer_headers)
    return {
        "status": exchange.status or 0,
        "statusText": responses.get(exchange.status or 0, ""),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _named(headers),
        "content": {
            "size": len(exchange.answer),
            "mimeType": next((value for name, value in headers if name == "content-type"), "x-unknown"),
            "text": exchange.answer.decode("utf-8", "replace"),
        },
        "redirectURL": next((value for name, value in headers if name == "location"), ""),
        "headersSize": -1,
        "bodySize": len(exchange.answer) if exchange.status else -1,
    }


def _named(found: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in found]
