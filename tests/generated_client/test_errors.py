"""The errors: one base, what each tells, and what none gives away."""

import copy
import pickle
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest
import thulium_chat
from thulium_chat import ApiError, RateLimitError, ThuliumError, _errors
from thulium_chat._errors import API_ERRORS
from thulium_chat._generated.document import OPERATIONS

from tests.generated_client.support import ENVELOPE, REQUEST_ID, Recorder, Start, raw_server

TWO_FAULTS = {
    "request_id": REQUEST_ID,
    "errors": [
        {"message": "Wrong format of phone number.", "code": 111111},
        {"message": "Zły adres.", "code": 222222},
    ],
}


def caught(start: Start, *answers: httpx.Response | Exception, **arguments: Any) -> ThuliumError:
    """The error that the answers lead to."""
    with pytest.raises(ThuliumError) as info:
        start(Recorder(*answers), **arguments)
    return info.value


def every_error(start: Start) -> Iterator[ThuliumError]:
    """One error of each kind, as the clients raise them."""
    for status in API_ERRORS:
        yield caught(start, httpx.Response(status, json=TWO_FAULTS))
    yield caught(start, httpx.Response(200, html="<p>Hello</p>"))
    yield caught(start, httpx.Response(200, content=b"\xff", headers={"Content-Type": "application/json"}))
    yield caught(start, httpx.Response(302, headers={"Location": "https://elsewhere.example.org/"}))
    for kind in (httpx.ConnectError, httpx.ReadError, httpx.ConnectTimeout, httpx.ReadTimeout, httpx.PoolTimeout):
        yield caught(start, kind("it broke"))
    yield caught(start, chat_queue_id=0)
    with pytest.raises(ThuliumError) as info:
        start(Recorder(), {"base_url": "nonsense"})
    yield info.value
    for answer in (b"", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{"):
        with raw_server(answer) as base_url, pytest.raises(ThuliumError) as info:
            start(None, {"base_url": base_url})
        yield info.value


def test_text(start: Start) -> None:
    """An error names the status, the request, and each entry of the envelope."""
    error = caught(start, httpx.Response(400, json=TWO_FAULTS))
    assert str(error) == f"status 400, request {REQUEST_ID}: 111111 Wrong format of phone number.; 222222 Zły adres."


def test_every_documented_error_has_a_class() -> None:
    """The statuses that have a class are those of the document, but for 409, which is as any 4xx."""
    documented = {status for operation in OPERATIONS.values() for status in operation.responses}
    assert API_ERRORS.keys() == documented - {200, 409}


@pytest.mark.parametrize(
    "date",
    ["Sun, 06 Nov 2094 08:49:37 GMT", "Saturday, 06-Nov-94 08:49:37 GMT", "Sat Nov  6 08:49:37 2094"],
    ids=["IMF-fixdate", "RFC 850", "asctime"],
)
@pytest.mark.parametrize(("now", "seconds"), [("08:49:00", 37), ("08:49:37", 0), ("08:50:00", 0), ("07:49:37", 3600)])
def test_retry_after_a_date(start: Start, date: str, now: str, seconds: int) -> None:
    """Retry-After may be a date in each form of HTTP; the answer's own date is what it is counted from."""
    year = 1994 if "94 " in date and "2094" not in date else 2094
    headers = {"Retry-After": date, "Date": f"Sat, 06 Nov {year} {now} GMT"}
    error = caught(start, httpx.Response(429, json=ENVELOPE, headers=headers))
    assert isinstance(error, RateLimitError)
    assert error.retry_after == seconds


def test_retry_after_a_date_alone(start: Start) -> None:
    """Without a date of its own, an answer is taken to be of the moment at which it arrived; a copy knows it too."""
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    error = caught(start, httpx.Response(429, json=ENVELOPE, headers={"Retry-After": date}))
    twin = pickle.loads(pickle.dumps(error))
    assert isinstance(error, RateLimitError)
    assert error.retry_after in range(80, 91)
    assert twin.retry_after == error.retry_after


def test_copies(start: Start) -> None:
    """An error survives pickling and copying whole."""
    for error in every_error(start):
        for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
            assert type(twin) is type(error)
            assert str(twin) == str(error)
            assert twin.maybe_started == error.maybe_started
            assert getattr(twin, "errors", None) == getattr(error, "errors", None)
            if isinstance(error, ApiError):
                assert isinstance(twin, ApiError)
                assert twin.response.content == error.response.content


def test_tree_in_the_docs() -> None:
    """The tree at the top of the module is the tree of the classes, and all of them are public."""
    lines = re.findall(r"^([│├└─ ]*)(\w+Error)\b", _errors.__doc__ or "", re.MULTILINE)
    drawn = [(len(indent) // 4, name) for indent, name in lines]
    assert drawn == list(tree(ThuliumError))
    assert {name for _, name in drawn} <= set(thulium_chat.__all__)


def tree(kind: type[ThuliumError], depth: int = 0) -> Iterator[tuple[int, str]]:
    """The classes below `kind`, in the order of their definition, without private ones."""
    private = kind.__name__.startswith("_")
    if not private:
        yield depth, kind.__name__
    below = sorted(public_subclasses(kind), key=lambda each: list(vars(_errors)).index(each.__name__))
    for each in below:
        yield from tree(each, depth + 1)


def public_subclasses(kind: type[ThuliumError]) -> Iterator[type[ThuliumError]]:
    """The public classes directly below `kind`, private ones between left out."""
    for each in kind.__subclasses__():
        if each.__name__.startswith("_"):
            yield from public_subclasses(each)
        else:
            yield each
