"""How far the benchmark is, on standard error: a bar on a terminal, else one line for each step."""

import sys
import time
from typing import TextIO

_WIDTH = 24


class Progress:
    """Progress through ``total`` steps."""

    def __init__(self, total: int, stream: TextIO | None = None) -> None:
        self._total = total
        self._done = 0
        self._stream = sys.stderr if stream is None else stream
        self._live = self._stream.isatty()
        self._begun = time.monotonic()

    def step(self, what: str) -> None:
        """Tell what is done now, and that all before it is done."""
        share = min(1, self._done / max(self._total, 1))
        self._done += 1
        full = round(share * _WIDTH)
        line = f"[{'#' * full}{'.' * (_WIDTH - full)}] {share:4.0%} {time.monotonic() - self._begun:4.0f} s  {what}"
        self._write(f"\r\x1b[2K{line[:110]}" if self._live else f"{line}\n")

    def end(self) -> None:
        """Tell nothing more, and leave the line."""
        self._write("\r\x1b[2K" if self._live else "")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
