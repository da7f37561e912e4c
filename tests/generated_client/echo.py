"""Server whose conversation ids are the queues asked for, so that a test sees whose answer it was given."""

import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class EchoServer(ThreadingHTTPServer):
    """A server on a free loopback port; `accepted` counts its connections."""

    daemon_threads = True
    accepted = 0

    def process_request(self, request: object, client_address: object) -> None:
        """Count the connection, and serve it in a thread."""
        self.accepted += 1
        super().process_request(request, client_address)  # type: ignore[arg-type]

    @property
    def base_url(self) -> str:
        """What a client calls."""
        return f"http://127.0.0.1:{self.server_port}/api"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Answer with the queue; a queue that ends with 7 takes a little longer."""
        [queue] = parse_qs(urlsplit(self.path).query)["chat_queue_id"]
        threading.Event().wait(0.02 if queue.endswith("7") else 0)
        body = json.dumps({"conversation_id": str(uuid.UUID(int=int(queue)))}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Log nothing."""


@contextmanager
def echo_server() -> Iterator[EchoServer]:
    """Serve until the block ends."""
    with EchoServer(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
