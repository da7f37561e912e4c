"""Server whose conversation ids are the queues asked for, so that a test sees whose answer it was given."""

import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

from tests.http.messages import Request, Response
from tests.http.recorder import Recording, replying, serving


@contextmanager
def echo_server() -> Iterator[Recording]:
    """Serve until the block ends."""
    with serving(replying(_conversation)) as recording:
        yield recording


def _conversation(request: Request) -> Response:
    """Answer with the queue; a queue that ends with 7 takes a little longer."""
    [queue] = parse_qs(urlsplit(request.target).query)["chat_queue_id"]
    if queue.endswith("7"):
        threading.Event().wait(0.02)
    body = json.dumps({"conversation_id": str(uuid.UUID(int=int(queue)))}).encode()
    return Response(200, (("Content-Type", "application/json"),), body)
