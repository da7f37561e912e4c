"""Options shared by the commands, and the types (parsers) of their values."""

import argparse
import os
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from thulium_mock.settings import MEMORY

if TYPE_CHECKING:
    from thulium_mock.cli.client import Client

Value = TypeVar("Value")

SHELLS = ("bash", "zsh", "tcsh")
DEFAULT_URL = "http://127.0.0.1:4010"
ENVIRONMENT = {"url": "THULIUM_MOCK_URL", "token": "THULIUM_MOCK_TOKEN"}
"""The environment variable of each option that has one; the command line wins."""

# Without a query, credentials and the like, which would be silently ignored.
_MOCK_URL = re.compile(
    r"(https?)://(\[[0-9A-Fa-f:.%]+\]|[^/\s:@?#\[\]]+)(?::([0-9]{1,5}))?"
    r"((?:/(?!(?:_mock|spaces)(?:/|$))[A-Za-z0-9._~!$&'()*+,;=:@%-]+)*?)"
    r"(?:(?:/spaces/([a-z0-9_-]+))?/api)?/?"
)


_DATABASE = re.compile("sqlite:///.+|postgresql://.+", re.DOTALL)


class CommandError(Exception):
    """Failure of a command: a sentence that says what to do, and the exit status."""

    def __init__(self, text: str, status: int = 2) -> None:
        super().__init__(text)
        self.status = status


class MockUrl(NamedTuple):
    """Address of a mock, with the path ``prefix`` of a reverse proxy, and the space that it names, if any."""

    scheme: str
    host: str
    port: int | None
    prefix: str
    space: str | None

    @property
    def root(self) -> str:
        """URL of the mock, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + (f":{self.port}" if self.port is not None else "") + self.prefix


class PrintCompletion(argparse.Action):
    """Option that prints the completion of the command line for a shell, and ends."""

    def __call__(self, parser: argparse.ArgumentParser, _: argparse.Namespace, shell: Any, *__: Any) -> None:
        """See `argparse.Action`."""
        # Imported late, so that nothing else waits for it.
        import shtab

        print(shtab.complete(parser, shell))
        parser.exit()


class File(argparse.Action):
    """Option whose value is the name of a file, which shells complete."""

    @property
    def complete(self) -> dict[str, Any]:
        """Completion in each shell, an attribute that shtab reads."""
        import shtab

        return dict(shtab.FILE)

    def __call__(self, _: argparse.ArgumentParser, namespace: argparse.Namespace, value: Any, *__: Any) -> None:
        """See `argparse.Action`."""
        setattr(namespace, self.dest, value)


def new_command(
    commands: Any,
    name: str,
    text: str,
    run: Callable[["Client", argparse.Namespace], int | None],
    description: str = "",
) -> argparse.ArgumentParser:
    """Add a command that connects to a mock, with its connection options.

    ``run`` gets a client of that mock, and returns the exit status, None for success.
    """

    def run_with_client(options: argparse.Namespace) -> int | None:
        # Imported lazily, so that --help and usage errors are answered at once.
        from thulium_mock.cli.client import Client

        return run(Client(options), options)

    command: argparse.ArgumentParser = commands.add_parser(name, help=text, description=description or f"{text}.")
    command.set_defaults(run=run_with_client)
    which = command.add_argument_group("which mock")
    which.add_argument(
        "--url",
        type=from_variable(ENVIRONMENT["url"], mock_url),
        default=os.environ.get(ENVIRONMENT["url"]) or DEFAULT_URL,
        help=f"address of the mock, as its banner shows it [{ENVIRONMENT['url']}; default: {DEFAULT_URL}]",
    )
    which.add_argument("--space", metavar="NAME", help="the space that is meant [default: that of the URL, if any]")
    which.add_argument(
        "--token",
        type=from_variable(ENVIRONMENT["token"], token),
        default=os.environ.get(ENVIRONMENT["token"]) or None,
        help=f"what a mock beyond loopback prints at start [{ENVIRONMENT['token']}]",
    )
    which.add_argument("--insecure", action="store_true", help="accept any certificate, a self-signed one too")
    return command


def from_variable(variable: str, convert: Callable[[str], Value]) -> Callable[[str], Value]:
    """Return the type of an option with an environment variable, which is named in errors of its value."""

    def converted(text: str) -> Value:
        try:
            return convert(text)
        except argparse.ArgumentTypeError as error:
            source = f"{variable}: " if text == os.environ.get(variable) else ""
            raise argparse.ArgumentTypeError(f"{source}{error}") from error

    return converted


def add_json(command: argparse.ArgumentParser, text: str = "print JSON") -> None:
    """Add the option for machine-readable output."""
    command.add_argument("--json", action="store_true", help=text)


def add_timeout(command: argparse.ArgumentParser, default: int, text: str) -> None:
    """Add the option for the timeout of the command, in seconds."""
    help_text = f"how long to wait at most{text} [default: {default}]"
    command.add_argument("--timeout", type=_seconds, default=str(default), metavar="SECONDS", help=help_text)


def number(what: str, least: int, most: int) -> Callable[[str], int]:
    """Return the type of a whole number from ``least`` to ``most``, which stands for ``what``."""

    def parsed(text: str) -> int:
        if not re.fullmatch("[0-9]{1,15}", text) or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not {what}: give a number from {least} to {most}")
        return int(text)

    return parsed


seed = number("a seed", 0, 10**15 - 1)


def mock_url(text: str) -> MockUrl:
    """Return the address of a mock: its root, or the base URL that a client of the vendor's API is given."""
    found = _MOCK_URL.fullmatch(text)
    if not found or int(found[3] or 0) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not the URL of a mock: give one such as http://127.0.0.1:4010")
    return MockUrl(found[1], found[2].strip("[]"), int(found[3]) if found[3] else None, found[4], found[5])


def token(text: str) -> str:
    """Return a token that a header can have."""
    if not re.fullmatch("[!-~]+", text):
        raise argparse.ArgumentTypeError("the token is not possible: give visible ASCII characters without spaces")
    return text


def pair(text: str) -> tuple[str, str]:
    """Return name and value of ``NAME=VALUE``."""
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not a name and a value: write NAME=VALUE")
    return name, value


def database(text: str) -> str:
    """Return where a mock keeps its state: ``memory``, or a URL."""
    if text != MEMORY and not _DATABASE.fullmatch(text):
        # Not repeated, since it may have a password.
        raise argparse.ArgumentTypeError(
            "the database is not possible: give memory, sqlite:///mock.db or postgresql://user:password@host/database"
        )
    return text


def _seconds(text: str) -> float:
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", text) or float(text) > 86400:
        raise argparse.ArgumentTypeError(f"{text!r} is not possible: give seconds from 0 to 86400")
    return float(text)
