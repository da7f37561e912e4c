"""The command ``thulium-mock``."""

import argparse
import os
import re
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

from thulium_mock import __version__
from thulium_mock.settings import Settings, is_loopback

ENVIRONMENT = {
    "host": "THULIUM_MOCK_HOST",
    "port": "THULIUM_MOCK_PORT",
    "fixtures": "THULIUM_MOCK_FIXTURES",
    "tls": "THULIUM_MOCK_TLS",
    "token": "THULIUM_MOCK_TOKEN",
}
"""The environment variable of each option of ``serve``; the command line wins."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status: 0 ended as asked, 1 could not serve, 2 wrong usage."""
    parser = _parser()
    options = parser.parse_args(arguments)
    token = options.token or (None if is_loopback(options.host) else secrets.token_urlsafe(24))
    return _serve(Settings(options.host, options.port, options.fixtures, options.tls, token))


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
    text = banner(settings, port, fixtures)
    request_ids = spaces.default.request_ids
    new_server(app, settings, request_ids, on_ready=lambda: print(text, flush=True)).run(sockets=[bound])
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="thulium-mock", description="A local mock of the Thulium chat API.")
    parser.add_argument("--version", action="version", version=f"thulium-mock {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="serve the mock", description="Serve the mock until SIGTERM or Ctrl-C.")
    serve.add_argument("--host", help=f"address to listen on [{ENVIRONMENT['host']}; default: {Settings.host}]")
    serve.add_argument(
        "--port", type=_port, help=f"port; 0 picks a free one [{ENVIRONMENT['port']}; default: {Settings.port}]"
    )
    serve.add_argument(
        "--fixtures",
        type=Path,
        metavar="FILE",
        help=f"API users, queues and customers, in YAML or JSON [{ENVIRONMENT['fixtures']}; default: built in]",
    )
    tls = serve.add_argument(
        "--tls",
        action=argparse.BooleanOptionalAction,
        help=f"serve HTTPS with a self-signed certificate [{ENVIRONMENT['tls']}=1]",
    )
    # Given here, because the action takes no type of its own from Python 3.14 on.
    tls.type = _switch
    serve.add_argument(
        "--token",
        help="what the control API asks for; needed beyond loopback, made and printed there if not given"
        f" [{ENVIRONMENT['token']}]",
    )
    # Strings from the environment go through the types above; a default is a string for that reason.
    defaults = {"host": Settings.host, "port": str(Settings.port), "fixtures": None, "tls": "0", "token": None}
    serve.set_defaults(**{name: os.environ.get(ENVIRONMENT[name]) or value for name, value in defaults.items()})
    return parser


def _port(text: str) -> int:
    if not re.fullmatch("[0-9]{1,5}", text) or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: give a number from 0 to 65535")
    return int(text)


def _switch(text: str) -> bool:
    if text.lower() not in {"0", "1", "false", "true", "no", "yes"}:
        raise argparse.ArgumentTypeError(f"{ENVIRONMENT['tls']} is {text!r}: set it to 1 or 0")
    return text.lower() in {"1", "true", "yes"}


if __name__ == "__main__":
    sys.exit(main())
