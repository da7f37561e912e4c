"""Running the suite against each mutant, each run in a process of its own that is ended when its time is up."""

import gc
import logging
import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

KILLED, SURVIVED, TIMEOUT, ERROR = "killed", "survived", "timeout", "error"

SERVER, CLIENT = "server", "client"

SOUND = "sound"
"""The group of what has no defect: to kill it is a false alarm."""


@dataclass(frozen=True)
class Finding:
    """What the suite reports first: the rule that is broken, how, and a cURL line that shows it."""

    rule: str
    detail: str = ""
    curl: str = ""


@dataclass(frozen=True)
class Subject:
    """What the suite is run against; ``hunt`` runs it with a seed and returns what it finds, None for nothing.

    ``prepare`` makes what many runs with a seed have in common; it is called before they are forked.
    """

    name: str
    group: str
    description: str
    hunt: Callable[[int], Finding | None]
    side: str = SERVER
    prepare: Callable[[int], None] = lambda seed: None

    @property
    def sound(self) -> bool:
        """Whether it has no defect."""
        return self.group == SOUND


@dataclass(frozen=True)
class Run:
    """What came of one run."""

    name: str
    seed: int
    verdict: str
    seconds: float
    finding: Finding | None = None
    sound: bool = False

    @property
    def good(self) -> bool:
        """Whether the suite did its work: found the defect, or found none where there is none."""
        return self.verdict == (SURVIVED if self.sound else KILLED)

    def as_json(self) -> dict[str, Any]:
        """Return what a report says of the run."""
        found = asdict(self.finding or Finding(""))
        return {
            "seed": self.seed,
            "verdict": self.verdict,
            "seconds": round(self.seconds, 2),
            "good": self.good,
            **found,
        }


@dataclass(frozen=True)
class _Running:
    subject: Subject
    seed: int
    process: BaseProcess
    started: float

    def ended(self, verdict: str, finding: Finding | None = None) -> Run:
        seconds = time.monotonic() - self.started
        return Run(self.subject.name, self.seed, verdict, seconds, finding, self.subject.sound)


def run(jobs: Iterable[tuple[Subject, int]], *, workers: int, limit: float) -> Iterator[Run]:
    """Run the suite against each subject with its seed, and yield what comes of it as soon as it is known.

    A run that takes more than ``limit`` seconds is ended and counts as a timeout, which is no kill: a suite that hangs
    with the server tells nobody what is wrong.
    """
    waiting = iter(jobs)
    running: dict[Connection, _Running] = {}
    try:
        while True:
            for subject, seed in islice(waiting, workers - len(running)):
                connection, process = _start(subject, seed)
                running[connection] = _Running(subject, seed, process, time.monotonic())
            if not running:
                return
            first = min(each.started for each in running.values())
            ready = wait(list(running), timeout=max(0.0, first + limit - time.monotonic()))
            for connection in list(running):
                one = running[connection]
                if connection in ready:
                    yield _received(running.pop(connection), connection)
                elif time.monotonic() - one.started >= limit:
                    del running[connection]
                    yield one.ended(TIMEOUT, Finding("", f"not done in {limit:g} s"))
                    one.process.kill()
                    one.process.join()
    finally:
        for each in running.values():
            each.process.kill()
            each.process.join()


def _start(subject: Subject, seed: int) -> tuple[Connection, BaseProcess]:
    # A fork has the suite imported already; this process has no threads that a fork could harm.
    context = multiprocessing.get_context("fork")
    subject.prepare(seed)
    # What is here now stays: no fork has to look through it, and so copy it, to find garbage.
    gc.freeze()
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(subject, seed, sender), daemon=False)
    process.start()
    sender.close()
    return receiver, process


def _work(subject: Subject, seed: int, sender: Connection) -> None:
    logging.disable(logging.CRITICAL)
    try:
        finding = subject.hunt(seed)
    except Exception as error:
        sender.send((ERROR, Finding("", f"{type(error).__name__}: {error}")))
    else:
        sender.send((KILLED if finding else SURVIVED, finding))
    sender.close()


def _received(one: _Running, connection: Connection) -> Run:
    try:
        verdict, finding = connection.recv()
    except EOFError:
        verdict, finding = ERROR, Finding("", "the process of the run ended without a word")
    connection.close()
    one.process.join()
    return one.ended(verdict, finding)
