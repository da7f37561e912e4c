"""Strangers, which keep to what is documented and differ in what is assumed, and answers of no use, as a table."""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.contract.client_suite.transport import Answer

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Reply:
    """Answer of a stranger, and what a client must read of it: the fields of a conversation or of an envelope."""

    answer: Answer
    reads: Row


@cache
def _table() -> Row:
    table: Row = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    return table


def strangers() -> Iterator[tuple[tuple[str, str], Reply]]:
    """Yield the answers of each stranger, by its name and the call."""
    for row in _table()["strangers"]:
        for call, plain in _table()["calls"].items():
            yield (row["name"], call), _reply(_merged(row, call, plain))


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
    text = json.dumps(row["json"], ensure_ascii=False) if "json" in row else row.get("text", "")
    body = text.encode(row.get("encoded", "utf-8"))
    kept = {name: value for name, value in headers.items() if value is not None}
    answer = Answer(row["status"], gzip.compress(body) if row.get("gzip") else body, kept)
    return Reply(answer, row.get("reads", row.get("json", {})))
