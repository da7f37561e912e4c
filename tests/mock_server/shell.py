"""Support for tests of the command: calling it as a function, and a request to look for."""

import re
from collections.abc import Callable

import httpx
import pytest
from thulium_mock.cli.main import main

from tests.servers import BIN, CREDENTIALS, RunningServer

TIME = r"\d\d:\d\d:\d\d\.\d{3}"
START = "/api/chat_conversations/start"
COMMAND = str(BIN / "thulium-mock")

Command = Callable[..., tuple[int, str, str]]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run the command in this process; return its status, and what it prints on stdout and stderr."""
    try:
        status = main(arguments)
    except SystemExit as end:
        status = int(end.code or 0)
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def refusal(result: tuple[int, str, str], status: int) -> str:
    """Assert that a command refused with one line, before which usage may come, and return the line."""
    usage, _, line = result[2].rstrip("\n").rpartition("\n")
    assert result[:2] == (status, ""), result
    assert usage == "" or usage.startswith("usage: thulium-mock"), usage
    assert re.match("thulium-mock( [a-z]+)?: ", line), line
    return line


def start(mock: RunningServer, query: str, base: str = "") -> httpx.Response:
    """Start a conversation."""
    return httpx.post(f"{mock.origin}{base}{START}?{query}", auth=CREDENTIALS)
