"""Validation of faults beyond their schema: the document must have the answers and the parameters that they name."""

import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from thulium_mock.catalogue import error_entry
from thulium_mock.errors import InvalidRequest
from thulium_mock.faults.chosen_answers import ChosenAnswers
from thulium_mock.openapi.documents import Document, operations, vendor_document
from thulium_mock.openapi.request_body import checked_value

Violation = tuple[str, str]
"""JSON pointer into a value, and the rule that it breaks there."""

_TYPES = {"integer": int, "string": str, "boolean": bool}


class FaultChecks:
    """Validator, against ``document``, of faults that fit their schema."""

    def __init__(self, document: Document) -> None:
        self.answers = ChosenAnswers(document)
        self.types: dict[str, dict[str, str]] = {
            operation["operationId"]: {
                parameter["name"]: parameter["schema"].get("type", "string")
                for parameter in operation["parameters"]
                if parameter["in"] != "header"
            }
            for _, _, operation in operations(document)
        }
        """The types of each operation's parameters."""

    def of_fault(self, given: Mapping[str, Any], where: str = "") -> Iterator[Violation]:
        """Yield the violations of a fault that stands at ``where``."""
        operation_id = given.get("operation")
        if operation_id not in (None, *self.types):
            yield f"{where}/operation", f"one of {', '.join(self.types)}"
            operation_id = None
        if answer := given.get("answer"):
            code, known = answer.get("code"), self.answers.examples(operation_id)
            examples = [name for status, names in known.items() if code in (None, status) for name in names]
            if code is not None and code not in known:
                yield f"{where}/answer/code", f"one of {', '.join(map(str, known))}"
            elif "example" in answer and answer["example"] not in examples:
                yield f"{where}/answer/example", f"one of {', '.join(examples)}"
        delay = given.get("delay", {})
        if delay.get("from", 0) > delay.get("to", math.inf):
            yield f"{where}/delay/to", "no less than from"
        if "delivery" in given:
            for name in ("operation", "answer", "connection"):
                if name in given:
                    yield f"{where}/{name}", "absent, as deliveries belong to no request"
        else:
            yield from self._of_parameters(given.get("when", {}), operation_id, f"{where}/when")

    def _of_parameters(self, when: Mapping[str, Any], operation_id: str | None, where: str) -> Iterator[Violation]:
        """Yield the violations of values of parameters, which an operation, or any one of them, must have."""
        possible = list(self.types.values()) if operation_id is None else [self.types[operation_id]]
        types = {name: each for parameters in possible for name, each in parameters.items()}
        for name, value in when.items():
            if name not in types:
                yield where, f"one of {', '.join(types)}"
            elif type(value) is not _TYPES[types[name]]:
                yield f"{where}/{name}", f"type {types[name]}"
        if when.keys() <= types.keys() and not any(when.keys() <= parameters.keys() for parameters in possible):
            yield where, "parameters of one operation"

    def of_fixtures(self, fixtures: Mapping[str, Any]) -> Iterator[Violation]:
        """Yield the violations of rules and scenarios."""
        for index, rule in enumerate(fixtures.get("rules", [])):
            yield from self.of_fault(rule, f"/rules/{index}")
        for index, scenario in enumerate(fixtures.get("scenarios", [])):
            for number, each in enumerate(scenario["faults"]):
                yield from self.of_fault(each, f"/scenarios/{index}/faults/{number}")

    def describe(self, fixtures: Mapping[str, Any], document: str) -> str | None:
        """Return a sentence about the violations of ``fixtures`` against the document of this name, None for none."""
        problems = [f"at {where}: {rule}" for where, rule in self.of_fixtures(fixtures)]
        if not problems:
            return None
        return f"{document} lacks what faults of the fixtures need. Mend there {'; '.join(problems[:5])}."


def checked_fault(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a fault, if it fits the schema ``Fault`` and the packaged document, else raise `ValueError`."""
    fault: Mapping[str, Any] = checked_value("Fault", given)
    if problems := [f"at {where}: {rule}" for where, rule in FaultChecks(vendor_document()).of_fault(fault)]:
        raise ValueError(f"this fault cannot be used. Mend {'; '.join(problems)}.")
    return fault


def refuse(violations: Iterable[Violation]) -> None:
    """Raise `InvalidRequest` with the first hundred of ``violations``, if there are any."""
    if entries := [error_entry("body_invalid", where=where, rule=rule) for where, rule in islice(violations, 100)]:
        raise InvalidRequest(*entries)
