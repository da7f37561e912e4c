"""Bar charts of the contenders, drawn by leather, in colours that can be read on light and on dark."""

from collections.abc import Callable, Sequence

import leather

from tests.bench.contenders import OURS
from tests.bench.results import Standing
from tests.bench.rounds import Spread

_OURS, _OTHER, _TEXT, _FONT = "#2f81f7", "#8b98a9", "#768390", "system-ui, sans-serif"

leather.theme.background_color = "none"
leather.theme.title_color = leather.theme.label_color = _TEXT
leather.theme.tick_color = leather.theme.zero_color = "none"
leather.theme.title_font_family = leather.theme.tick_font_family = _FONT


def svg(standings: Sequence[Standing]) -> str:
    """Return throughput and p99 latency of each contender that was measured, side by side; bars are medians."""
    grid = leather.Grid()
    grid.add_one(_bars("requests a second", standings, lambda each: each.rate, "{:,.0f}"))
    grid.add_one(_bars("p99 latency, ms", standings, lambda each: each.p99_ms, "{:.1f}"))
    return f"{grid.to_svg(width=1000, height=300)}\n"


def _bars(
    title: str, standings: Sequence[Standing], of: Callable[[Standing], Spread | None], form: str
) -> leather.Chart:
    chart = leather.Chart(title)
    bars = [(found.median, f"{each.title}: {form.format(found.median)}") for each in standings if (found := of(each))]
    chart.add_bars(bars, fill_color=lambda bar: _OURS if bar.y.startswith(f"{OURS.title}:") else _OTHER)
    chart.add_x_axis(ticks=[0], tick_formatter=lambda *_: "")
    return chart
