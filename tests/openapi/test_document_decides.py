"""The document decides: a change there changes mock, Prism, client and contract suite with no line of code."""

import copy
import runpy
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml
from thulium_contract.document.documents import strict
from thulium_contract.document.stated import stated
from thulium_contract.expected.expectation import Judge
from thulium_contract.expected.oracle import Known, Oracle
from thulium_contract.http.connection import Connection
from thulium_contract.http.exchange import Exchange
from thulium_contract.http.exchange import Request as SuiteRequest
from thulium_contract.rules.findings import Memory, findings
from thulium_contract.targets.target import AppTarget
from thulium_mock.app import create_app
from thulium_mock.openapi.documents import vendor_document

from openapi.document import Content, at, parse
from tests.http.asgi import call
from tests.http.messages import Request, Response, basic
from tests.servers import ROOT, running_prism

ROWS: list[dict[str, Any]] = parse(Path(__file__).with_name("changes.yaml").read_text("utf-8"))
KNOWN = Known({"api_user": ("api_pass", ("*",)), "api_limited": ("api_pass", ("chats",))}, frozenset({1, 2, 3}))

APART = {"framing", "no-echo", "sentences"}
"""Rules about what only a server sends, or that know all words of the document or other answers."""

each_change = pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])


def changed(*rows: Mapping[str, Any]) -> Content:
    """Return the document with the changes of rows; values before names, so that pointers hold."""
    document = copy.deepcopy(vendor_document())
    for pointer, value in [each for row in rows for each in row.get("set", {}).items()]:
        holder, key = at(document, pointer.rpartition("/")[0]), unescaped(pointer)
        holder[int(key) if isinstance(holder, list) else key] = value
    # Longer pointers first: the shorter ones may be above them.
    renamed = [each for row in rows for each in row.get("rename", {}).items()]
    for pointer, name in sorted(renamed, key=lambda each: -len(each[0])):
        holder = at(document, pointer.rpartition("/")[0])
        entries = [(name if key == unescaped(pointer) else key, value) for key, value in holder.items()]
        assert name not in holder
        holder.clear()
        holder.update(entries)
    return document


def unescaped(pointer: str) -> str:
    """Return the last key of a JSON pointer."""
    return pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")


def request(row: Mapping[str, Any], base_path: str) -> Request:
    """Return the request of a row."""
    sent = {"query": row["send"]} if isinstance(row["send"], str) else row["send"]
    given = sent.get("credentials", True)
    headers = [basic(sent.get("user", "api_user"))] if given is True else [("Authorization", given)] if given else []
    headers += [("Prefer", sent["prefer"])] if "prefer" in sent else []
    target = f"{base_path}{sent.get('path', '/chat_conversations/start')}?{sent.get('query', '')}"
    return Request(target, sent.get("method", "POST"), tuple(headers))


def assert_is(answer: Response, expected: Mapping[str, Any], *, codes: bool = True) -> None:
    """Assert that an answer is as a row says."""
    text = answer.body.decode()
    assert answer.status == expected.get("status", answer.status), text
    assert answer.fields["content-type"] == expected.get("media_type", answer.fields["content-type"])
    assert expected.get("text", "") in text
    assert not codes or answer.codes == expected.get("codes", answer.codes)


def test_changes_are_of_every_kind() -> None:
    """There are enough of them, and each changes something."""
    assert len(ROWS) >= 12
    assert all(changed(row) != vendor_document() for row in ROWS)


@each_change
def test_mock_follows_a_change(row: Mapping[str, Any]) -> None:
    """The mock that serves the changed document answers as the document then says."""
    sent = request(row, "/api")
    assert_is(call(create_app(document=changed(row)), sent.method, sent.target, sent.headers), row["get"])


@pytest.mark.parametrize("row", [row for row in ROWS if row.get("oracle", True)], ids=lambda row: row["name"])
def test_oracle_of_the_contract_suite_follows_a_change(row: Mapping[str, Any]) -> None:
    """The suite that reads the changed document asks for what the document then says."""
    oracle = Oracle(changed(row), KNOWN)
    sent = request(row, "/api")
    verdict = oracle.judge(sent.method, sent.target, sent.headers)
    assert verdict.status == row["get"].get("status", verdict.status)
    codes = list(verdict.codes) or [oracle.errors[name][1] for name in [verdict.error] if name]
    assert codes == row["get"].get("codes", codes)


@pytest.mark.parametrize("row", [row for row in ROWS if row.get("oracle", True)], ids=lambda row: row["name"])
def test_rules_of_the_contract_suite_follow_a_change(row: Mapping[str, Any]) -> None:
    """What the mock answers with the changed document breaks no rule of the suite that reads it."""
    document = changed(row)
    sent = SuiteRequest(**vars(request(row, "/api")))
    memory = Memory(2, 120, time.time, stated=stated(strict(document)))
    with closing(AppTarget(create_app(document=document))) as target:
        exchange = Exchange(sent, target.send(sent))
    expected = Judge(document, KNOWN).expect(sent)
    found = {name: each.detail for name, each in findings(exchange, expected, memory) if name not in APART}
    assert not any(found.values()), found


@pytest.fixture(scope="module")
def constants(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The constants of a client that is generated from the document with all changes that it is checked with."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "openapi.yaml").write_text(yaml.safe_dump(changed(*(row for row in ROWS if "client" in row))), "utf-8")
    command = [sys.executable, str(ROOT / "generated_client/generate.py"), f"--document={folder / 'openapi.yaml'}"]
    subprocess.run([*command, f"--output={folder / 'generated'}"], check=True)
    return runpy.run_path(str(folder / "generated/document.py"))


@pytest.mark.parametrize("row", [row for row in ROWS if "client" in row], ids=lambda row: row["name"])
def test_client_follows_a_change(row: Mapping[str, Any], constants: Mapping[str, Any]) -> None:
    """What the client checks with says what the document then says."""
    for path, expected in row["client"].items():
        assert found(constants, path.split("/")) == expected


def found(value: Any, path: list[str]) -> Any:
    """Return what a path of keys and attributes leads to."""
    for key in path:
        value = value[int(key) if key.isdecimal() else key] if isinstance(value, Mapping) else getattr(value, key)
    return value


@pytest.fixture(scope="module")
def prism_connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """A connection to Prism with all changes at once that it is checked with."""
    document = tmp_path_factory.mktemp("prism") / "openapi.json"
    document.write_text(yaml.safe_dump(changed(*(row for row in ROWS if row.get("prism")))), "utf-8")
    with running_prism(document) as server, Connection(server.port) as connection:
        yield connection


@pytest.mark.parametrize("row", [row for row in ROWS if row.get("prism")], ids=lambda row: row["name"])
def test_prism_follows_a_change(row: Mapping[str, Any], prism_connection: Connection) -> None:
    """Prism, which serves the changed document, answers as the document then says, but for its own choice of codes."""
    assert_is(prism_connection.ask(request(row, "")), row["get"], codes=False)
