"""What the options of the commands accept: from text to values, or to a sentence that says what would be right."""

import argparse
import re
from collections.abc import Callable
from typing import Any

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
