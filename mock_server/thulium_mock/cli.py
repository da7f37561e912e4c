"""The command ``thulium-mock``."""

import argparse
import sys
from collections.abc import Sequence

from thulium_mock import __version__
from thulium_mock.commands import serve


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status: 0 ended as asked, 1 could not, 2 wrong usage."""
    options = parser().parse_args(arguments)
    status: int = options.run(options)
    return status


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(prog="thulium-mock", description="A local mock of the Thulium chat API.")
    top.add_argument("--version", action="version", version=f"thulium-mock {__version__}")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    serve.add_to(commands)
    return top


if __name__ == "__main__":
    sys.exit(main())
