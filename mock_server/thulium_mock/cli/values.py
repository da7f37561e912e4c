"""What the options of the commands accept: from text to values, or to a sentence that says what would be right."""

import argparse
import re
from collections.abc import Callable
from typing import Any, NamedTuple

_HOST = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]{0,252}[A-Za-z0-9_.])?")


def port(text: str) -> int:
    """Return a TCP port, 0 standing for any free one."""
    if not re.fullmatch("[0-9]{1,5}", text) or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: give a number from 0 to 65535")
    return int(text)


def seed(text: str) -> int:
    """Return a seed."""
    if not re.fullmatch("[0-9]{1,15}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a seed: give a whole number with at most 15 digits")
    return int(text)


def whole_number(most: int) -> Callable[[str], int]:
    """Return what reads a number from 1 to ``most``."""

    def parsed(text: str) -> int:
        if not re.fullmatch("[0-9]{1,15}", text) or not 1 <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not possible: give a number from 1 to {most}")
        return int(text)

    return parsed


def host_names(text: str) -> tuple[str, ...]:
    """Return names of hosts, which are separated by commas."""
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in names:
        if not _HOST.fullmatch(name):
            raise argparse.ArgumentTypeError(f"{name!r} is not a host name: give it without scheme, port and path")
    return names


class Collect(argparse.Action):
    """An option that may be repeated, whose values are tuples to be joined. A default counts only without it."""

    def __call__(self, parser: argparse.ArgumentParser, namespace: Any, values: Any, option: Any = None) -> None:
        """Take one more of them."""
        before = getattr(namespace, self.dest)
        setattr(namespace, self.dest, (*(before if isinstance(before, tuple) else ()), *values))


class MockUrl(NamedTuple):
    """The address of a mock, and the space that it names, if it is that of a space's API."""

    scheme: str
    host: str
    port: int | None
    space: str | None

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + (f":{self.port}" if self.port is not None else "")


def mock_url(text: str) -> MockUrl:
    """Return the address of a mock: its root, or the base URL that a client of the vendor's API is given."""
    # Without a query, credentials and the like, which would be lost without a word.
    found = re.fullmatch(
        r"(https?)://(\[[0-9A-Fa-f:.%]+\]|[^/\s:@?#\[\]]+)(?::([0-9]{1,5}))?(?:(?:/spaces/([a-z0-9_-]+))?/api)?/?", text
    )
    if not found or int(found[3] or 0) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not the URL of a mock: give one such as http://127.0.0.1:4010")
    return MockUrl(found[1], found[2].strip("[]"), int(found[3]) if found[3] else None, found[4])


def seconds(most: float) -> Callable[[str], float]:
    """Return what reads a time from 0 to ``most`` seconds."""

    def parsed(text: str) -> float:
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", text) or float(text) > most:
            raise argparse.ArgumentTypeError(f"{text!r} is not possible: give seconds from 0 to {most:g}")
        return float(text)

    return parsed


def pair(text: str) -> tuple[str, str]:
    """Return name and value of ``NAME=VALUE``."""
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not a name and a value: write NAME=VALUE")
    return name, value


def count(text: str) -> int:
    """Return a number of requests."""
    if not re.fullmatch("[0-9]{1,15}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of requests: give a whole number from 0 up")
    return int(text)
