"""Deterministic run of schemathesis, with all its phases and checks, on an application or a URL."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.core.transport import Response
from schemathesis.engine import Status, events, from_schema
from starlette.types import ASGIApp
from thulium_contract.document.documents import DOCUMENT
from thulium_contract.document.edge_values import EDGE_VALUES, PARAMETERS
from thulium_contract.expected.oracle import Oracle
from thulium_contract.requests import fixtures

from tests.contract.fuzzing import checks

PHASES = {"examples", "coverage", "fuzzing"}
"""Phases of a run; the fourth one follows links, of which the documents have none."""

STOCK_CHECKS = {
    "allow_header_conformance",
    "content_type_conformance",
    "ensure_resource_availability",
    "ignored_auth",
    "missing_required_header",
    "negative_data_rejection",
    "not_a_server_error",
    "object_level_authorization",
    "positive_data_acceptance",
    "response_headers_conformance",
    "response_schema_conformance",
    "status_code_conformance",
    "unsupported_method",
    "use_after_free",
}
"""All checks that schemathesis has."""

OWN_CHECKS = (checks.ExactStatus, checks.ExactCodes, checks.ErrorEnvelope, checks.FreshIds)

BASIC_AUTH = {"basicAuth": dict(zip(("username", "password"), fixtures.CREDENTIALS, strict=True))}
"""The credentials, where schemathesis does not put back what it removed on purpose, as it does with ``auth``."""

_LONGEST_WORD = 100
_LONGEST_FAILURE = 2000

# A header with one of these is no HTTP: over a socket the server's parser refuses it before anyone reads the request.
_NO_HEADER_CHARACTERS = "".join(map(chr, (*range(9), *range(10, 32), 127)))


@dataclass(frozen=True)
class Deviation:
    """Known failure of a server: of one check, where ``matches`` says so of its answer and message."""

    check: str
    reason: str
    matches: Callable[[Response, str], bool] = lambda response, message: True


@dataclass
class Run:
    """Result of a run: requests by phase, answers by status, checks by how often they ran, and all failures."""

    requests: Counter[str] = field(default_factory=Counter)
    operations: set[str] = field(default_factory=set)
    """Method and path of each request."""
    statuses: Counter[int] = field(default_factory=Counter)
    checks: Counter[str] = field(default_factory=Counter)
    failures: dict[str, str] = field(default_factory=dict)
    """The first failure of each check: what was wrong, and a cURL command that shows it."""
    deviations: Counter[str] = field(default_factory=Counter)
    """Count of each known deviation, by its reason."""

    def __str__(self) -> str:
        """Return the counts and the failures."""
        failures = "\n\n".join(f"{name}: {text}" for name, text in self.failures.items())
        return f"{dict(self.requests)} requests, {dict(self.statuses)} answers\n{failures or 'no failure'}"


def run(
    source: Path | Mapping[str, Any] = DOCUMENT,
    *,
    app: ASGIApp | None = None,
    base_url: str | None = None,
    oracle: Oracle | None = None,
    deviations: Sequence[Deviation] = (),
    auth: dict[str, Any] = BASIC_AUTH,
    stop_at: str | None = None,
    without: Collection[str] = (),
    checked: bool = True,
    examples: int = 100,
    seed: int = 1,
) -> Run:
    """Run schemathesis with a document against ``app`` or ``base_url``, and return what came of it.

    ``deviations`` are failures that count apart; ``examples`` is how many cases of each operation are fuzzed; after the
    phase in which the check ``stop_at`` fails there is no other.
    ``without`` are the operationIds of what is left out; not ``checked``, requests are sent and no answer is judged.
    Parameters have edge values, too, where there is an ``oracle``.
    """
    config = _config(base_url, oracle, auth, checked, examples, seed)
    load: Any = schemathesis.openapi.from_path if isinstance(source, Path) else schemathesis.openapi.from_dict
    schema = load(source, config=config)
    schema.app = app
    if without:
        schema = schema.exclude(operation_id=list(without))
    result = Run()
    # Its thread has to end before this function does, however that ends: it reads source, as pytest does for a report,
    # and where two threads do so at once CPython 3.11 breaks with "AST constructor recursion depth mismatch".
    with closing(from_schema(schema).execute().generator) as stream:
        for event in stream:
            if isinstance(event, events.NonFatalError | events.FatalError):
                raise AssertionError("schemathesis cannot run") from _cause(event)
            if isinstance(event, events.Interrupted):
                raise KeyboardInterrupt
            if isinstance(event, events.ScenarioFinished):
                _record(event, deviations, result)
            if stop_at in result.failures:
                break
    return result


def _cause(event: events.NonFatalError | events.FatalError) -> Exception:
    return event.value if isinstance(event, events.NonFatalError) else event.exception


def _config(
    base_url: str | None, oracle: Oracle | None, auth: dict[str, Any], checked: bool, examples: int, seed: int
) -> SchemathesisConfig:
    # The control API's document has none of the parameters.
    words = _words() if oracle is not None else {}
    settings: dict[str, Any] = {
        "seed": seed,
        "continue-on-failure": True,
        "request-timeout": 10,
        "auth": {"openapi": auth} if auth else {},
        "generation": {
            "database": "none",
            "max-examples": examples,
            "no-shrink": True,
            "exclude-header-characters": _NO_HEADER_CHARACTERS,
        },
        # What it finds in the source of loaded modules depends on which tests ran before.
        "analysis": {"constants": {"enabled": False}},
        "phases": {"stateful": {"enabled": False}},
        "checks": {"enabled": checked, **{each.__name__: {"oracle": oracle} for each in OWN_CHECKS if checked}},
        "dictionaries": {name: {"values": values} for name, values in words.items()},
        "parameters": {f"query.{name}": {"dictionary": name, "probability": 0.5} for name in words},
    }
    if base_url is not None:
        settings["base-url"] = base_url
    return SchemathesisConfig.from_dict(settings)


def _words() -> dict[str, list[str | int]]:
    """Return a dictionary for each parameter: the edge values, and for queues more of those that exist."""
    words: dict[str, list[str | int]] = {name: [] for name in PARAMETERS}
    for row in EDGE_VALUES:
        for name, value in (row.arguments or {}).items():
            if type(value) in (str, int) and len(str(value)) <= _LONGEST_WORD and value != "\udcff":
                words[name].append(value)
    words = {name: list(dict.fromkeys(values)) for name, values in words.items()}
    words["chat_queue_id"] += [*fixtures.QUEUES] * 3
    return words


def _record(event: events.ScenarioFinished, deviations: Sequence[Deviation], result: Run) -> None:
    recorder = event.recorder
    result.requests[event.phase.value] += len(recorder.interactions)
    result.operations.add(recorder.label)
    result.statuses.update(each.response.status_code for each in recorder.interactions.values() if each.response)
    for case_id, nodes in recorder.checks.items():
        response = recorder.interactions[case_id].response
        for node in nodes:
            result.checks[node.name] += 1
            if node.status != Status.FAILURE or node.failure_info is None:
                continue
            failure = node.failure_info
            known = [each for each in deviations if each.check == node.name]
            if response and (met := [each for each in known if each.matches(response, failure.failure.message)]):
                result.deviations.update(each.reason for each in met)
            else:
                text = f"{failure.failure.title}: {failure.failure.message}\n{failure.code_sample}"
                result.failures.setdefault(node.name, text[:_LONGEST_FAILURE])
