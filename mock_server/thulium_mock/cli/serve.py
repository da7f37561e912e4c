"""``thulium-mock serve``: its options, and the mock's life from start to end."""

import argparse
import gc
import os
import sys
from pathlib import Path
from typing import Any

from thulium_mock.cli import values
from thulium_mock.settings import Settings, is_loopback

ENVIRONMENT = {
    "host": "THULIUM_MOCK_HOST",
    "port": "THULIUM_MOCK_PORT",
    "fixtures": "THULIUM_MOCK_FIXTURES",
    "document": "THULIUM_MOCK_DOCUMENT",
    "reload": "THULIUM_MOCK_RELOAD",
    "log": "THULIUM_MOCK_LOG",
    "tls": "THULIUM_MOCK_TLS",
    "token": "THULIUM_MOCK_TOKEN",
    "seed": "THULIUM_MOCK_SEED",
    "journal_size": "THULIUM_MOCK_JOURNAL_SIZE",
    "keep_conversations": "THULIUM_MOCK_KEEP_CONVERSATIONS",
    "max_spaces": "THULIUM_MOCK_MAX_SPACES",
    "mask_personal_data": "THULIUM_MOCK_MASK_PERSONAL_DATA",
    "allow_host": "THULIUM_MOCK_ALLOW_HOST",
    "workers": "THULIUM_MOCK_WORKERS",
}
"""The environment variable of each option, by its name in `Settings`; the command line wins."""


def add_to(commands: Any) -> None:
    """Add the command to the parser's ``commands``."""
    serve: argparse.ArgumentParser = commands.add_parser(
        "serve", help="serve the mock", description="Serve the mock until SIGTERM or Ctrl-C."
    )
    serve.add_argument("--host", help=f"address to listen on [{ENVIRONMENT['host']}; default: {Settings.host}]")
    serve.add_argument(
        "--port", type=values.port, help=f"port; 0 picks a free one [{ENVIRONMENT['port']}; default: {Settings.port}]"
    )
    serve.add_argument(
        "--fixtures",
        type=Path,
        metavar="FILE",
        help=f"API users, queues and customers, in YAML or JSON [{ENVIRONMENT['fixtures']}; default: built in]",
    )
    serve.add_argument(
        "--document",
        type=Path,
        metavar="FILE",
        help="another version of the document of the vendor's API, in YAML or JSON"
        f" [{ENVIRONMENT['document']}; default: built in]",
    )
    _switch(serve, "reload", "serve a changed document or fixtures file at once")
    _switch(serve, "log", "print a line for each request")
    _switch(serve, "tls", "serve HTTPS with a self-signed certificate")
    serve.add_argument(
        "--token",
        help="what the control API asks for; needed beyond loopback, made and printed there if not given"
        f" [{ENVIRONMENT['token']}]",
    )
    serve.add_argument(
        "--seed",
        type=values.seed,
        metavar="N",
        help=f"makes ids and faults repeat exactly [{ENVIRONMENT['seed']}; default: nobody can foresee them]",
    )
    _count(serve, "journal_size", 1_000_000, "requests that each space keeps in its journal, the newest")
    _count(serve, "keep_conversations", 10_000_000, "conversations that each space keeps, the newest")
    _count(serve, "max_spaces", 10_000, "spaces beside the default one")
    _switch(serve, "mask_personal_data", "keep no personal data in the journal")
    serve.add_argument(
        "--allow-host",
        type=values.host_names,
        action=values.Collect,
        metavar="NAME",
        help="one more host name under which the control API and the console answer; may be repeated"
        f" [{ENVIRONMENT['allow_host']}, separated by commas; default: the names that every machine has]",
    )
    _count(serve, "workers", 64, "processes answer; more than one is not available")
    # Strings from the environment go through the types above; a default is a string for that reason.
    serve.set_defaults(
        run=run, **{name: os.environ.get(variable) or _default(name) for name, variable in ENVIRONMENT.items()}
    )


def run(options: argparse.Namespace) -> int:
    """Serve until told to end; return 0 then, or 1 if it could not."""
    # Imported late, so that --help and wrong usage are answered at once.
    import secrets

    given = {name: getattr(options, name) for name in ENVIRONMENT}
    if given["workers"] > 1:
        return _cannot("several processes are not available, the mock answers from one: leave --workers out.")
    if not given["token"]:
        given["token"] = None if is_loopback(options.host) else secrets.token_urlsafe(24)
    # What is imported and built until the mock serves stays until its end. Not to look for garbage in it makes the
    # start a tenth faster, and the longest answers shorter.
    gc.disable()
    try:
        return _serve(Settings(**given))
    finally:
        gc.enable()


def _serve(settings: Settings) -> int:
    from thulium_mock.app import create_app, new_spaces
    from thulium_mock.faults.fault_checks import FaultChecks
    from thulium_mock.openapi.documents import DocumentError, load_document, packaged_document, vendor_document
    from thulium_mock.runner.banner import banner
    from thulium_mock.runner.file_watcher import WatchedFile
    from thulium_mock.server.server import CannotListen, listen, new_server
    from thulium_mock.state.fixtures import FixturesError, checked, default_fixtures, load_fixtures

    # Looked at before they are read, so that no change is missed.
    watched = WatchedFile(settings.document or packaged_document())
    watched_fixtures = WatchedFile(settings.fixtures) if settings.fixtures else None
    try:
        # Faults of the fixtures are compared with a document that is known to be good.
        known = None if settings.document else vendor_document()
        fixtures = load_fixtures(settings.fixtures, known) if settings.fixtures else default_fixtures()
        spaces = new_spaces(fixtures, settings)
        document = load_document(settings.document) if settings.document else vendor_document()
        app = create_app(
            spaces=spaces,
            token=settings.token,
            hosts=settings.hosts,
            document=document,
            mask=settings.mask_personal_data,
        )
        if settings.fixtures and settings.document:
            checked(fixtures, f"the fixtures file {settings.fixtures}", app.document)
        bound = listen(settings)
    except DocumentError as error:
        return _cannot(f"the document {watched.path} cannot be served: {error}")
    except (FixturesError, CannotListen) as error:
        return _cannot(str(error))
    port = bound.getsockname()[1]
    text = banner(settings, port, fixtures, app.document)
    # Those of a file were compared above and would have ended it; the built-in ones are nobody's mistake.
    if settings.document and (complaint := FaultChecks(app.document).complaint(fixtures, watched.path.name)):
        _complain(complaint)
    server = new_server(app, settings, spaces, on_ready=lambda: print(text, flush=True))
    if settings.reload:
        from thulium_mock.runner.reloader import Reloader

        reloader = Reloader(app, spaces, document=watched, fixtures=watched_fixtures, say=_say, complain=_complain)
        server.background.append(reloader.watch)
    if settings.log:
        from thulium_mock.inspection.request_line import Line
        from thulium_mock.runner.request_log import RequestLog

        log = RequestLog(spaces, Line(colours=sys.stdout.isatty()), _say, mask=settings.mask_personal_data)
        server.background.append(log.watch)
    gc.freeze()
    gc.enable()
    server.run(sockets=[bound])
    return 0


def _say(text: str) -> None:
    print(text, flush=True)


def _complain(text: str) -> None:
    print(f"thulium-mock: {text}", file=sys.stderr, flush=True)


def _cannot(text: str) -> int:
    _complain(text)
    return 1


def _default(name: str) -> str | None:
    """Return what an option is if nobody sets it, as its text."""
    value = getattr(Settings, name)
    if isinstance(value, tuple):
        return ",".join(value)
    return value if value is None else str(int(value) if isinstance(value, bool) else value)


def _count(serve: argparse.ArgumentParser, name: str, most: int, text: str) -> None:
    """Add an option that is a number of things."""
    default = getattr(Settings, name)
    serve.add_argument(
        f"--{name.replace('_', '-')}",
        type=values.whole_number(most),
        metavar="N",
        help=f"how many {text} [{ENVIRONMENT[name]}; default: {default}]",
    )


def _switch(serve: argparse.ArgumentParser, name: str, text: str) -> None:
    """Add an option that is on or off: ``--name`` and ``--no-name``, or 1 and 0 in its variable."""

    def parsed(word: str) -> bool:
        if word.lower() not in {"0", "1", "false", "true", "no", "yes"}:
            raise argparse.ArgumentTypeError(f"{ENVIRONMENT[name]} is {word!r}: set it to 1 or 0")
        return word.lower() in {"1", "true", "yes"}

    option = f"--{name.replace('_', '-')}"
    switch = serve.add_argument(option, action=argparse.BooleanOptionalAction, help=f"{text} [{ENVIRONMENT[name]}=1]")
    # Given here, because the action takes no type of its own from Python 3.14 on.
    switch.type = parsed
