"""Threads that take turns: only one of them runs at a time, so that how they meet depends on a seed alone."""

import random
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

_FOREIGN = sys.stdlib_module_names | {"httpx"}
_LONGEST_TURN = 0.1
"""Seconds to wait for a turn: the thread that has it may itself wait, for a lock of one that must not run now."""


class Turns:
    """Turns of calls in threads: each runs until chance has it give way, which may be between any two operations."""

    def __init__(self, chance: random.Random, often: float, number: int) -> None:
        self._chance, self._often = chance, often
        self._change = threading.Condition()
        self._waiting = set(range(number))
        self._turn = 0

    def make(self, index: int, call: Callable[[], Any]) -> Any:
        """Make the call of this thread."""

        def trace(frame: FrameType, event: str, _: object) -> Any:
            if str(frame.f_globals.get("__name__")).partition(".")[0] in _FOREIGN:
                return None
            frame.f_trace_opcodes = True
            if event == "opcode" and self._chance.random() < self._often:
                self._pass_on(index, again=True)
                self._await_turn(index)
            return trace

        self._await_turn(index)
        sys.settrace(trace)
        try:
            return call()
        finally:
            sys.settrace(None)
            self._pass_on(index, again=False)

    def _pass_on(self, index: int, *, again: bool) -> None:
        """Give the turn to the next that waits for it, if it is this one's to give."""
        with self._change:
            if self._turn == index and self._waiting:
                self._turn = min(self._waiting, key=lambda other: (other < index, other))
                self._change.notify_all()
            if again:
                self._waiting.add(index)

    def _await_turn(self, index: int) -> None:
        with self._change:
            if not self._change.wait_for(lambda: self._turn == index, _LONGEST_TURN):
                self._turn = index
            self._waiting.discard(index)
