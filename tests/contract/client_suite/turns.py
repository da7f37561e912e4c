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
    """Runs calls in threads, each until chance has it give way to the next, which may be between any two operations."""

    def __init__(self, chance: random.Random, often: float) -> None:
        self._chance = chance
        self._often = often
        self._change = threading.Condition()
        self._waiting: set[int] = set()
        self._turn = 0

    def run(self, calls: list[Callable[[], Any]], limit: float) -> list[Any]:
        """Make each call in a thread of its own; return what each returns or raises."""
        results: list[Any] = [TimeoutError("the call does not return")] * len(calls)
        self._waiting = set(range(len(calls)))

        def make(index: int) -> None:
            def trace(frame: FrameType, event: str, _: object) -> Any:
                if str(frame.f_globals.get("__name__")).partition(".")[0] in _FOREIGN:
                    return None
                frame.f_trace_opcodes = True
                if event == "opcode" and self._chance.random() < self._often:
                    self._give_way(index)
                return trace

            self._await_turn(index)
            sys.settrace(trace)
            try:
                results[index] = calls[index]()
            except BaseException as error:
                results[index] = error
            finally:
                sys.settrace(None)
                with self._change:
                    self._pass_on(index)

        threads = [threading.Thread(target=make, args=(index,), daemon=True) for index in range(len(calls))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(limit)
        return results

    def _give_way(self, index: int) -> None:
        with self._change:
            self._pass_on(index)
            self._waiting.add(index)
        self._await_turn(index)

    def _pass_on(self, index: int) -> None:
        """Give the turn to the next that waits for it, if it is this one's to give."""
        if self._turn == index and self._waiting:
            self._turn = min(self._waiting, key=lambda other: (other < index, other))
            self._change.notify_all()

    def _await_turn(self, index: int) -> None:
        with self._change:
            if not self._change.wait_for(lambda: self._turn == index, _LONGEST_TURN):
                self._turn = index
            self._waiting.discard(index)
