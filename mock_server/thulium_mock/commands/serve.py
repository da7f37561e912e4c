"""``thulium-mock serve``: its options, and the mock's life from start to end."""

import argparse
import os
import secrets
import sys
from pathlib import Path
from typing import Any

from thulium_mock.commands import values
from thulium_mock.settings import Settings, is_loopback

ENVIRONMENT = {
    "host": "THULIUM_MOCK_HOST",
    "port": "THULIUM_MOCK_PORT",
    "fixtures": "THULIUM_MOCK_FIXTURES",
    "tls": "THULIUM_MOCK_TLS",
    "token": "THULIUM_MOCK_TOKEN",
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
    _switch(serve, "tls", "serve HTTPS with a self-signed certificate")
    serve.add_argument(
        "--token",
        help="what the control API asks for; needed beyond loopback, made and printed there if not given"
        f" [{ENVIRONMENT['token']}]",
    )
    # Strings from the environment go through the types above; a default is a string for that reason.
    defaults = {"host": Settings.host, "port": str(Settings.port), "fixtures": None, "tls": "0", "token": None}
    serve.set_defaults(
        run=run, **{name: os.environ.get(ENVIRONMENT[name]) or value for name, value in defaults.items()}
    )


def run(options: argparse.Namespace) -> int:
    """Serve until told to end; return 0 then, or 1 if it could not."""
    given = {name: getattr(options, name) for name in ENVIRONMENT}
    if not given["token"]:
        given["token"] = None if is_loopback(options.host) else secrets.token_urlsafe(24)
    return _serve(Settings(**given))


def _serve(settings: Settings) -> int:
    # Imported late, so that --help and wrong usage are answered at once.
    from thulium_mock.app import create_app, new_spaces
    from thulium_mock.banner import banner
    from thulium_mock.fixtures import FixturesError, default_fixtures, load_fixtures
    from thulium_mock.parameters import UnsupportedDocument
    from thulium_mock.server import CannotListen, listen, new_server

    try:
        fixtures = load_fixtures(settings.fixtures) if settings.fixtures else default_fixtures()
        spaces = new_spaces(fixtures)
        app = create_app(spaces=spaces, token=settings.token)
        bound = listen(settings)
    except (FixturesError, CannotListen, UnsupportedDocument) as error:
        print(f"thulium-mock: {error}", file=sys.stderr)
        return 1
    port = bound.getsockname()[1]
    text = banner(settings, port, fixtures, app.document)
    request_ids = spaces.default.request_ids
    new_server(app, settings, request_ids, on_ready=lambda: print(text, flush=True)).run(sockets=[bound])
    return 0


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
