"""Export and import: the whole state moves from one database to another, or nothing does."""

import asyncio
import io
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from thulium_mock.state.conversations import Change, Conversation, Message
from thulium_mock.state.directory import Fixtures
from thulium_mock.state.journal import Exchange
from thulium_mock.state.sql_store import SqlStore
from thulium_mock.state.sql_transfer import UnusableFile, export_rows, import_rows, transfer
from thulium_mock.state.store import DEFAULT

from tests.journals import exchange, record
from tests.mock_server.shell import refusal, run
from tests.mock_server.state.databases import new_database

pytestmark = pytest.mark.anyio

RULE = {"name": "rule", "when": {"chat_queue_id": 7}, "times": 3, "answer": {"code": 404}}
FIXTURES: Fixtures = {"users": [], "queues": [{"id": 7, "name": "Ł\0"}], "customers": [], "rules": [RULE]}
NOW = 1000.0
COUNT = 1100
"""How many conversations there are: more than are read at once."""


async def filled(url: str) -> SqlStore:
    """Return a store of which every table has rows."""
    store = SqlStore(url, FIXTURES, seed=7)
    await store.start()
    await store.open_space("ewa", FIXTURES, 9)
    await store.add_fault("ewa", {"quota": {"requests": 1, "seconds": 9}}, NOW + 99, NOW)
    for fault_id in ("1", "rule 0"):
        await store.strike("ewa", fault_id, NOW)
    await store.next_draw("ewa", "x\0")
    request = Exchange(0.0, "GET", "http", b"/\xff", b"", b"", False)
    await store.record_request("ewa", request)
    message = Message("user", "ewa", "Ż\0ółć", "2026")
    started = [Conversation(f"id-{number}", 7, None, None, {"a": "\0"}, "2026") for number in range(COUNT)]
    await record(store, exchange(b"\xff"), (*started, Change("id-1", "2026", message)), "ewa")
    return store


async def told(store: SqlStore) -> str:
    """Return what a store knows and does next, part by part, but for versions, and times to the millisecond."""
    parts = [
        await store.spaces(),
        [await store.fixtures(space) for space in (DEFAULT, "ewa")],
        [(each.given, each.times) for each in (await store.faults("ewa")).faults],
        [(round(each.expires_at, 1), hits) for each, hits in await store.added_faults("ewa", NOW)],
        [replace(each, generation=0) for each in await store.exchanges("ewa", 0, 9)],
        await store.journal("ewa"),
        await store.conversations("ewa", 9999, 0),
        await store.messages("ewa", "id-1"),
        await store.next_draw("ewa", "x\0"),
        [await store.strike("ewa", "rule 0", NOW) is not None for _ in range(4)],
        await store.strike("ewa", "1", NOW) is not None,
    ]
    return "\n".join(map(repr, parts))


async def exported(url: str) -> list[str]:
    """Return the lines of an export."""
    file = io.StringIO()
    await transfer(url, lambda connection: export_rows(connection, file, lambda _: None), writes=False)
    return file.getvalue().splitlines(keepends=True)


@pytest.mark.parametrize(("source", "target"), [("file", "postgresql"), ("postgresql", "file")])
async def test_nothing_is_lost_on_the_way(
    source: str, target: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """What was in the other database is gone, and who serves it goes on with what came."""
    first, second = new_database(source, tmp_path, request), new_database(target, tmp_path, request)
    sender, receiver = await filled(first), SqlStore(second, FIXTURES)
    await receiver.start()
    await receiver.open_space("gone", FIXTURES, 9)
    lines = await exported(first)
    count = await transfer(second, lambda each: import_rows(each, iter(lines), lambda _: None), writes=True)
    assert count == len(lines) - 2 > COUNT
    await receiver.open_space("ewa", FIXTURES, 9)
    assert await told(receiver) == await told(sender)
    await sender.close()
    await receiver.close()


BROKEN: list[tuple[Callable[[list[str]], list[str]], str]] = [
    (lambda lines: ["a,b\n"], "line 1 is not JSON"),
    (lambda lines: [], "line 0 is the last one"),
    (lambda lines: ["{}\n", *lines], "line 1 is not that of an export"),
    (lambda lines: [lines[0].replace(":1}", ":2}"), *lines[1:]], "line 1: another version"),
    (lambda lines: lines[:-1], "is the last one, and"),
    (lambda lines: [*lines[:4], *lines[5:]], "counts other rows than there are"),
    (lambda lines: [*lines, lines[1]], "counts other rows than there are"),
    (lambda lines: [*lines[:3], lines[3][:9], *lines[4:]], "line 4 is not JSON"),
    (lambda lines: [*lines[:2], '{"table":"users","row":{}}\n', *lines[3:]], "line 3 is no row of a table"),
    (lambda lines: [*lines[:1], lines[1].replace("position", "place"), *lines[2:]], "line 2 is no row"),
    (lambda lines: [re.sub('"number":2', '"number":"2"', each) for each in lines], "number cannot be '2'"),
    (lambda lines: [*lines[:-2], lines[-3], lines[-1]], "does not fit: "),
    (lambda lines: [lines[0], '{"rows":0}\n'], "line 2: no state of a mock comes before"),
]


async def test_a_file_that_is_no_whole_export_changes_nothing(tmp_path: Path) -> None:
    """The sentence names the line."""
    url = f"sqlite:///{tmp_path}/mock.db"
    store = await filled(url)
    before = await exported(url)
    for broken, sentence in BROKEN:
        lines = broken(before)
        with pytest.raises(UnusableFile, match=re.escape(sentence)):
            await transfer(url, partial(import_rows, file=iter(lines), progress=lambda _: None), writes=True)
        assert await exported(url) == before
    await store.close()


def test_the_commands_move_a_state(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """To and from files; what is wrong is told in one sentence."""
    file, first, second = tmp_path / "a.jsonl", f"sqlite:///{tmp_path}/a.db", f"sqlite:///{tmp_path}/b.db"
    asyncio.run(filled(first)).changes.close_all()
    status, out, told = run(capsys, "export", f"--database={first}", str(file))
    assert (status, out, re.sub(r"\d+", "N", told)) == (0, "", "N rows exported\n")
    assert run(capsys, "import", f"--database={second}", str(file))[0] == 0
    assert run(capsys, "export", f"--database={second}")[1].count("\n") == file.read_text().count("\n")
    file.write_text("{}\n")
    text = refusal(run(capsys, "import", f"--database={second}", str(file)), 1)
    assert "cannot be imported, and nothing has changed: line 1 is not that of an export of thulium-mock." in text
    assert "the memory of a mock ends with it" in refusal(run(capsys, "export"), 2)
    missing = run(capsys, "export", f"--database=sqlite:///{tmp_path}/c.db", str(file))
    assert f"there is no database {tmp_path}/c.db" in refusal(missing, 1)
    (tmp_path / "d.db").write_text("no database" * 1000)
    assert "cannot be used" in refusal(run(capsys, "export", f"--database=sqlite:///{tmp_path}/d.db", str(file)), 1)
    assert (file.read_text(), (tmp_path / "c.db").exists()) == ("{}\n", False)
    assert not list(tmp_path.glob("*.part"))
