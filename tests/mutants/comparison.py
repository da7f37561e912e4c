"""The same questions asked of others: what schemathesis as it comes finds, and what is found in other servers."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from starlette.types import ASGIApp
from thulium_contract.runs import STOCK_CHECKS
from thulium_contract.runs import run as schemathesis_run

from tests.mutants.matrix import KILLED, SERVER, Finding, Run, Subject, run
from tests.mutants.server import SERVER_MUTANTS
from tests.servers import running_prism
from tests.stock_connexion import stock_connexion

STOCK, OURS = "schemathesis as it comes", "this suite"

_TIME_LIMIT = 60.0
"""Seconds for an answer of Prism, which is no defect of its own where the machine is busy."""

Entry = dict[str, Any]


def compare(subjects: Iterable[Subject], runs: Iterable[Run], *, seed: int, workers: int, limit: float) -> list[Entry]:
    """Return what both suites find: of the defects of servers that were run with ``seed``, in Prism, in connexion."""
    return [
        *compare_defects(subjects, runs, seed=seed, workers=workers, limit=limit),
        *_of_prism(seed),
        *_of_connexion(seed),
    ]


def compare_defects(
    subjects: Iterable[Subject], runs: Iterable[Run], *, seed: int, workers: int, limit: float
) -> list[Entry]:
    """Return what both suites find of the defects of servers; ``runs`` are those of ours."""
    servers = [each for each in subjects if each.side == SERVER]
    names = {each.name for each in servers}
    ours = [each for each in runs if each.seed == seed and each.name in names]
    builds = {each.name: each.build for each in SERVER_MUTANTS}
    jobs = [(replace(each, hunt=_stock_hunt(builds[each.name]), prepare=_nothing), seed) for each in servers]
    target = f"the mock with one of {len(names)} defects"
    return [
        _of_defects(STOCK, target, run(jobs, workers=workers, limit=limit)),
        _of_defects(OURS, target, ours),
    ]


def _nothing(seed: int) -> None:
    """Prepare nothing: schemathesis starts each run anew."""


def _stock_hunt(build: Callable[[], ASGIApp]) -> Callable[[int], Finding | None]:
    def hunt(seed: int) -> Finding | None:
        return next((Finding(each["rule"], each["detail"]) for each in _stock(seed, app=build())), None)

    return hunt


def _stock(seed: int, **target: Any) -> list[dict[str, str]]:
    """Return what schemathesis finds with its own phases, checks and number of examples."""
    failures = schemathesis_run(oracle=None, seed=seed, **target).failures
    return [
        {"rule": name, "detail": text.partition("\n")[0]} for name, text in failures.items() if name in STOCK_CHECKS
    ]


def _of_defects(suite: str, target: str, runs: Iterable[Run]) -> Entry:
    entry: Entry = {"suite": suite, "target": target, "found": [], "missed": []}
    for each in sorted(runs, key=lambda each: each.name):
        if each.verdict == KILLED and each.finding:
            entry["found"].append({"rule": each.name, "detail": each.finding.rule})
        else:
            entry["missed"].append(each.name)
    return entry


def _of_prism(seed: int) -> list[Entry]:
    # Imported here: the suite is needed only to run.
    from thulium_contract import Options, check
    from thulium_contract.sockets import SocketTarget

    with running_prism() as prism:
        stock = _stock(seed, base_url=prism.base_url)
        target = SocketTarget(prism.base_url, time_limit=_TIME_LIMIT)
        try:
            report = check(target, Options(seed=seed, strict=True, http=True))
        finally:
            target.close()
    return _both("Prism", stock, report)


def _of_connexion(seed: int) -> list[Entry]:
    from thulium_contract import check_app

    stock = _stock(seed, app=stock_connexion())
    return _both("connexion with a handler", stock, check_app(stock_connexion(), seed=seed))


def _both(target: str, stock: list[dict[str, str]], report: Any) -> list[Entry]:
    ours = [{"rule": each.rule, "detail": each.detail} for each in report.broken]
    return [{"suite": STOCK, "target": target, "found": stock}, {"suite": OURS, "target": target, "found": ours}]
