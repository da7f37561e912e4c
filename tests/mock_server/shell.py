"""What the tests of the commands for shells share: running a command in this process, and something to ask."""

from collections.abc import Callable

import httpx
import pytest
from thulium_mock.cli.main import main

from tests.servers import CREDENTIALS, RunningServer

TIME = r"\d\d:\d\d:\d\d\.\d{3}"
START = "/api/chat_conversations/start"

Command = Callable[..., tuple[int, str, str]]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run a command in this process."""
    try:
        status = main(arguments)
    except SystemExit as end:
        status = int(end.code or 0)
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def start(mock: RunningServer, query: str, base: str = "") -> httpx.Response:
    """Start a conversation."""
    return httpx.post(f"{mock.origin}{base}{START}?{query}", auth=CREDENTIALS)
