"""Throughput and latency of all contenders, on the vendor's example request."""

from collections.abc import Sequence
from contextlib import ExitStack

from tests.bench.contenders import BARE, CONTENDERS, OURS, PRISM, Contender
from tests.bench.load import Load, WrongAnswers, load
from tests.bench.plan import Plan
from tests.bench.question import ACCEPTED, ask
from tests.bench.results import AT_LEAST, AT_MOST, Bar, Results, Row, Standing
from tests.bench.rounds import LOG, interleaved, ratios, spread
from tests.bench.versions import version_of
from tests.servers import RunningServer

SECTION = "throughput"


def measure(plan: Plan, results: Results) -> None:
    """Start all contenders that are there, ask each in turn, and add what was found to ``results``."""
    notes = {each.key: each.missing for each in CONTENDERS if each.missing}
    with ExitStack() as stack:
        servers: dict[str, RunningServer] = {}
        for each in CONTENDERS:
            LOG.info(f"{SECTION}: start {each.title}")
            if each.key in notes:
                continue
            server = stack.enter_context(each.start())
            try:
                # Java and JavaScript get fast only once they have run for a while.
                load(server.base_url, server.process.pid, ACCEPTED, plan.warm_up)
            except (WrongAnswers, AssertionError) as error:
                notes[each.key] = f"not compared: {error}"
            else:
                servers[each.key] = server
        if note := _unlike(servers):
            notes[BARE] = note
            del servers[BARE]
        jobs = {
            key: lambda server=server: load(server.base_url, server.process.pid, ACCEPTED, plan.seconds)
            for key, server in servers.items()
        }
        loads = interleaved(jobs, plan.rounds, SECTION)
    results.standings += [_standing(each, loads, notes) for each in CONTENDERS]
    results.rows += _rows(loads, notes)


def _unlike(servers: dict[str, RunningServer]) -> str:
    """Say how the bare function's answer differs from ours, of which only date and id may; nothing if it does not."""
    ours, bare = (_shape(servers[key]) for key in (OURS, BARE))
    return "" if ours == bare else f"not compared: it answers {bare}, the mock {ours}"


def _shape(server: RunningServer) -> tuple[list[bytes], int]:
    head, body = ask(server.base_url, ACCEPTED)
    lines = [line for line in head.lower().split(b"\r\n") if not line.startswith(b"date:")]
    return sorted(lines), len(body)


def _standing(contender: Contender, loads: dict[str, list[Load]], notes: dict[str, str]) -> Standing:
    key, title, does = contender.key, contender.title, contender.does
    if key not in loads:
        return Standing(key, title, version_of(key), does, note=notes[key])
    found = loads[key]
    return Standing(
        key,
        title,
        version_of(key),
        does,
        rate=spread([each.rate for each in found]),
        p50_ms=spread([each.p50_ms for each in found]),
        p99_ms=spread([each.p99_ms for each in found]),
        rate_of_cpu=spread([each.rate_of_cpu for each in found]),
        generator_share=spread([each.generator / each.seconds for each in found]).median,
        ratio=ratios(_rates(loads[OURS]), _rates(found)).median,
    )


def _rates(loads: Sequence[Load]) -> list[float]:
    return [each.rate for each in loads]


def _rows(loads: dict[str, list[Load]], notes: dict[str, str]) -> list[Row]:
    ours, rows = loads[OURS], []
    for key, what, bar in (
        (PRISM, "throughput, over Prism's", Bar(AT_LEAST, 5)),
        (BARE, "throughput, over that of a bare ASGI function", Bar(AT_LEAST, 0.6)),
    ):
        found = ratios(_rates(ours), _rates(loads[key])) if key in loads else None
        rows.append(Row(SECTION, what, "×", found, bar, notes.get(key, "")))
    latency = None
    if PRISM in loads:
        latency = ratios([each.p99_ms for each in ours], [each.p99_ms for each in loads[PRISM]])
    rows.insert(1, Row(SECTION, "p99 latency, over Prism's", "×", latency, Bar(AT_MOST, 1 / 3), notes.get(PRISM, "")))
    return rows
