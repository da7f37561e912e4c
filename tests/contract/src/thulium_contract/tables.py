"""Loader of the tables of values, words, headers and users: the YAML files in ``data``."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml

from thulium_contract.http.messages import Headers


@cache
def table(name: str) -> dict[str, Any]:
    """Return what is in the file of this name; nobody may change it."""
    text = resources.files("thulium_contract").joinpath("data", f"{name}.yaml").read_text("utf-8")
    # The loader in C is no other language, only faster; PyYAML has no types for it.
    content: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return content


def filled(text: str, words: Mapping[str, Any]) -> str:
    """Return a text in which each ``{name}`` of the words is replaced; other braces stand for themselves."""
    for name, word in words.items():
        text = text.replace(f"{{{name}}}", str(word))
    return text


def header_rows(rows: Mapping[str, str | list[str]], marker: str = "") -> Iterator[Headers]:
    """Yield one header for each value of a table of names and values."""
    for name, values in rows.items():
        for value in [values] if isinstance(values, str) else values:
            yield ((name, filled(value, {"marker": marker})),)
