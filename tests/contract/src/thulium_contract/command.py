"""Command line of the contract suite: ``thulium-contract BASE_URL``."""

import argparse
import gc
import os
import signal
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit

from thulium_contract import Options, Report, __version__, check
from thulium_contract.checking.full import EXAMPLES
from thulium_contract.checking.safe import check_safely, requests
from thulium_contract.document.documents import document
from thulium_contract.document.operations import operations
from thulium_contract.http.exchange import PASSWORD_VARIABLE, USER_VARIABLE
from thulium_contract.reports import report as reports
from thulium_contract.requests.fixtures import CREDENTIALS
from thulium_contract.targets.hosts import is_local, is_vendor
from thulium_contract.targets.sockets import SocketTarget
from thulium_contract.targets.target import TIME_LIMIT, Unreachable
from thulium_contract.traffic import command as traffic_command

HELD, BROKEN, UNUSABLE, UNFINISHED = 0, 1, 2, 3

_LIVE = "--live-tenant-i-mean-it"


def main(arguments: list[str] | None = None) -> int:
    """Check a server and return the exit status: `HELD`, `BROKEN`, `UNUSABLE`, or `UNFINISHED` if not all was sent."""
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] and given[0] in traffic_command.COMMANDS:
        return traffic_command.main(given)
    settings = _parser().parse_args(given)
    if settings.dry_run and not settings.safe:
        return _say("--dry-run is for --safe.")
    redactor = reports.Redactor(settings.user, settings.password)
    writers = {"junit": reports.as_junit, "json": reports.as_json, "har": reports.as_har}
    paths: dict[str, Path] = {kind: path for kind in writers if (path := getattr(settings, kind))}
    for path in paths.values():
        try:
            path.open("a").close()
        except OSError as error:
            return _say(f"{path} cannot be written ({error.strerror}).")
    # Each collection would look at all requests, which are made first and stay.
    gc.set_threshold(100_000)
    previous = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        report = _check(settings)
    except Unreachable as error:
        return _say(redactor.clean(str(error)))
    except KeyboardInterrupt:
        _say("the check was ended by a signal.")
        return UNFINISHED
    finally:
        signal.signal(signal.SIGTERM, previous)
    if report is None:
        return HELD
    redactor.redact(report)
    outcome = BROKEN if report.broken else HELD if report.held else UNFINISHED
    writes = {"standard output": partial(_write, sys.stdout, reports.as_text(report))}
    writes |= {str(path): partial(reports.write, path, writers[kind](report)) for kind, path in paths.items()}
    for name, write in writes.items():
        try:
            write()
        except OSError as error:
            outcome = _say(f"{name} cannot be written ({error.strerror}).")
    return outcome


def _check(settings: argparse.Namespace) -> Report | None:
    """Check a server and return the report; None where it is only said what would be sent."""
    base_url = settings.base_url
    target = SocketTarget(base_url, insecure=settings.insecure, time_limit=settings.time_limit)
    host = urlsplit(base_url).hostname or ""
    if is_vendor(host) and not settings.safe and not settings.live_tenant_i_mean_it:
        raise Unreachable(
            f"{host} is a live tenant: use --safe, or {_LIVE} if thousands of conversations may be started."
        )
    options = Options(
        user=settings.user,
        password=settings.password,
        seed=settings.seed,
        examples=settings.max_examples,
        budget=settings.time_budget,
        queue=settings.queue,
        token=settings.control_token,
        keep=settings.har is not None,
        local=is_local(host),
        strict=settings.strict,
        http=settings.http,
        only=settings.only,
        progress=_progress,
    )
    try:
        if settings.dry_run:
            refused, announced = requests(target.base_path, options)
            for each in (*refused, announced):
                _write(sys.stdout, f"# {each.why}\n{each.curl(target.origin)}")
            return None
        return check_safely(target, options, _progress) if settings.safe else check(target, options)
    finally:
        target.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="thulium-contract",
        description="Check that a server keeps the contract of the Thulium chat API.",
        epilog="Exit status: 0 all was sent and nothing documented is broken, 1 something is, 2 the server cannot be "
        "checked, 3 not all was sent.",
    )
    parser.add_argument("--version", action="version", version=f"thulium-contract {__version__}")
    parser.add_argument("base_url", metavar="BASE_URL", help="such as http://127.0.0.1:4010/api")
    parser.add_argument("--user", default=os.environ.get(USER_VARIABLE) or CREDENTIALS[0], help="API user")
    parser.add_argument("--password", default=os.environ.get(PASSWORD_VARIABLE) or CREDENTIALS[1], help="its password")
    parser.add_argument("--safe", action="store_true", help="for a live tenant: refused requests, and one conversation")
    parser.add_argument(
        "--dry-run", action="store_true", help="with --safe: print all that would be sent, send nothing"
    )
    parser.add_argument(
        "--strict", action="store_true", help="take what we assume for law, not only what is documented"
    )
    parser.add_argument(
        "--http", action="store_true", help="check HTTP itself too: no proxy in front is meant to be there"
    )
    ids = [each.id for each in operations(document(), "")]
    parser.add_argument(
        "--only", action="append", default=[], choices=ids, metavar="OPERATION", help=f"check only {', '.join(ids)}"
    )
    parser.add_argument("--insecure", action="store_true", help="accept any certificate")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="the same seed sends the same requests")
    parser.add_argument("--max-examples", type=_count, default=EXAMPLES, metavar="N", help="random requests to send")
    parser.add_argument("--time-budget", type=_seconds, metavar="S", help="seconds after which to end")
    parser.add_argument("--time-limit", type=_seconds, default=TIME_LIMIT, metavar="S", help="seconds for one answer")
    parser.add_argument(
        "--queue", type=_count, default=3, metavar="N", help="a queue that exists, if there is no /_mock"
    )
    parser.add_argument("--control-token", metavar="T", help="the token that /_mock asks for")
    for kind in ("junit", "json", "har"):
        parser.add_argument(f"--{kind}", type=Path, metavar="FILE", help=f"write the report as {kind.upper()}")
    parser.add_argument(_LIVE, action="store_true", help="run the full check against the vendor's own hosts")
    return parser


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("give a number from 1")
    return value


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value < 100_000:
        raise argparse.ArgumentTypeError("give a positive number of seconds")
    return value


def _progress(text: str) -> None:
    _write(sys.stderr, text)


def _say(sentence: str) -> int:
    _write(sys.stderr, f"error: {sentence}")
    return UNUSABLE


def _write(stream: TextIO, text: str) -> None:
    """Write a text to a stream, whatever the stream can encode."""
    encoding = stream.encoding or "utf-8"
    try:
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
        stream.flush()
    except OSError:
        with suppress(OSError):
            stream.close()  # Else Python tries again when it exits.
        raise
