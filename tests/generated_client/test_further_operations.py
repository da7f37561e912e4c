"""Forms of parameters, bodies and answers that the generator knows, on operations added to a copy of the document."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).parent
CLIENT = HERE.parents[1] / "generated_client"
DOCUMENT = HERE.parents[1] / "openapi/openapi.yaml"
NOTE = {
    "type": "object",
    "required": ["text"],
    "properties": {
        "text": {"type": "string", "minLength": 1, "description": "What it says.", "example": "Hello"},
        "kind": {"type": "string", "enum": ["plain", "urgent"], "description": "The kind."},
        "tags": {"type": "array", "items": {"type": "string"}, "description": "The tags."},
        "seen": {"type": "boolean", "description": "Whether it was seen."},
    },
}
OWNER = "a779146f-4df3-49c1-826a-7caa6a5e653a"

PROGRAM = f"""
import asyncio, json, typing
from datetime import UTC, date, datetime
from uuid import UUID

import httpx
from thulium_chat import ArgumentError, AsyncThuliumChat, Room, ThuliumChat
from thulium_chat.__main__ import main

sent, pages = [], {{
    None: [{{"number": 1, "opened_at": "2017-12-11 10:23:04.318", "owner": "{OWNER}".upper(), "tags": ["a", "b"]}}],
    "1": [{{"number": "2", "opened_at": None, "colour": "red"}}],
}}


def answer(request):
    told = request.content.decode()
    sent.append([request.method, request.url.raw_path.decode(), json.loads(told) if told else None])
    if request.method == "POST":
        return httpx.Response(204)
    if request.url.path.endswith("/names"):
        return httpx.Response(200, json=["Jan", "Ola"])
    return httpx.Response(200, json={{"count": 2, "result": pages[request.url.params.get("offset")]}})


def settings():
    return {{"system_name": "s", "user": "u", "password": "p", "transport": httpx.MockTransport(answer)}}


def refused(call, *arguments, **named):
    try:
        call(*arguments, **named)
    except ArgumentError as error:
        return str(error)


async def awaited():
    async with AsyncThuliumChat(**settings()) as chat:
        return [room.number async for room in chat.rooms()]


chat = ThuliumChat(**settings())
assert chat.add_note("a/1?", "Zażółć", kind="urgent", tags=("x", "y"), seen=False) is None
rooms = list(chat.rooms(state="open", full=True, since=datetime(2026, 7, 1, 10, 30, tzinfo=UTC), owner=UUID("{OWNER}")))
page = chat.rooms_page(offset=1, since=date(2014, 7, 4))
assert chat.names() == ("Jan", "Ola")
assert rooms[0].opened_at == datetime(2017, 12, 11, 9, 23, 4, 318000, tzinfo=UTC)
assert rooms[0] == Room(1, rooms[0].opened_at, UUID("{OWNER}"), ("a", "b")) and hash(rooms[0])
assert rooms[1] == Room(2, additional_properties={{"colour": "red"}})
assert page.response.json()["count"] == 2
told = {{
    "sent": [*sent],
    "dict": rooms[0].to_dict(),
    "awaited": asyncio.run(awaited()),
    "refused": [
        refused(chat.add_note, "..", "x"),
        refused(chat.add_note, "a", ""),
        refused(chat.add_note, "a", "x", tags="xy"),
        refused(chat.add_note, "a", "x", seen=1),
        refused(ThuliumChat(**settings(), strict=True).add_note, "a", "x", kind="odd"),
    ],
    "hints": str(typing.get_type_hints(ThuliumChat.rooms_page)["state"]),
}}
httpx.HTTPTransport.handle_request = lambda _, request: answer(request)
who = ["--system", "s", "--user", "u", "--password", "p"]
sent.clear()
told["statuses"] = [
    main(["add-note", "--room", "a", "--text", "x", "--tags", "y", "z", "--no-seen", *who]),
    main(["list-rooms", "--full", *who]),
    main(["list-rooms", "--limit", "1", "--json", *who]),
    main(["list-names", "--json", *who]),
]
told["from the command"] = sent
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a program with a client of the longer document prints."""
    folder = tmp_path_factory.mktemp("client")
    package = shutil.copytree(CLIENT / "thulium_chat", folder / "thulium_chat")
    document = yaml.safe_load(DOCUMENT.read_text("utf-8"))
    document["paths"] |= yaml.safe_load((HERE / "further_operations.yaml").read_text("utf-8"))
    document["components"]["schemas"]["Note"] = NOTE
    path = folder / "openapi.yaml"
    path.write_text(yaml.safe_dump(document), "utf-8")
    generate = [sys.executable, str(CLIENT / "generate.py"), f"--document={path}", f"--output={package / '_generated'}"]
    subprocess.run(generate, check=True)
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    *printed, last = done.stdout.splitlines()
    return {**json.loads(last), "printed": printed}


def test_requests(told: dict[str, Any]) -> None:
    """Fields of a body are arguments like parameters, and go out as JSON; lists ask for page after page."""
    filters = f"state=open&full=true&since=2026-07-01+12%3A30&owner={OWNER}"
    assert told["sent"] == [
        ["POST", "/api/rooms/a%2F1%3F/notes", {"text": "Zażółć", "kind": "urgent", "tags": ["x", "y"], "seen": False}],
        ["GET", f"/api/rooms?{filters}", None],
        ["GET", f"/api/rooms?offset=1&{filters}", None],
        ["GET", "/api/rooms?offset=1&since=2014-07-04", None],
        ["GET", "/api/names", None],
    ]
    assert told["awaited"] == [1, 2]


def test_results(told: dict[str, Any]) -> None:
    """Objects without a name of their own are results; times have a zone, and are told as they came."""
    opened = "2017-12-11 10:23:04.318"
    assert told["dict"] == {"number": 1, "opened_at": opened, "owner": OWNER, "tags": ["a", "b"]}
    assert told["hints"] == "typing.Optional[typing.Literal['open', 'closed']]"


def test_refusals(told: dict[str, Any]) -> None:
    """What no operation takes is refused before anything is sent, with how to mend it."""
    assert told["refused"] == [
        "room cannot be a part of the path: pass a str, such as 'a1'",
        "text must have at least 1 characters, not 0 (an assumed bound): pass a str, such as 'Hello'",
        "tags must be a list, not str: pass a list of str",
        "seen must be true or false, not int: pass True or False",
        "kind must be 'plain' or 'urgent' (an assumed bound): pass a str",
    ]


def test_command(told: dict[str, Any]) -> None:
    """Options follow too: switches, words to choose from, several values; an item is a line, JSON the whole answer."""
    assert told["statuses"] == [0, 0, 0, 0]
    assert [target for _, target, _ in told["from the command"]] == [
        *("/api/rooms/a/notes", "/api/rooms?full=true", "/api/rooms?offset=1&full=true", "/api/rooms?limit=1"),
        "/api/names",
    ]
    assert told["from the command"][0][2] == {"text": "x", "tags": ["y", "z"], "seen": False}
    lines = [f"1\t2017-12-11 10:23:04.318\t{OWNER}\ta,b", "2\t\t\t"]
    page = {
        "count": 2,
        "result": [{"number": 1, "opened_at": "2017-12-11 10:23:04.318", "owner": OWNER, "tags": ["a", "b"]}],
    }
    assert told["printed"] == [*lines, json.dumps(page), '["Jan", "Ola"]']
