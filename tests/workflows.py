"""``make workflow``: the workflows beside the document, by ``redocly respect``, on a server, or on our mock and Prism.

    python -m tests.workflows [BASE_URL [RECEIVER_URL]]

Credentials are THULIUM_USER and THULIUM_PASSWORD. Events need an address that the server reaches and whose GET answers
with what has come, as JSON; without one only the other workflow runs on a server that is not ours.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from urllib.parse import parse_qsl

from tests.http.messages import Request, Response
from tests.http.recorder import replying, serving
from tests.servers import CREDENTIALS, ROOT, node_tool, running_mock, running_prism

WORKFLOWS = ("conversation", "events")
"""The second needs a receiver, and a server that sends."""


def respect(base_url: str, receiver: str = "") -> int:
    """Run the workflows on a server; return the exit status, 0 when all hold."""
    inputs = {
        "user": os.environ.get("THULIUM_USER", CREDENTIALS[0]),
        "password": os.environ.get("THULIUM_PASSWORD", CREDENTIALS[1]),
        "receiver": receiver,
    }
    command = [*node_tool("redocly"), "respect", "openapi/conversation.arazzo.yaml"]
    command += [f"--server=chat={base_url}"]
    command += [f"--workflow={each}" for each in (WORKFLOWS if receiver else WORKFLOWS[:1])]
    # Not as an option, which other users of the machine could read.
    environment = {**os.environ, "REDOCLY_CLI_RESPECT_INPUT": json.dumps(inputs), "REDOCLY_TELEMETRY": "off"}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


@contextmanager
def receiving() -> Iterator[str]:
    """Receive events until the block ends; the address answers to GET with all of them, once there are some."""
    events: list[dict[str, str]] = []
    news = Condition()

    def reply(request: Request) -> Response:
        with news:
            if request.method == "POST":
                events.append(dict(parse_qsl(request.body.decode(), keep_blank_values=True)))
                news.notify_all()
                return Response(200)
            news.wait_for(lambda: events, timeout=60)
            return Response(200, (("Content-Type", "application/json"),), json.dumps(events).encode())

    with serving(replying(reply)) as recording:
        yield f"{recording.origin}/events"


def main(arguments: list[str]) -> int:
    """Run the workflows; return the exit status."""
    if arguments:
        return respect(*arguments[:2])
    with running_mock() as mock, receiving() as receiver:
        found = respect(mock.base_url, receiver)
    with running_prism() as prism:
        return found or respect(prism.base_url)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
