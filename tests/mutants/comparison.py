"""The same questions asked of others: what schemathesis as it comes finds, and what is found in other servers."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from starlette.types import ASGIApp
from thulium_contract.fuzzing.run import STOCK_CHECKS
from thulium_contract.fuzzing.run import run as schemathesis_run

from tests.mutants.matrix import SERVER, Finding, Run, Subject, run
from tests.mutants.server import SERVER_MUTANTS
from tests.servers import running_prism
from tests.stock_connexion import stock_connexion

STOCK, OURS = "schemathesis as it comes", "this suite"

_TIME_LIMIT = 60.0
"""Seconds for an answer of Prism, which is no defect of its own where the machine is busy."""

Entry = dict[str, Any]


def compare(subjects: Iterable[Subject], runs: Iterable[Run], *, seed: int, workers: int, limit: float) -> list[Entry]:
    """Return what both suites find: of the defects of servers that were run with ``seed``, in Prism, in connexion."""
    return [*compare_defects(subjects, runs, seed=seed, workers=workers, limit=limit), *_in_others(seed)]


def compare_defects(
    subjects: Iterable[Subject], runs: Iterable[Run], *, seed: int, workers: int, limit: float, examples: int = 100
) -> list[Entry]:
    """Return what both suites find of the defects of servers; ``runs`` are those of ours.

    ``examples`` is how many cases of each operation schemathesis makes up.
    """
    builds = {each.name: each.build for each in SERVER_MUTANTS}
    servers = [each for each in subjects if each.side == SERVER]
    jobs = [
        (replace(each, hunt=_stock_hunt(builds[each.name], examples), prepare=lambda seed: None), seed)
        for each in servers
    ]
    names = {each.name for each in servers}
    ours = [each for each in runs if each.seed == seed and each.name in names]
    entries = []
    for suite, made in ((STOCK, run(jobs, workers=workers, limit=limit)), (OURS, ours)):
        by_name = sorted(made, key=lambda each: each.name)
        found = [{"rule": each.name, "detail": each.finding.rule} for each in by_name if each.good and each.finding]
        missed = [each.name for each in by_name if not each.good]
        target = f"the mock with one of {len(names)} defects"
        entries.append({"suite": suite, "target": target, "found": found, "missed": missed})
    return entries


def _stock_hunt(build: Callable[[], ASGIApp], examples: int) -> Callable[[int], Finding | None]:
    return lambda seed: next(
        (Finding(each["rule"], each["detail"]) for each in stock(seed, app=build(), examples=examples)), None
    )


def stock(seed: int, **target: Any) -> list[dict[str, str]]:
    """Return what schemathesis finds with its own phases and checks, and number of examples unless another is given."""
    failures = schemathesis_run(oracle=None, seed=seed, **target).failures
    return [
        {"rule": name, "detail": text.partition("\n")[0]} for name, text in failures.items() if name in STOCK_CHECKS
    ]


def _in_others(seed: int) -> list[Entry]:
    # Imported here: the suite is needed only to run.
    from thulium_contract import Options, check, check_app
    from thulium_contract.targets.sockets import SocketTarget

    with running_prism() as prism:
        found = {("Prism", STOCK): stock(seed, base_url=prism.base_url)}
        target = SocketTarget(prism.base_url, time_limit=_TIME_LIMIT)
        try:
            report = check(target, Options(seed=seed, strict=True, http=True))
        finally:
            target.close()
    reports = {"Prism": report, "connexion with a handler": check_app(stock_connexion(), seed=seed)}
    found["connexion with a handler", STOCK] = stock(seed, app=stock_connexion())
    for name, report in reports.items():
        found[name, OURS] = [{"rule": each.rule, "detail": each.detail} for each in report.broken]
    return [
        {"suite": suite, "target": name, "found": found[name, suite]} for name in reports for suite in (STOCK, OURS)
    ]
