"""Files that people write, in YAML or JSON: read as JSON, with a clause for each way in which that can fail."""

import json
from pathlib import Path
from typing import Any

import yaml

from thulium_mock.serialization import to_json
from thulium_mock.text_files import FileError, read_text

# libyaml reads a document ten times as fast; wheels of PyYAML bring it on all common platforms.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> Any:
    """Return what a file in YAML or JSON holds, ``-`` for standard input; raises `FileError`."""
    return parse_yaml(read_text(path))


def parse_yaml(text: str) -> Any:
    """Return what ``text`` in YAML (or JSON, which is YAML) holds, as JSON has it; raises `FileError`."""
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
    """Refuses a key that is given twice, of which YAML would silently take the last."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        keys = [key.value for key, _ in node.value]
        for index, key in enumerate(keys):
            if key in keys[:index]:
                mark = node.value[index][0].start_mark
                raise yaml.MarkedYAMLError(problem="a key is given twice", problem_mark=mark)
        return super().construct_mapping(node, deep)
