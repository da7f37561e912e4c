"""Catalogue of all sentences: the entries of the error envelope, and others, read from ``catalogue.yaml``."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any, NamedTuple

from thulium_mock.text_files import parse_yaml

LANGUAGES = ("en", "pl")
"""The languages of the sentences, the default first."""


class ErrorEntry(NamedTuple):
    """An entry of the error envelope, with a sentence in each of `LANGUAGES`; in the catalogue these are templates.

    Its status and media type hold where the document shows no such error.
    """

    status: int
    code: int
    sentences: Mapping[str, str]
    media_type: str = "application/json"

    def filled(self, values: Mapping[str, object]) -> "ErrorEntry":
        """Return the entry with ``values`` in its sentences, as in those of `phrase`."""
        return self._replace(sentences=_filled(self.sentences, values))

    def documented(self, entries: Mapping[int, "ErrorEntry"]) -> "ErrorEntry":
        """Return the entry as a document has it, whose ``entries`` are given by the codes of the catalogue."""
        own = entries.get(self.code)
        return self if own is None else own._replace(sentences={**self.sentences, **own.sentences})


def error_entry(name: str, /, **values: object) -> ErrorEntry:
    """Return the entry ``name`` of `ERRORS`, its sentences filled in with ``values``."""
    return ERRORS[name].filled(values) if values else ERRORS[name]


def parameter_entry(kind: str, number: int, **values: object) -> ErrorEntry:
    """Return the entry ``kind`` of `PARAMETER_ERRORS` for the parameter with this error number (1 to 99)."""
    template = PARAMETER_ERRORS[kind].filled(values)
    return template._replace(status=400, code=400_000 + number * 10 + template.code)


def entry_of_message(code: int, message: str) -> ErrorEntry | None:
    """Return the entry with this ``code`` whose sentence is ``message``, in any language; None if there is none."""
    for entry in ERRORS.values():
        if entry.code == code:
            for template in entry.sentences.values():
                if match := _pattern(template).fullmatch(message):
                    return entry.filled(match.groupdict())
    return None


def has_message(entry: ErrorEntry, message: str) -> bool:
    """Tell whether ``message`` is a sentence of an entry, with any values filled in."""
    codes = entry.code, entry.code % 10  # that of a whole error, and that of a parameter's
    templates = (each.sentences for each in (*ERRORS.values(), *PARAMETER_ERRORS.values()) if each.code in codes)
    return any(_pattern(sentence).fullmatch(message) for each in templates for sentence in each.values())


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """Return a pattern that reads the values of a template back from a sentence."""
    pattern, seen = "", set()
    for text, name, _, _ in Formatter().parse(template):
        pattern += re.escape(text)
        if name:
            pattern += f"(?P={name})" if name in seen else f"(?P<{name}>.+)"
            seen.add(name)
    return re.compile(pattern)


def phrase(name: str, /, **values: object) -> dict[str, str]:
    """Return a phrase in each language; a value that differs by language is a dictionary, too."""
    return _filled(PHRASES[name], values)


def _filled(templates: Mapping[str, str], values: Mapping[str, object]) -> dict[str, str]:
    return {
        language: template.format_map(
            {name: each[language] if isinstance(each, dict) else each for name, each in values.items()}
        )
        for language, template in templates.items()
    }


def entries(table: Mapping[str, Mapping[str, Any]]) -> dict[str, ErrorEntry]:
    """Return the entries of a table of the catalogue; a code begins with its status, one of parameters is a digit.

    Raises `ValueError` for a row that lacks something.
    """
    found = {}
    for name, row in table.items():
        try:
            sentences = {language: row[language] for language in LANGUAGES}
            found[name] = ErrorEntry(row["code"] // 1000, row["code"], sentences)
        except KeyError as error:
            raise ValueError(f"catalogue.yaml: give {name} its {error.args[0]}.") from error
    return found


_CATALOGUE = parse_yaml(files("thulium_mock").joinpath("catalogue.yaml").read_text("utf-8"))
PHRASES: Mapping[str, Mapping[str, str]] = _CATALOGUE["phrases"]
ERRORS, PARAMETER_ERRORS = entries(_CATALOGUE["errors"]), entries(_CATALOGUE["parameter_errors"])
"""Templates of whole errors, and of errors of one parameter, by name."""
