"""docs/architecture.md is true: each module stands in its table, and each name that it uses is one of the code."""

import pkgutil
import re
import sys
from types import CodeType, FrameType

import thulium_mock
from thulium_mock.app import create_app

from tests.http.asgi import start
from tests.servers import ROOT

PAGE = (ROOT / "docs/architecture.md").read_text("utf-8")
TOP_LEVEL = {each.name: each.ispkg for each in pkgutil.iter_modules(thulium_mock.__path__)}


def test_each_package_has_its_modules_in_the_table() -> None:
    """A row for each package, and in it each of its modules and no other."""
    rows = re.findall(r"^\| `(\w+)/` \|.*\| (.*) \|$", PAGE, re.MULTILINE)
    shown = {package: set(re.findall(r"`(\w+)`", modules)) for package, modules in rows}
    folders = {name: ROOT / "mock_server/thulium_mock" / name for name, is_package in TOP_LEVEL.items() if is_package}
    assert shown == {name: {each.name for each in pkgutil.iter_modules([folder])} for name, folder in folders.items()}


def test_each_module_beside_them_is_named() -> None:
    """A module that belongs to no package is explained, too."""
    beside = [name for name, is_package in TOP_LEVEL.items() if not is_package]
    assert [name for name in beside if f"`{name}`" not in PAGE] == []


def test_each_name_is_one_of_the_code() -> None:
    """What looks like a module, or like something in one, can be imported."""
    names = re.findall(rf"\b(?:{'|'.join(TOP_LEVEL)})(?:\.\w+)+", PAGE)
    assert "middleware.dispatch.Dispatch" in names
    for name in names:
        if not (ROOT / "mock_server/thulium_mock" / name).is_file():
            pkgutil.resolve_name(f"thulium_mock.{name}")


def test_a_request_takes_few_steps() -> None:
    """At most 51 calls of ours in 18 modules, beside the nine of the connection in two more."""
    app, steps = create_app(), list[CodeType]()

    def count(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and "/thulium_mock/" in frame.f_code.co_filename:
            steps.append(frame.f_code)

    for _ in range(2):
        # The first one fills caches.
        steps.clear()
        sys.setprofile(count)
        try:
            answer = start(app, "chat_queue_id=3&client_email=jan.kowalski%40example.org")
        finally:
            sys.setprofile(None)
        assert answer.status == 200
    assert (len(steps) <= 51, len({each.co_filename for each in steps}) <= 18) == (True, True), steps
