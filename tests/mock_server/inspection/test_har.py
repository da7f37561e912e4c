"""The journal as HAR 1.2."""

import asyncio
from datetime import datetime
from typing import Any

from starlette.types import ASGIApp
from thulium_mock import __version__
from thulium_mock.app import create_app, new_spaces
from thulium_mock.state.journal import Exchange
from thulium_mock.state.spaces import Spaces

from tests.http.asgi import call
from tests.http.messages import START, basic
from tests.journals import record

# The fields that the specification asks for (http://www.softwareishard.com/blog/har-12-spec/), with their types.
PAIRS = ("name", "value")
NUMBER = (int, float)
ENTRY = {"startedDateTime": str, "time": NUMBER, "request": dict, "response": dict, "cache": dict, "timings": dict}
COMMON = {"httpVersion": str, "cookies": list, "headers": list, "headersSize": int, "bodySize": int}
REQUEST = {"method": str, "url": str, "queryString": list, **COMMON}
RESPONSE = {"status": int, "statusText": str, "content": dict, "redirectURL": str, **COMMON}
CONTENT = {"size": int, "mimeType": str, "text": str}
TIMINGS = {"send": NUMBER, "wait": NUMBER, "receive": NUMBER}


def assert_fields(value: dict[str, Any], fields: dict[str, Any]) -> None:
    """Assert that an object has these fields, of these types."""
    assert {name: value[name] for name in fields if not isinstance(value[name], fields[name])} == {}
    assert set(value) - set(fields) <= {"comment"}


def assert_entry(entry: dict[str, Any]) -> None:
    """Assert that an entry is what the specification says."""
    assert_fields(entry, ENTRY)
    assert_fields(entry["request"], REQUEST)
    assert_fields(entry["response"], RESPONSE)
    assert_fields(entry["response"]["content"], CONTENT)
    assert_fields(entry["timings"], TIMINGS)
    assert datetime.fromisoformat(entry["startedDateTime"]).tzinfo
    assert entry["time"] == sum(each for each in entry["timings"].values() if each >= 0)
    assert entry["request"]["url"].startswith("http://")
    for pair in entry["request"]["headers"] + entry["response"]["headers"] + entry["request"]["queryString"]:
        assert (set(pair), {type(each) for each in pair.values()}) == (set(PAIRS), {str})


def har(app: ASGIApp) -> dict[str, Any]:
    """Return the log of the HAR."""
    answer = call(app, "GET", "/_mock/har")
    assert answer.fields["content-type"] == "application/json"
    assert set(answer.json) == {"log"}
    log: dict[str, Any] = answer.json["log"]
    assert (log["version"], log["creator"]) == ("1.2", {"name": "thulium-mock", "version": __version__})
    return log


def test_an_empty_journal_is_a_valid_har(app: ASGIApp) -> None:
    """There are no entries, and all else is there."""
    assert har(app)["entries"] == []


def test_requests_are_entries(app: ASGIApp, spaces: Spaces) -> None:
    """Each request is an entry with all that HAR asks for, the oldest first; credentials are masked."""
    host = ("Host", "127.0.0.1:4010")
    call(app, "POST", f"{START}?chat_queue_id=3&client_name=%C5%BB&client_name=", [basic(), host, ("Cookie", "s=1")])
    for _ in range(120):
        call(app, "GET", "/unknown", [host])
    entries = har(app)["entries"]
    assert len(entries) == 121
    for entry in entries:
        assert_entry(entry)
    first = entries[0]
    assert first["request"]["url"] == f"http://127.0.0.1:4010{START}?chat_queue_id=3&client_name=%C5%BB&client_name="
    assert first["request"]["queryString"] == [
        {"name": "chat_queue_id", "value": "3"},
        {"name": "client_name", "value": "Ż"},
        {"name": "client_name", "value": ""},
    ]
    masked = {"name": "authorization", "value": "Basic ***"}
    assert first["request"]["headers"] == [{"name": "host", "value": "127.0.0.1:4010"}, masked]
    assert (first["response"]["status"], first["response"]["statusText"]) == (400, "Bad Request")
    assert first["response"]["content"]["mimeType"] == "application/json"
    assert first["response"]["content"]["size"] == first["response"]["bodySize"] > 0
    assert [entry["response"]["status"] for entry in entries[1:]] == [404] * 120


def test_a_request_without_an_answer_is_an_entry_too() -> None:
    """The status is 0, as browsers have it, and the comment says which fault it was."""
    spaces = new_spaces()
    exchange = Exchange(1.5, "POST", "http", b"/", b"", b"host: h\r\n", True, None, 0.25, faults=("drop", "slow"))
    asyncio.run(record(spaces.store, exchange))
    (entry,) = har(create_app(spaces=spaces))["entries"]
    assert_entry(entry)
    assert (entry["response"]["status"], entry["response"]["bodySize"], entry["time"]) == (0, -1, 250)
    assert entry["comment"] == "Faults of the mock: drop, slow"
