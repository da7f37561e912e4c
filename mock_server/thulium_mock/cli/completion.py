"""``thulium-mock --print-completion``: completion of commands, options and files in a shell."""

import argparse
from typing import Any

SHELLS = ("bash", "zsh", "tcsh")


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
        """How each shell completes it; shtab looks for this."""
        import shtab

        return dict(shtab.FILE)

    def __call__(self, _: argparse.ArgumentParser, namespace: argparse.Namespace, value: Any, *__: Any) -> None:
        """See `argparse.Action`."""
        setattr(namespace, self.dest, value)
