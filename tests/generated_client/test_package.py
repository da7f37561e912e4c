"""The package as its users see it: public names, the README, and how it is put together."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
import thulium_chat
from freezegun import freeze_time
from thulium_chat import ThuliumError
from thulium_chat._config import read_config
from thulium_chat._generated.document import OPERATIONS

from tests.generated_client.support import CONVERSATION_ID, ENVELOPE, REQUEST_ID, STARTED, Recorder, Start

PACKAGE = Path(thulium_chat.__file__).parent
README = (PACKAGE.parent / "README.md").read_text("utf-8")
SNIPPETS = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
EXAMPLES = [snippet for snippet in SNIPPETS if "def test_" not in snippet]


# What the README's code prints, by a word in it; the rest prints the id of the conversation.
PRINTED = {
    "999999": f"404 {REQUEST_ID}\n400011 It is wrong.\n",
    "chat.chats(": f"{CONVERSATION_ID} 2017-12-11 10:23:04+01:00 jkowalski\n",
    "webhooks.parse": f"Jan Kowalski is waiting in {CONVERSATION_ID}\n200\n",
}
CHAT = {"conversation_id": CONVERSATION_ID, "created_at": "2017-12-11 10:23:04", "user_login": "jkowalski"}


@pytest.mark.parametrize("snippet", EXAMPLES, ids=["sync", "async", "operations", "transport", "errors", "webhooks"])
def test_readme_code(snippet: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The README's code runs as it stands and does what it says."""
    hosts = set()

    def answer(request: httpx.Request) -> httpx.Response:
        hosts.add(request.url.host)
        if request.method == "GET":
            return httpx.Response(200, json={"count": 1, "result": [CHAT]})
        unknown = request.url.params.get("chat_queue_id") == "999999"
        return httpx.Response(404, json=ENVELOPE) if unknown else httpx.Response(200, json=STARTED)

    async def answer_later(_: object, request: httpx.Request) -> httpx.Response:
        return answer(request)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", lambda _, request: answer(request))
    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", answer_later)
    exec(compile(snippet, "README.md", "exec"), {})
    expected = [text for word, text in PRINTED.items() if word in snippet] or [f"{CONVERSATION_ID}\n"]
    assert [capsys.readouterr().out] == expected
    assert hosts <= {"your-system-name.thulium.com"}
    assert hosts or "MockTransport" in snippet or "webhooks" in snippet


def test_readme_on_clocks_that_jump(start: Start) -> None:
    """Where a test lets its clock jump during a call, the README says how timeouts are kept out of it."""
    with freeze_time("2026-01-01", auto_tick_seconds=3600, ignore=["thulium_chat"], real_asyncio=True):
        assert str(start(Recorder()).conversation_id) == CONVERSATION_ID


def test_readme_tests(tmp_path: Path) -> None:
    """The README's tests with respx and pytest-httpx pass as they stand."""
    [snippet] = [each for each in SNIPPETS if each not in EXAMPLES]
    (tmp_path / "test_readme.py").write_text(snippet, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, "2 passed" in done.stdout) == (0, True), done.stdout


def test_readme_names_everything() -> None:
    """The README names every error, every argument of a client, and every environment variable."""
    settings = [name for name in thulium_chat.ThuliumChat.__init__.__annotations__ if name != "return"]
    variables = set(re.findall(r"THULIUM_[A-Z_]+", (PACKAGE / "_config.py").read_text("utf-8"))) - {"THULIUM_"}
    errors = {name for name in thulium_chat.__all__ if name.endswith("Error")}
    missing = [name for name in (*settings, *variables, *errors) if f"`{name}`" not in README]
    assert missing == []
    assert {"THULIUM_USER", "THULIUM_PASSWORD"} <= set(re.findall(r"THULIUM_[A-Z_]+", README))
    assert read_config.__doc__


def test_public_names() -> None:
    """Every public name is there, once, and every error is one of them."""
    assert len(thulium_chat.__all__) == len(set(thulium_chat.__all__))
    names = {*vars(thulium_chat), *thulium_chat.__all__} - {"webhooks"}  # a module, there once it was imported
    public = {name: getattr(thulium_chat, name) for name in names}
    assert set(thulium_chat.__all__) == {name for name in public if not name.startswith("_")} | {"__version__"}
    assert all(issubclass(public[name], ThuliumError) for name in thulium_chat.__all__ if name.endswith("Error"))


def test_unknown_names_are_not_there() -> None:
    """A name that the package does not have is an AttributeError, as of any module."""
    assert not hasattr(thulium_chat, "Message")


def test_every_operation_has_a_method() -> None:
    """Both clients have a method for each operation of the document, with its parameters as arguments."""
    for operation in OPERATIONS.values():
        for client in (thulium_chat.ThuliumChat, thulium_chat.AsyncThuliumChat):
            method = f"{operation.method}_page" if operation.is_paged else operation.method
            arguments = list(getattr(client, method).__annotations__)
            assert [each for each in arguments if each in operation.parameters] == list(operation.parameters)


def test_modules_are_small() -> None:
    """No hand-written module is longer than 300 lines."""
    lengths = {path.name: len(path.read_text("utf-8").splitlines()) for path in PACKAGE.glob("*.py")}
    assert {name: length for name, length in lengths.items() if length > 300} == {}


def test_only_the_face_is_public() -> None:
    """Every module but the command's, and that of webhooks, is private."""
    assert {path.name for path in PACKAGE.glob("[!_]*")} == {"py.typed", "webhooks.py"}


def test_constants_are_not_repeated() -> None:
    """No number or pattern of the document is written again by hand."""
    literals = {
        node.value
        for path in PACKAGE.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and not isinstance(node.value, str)
    }
    assert not literals & {2147483647, 64000, 36, 13}
