"""What the options of the commands accept: from text to values, or to a sentence that says what would be right."""

import argparse
import re


def port(text: str) -> int:
    """Return a TCP port, 0 standing for any free one."""
    if not re.fullmatch("[0-9]{1,5}", text) or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: give a number from 0 to 65535")
    return int(text)
