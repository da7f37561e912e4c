"""Watching a file: when it is read, and when it counts as broken."""

import asyncio
import os
from pathlib import Path

import pytest
from thulium_mock.runner.reloader import WatchedFile


class Reader:
    """Reader of a watched file: keeps each text, and refuses an empty one."""

    def __init__(self, path: Path) -> None:
        self.file = WatchedFile(path)
        self.texts: list[str] = []
        self.failures: list[str] = []

    async def read(self, path: Path) -> None:
        """Read the file."""
        text = path.read_text()  # noqa: ASYNC240 - nothing else runs here
        if not text:
            raise ValueError("it is empty")
        self.texts.append(text)

    def poll(self, times: int) -> None:
        """Poll the file, and keep the failures that are reported."""
        for _ in range(times):
            if failure := asyncio.run(self.file.poll(self.read, ValueError, OSError)):
                self.failures.append(type(failure).__name__)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that says `one`."""
    path = tmp_path / "file"
    path.write_text("one")
    return path


@pytest.mark.parametrize(
    ("steps", "texts", "failures"),
    [
        pytest.param([3], [], [], id="an unchanged file was read by who watches it"),
        pytest.param(["two, since", 2], ["two, since"], [], id="changed before the first poll"),
        pytest.param(["half", 1, "half and half", 1], [], [], id="it may be half written still"),
        pytest.param(["half", 1, "half and half", 4], ["half and half"], [], id="read once it stands still, once"),
        pytest.param(["", 2], [], [], id="a broken file may be in the making still"),
        pytest.param(["", 5], [], ["ValueError"], id="a broken file counts one poll later, once"),
        pytest.param(["", 2, "good again", 4], ["good again"], [], id="good again before it counts"),
        pytest.param([None, 4], [], ["FileNotFoundError"], id="gone"),
        pytest.param([None, 4, "back", 4], ["back"], ["FileNotFoundError"], id="gone and back"),
    ],
)
def test_a_change_is_read_once_it_stands_still(
    path: Path, steps: list[str | int | None], texts: list[str], failures: list[str]
) -> None:
    """Texts are written, None removes the file, and numbers are polls."""
    reader = Reader(path)
    for step in steps:
        if isinstance(step, int):
            reader.poll(step)
        elif step is None:
            path.unlink()
        else:
            path.write_text(step)
    assert (reader.texts, reader.failures) == (texts, failures)


def test_another_file_of_the_same_name_is_read(path: Path) -> None:
    """An editor may write a new file, of the same size and age even, and give it the old one's name."""
    reader = Reader(path)
    other = path.with_name("other")
    other.write_text("two")
    status = path.stat()
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.rename(path)
    reader.poll(2)
    assert reader.texts == ["two"]


def test_a_pipe_is_read_once(path: Path) -> None:
    """It has no more to give, whatever its times are."""
    pipe = path.with_name("pipe")
    os.mkfifo(pipe)
    reader = Reader(pipe)
    os.utime(pipe, (0, 0))
    reader.poll(3)
    assert reader.texts == reader.failures == []


def test_a_symbolic_link_is_followed(path: Path) -> None:
    """What it leads to may change, and it may lead elsewhere."""
    link, other = path.with_name("link"), path.with_name("other")
    link.symlink_to(path)
    other.write_text("another")
    reader = Reader(link)
    path.write_text("two, behind the link")
    reader.poll(2)
    link.unlink()
    link.symlink_to(other)
    reader.poll(2)
    assert reader.texts == ["two, behind the link", "another"]
