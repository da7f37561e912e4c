"""Edge values of the main operation's parameters: one table for mock, Prism, schemathesis and client.

Each row is a query string as it is on the wire and the verdict that the document asks for. Where a Python caller can
mean the same thing, the row has the arguments as well. Whatever a tool cannot do or cannot say is written in the row,
and a test asserts that it is still so. The values are in ``data/edge_values.yaml``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from thulium_contract.document.documents import document
from thulium_contract.document.operations import EMAIL, INTEGER, QUERY, TEXT, main_operation
from thulium_contract.tables import filled, table

TARGET_LIMIT: int = document()["x-request-target-limit"]
TARGET_TOO_LONG = 414001
MISSING, REPEATED, NOT_UTF8, NOT_AN_INTEGER, OUT_OF_RANGE, MALFORMED, NOT_ALLOWED = range(1, 8)
"""The last digit of the code of each kind of parameter fault."""
_FAULTS = {
    "not UTF-8": NOT_UTF8,
    "not an integer": NOT_AN_INTEGER,
    "out of range": OUT_OF_RANGE,
    "malformed": MALFORMED,
}


def kinds(content: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Return the error numbers of the main operation's parameters in the query, by kind."""
    found: dict[str, dict[str, int]] = {INTEGER: {}, TEXT: {}, EMAIL: {}}
    for each in main_operation(content).at(QUERY):
        found[each.kind][each.name] = each.number or 0
    return found


TARGET = main_operation(document()).path
PATH = TARGET.removeprefix("/api")
_KINDS = kinds(document())
INTEGERS, TEXTS, EMAILS = _KINDS[INTEGER], _KINDS[TEXT], _KINDS[EMAIL]
"""Parameters by kind, with their error numbers."""
PARAMETERS = INTEGERS | TEXTS | EMAILS
_REQUIRED = next(each.name for each in main_operation(document()).at(QUERY) if each.required)


@dataclass(frozen=True)
class EdgeValue:
    """Query string, and the verdict that the document asks for.

    ``codes`` are the error codes of the refusal, none if the request is accepted. ``arguments`` are the same request
    as arguments of the client, None where Python cannot express it. ``differs`` says why Prism's verdict is another
    one, ``no_schema`` why the JSON Schema that schemathesis compiles has none or another; None where they agree.
    """

    id: str
    query: str
    reason: str
    codes: tuple[int, ...] = ()
    arguments: Mapping[str, Any] | None = None
    differs: str | None = None
    no_schema: str | None = None

    @property
    def status(self) -> int:
        """The status that a server answers with, where queue 3 exists and the credentials are right."""
        return self.codes[0] // 1000 if self.codes else 200

    @property
    def accepted(self) -> bool:
        """Whether the document allows the request."""
        return not self.codes


def _code(name: str, kind: int) -> int:
    return 400_000 + PARAMETERS[name] * 10 + kind


def _values() -> Iterator[EdgeValue]:
    """Yield the values of single parameters."""
    for group in table("edge_values")["values"]:
        fault = _FAULTS.get(group.get("fault", ""))
        for name in [name for kind in group["of"] for name in _KINDS.get(kind, [kind])]:
            for how in ("numbers", "text", "wire"):
                for reason, rows in group.get(how, {}).items():
                    for label, given in rows.items():
                        raw, value = _written(how, given, name)
                        yield EdgeValue(
                            f"{name}-{label}",
                            "&".join(f"{key}={text}" for key, text in {_REQUIRED: "3", name: raw}.items()),
                            reason,
                            () if fault is None else (_code(name, fault),),
                            None if value is None else {_REQUIRED: 3, name: value},
                            _because("because", group.get("differs")),
                            _because("no_schema", group.get("no_schema")),
                        )


def _because(what: str, name: str | None) -> str | None:
    return table("edge_values")[what][name] if name else None


def _written(how: str, given: Any, name: str) -> tuple[str, Any]:
    """Return a value as it is on the wire, and what Python calls it, None if it cannot."""
    if how == "wire":
        raw, value = given if len(given) == 2 else (given[0], None)
        text = f"{raw}@example.org" if name in EMAILS else raw
        return text, value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value
    if isinstance(given, list):
        end = given[2] if len(given) > 2 else ""
        many = given[0] * given[1]
        given = f"-{many}" if end == "-" else many + end
    return (str(given), int(given)) if how == "numbers" else (quote(given, safe=""), given)


def _presence() -> Iterator[EdgeValue]:
    """Yield every parameter missing, empty, blank and repeated."""
    valid = {"chat_queue_id": "3", "customer_id": "1", "client_email": "a@b"}
    everything = {name: valid.get(name, "x") for name in PARAMETERS}
    for name, good in everything.items():
        others = "&".join(f"{key}={text}" for key, text in everything.items() if key != name)
        words = {"others": others, "name": name, "value": good, "encoded": f"%{ord(name[0]):02x}{name[1:]}"}
        typed = {key: int(text) if key in INTEGERS else text for key, text in everything.items() if key != name}
        for row in table("edge_values")["presence"]:
            kind = NOT_AN_INTEGER if name in INTEGERS else MALFORMED
            if row.get("absent"):
                codes = (_code(name, MISSING),) if name == _REQUIRED else ()
            else:
                codes = (_code(name, REPEATED if row.get("repeated") else kind),)
            value = [good, good] if row["label"] == "repeated" else row.get("value")
            said = ("value" in row and not (value == "" and name in INTEGERS)) or row["label"] == "repeated"
            arguments = {**typed, name: value} if said else None
            yield EdgeValue(f"{name}-{row['label']}", filled(row["query"], words), row["reason"], codes, arguments)


def _names() -> Iterator[EdgeValue]:
    """Yield names: encoded, unknown, odd; what is between them; and several faults at once."""
    for group in table("edge_values")["names"]:
        codes = (_code(_REQUIRED, MISSING),) if group["missing"] else ()
        for reason, rows in group["queries"].items():
            for label, query in rows.items():
                differs = _because("because", "names" if label.endswith("upper-case") else None)
                yield EdgeValue(f"name-{label}", query, reason, codes, differs=differs)
    faults = table("edge_values")["several_faults"]
    yield EdgeValue("several-faults", faults["query"], faults["reason"], tuple(faults["codes"]))


def _lengths() -> Iterator[EdgeValue]:
    """Yield targets around the limit of their length."""
    for label, excess in (("below", -1), ("at", 0), ("above", 1), ("far-above", 1000)):
        for name in ("client_name", "unknown"):
            prefix = f"{_REQUIRED}=3&{name}="
            value = "a" * (TARGET_LIMIT + excess - len(TARGET) - len("?") - len(prefix))
            long = "length" if excess > 0 else None
            yield EdgeValue(
                f"target-{label}-limit-{name}",
                prefix + value,
                f"The request target has at most {TARGET_LIMIT:,} bytes.",
                (TARGET_TOO_LONG,) if long else (),
                {_REQUIRED: 3, name: value} if name in PARAMETERS else None,
                _because("because", long),
                _because("no_schema", long),
            )


EDGE_VALUES = tuple(row for part in (_presence, _values, _names, _lengths) for row in part())
"""The whole table."""

PRISM_DIFFERENCES = {row.id: row.differs for row in EDGE_VALUES if row.differs}
"""The rows on which Prism cannot agree, with the reason: what the docs show."""
