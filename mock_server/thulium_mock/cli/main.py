"""The command ``thulium-mock``: its parser, and the exit status of what it runs."""

import argparse
import sys
from collections.abc import Sequence

from thulium_mock import __version__
from thulium_mock.cli import deliveries, faults, requests, serve, state, transfer, verify
from thulium_mock.cli.options import SHELLS, CommandError, PrintCompletion
from thulium_mock.standard_streams import discard, prepare_streams


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status.

    0 success, 1 it could not serve or a verification failed, 2 usage error or no mock reachable, 130 ended by Ctrl-C.
    """
    prepare_streams()
    try:
        try:
            options = parser().parse_args(arguments)
            status: int | None = options.run(options)
        finally:
            sys.stdout.flush()
    except CommandError as error:
        print(f"thulium-mock: {error}", file=sys.stderr)
        return error.status
    except KeyboardInterrupt:
        # The shell's convention for SIGINT.
        return 130
    except BrokenPipeError:
        # The reader of the output, such as head, has seen enough.
        discard(sys.stdout)
        return 0
    except OSError as error:
        discard(sys.stdout)
        print(f"thulium-mock: cannot go on ({error.strerror}): look where the output leads.", file=sys.stderr)
        return 1
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
    for each in (serve, state, requests, verify, deliveries, faults, transfer):
        each.add_to(commands)
    return top


if __name__ == "__main__":
    sys.exit(main())
