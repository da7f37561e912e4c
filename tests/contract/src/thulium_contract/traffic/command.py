"""Commands on recorded traffic: ``facts FILE.har`` shows its evidence on facts, ``learn FILE.har`` writes it down."""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from thulium_contract.checking.full import Options
from thulium_contract.document.documents import DOCUMENT
from thulium_contract.reports import report as reports
from thulium_contract.reports.results import Report
from thulium_contract.traffic.har import NoTraffic, learned
from thulium_contract.traffic.learning import changes, observed, rewritten

COMMANDS = ("facts", "learn")
_DRIFT = ("npx", "--no-install", "redocly", "drift", "--match-mode", "basepath", "--api")


def main(arguments: Sequence[str]) -> int:
    """Read traffic; return 0, 1 if a documented fact is broken, or 2 if there is nothing to read."""
    settings = _parser().parse_args(arguments)
    try:
        report = learned(settings.har)
    except NoTraffic as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    redactor = reports.Redactor(Options().user, Options().password)
    text = settings.document.read_text("utf-8")
    if settings.command == "learn":
        found = observed(report, text)
        settings.document.write_text(rewritten(text, found, datetime.now(UTC).date()), "utf-8")
        sys.stdout.write("".join(f"{settings.document}: {each} is observed\n" for each in found))
    else:
        sys.stdout.write(redactor.clean(_shown(report, settings, text)))
    return 1 if report.broken else 0


def _shown(report: Report, settings: argparse.Namespace, text: str) -> str:
    lines = [reports.as_text(report), "", f"To change in {settings.document}:", *changes(report, text)]
    return "\n".join([*lines, "", _drift(settings.har, settings.document), ""])


def _drift(har: Path, document: Path) -> str:
    """Return what redocly's generic comparison says of the same traffic; that it is not here, where it is not."""
    try:
        done = subprocess.run([*_DRIFT, document, har], capture_output=True, text=True, timeout=120)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"redocly drift could not be run ({type(error).__name__})."
    return f"redocly drift:\n{done.stdout.strip() or done.stderr.strip()}"


def _document() -> Path:
    """Return the document of the repository that this is run in, that of the package elsewhere."""
    here = Path("openapi/openapi.yaml")
    return here if here.is_file() else DOCUMENT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="thulium-contract", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("har", type=Path, metavar="FILE.har", help="traffic of a browser, redocly proxy or the mock")
    parser.add_argument("--document", type=Path, default=_document(), metavar="FILE", help="the document to change")
    return parser
