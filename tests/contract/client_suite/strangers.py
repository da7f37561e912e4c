"""Strangers, which keep to what is documented and differ in what is assumed, and answers of no use, as a table."""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

Row = Mapping[str, Any]

_MISSING = object()


@dataclass(frozen=True)
class Reply:
    """Answer of a stranger, and what a client must read of it: the fields of a conversation or of an envelope."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    reads: Row


@cache
def _table() -> Row:
    table: Row = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    return table


def strangers() -> Iterator[tuple[str, Mapping[str, Reply]]]:
    """Yield the name of each stranger, with its answers by call."""
    for row in _table()["strangers"]:
        yield row["name"], {call: _reply(_merged(row, call, plain)) for call, plain in _table()["calls"].items()}


def rows(section: str) -> Iterator[tuple[str, Reply]]:
    """Yield the answers of a section, `unusable` or `envelopes`, by name."""
    for row in _table()[section]:
        yield row["name"], _reply({"status": 400, **row})


def _merged(row: Row, call: str, plain: Row) -> Row:
    merged = dict(plain)
    for change in (row.get("any", {}), row.get("errors", {}) if call != "started" else {}, row.get(call, {})):
        headers = {**merged.get("headers", {}), **change.get("headers", {})}
        if "text" in change or "json" in change:
            merged = {name: value for name, value in merged.items() if name not in ("text", "json", "reads")}
        merged |= {**change, "headers": headers}
    return merged


def _reply(row: Row) -> Reply:
    headers = {"Content-Type": "application/json", **row.get("headers", {})}
    said = row.get("json", _MISSING)
    text = row.get("text", "") if said is _MISSING else json.dumps(said, ensure_ascii=False)
    body = text.encode(row.get("encoded", "utf-8"))
    return Reply(
        row["status"],
        {name: value for name, value in headers.items() if value is not None},
        gzip.compress(body) if row.get("gzip") else body,
        row.get("reads", {} if said is _MISSING else said),
    )
