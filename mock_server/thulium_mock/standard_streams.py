"""Standard streams that fail for no one: whatever their encoding, and whether or not anybody reads them."""

import io
import json
import os
import sys
from typing import TextIO


def prepare_streams() -> None:
    """Open closed streams (``>&-``) on nothing, and let standard output escape what its encoding does not have."""
    # In this order, so that each gets its own descriptor, which a socket would get otherwise.
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - as long as the process
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def say(text: str, stream: TextIO | None = None) -> None:
    """Print to ``stream``, standard output if not given; once nobody can read it any more, to nobody."""
    target: TextIO = sys.stdout if stream is None else stream
    try:
        print(text, file=target, flush=True)
    except OSError:
        discard(target)


def json_line(value: object) -> str:
    """Return ``value`` as JSON for standard output, in ASCII if that is not in UTF-8."""
    # Python escapes characters beyond 16 bits in another way than JSON.
    return json.dumps(value, ensure_ascii=(sys.stdout.encoding or "utf-8").lower() != "utf-8")


def discard(stream: TextIO) -> None:
    """Lead a stream to nothing: what is left in it must not fail again when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
