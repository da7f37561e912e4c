"""The command ``thulium-mock``: its parser, and the exit status of what it runs."""

import argparse
import os
import sys
from collections.abc import Sequence

from thulium_mock import __version__
from thulium_mock.cli import faults, requests, serve, state, verify
from thulium_mock.cli.completion import SHELLS, PrintCompletion
from thulium_mock.cli.options import CommandError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status.

    0 it ended as asked, 1 it could not serve or found what is not as expected, 2 wrong usage or no mock to ask, 130
    ended by Ctrl-C.
    """
    options = parser().parse_args(arguments)
    try:
        status: int | None = options.run(options)
        sys.stdout.flush()
    except CommandError as error:
        print(f"thulium-mock: {error}", file=sys.stderr)
        return error.status
    except KeyboardInterrupt:
        # As a shell has it for a command that is ended by Ctrl-C: it did not do what was asked.
        return 130
    except BrokenPipeError:
        # Who read the output has seen enough. What is left of it must not fail again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status or 0


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(prog="thulium-mock", description="A local mock of the Thulium chat API.")
    top.add_argument("--version", action="version", version=f"thulium-mock {__version__}", help="print the version")
    top.add_argument(
        "--print-completion",
        action=PrintCompletion,
        choices=SHELLS,
        metavar="SHELL",
        help=f"print what completes commands and options in a shell ({', '.join(SHELLS)})",
    )
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for each in (serve, state, requests, verify, faults):
        each.add_to(commands)
    return top


if __name__ == "__main__":
    sys.exit(main())
