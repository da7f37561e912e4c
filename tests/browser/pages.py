"""A web page from an origin of its own, as an app under development has."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.http.messages import Response
from tests.http.recorder import replying, serving

SECONDS = 60
"""How long a page or a script may take, however busy the machine is."""

PAGE = b"<!doctype html><html lang=en><meta charset=utf-8><title>An app</title><h1>An app</h1>"


@contextmanager
def page_server() -> Iterator[str]:
    """Serve the page, whose scripts come from the test, at every path on a free port; yield the origin."""
    page = Response(200, (("Content-Type", "text/html; charset=utf-8"),), PAGE)
    with serving(replying(lambda request: page)) as recording:
        yield recording.origin
