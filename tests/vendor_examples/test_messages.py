"""The vendor's callers write into a conversation and stop it; what becomes of a length in characters is written here.

The vendor's PHP sample counts characters, so that a text with Polish letters arrives cut off: the mock refuses it as
broken JSON (400002), as any server must that believes Content-Length. Its test of the answer takes success, which is
empty, for a failure.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import httpx
import pytest

from tests.servers import BIN, CREDENTIALS, RunningServer
from tests.vendor_examples.callers import HERE, Outcome, program, run

USER, PASSWORD = CREDENTIALS
Say = Callable[[str, str, str | None], Outcome]


def _curl(base_url: str, conversation: str, text: str | None) -> Outcome:
    body = "" if text is None else f'{{"text": "{text}"}}'
    url = f"{base_url}/chat_conversations/{conversation}/{'stop' if text is None else 'message'}"
    options = ["-sS", "-k", "--fail-with-body", "-u", f"{USER}:{PASSWORD}", "-X", "POST"]
    return run([program("curl", "curl"), *options, "-H", "Content-type: application/json", "-d", body, url])


def _httpie(base_url: str, conversation: str, text: str | None) -> Outcome:
    url = f"{base_url}/chat_conversations/{conversation}/{'stop' if text is None else 'message'}"
    options = ["--ignore-stdin", "--check-status", "--body", "-a", f"{USER}:{PASSWORD}"]
    return run([BIN / "http", *options, "POST", url, *([] if text is None else [f"text={text}"])])


def _php(base_url: str, conversation: str, text: str | None, environment: Mapping[str, str] | None = None) -> Outcome:
    script: list[str | Path] = [program("php", "php-cli"), HERE / "message.php", base_url, USER, PASSWORD, conversation]
    return run([*script, *([] if text is None else [text])], environment)


def _started(mock: RunningServer) -> str:
    url = f"{mock.base_url}/chat_conversations/start?chat_queue_id=3"
    return str(httpx.post(url, auth=CREDENTIALS).raise_for_status().json()["conversation_id"])


def _stored(mock: RunningServer, conversation: str) -> tuple[list[str], str]:
    shown = httpx.get(f"{mock.origin}/_mock/conversations/{conversation}").raise_for_status().json()
    return [each["text"] for each in shown["messages"]], shown["status"]


@pytest.mark.parametrize(("say", "done"), [(_curl, 0), (_httpie, 0), (_php, 3)], ids=["curl", "httpie", "php"])
def test_a_conversation_is_written_into_and_stopped(mock: RunningServer, say: Say, done: int) -> None:
    """A text arrives, a stop ends the conversation, and each caller ends as it does for an empty answer."""
    conversation = _started(mock)
    assert say(mock.base_url, conversation, "Hello, world!").status == done
    assert say(mock.base_url, conversation, None).status == done
    assert _stored(mock, conversation) == (["Hello, world!"], "CLOSED")


def test_a_length_in_characters_cuts_polish_letters_off(mock: RunningServer) -> None:
    """The body that arrives is no JSON, which is refused, and nothing is kept; a length in bytes mends it."""
    conversation = _started(mock)
    cut = _php(mock.base_url, conversation, "Zażółć gęślą jaźń")
    assert (cut.status, [each["code"] for each in cut.envelope["errors"]]) == (1, [400002])
    assert _stored(mock, conversation) == ([], "CREATED")
    assert _php(mock.base_url, conversation, "Zażółć gęślą jaźń", {"COUNT": "bytes"}).status == 3
    assert _stored(mock, conversation)[0] == ["Zażółć gęślą jaźń"]
