"""A web page from an origin of its own, as an app under development has."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECONDS = 60
"""How long a page or a script may take, however busy the machine is."""

PAGE = b"<!doctype html><html lang=en><meta charset=utf-8><title>An app</title><h1>An app</h1>"


class _EmptyPage(BaseHTTPRequestHandler):
    """Answers every path with the same page, whose scripts come from the test."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with the page."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
        """Keep quiet."""


@contextmanager
def page_server() -> Iterator[str]:
    """Serve the page on a free port until the block ends; yield the origin."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _EmptyPage)
    thread = threading.Thread(target=server.serve_forever, name="page server")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
