"""What the options of the commands accept: from text to values, or to a sentence that says what would be right."""

import argparse
import re
from collections.abc import Callable


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
