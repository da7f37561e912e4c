"""What is written of the results."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.bench.__main__ import main
from tests.bench.page import DOCS, documents, page
from tests.bench.results import AT_LEAST, Bar, Results, Row, Standing
from tests.bench.rounds import Spread
from tests.servers import ROOT

WHOLE = Spread(2000, 1900, 2100)
OURS = Standing("mock", "this mock", "1.0", "all", WHOLE, Spread(2, 1, 3), Spread(4, 3, 5), WHOLE, 0.2, 1)
RESULTS = Results(
    {"processor": "P", "cores": "2"},
    {"quick": False, "rounds": 7, "seconds": 4.0},
    [
        OURS,
        replace(OURS, key="bare", title="bare <ASGI>", ratio=0.5),
        Standing("wiremock", "WireMock", "", "a stub", note="not run: java not found"),
    ],
    [
        Row("throughput", "over Prism's", "×", Spread(5.1, 5, 5.2), Bar(AT_LEAST, 5)),
        Row("throughput", "over bare", "×", Spread(0.5, 0.4, 0.6), Bar(AT_LEAST, 0.6)),
        Row("start", "cold start", "s", None, Bar(AT_LEAST, 1), "not run: npx not found"),
    ],
)


def test_results_are_read_back() -> None:
    """The JSON has all that the results have."""
    assert Results.of(RESULTS.json()) == RESULTS


def test_chart_shows_who_was_measured() -> None:
    """The chart is XML, and has bars for each contender that was measured, and none for the others."""
    chart = ElementTree.fromstring(documents(RESULTS)[DOCS / "benchmarks.svg"])
    texts = [each.text for each in chart.iter("{http://www.w3.org/2000/svg}text")]
    assert {"this mock: 2,000", "this mock: 4.0", "bare <ASGI>: 2,000", "bare <ASGI>: 4.0"} <= set(texts)
    assert not [text for text in texts if text and text.startswith("WireMock")]


def test_page_has_everything() -> None:
    """The page has the machine, all contenders, all rows with their bars, and what could not be measured."""
    shown = " ".join(page(RESULTS).split())
    for text in (
        "- processor: P",
        "| this mock 1.0 | 2,000 | 1,900 … 2,100 |",
        "not run: java not found",
        "| over Prism's | 5.1 × | 5 … 5.2 | ≥ 5 × | met |",
        "| over bare | 0.5 × | 0.4 … 0.6 | ≥ 0.6 × | NOT MET |",
        "Bars: 1 met, 1 not met, 1 not measured.",
    ):
        assert text in shown


def test_published_page_and_chart_are_of_the_published_numbers() -> None:
    """The page and the chart in docs/ are what their JSON gives."""
    published = Results.of((ROOT / "docs/benchmarks.json").read_text("utf-8"))
    assert documents(published) == {path: path.read_text("utf-8") for path in documents(published)}
    assert not published.settings["quick"]


@pytest.mark.parametrize("option", ["--quick", "--only=start"])
def test_parts_are_not_published(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A run that leaves something out is refused as one to publish."""
    with pytest.raises(SystemExit):
        main(["--write-docs", option])
    assert "a whole run" in capsys.readouterr().err


def test_results_are_shown_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --read nothing is measured; --strict says in its status that a bar is not met."""
    path = tmp_path / "found.json"
    path.write_text(RESULTS.json(), "utf-8")
    assert main(["--read", str(path)]) == 0
    assert "NOT MET" in capsys.readouterr().out
    assert main(["--read", str(path), "--strict"]) == 1
