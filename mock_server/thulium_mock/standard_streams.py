"""Standard streams safe against closed pipes and narrow encodings."""

import io
import json
import os
import sys
from typing import TextIO


def prepare_streams() -> None:
    """Open closed streams (``>&-``) on os.devnull; escape what the encoding of standard output does not have."""
    # In this order, so that each gets its own descriptor, which a socket would get otherwise.
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - as long as the process
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def say(text: str, stream: TextIO | None = None) -> None:
    """Print to ``stream``, standard output if not given; after a broken pipe, to os.devnull."""
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
    """Redirect a stream to os.devnull, so that flushing its buffer does not fail again when Python exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
