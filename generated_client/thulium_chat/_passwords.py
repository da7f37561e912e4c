"""Password input of the command, from a file or standard input: other users of a machine can see arguments."""

import getpass
import sys
from pathlib import Path

from ._errors import ConfigurationError
from ._text import decoded


def read_password(file: str | None) -> str | None:
    """Return the first line of a file, of standard input for `-`; None for None. Raise ConfigurationError."""
    if file is None:
        return None
    if file == "-" and sys.stdin is None:
        raise ConfigurationError("password cannot be read: there is no standard input")
    if file == "-" and sys.stdin.isatty():
        try:
            return getpass.getpass("Password: ")
        except (EOFError, KeyboardInterrupt):
            raise ConfigurationError("password was not given") from None
    try:
        text = decoded(sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes())
    except OSError as error:
        raise ConfigurationError(f"password cannot be read: {error.strerror}") from None
    except ValueError:
        raise ConfigurationError("password cannot be read: the file is not text in UTF-8") from None
    return text.removesuffix("\n").removesuffix("\r")
