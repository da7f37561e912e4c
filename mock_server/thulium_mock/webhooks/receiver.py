"""Receiver of webhook events, for tests: an HTTP server on loopback that records them."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl


class Receiver:
    """HTTP server in a thread, at ``url``; ``events`` are the fields of each received form, as texts.

    It answers with ``status``. ``authorizations`` are the Authorization headers, None without one.
    """

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.events: list[dict[str, str]] = []
        self.authorizations: list[str | None] = []
        self._news = threading.Condition()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                receiver._receive(body, self.headers["Authorization"])
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
                """Log nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def __enter__(self) -> "Receiver":
        """Start the server."""
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the server."""
        self._server.shutdown()
        self._server.server_close()

    def wait(self, action: str | None = None, timeout: float = 5) -> dict[str, str]:
        """Return the first event, of this ``action`` if given, once it has come.

        Raises `AssertionError` if it does not within ``timeout`` seconds.
        """
        end = time.monotonic() + timeout
        with self._news:
            while True:
                for event in self.events:
                    if action in (None, event.get("action")):
                        return event
                if not self._news.wait(end - time.monotonic()):
                    raise AssertionError(f"no event {action or ''} within {timeout} seconds, but {self.events}")

    def _receive(self, body: str, authorization: str | None) -> None:
        with self._news:
            self.events.append(dict(parse_qsl(body, keep_blank_values=True)))
            self.authorizations.append(authorization)
            self._news.notify_all()
