"""A parameter or an operation more is a change of the document, and one handler of the mock."""

import json
import os
import shutil
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from thulium_contract.document.edge_values import kinds
from thulium_contract.document.operations import TEXT

from openapi.parameter_tables import argument_table
from tests.servers import ROOT

CLIENT = ROOT / "generated_client"

COUNT: dict[str, Any] = {
    "operationId": "countConversations",
    "summary": "Count the conversations of a chat queue",
    "description": "Tells how many conversations wait in a chat queue.",
    "tags": ["chat_conversations"],
    "security": [{"basicAuth": []}],
    "parameters": [{"$ref": "#/components/parameters/ChatQueueId"}],
    "responses": {
        "200": {
            "description": "The number.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/WaitingCount"}}},
        },
        "401": {"$ref": "#/components/responses/Unauthorized"},
    },
}
WAITING = {
    "type": "object",
    "description": "The number of conversations that wait.",
    "required": ["waiting"],
    "properties": {"waiting": {"type": "integer", "description": "How many wait.", "example": 2}},
    "example": {"waiting": 2},
}

PROGRAM = """
import asyncio, json, sys
from pathlib import Path

import httpx, yaml
from thulium_chat import AsyncThuliumChat, ThuliumChat, WaitingCount
from thulium_chat.__main__ import main
from thulium_mock.app import create_app
from thulium_mock.operations.handlers import Handlers
from thulium_mock.state.outcome import Outcome


async def count_conversations(self, space, chat_queue_id):
    return Outcome({"waiting": chat_queue_id})


Handlers.count_conversations = count_conversations
app = create_app(document=yaml.safe_load(Path(sys.argv[1]).read_text("utf-8")))
transport, origin, user = httpx.ASGITransport(app), "http://127.0.0.1", ("api_user", "api_pass")


async def with_mock():
    async with AsyncThuliumChat(None, *user, base_url=origin + "/api", transport=transport) as chat:
        await chat.start_conversation(3, client_phone="+48 22 000 00 00")
        counted = await chat.count_conversations(3)
    async with httpx.AsyncClient(transport=transport, base_url=origin, auth=user) as raw:
        refused = await raw.post("/api/chat_conversations/start?chat_queue_id=3&client_phone=%00")
    return counted == WaitingCount(3), counted.to_dict(), refused.json()["errors"][0]["code"]


def with_command(*arguments):
    sent = []
    answer = {"conversation_id": "6ed7c941-2c8a-411e-95d2-338a9f64800a", "waiting": 5}
    httpx.HTTPTransport.handle_request = lambda _, request: sent.append(request) or httpx.Response(200, json=answer)
    status = main([*arguments, "--queue", "3", "--system", "s", "--user", "u", "--password", "p"])
    return status, sent[0].method, sent[0].url.raw_path.decode()


told = [*asyncio.run(with_mock()), with_command("count-conversations"), with_command("start", "--client-phone", "1")]
print(json.dumps([*told, "client_phone: The client's phone number." in ThuliumChat.start_conversation.__doc__]))
"""


@pytest.fixture
def document(tmp_path: Path) -> tuple[dict[str, Any], Path]:
    """A copy of the document with an optional parameter and an operation more, and the file that it is in."""
    copy = yaml.safe_load((ROOT / "openapi/openapi.yaml").read_text("utf-8"))
    parameters = copy["components"]["parameters"]
    phone = deepcopy(parameters["ClientSurname"])
    phone |= {"name": "client_phone", "description": "The client's phone number.", "x-error-number": 9}
    del phone["x-option"]
    phone["schema"] |= {"description": phone["description"], "example": "+48 22 000 00 00"}
    phone["examples"] = {}
    parameters["ClientPhone"] = phone
    start = copy["paths"]["/chat_conversations/start"]["post"]["parameters"]
    start.insert(-1, {"$ref": "#/components/parameters/ClientPhone"})
    copy["paths"]["/chat_conversations/count"] = {"get": COUNT}
    copy["components"]["schemas"]["WaitingCount"] = WAITING
    path = tmp_path / "openapi.yaml"
    path.write_text(yaml.safe_dump(copy, allow_unicode=True), "utf-8")
    return copy, path


def test_parameter_and_operation(document: tuple[dict[str, Any], Path], tmp_path: Path) -> None:
    """Client, command, mock, edge values and docs follow the document; a handler is all that is written by hand."""
    content, path = document
    package = shutil.copytree(CLIENT / "thulium_chat", tmp_path / "thulium_chat")
    generate = [sys.executable, str(CLIENT / "generate.py"), f"--document={path}", f"--output={package / '_generated'}"]
    subprocess.run(generate, check=True)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, path],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    *printed, told = done.stdout.splitlines()
    assert printed == ["5", "6ed7c941-2c8a-411e-95d2-338a9f64800a"]
    assert json.loads(told) == [
        True,
        {"waiting": 3},
        400096,
        [0, "GET", "/api/chat_conversations/count?chat_queue_id=3"],
        [0, "POST", "/api/chat_conversations/start?chat_queue_id=3&client_phone=1"],
        True,
    ]
    assert kinds(content)[TEXT]["client_phone"] == 9
    rows = argument_table(content)
    assert "| `start_conversation`, `start` | `client_phone` | `--client-phone` | The client's phone number |" in rows
    assert "| `count_conversations`, `count-conversations` | `chat_queue_id` | `--queue` |" in rows
