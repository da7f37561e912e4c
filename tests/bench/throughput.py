"""Throughput and latency of all contenders, on the vendor's example request."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from operator import attrgetter

from tests.bench.contenders import BARE, CONTENDERS, OURS, PRISM, Contender
from tests.bench.load import Load, WrongAnswers, load
from tests.bench.plan import Plan
from tests.bench.probe import ACCEPTED, ask
from tests.bench.results import AT_LEAST, AT_MOST, Bar, Results, Row, Standing
from tests.bench.rounds import LOG, Spread, interleaved, ratios, spread
from tests.servers import RunningServer

SECTION = "throughput"

_RATE = attrgetter("rate")

_BARS = (
    (PRISM.key, "throughput, over Prism's", _RATE, Bar(AT_LEAST, 5)),
    (PRISM.key, "p99 latency, over Prism's", attrgetter("p99_ms"), Bar(AT_MOST, 1 / 3)),
    (BARE.key, "throughput, over that of a bare ASGI function", _RATE, Bar(AT_LEAST, 0.6)),
)


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
                load(server, ACCEPTED, plan.warm_up)
            except (WrongAnswers, AssertionError) as error:
                notes[each.key] = f"not compared: {error}"
            else:
                servers[each.key] = server
        if note := _unlike(servers):
            notes[BARE.key] = note
            del servers[BARE.key]
        jobs = {key: partial(load, server, ACCEPTED, plan.seconds) for key, server in servers.items()}
        loads = interleaved(jobs, plan.rounds, SECTION)
    results.standings += [_standing(each, loads, notes) for each in CONTENDERS]
    for key, what, of, bar in _BARS:
        found = _over(loads, key, of) if key in loads else None
        results.rows.append(Row(SECTION, what, "×", found, bar, notes.get(key, "")))


def _unlike(servers: dict[str, RunningServer]) -> str:
    """Say how the bare function's answer differs from ours, of which only date and id may; nothing if it does not."""
    shapes = []
    for each in (OURS, BARE):
        answer, _ = ask(servers[each.key].base_url, ACCEPTED)
        headers = sorted((name, value) for name, value in answer.fields.items() if name != "date")
        shapes.append((answer.status, headers, len(answer.body)))
    return "" if shapes[0] == shapes[1] else f"not compared: it answers {shapes[1]}, the mock {shapes[0]}"


def _standing(contender: Contender, loads: dict[str, list[Load]], notes: dict[str, str]) -> Standing:
    named = Standing(contender.key, contender.title, contender.version, contender.does)
    found = loads.get(contender.key)
    if found is None:
        return replace(named, note=notes[contender.key])
    return replace(
        named,
        rate=spread([each.rate for each in found]),
        p50_ms=spread([each.p50_ms for each in found]),
        p99_ms=spread([each.p99_ms for each in found]),
        rate_of_cpu=spread([each.rate_of_cpu for each in found]),
        generator_share=spread([each.generator / each.seconds for each in found]).median,
        ratio=_over(loads, contender.key, _RATE).median,
    )


def _over(loads: dict[str, list[Load]], key: str, of: Callable[[Load], float]) -> Spread:
    """Return the ratio of a number of ours to that of another contender."""
    return ratios([of(each) for each in loads[OURS.key]], [of(each) for each in loads[key]])
