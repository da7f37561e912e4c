"""Text files that people write: with a byte order mark or without, as editors and shells of all systems save them."""

import codecs
import sys
from pathlib import Path


class FileError(Exception):
    """A file that cannot be read; the clause says why and what to do, and does not name the file."""


def read_text(path: Path) -> str:
    """Return the text of a file, or of a pipe; ``-`` is standard input. Raises `FileError`."""
    try:
        return decoded(sys.stdin.buffer.read() if path == Path("-") else path.read_bytes())
    except OSError as error:
        raise FileError(f"cannot be read ({error.strerror}): name a text file.") from error
    except UnicodeDecodeError as error:
        raise FileError("cannot be read (it is not UTF-8): save it in UTF-8.") from error


def decoded(content: bytes) -> str:
    """Return text in UTF-8, or in UTF-16 if it begins with that byte order mark; raises `UnicodeDecodeError`."""
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if marked else "utf-8-sig")
