"""Text files in UTF-8 or UTF-16, and YAML or JSON files read as JSON."""

import codecs
import json
import sys
from pathlib import Path
from typing import Any

import yaml

from thulium_mock.serialization import to_json

# libyaml reads a document ten times as fast; wheels of PyYAML bring it on all common platforms.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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


def read_yaml(path: Path) -> Any:
    """Return the content of a file in YAML or JSON, ``-`` for standard input; raises `FileError`."""
    return parse_yaml(read_text(path))


def parse_yaml(text: str) -> Any:
    """Return the content of ``text`` in YAML (or JSON, which is YAML), as JSON types; raises `FileError`."""
    try:
        # YAML knows dates, sets and keys that are no text; what JSON makes of them is what schemas speak of.
        return json.loads(to_json(yaml.load(text, Loader=_UniqueKeys)))  # noqa: S506 - safe but for what it refuses
    except yaml.YAMLError as error:
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
        line = f" (line {mark.line + 1}: {problem})" if mark else ""
        raise FileError(f"is not YAML or JSON{line}: mend its syntax.") from error
    except (TypeError, ValueError, RecursionError) as error:
        raise FileError("has a value that JSON cannot have, such as a date: put it in quotes.") from error


class _UniqueKeys(_Loader):  # type: ignore[misc] # one of two classes
    """Loader that refuses duplicate keys, of which YAML would silently take the last."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        keys = [key.value for key, _ in node.value]
        for index, key in enumerate(keys):
            if key in keys[:index]:
                mark = node.value[index][0].start_mark
                raise yaml.MarkedYAMLError(problem="a key is given twice", problem_mark=mark)
        return super().construct_mapping(node, deep)
