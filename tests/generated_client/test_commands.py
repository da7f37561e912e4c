"""The commands of `thulium-chat` for what follows the start of a conversation."""

import json

import httpx
import pytest
from thulium_chat.__main__ import main

from tests.generated_client.support import CONVERSATION_ID, PASSWORD
from tests.generated_client.test_cli import WHO, network

CHAT = {
    "chat_queue_id": 3,
    "conversation_id": CONVERSATION_ID,
    "created_at": "2017-12-11 10:23:04",
    "status": "CREATED",
}
HOOK = {
    "id": 5,
    "actions": ["A", "B"],
    "subscription_url": "https://example.org/x",
    "http_auth_user": "",
    "http_auth_password": "",
}
CHAT_LINE, HOOK_LINE = (
    f"3\t\t\t\t{CONVERSATION_ID}\t2017-12-11 10:23:04\t\tCREATED\t\n",
    "5\tA,B\thttps://example.org/x\t\t\n",
)
OF_ONE = ["--conversation", CONVERSATION_ID]


@pytest.mark.parametrize(
    ("arguments", "answer", "printed", "target"),
    [
        (["message", *OF_ONE, "--text", "Hello"], None, "", f"POST /api/chat_conversations/{CONVERSATION_ID}/message"),
        (["stop", *OF_ONE, "--json"], None, "null\n", f"POST /api/chat_conversations/{CONVERSATION_ID}/stop"),
        (
            *(["remove-texts", *OF_ONE, "--participant", "both"], None, ""),
            f"DELETE /api/chat_conversations/content/{CONVERSATION_ID}/both",
        ),
        (["chats", "--status", "CREATED"], {"count": 1, "result": [CHAT]}, CHAT_LINE, "GET /api/chats?status=CREATED"),
        (["chats", "--json"], {"count": 1, "result": [CHAT]}, f"{json.dumps(CHAT)}\n", "GET /api/chats"),
        (
            *(["chats", "--limit", "1", "--json"], {"count": 9, "result": [CHAT]}),
            *(f"{json.dumps({'count': 9, 'result': [CHAT]})}\n", "GET /api/chats?limit=1"),
        ),
        (["webhooks"], [HOOK, HOOK], HOOK_LINE * 2, "GET /api/webhooks"),
        (["webhooks", "--json"], [HOOK], f"{json.dumps([HOOK])}\n", "GET /api/webhooks"),
        (
            *(["create-webhook", "--actions", "A", "B", "--subscription-url", "https://example.org/x"], HOOK),
            *(HOOK_LINE, "POST /api/webhooks"),
        ),
    ],
    ids=lambda each: each[0] if isinstance(each, list) and isinstance(each[0], str) else "",
)
def test_other_operations(
    arguments: list[str],
    answer: object,
    printed: str,
    target: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each operation is a command; an item is a line, and JSON the whole answer, or each item of all pages."""
    recorder = network(monkeypatch, httpx.Response(200) if answer is None else httpx.Response(200, json=answer))
    assert main([*arguments, *WHO, "--password", PASSWORD]) == 0
    assert capsys.readouterr() == (printed, "")
    request = recorder.request
    assert f"{request.method} {request.url.raw_path.decode()}" == target


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["message", *OF_ONE, "--text", "a"], 3, "Whether anything was sent is not known."),
        (["chats"], 1, "No answer within the timeout."),
        (["message", *OF_ONE, "--text", ""], 2, "--text must have at least 1 characters, not 0 (an assumed bound)"),
    ],
)
def test_failures_of_other_operations(
    arguments: list[str],
    status: int,
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The exit status tells whether an operation may have had its effect, which a list has not."""
    network(monkeypatch, httpx.ReadTimeout("slow"))
    assert main([*arguments, *WHO, "--password", PASSWORD]) == status
    assert sentence in capsys.readouterr().err


def test_words_to_choose_from(capsys: pytest.CaptureFixture[str]) -> None:
    """A word that the document does not have is refused with those that it has."""
    with pytest.raises(SystemExit):
        main(["remove-texts", *OF_ONE, "--participant", "agent", *WHO])
    assert "choose from 'user', 'customer', 'both'" in capsys.readouterr().err
