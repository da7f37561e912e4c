"""The kill matrix as a page that a person likes to look at: light and dark, and nothing from elsewhere."""

from pathlib import Path

from jinja2 import Environment

from tests.mutants.report import Matrix, all_good, groups, sentence, succeeded

_TEMPLATE = Path(__file__).with_name("page.html")


def html(result: Matrix) -> str:
    """Return the matrix as a page that needs nothing else."""
    environment = Environment(autoescape=True)
    environment.tests["good"] = all_good
    environment.filters |= {"groups": groups, "worst": _worst}
    template = environment.from_string(_TEMPLATE.read_text("utf-8"))
    return template.render(result, sentence=sentence(result["summary"]), succeeded=succeeded(result))


def _worst(row: Matrix) -> str:
    verdicts = [run["verdict"] for run in row["runs"]]
    return next(each for each in ("error", "timeout", "survived", "killed") if each in verdicts)
