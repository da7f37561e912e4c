"""Watching a file: when it is read, and when it counts as broken."""

import asyncio
import os
from pathlib import Path

import pytest
from thulium_mock.runner.file_watcher import WatchedFile


class Reader:
    """What reads the file: keeps each text that it was given, and cannot use an empty one or none."""

    def __init__(self, path: Path) -> None:
        self.file = WatchedFile(path)
        self.texts: list[str] = []

    async def read(self, path: Path) -> None:
        """Read the file."""
        text = path.read_text()  # noqa: ASYNC240 - nothing else runs here
        if not text:
            raise ValueError("it is empty")
        self.texts.append(text)

    def poll(self, times: int = 1) -> list[str]:
        """Look at the file, and return the failures that it told."""
        failures = [asyncio.run(self.file.poll(self.read, ValueError, OSError)) for _ in range(times)]
        return [type(failure).__name__ for failure in failures if failure]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that says `one`."""
    path = tmp_path / "file"
    path.write_text("one")
    return path


def test_an_unchanged_file_is_not_read(path: Path) -> None:
    """Who made it read the file already."""
    reader = Reader(path)
    assert reader.poll(3) == []
    assert reader.texts == []


def test_a_change_is_read_once_it_stands_still(path: Path) -> None:
    """At the first look the file may be half written; at the second it is read, and not again."""
    reader = Reader(path)
    path.write_text("one and t")
    reader.poll()
    path.write_text("one and two")
    reader.poll()
    assert reader.texts == []
    reader.poll(3)
    assert reader.texts == ["one and two"]


def test_a_change_before_the_first_look_is_seen(path: Path) -> None:
    """What counts is the file as it was when its watching began."""
    reader = Reader(path)
    path.write_text("two, since")
    reader.poll(2)
    assert reader.texts == ["two, since"]


def test_a_broken_file_counts_one_look_later_and_once(path: Path) -> None:
    """The failure is told when the file has stayed as it is for one look more."""
    reader = Reader(path)
    path.write_text("")
    assert reader.poll(2) == []
    assert reader.poll(3) == ["ValueError"]


def test_a_broken_file_that_becomes_good_at_once_is_never_told(path: Path) -> None:
    """An editor that pauses between truncating and writing breaks nothing."""
    reader = Reader(path)
    path.write_text("")
    assert reader.poll(2) == []
    path.write_text("good again")
    assert reader.poll(4) == []
    assert reader.texts == ["good again"]


def test_a_file_that_is_gone_is_told_and_found_again(path: Path) -> None:
    """A file that is removed is one that cannot be used, until it is back."""
    reader = Reader(path)
    path.unlink()
    assert reader.poll(4) == ["FileNotFoundError"]
    path.write_text("back")
    assert reader.poll(4) == []
    assert reader.texts == ["back"]


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
