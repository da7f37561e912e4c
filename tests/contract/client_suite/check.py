"""The engine: it runs every rule on both faces of a client, and reports."""

import asyncio
import os
import random
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from unittest import mock

from thulium_contract.reports.results import Report, RuleResult

from tests.contract.client_suite import (
    answers,
    command,
    environment,
    failures,
    generated,
    headers,
    leaks,
    lenient,
    logs,
    operations,
    parameters,
    refusals,
    settings,
    sharing,
    wire,
)  # fmt: skip
from tests.contract.client_suite.clients import AsyncFace, Clients, Face, SyncFace
from tests.contract.client_suite.rules import Broken, Rule, Run, short
from tests.contract.client_suite.transport import Runaway

_MODULES = (
    logs,  # first: what the first client has changed in the process, the second does not change again
    *(headers, settings, failures, refusals, answers, lenient, parameters, leaks, wire, environment, sharing),
    *(command, generated, operations),
)

RULES: tuple[Rule, ...] = tuple(
    sorted((rule for module in _MODULES for rule in module.RULES), key=lambda rule: rule.seconds)
)
"""Every rule, the quick ones first."""

_STEP = 0.2
LONGEST_SILENCE = 60.0
"""Seconds after which a client of which nothing was seen any more hangs; how long a rule takes does not matter."""


def check_client(clients: Clients, *, seed: int, stop_at_first: bool = False, rules: Sequence[Rule] = RULES) -> Report:
    """Run the rules on both classes of a client; with `stop_at_first` until one is broken."""
    started = time.monotonic()
    report = Report({each.name: RuleResult(each.name, each.sentence) for each in rules}, target="client", seed=seed)
    run = _Runs(clients, rules, seed, stop_at_first, report)
    with clean_environment():
        thread = threading.Thread(target=run.all, daemon=True)
        thread.start()
        seen, silent = run.progress(), 0.0
        while thread.is_alive() and silent < LONGEST_SILENCE:
            # In steps, so that a process that was suspended has waited for one of them.
            thread.join(_STEP)
            silent = silent + _STEP if seen and run.progress() == seen else 0.0
            seen = run.progress()
        if thread.is_alive():
            _break(report.results[run.rule], "the client does not return")
    report.seconds = time.monotonic() - started
    return report


@contextmanager
def clean_environment() -> Iterator[None]:
    """Keep the settings of whoever runs this from the client."""
    own = ("THULIUM_", "SSL_CERT_", "NETRC")
    with mock.patch.dict(os.environ):
        for name in list(os.environ):
            if name.startswith(own) or name.upper().endswith("_PROXY"):
                del os.environ[name]
        yield


class _Runs:
    """The runs of the rules; `rule` is the one that runs."""

    def __init__(self, clients: Clients, rules: Sequence[Rule], seed: int, stop_at_first: bool, report: Report) -> None:
        self.rule = ""
        self._run: Run | None = None
        self._clients = clients
        self._rules = rules
        self._seed = seed
        self._stop_at_first = stop_at_first
        self._report = report

    def progress(self) -> tuple[str, str, int] | None:
        """Return what changes with each check: rule, face, and how often it was checked; None between two rules."""
        run = self._run
        return (self.rule, run.face.name, run.checked) if run else None

    def all(self) -> None:
        """Run all rules, and report each."""
        with asyncio.Runner() as runner:
            faces: tuple[Face, ...] = (SyncFace(self._clients), AsyncFace(self._clients, runner))
            for rule in self._rules:
                result = self._report.results[rule.name]
                for face in faces:
                    self.rule = rule.name
                    self._one(rule, face, result)
                    if result.broken and self._stop_at_first:
                        return

    def _one(self, rule: Rule, face: Face, result: RuleResult) -> None:
        run, self._run = Run(face, random.Random(f"{self._seed} {rule.name} {face.name}")), None
        try:
            rule.prepare()
            self._run = run
            rule.body(run)
        except Broken as broken:
            _break(result, f"{face.name}: {broken}")
        except (Exception, Runaway) as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            _break(result, f"{face.name}: {short(error)} in {where.name}")
        result.checked += run.checked


def _break(result: RuleResult, detail: str) -> None:
    result.checked += 1
    result.deviation((), "", broken=True, detail=detail).count += 1
