"""Table of Prism's deviations from the document, from the data that the tests hold Prism to."""

from collections.abc import Sequence

from thulium_contract.document.edge_values import EDGE_VALUES

from tests.contract.prism import DEVIATIONS, OUTSIDE_SCHEMATHESIS


def prism_table() -> str:
    """Return the Markdown table: behaviours first, each by the check that finds it, then the edge values."""
    queries: dict[str, list[str]] = {}
    for row in EDGE_VALUES:
        if row.differs:
            queries.setdefault(row.differs, []).append(row.query if len(row.query) < 60 else f"{row.query[:40]}…")
    rows = ["| Prism | found by |", "|---|---|"]
    rows += [f"| {deviation.reason} | `{deviation.check}` |" for deviation in DEVIATIONS]
    rows += [f"| {reason} | `{sent.method} {sent.target}` |" for reason, (sent, *_) in OUTSIDE_SCHEMATHESIS.items()]
    rows += [f"| {reason} | {_some(found)} |" for reason, found in queries.items()]
    return "\n".join(rows)


def _some(queries: Sequence[str], shown: int = 6) -> str:
    more = f" and {len(queries) - shown} more" if len(queries) > shown else ""
    return ", ".join(f"`{query}`" for query in queries[:shown]) + more
