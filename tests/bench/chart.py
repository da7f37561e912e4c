"""The results as an SVG chart: throughput and p99 latency of all contenders, readable in light and dark."""

from collections.abc import Callable, Sequence
from html import escape

from tests.bench.contenders import BARE, OURS
from tests.bench.results import Standing
from tests.bench.rounds import Spread

_WIDTH = 920
_MARGIN, _LABEL, _GAP = 28, 172, 36
_TOP, _ROW, _BAR = 104, 46, 20
_STYLE = """
  svg { --card: #ffffff; --line: #d8dee8; --text: #16202e; --soft: #5b6777; --ours: #1f6feb; --other: #a9b4c4;
    --limit: #dfe5ee; --range: #16202e; font-family: system-ui, -apple-system, 'Segoe UI', sans-serif; }
  @media (prefers-color-scheme: dark) {
    svg { --card: #10161f; --line: #2b3645; --text: #e8edf4; --soft: #9fadbf; --ours: #4c9bff; --other: #566477;
      --limit: #253040; --range: #e8edf4; }
  }
  .card { fill: var(--card); stroke: var(--line); }
  .title { fill: var(--text); font-size: 19px; font-weight: 650; }
  .head { fill: var(--text); font-size: 13.5px; font-weight: 600; }
  .name { fill: var(--text); font-size: 13.5px; }
  .ours-name { fill: var(--text); font-size: 13.5px; font-weight: 650; }
  .soft { fill: var(--soft); font-size: 11.5px; }
  .value { fill: var(--text); font-size: 13px; font-variant-numeric: tabular-nums; }
  .track { stroke: var(--line); }
  .ours { fill: var(--ours); }
  .other { fill: var(--other); }
  .limit { fill: var(--limit); stroke: var(--other); stroke-dasharray: 3 3; }
  .range { stroke: var(--range); stroke-width: 1.4; opacity: 0.75; }
"""


def svg(standings: Sequence[Standing], note: str) -> str:
    """Return the chart; ``note`` says below the title how it was measured."""
    shown = [each for each in standings if each.rate and each.p99_ms]
    height = _TOP + _ROW * len(shown) + 52
    panel = (_WIDTH - 2 * _MARGIN - _LABEL - _GAP) / 2
    left, right = _MARGIN + _LABEL, _MARGIN + _LABEL + panel + _GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" aria-labelledby="t d">',
        '<title id="t">Throughput and latency of the mock beside others</title>',
        f'<desc id="d">{escape(_told(shown))}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="card" x="0.5" y="0.5" width="{_WIDTH - 1}" height="{height - 1}" rx="12"/>',
        _text(_MARGIN, 38, "title", "One process each, the same request"),
        _text(_MARGIN, 59, "soft", note),
        _text(left, 90, "head", "requests a second"),
        _text(right, 90, "head", "99 % of the answers within, ms"),
        *_names(shown),
        *_bars(shown, left, panel, lambda each: each.rate, lambda value: f"{value:,.0f}"),
        *_bars(shown, right, panel, lambda each: each.p99_ms, lambda value: f"{value:.1f}"),
        _text(_MARGIN, height - 22, "soft", "Thin lines: the least and the greatest of all rounds."),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _told(shown: Sequence[Standing]) -> str:
    return "; ".join(
        f"{each.title}: {each.rate.median:,.0f} requests a second, p99 {each.p99_ms.median:.1f} ms"
        for each in shown
        if each.rate and each.p99_ms
    )


def _names(shown: Sequence[Standing]) -> list[str]:
    parts = []
    for index, each in enumerate(shown):
        middle = _middle(index)
        version = each.version.partition(",")[0]
        kind = "ours-name" if each.key == OURS else "name"
        parts.append(_text(_MARGIN, middle - 2, kind, each.title))
        parts.append(_text(_MARGIN, middle + 13, "soft", "the limit" if each.key == BARE else version))
    return parts


def _bars(
    shown: Sequence[Standing],
    left: float,
    width: float,
    of: Callable[[Standing], Spread | None],
    written: Callable[[float], str],
) -> list[str]:
    """Return the bars of one panel; its scale leaves room for the numbers."""
    spreads = [found for each in shown if (found := of(each))]
    scale = (width - 62) / max(each.greatest for each in spreads)
    bottom = _middle(len(shown) - 1) + _BAR
    parts = [f'<line class="track" x1="{left:.1f}" x2="{left:.1f}" y1="{_TOP - 4}" y2="{bottom}"/>']
    for index, (standing, found) in enumerate(zip(shown, spreads, strict=True)):
        middle = _middle(index)
        kind = {OURS: "ours", BARE: "limit"}.get(standing.key, "other")
        end, least, most = (left + scale * value for value in (found.median, found.least, found.greatest))
        parts += [
            f'<rect class="{kind}" x="{left:.1f}" y="{middle - _BAR / 2:g}" width="{max(end - left, 1.5):.1f}"'
            f' height="{_BAR}" rx="3"/>',
            f'<line class="range" x1="{least:.1f}" x2="{most:.1f}" y1="{middle}" y2="{middle}"/>',
            f'<line class="range" x1="{least:.1f}" x2="{least:.1f}" y1="{middle - 4}" y2="{middle + 4}"/>',
            f'<line class="range" x1="{most:.1f}" x2="{most:.1f}" y1="{middle - 4}" y2="{middle + 4}"/>',
            _text(max(end, most) + 8, middle + 4.5, "value", written(found.median)),
        ]
    return parts


def _middle(index: int) -> int:
    return _TOP + _ROW * index + _ROW // 2 - 4


def _text(x: float, y: float, kind: str, text: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:g}">{escape(text)}</text>'
