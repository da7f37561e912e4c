"""Checks of faults beyond their schema: the document must have the answers and the parameters that they name."""

import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from thulium_mock.catalogue import error_entry
from thulium_mock.errors import InvalidRequest
from thulium_mock.faults.chosen_answers import ChosenAnswers
from thulium_mock.openapi.documents import Document, operations, vendor_document
from thulium_mock.openapi.request_body import checked_value

Misfit = tuple[str, str]
"""Where in a JSON value, and the rule that it breaks there."""

_TYPES = {"integer": int, "string": str, "boolean": bool}


class FaultChecks:
    """Checks, against ``document``, of faults that fit their schema."""

    def __init__(self, document: Document) -> None:
        self.operations = [operation["operationId"] for _, _, operation in operations(document)]
        self.examples = ChosenAnswers(document).examples()
        self.types: dict[str, str] = {
            parameter["name"]: parameter["schema"].get("type", "string")
            for _, _, operation in operations(document)
            for parameter in operation["parameters"]
            if parameter["in"] != "header"
        }

    def of_fault(self, given: Mapping[str, Any], where: str = "") -> Iterator[Misfit]:
        """Yield the misfits of a fault that stands at ``where``."""
        if answer := given.get("answer"):
            code = answer.get("code")
            examples = [name for status, names in self.examples.items() if code in (None, status) for name in names]
            if code is not None and code not in self.examples:
                yield f"{where}/answer/code", f"one of {', '.join(map(str, self.examples))}"
            elif "example" in answer and answer["example"] not in examples:
                yield f"{where}/answer/example", f"one of {', '.join(examples)}"
        delay = given.get("delay", {})
        if delay.get("from", 0) > delay.get("to", math.inf):
            yield f"{where}/delay/to", "no less than from"
        if given.get("operation", self.operations[0]) not in self.operations:
            yield f"{where}/operation", f"one of {', '.join(self.operations)}"
        elif {"operation", "delivery"} <= given.keys():
            yield f"{where}/operation", "absent, as deliveries belong to no request"
        # Deliveries are told apart by fields of their events.
        when = {} if "delivery" in given else given.get("when", {})
        for name, value in when.items():
            if name not in self.types:
                yield f"{where}/when", f"one of {', '.join(self.types)}"
            elif type(value) is not _TYPES[self.types[name]]:
                yield f"{where}/when/{name}", f"type {self.types[name]}"

    def of_fixtures(self, fixtures: Mapping[str, Any]) -> Iterator[Misfit]:
        """Yield the misfits of rules and scenarios."""
        for index, rule in enumerate(fixtures.get("rules", [])):
            yield from self.of_fault(rule, f"/rules/{index}")
        for index, scenario in enumerate(fixtures.get("scenarios", [])):
            for number, each in enumerate(scenario["faults"]):
                yield from self.of_fault(each, f"/scenarios/{index}/faults/{number}")

    def complaint(self, fixtures: Mapping[str, Any], document: str) -> str | None:
        """Return a sentence about ``fixtures`` that do not fit the document of this name, None if they do."""
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


def refuse(misfits: Iterable[Misfit]) -> None:
    """Raise `InvalidRequest` with the first hundred of ``misfits``, if there are any."""
    if entries := [error_entry("body_invalid", where=where, rule=rule) for where, rule in islice(misfits, 100)]:
        raise InvalidRequest(*entries)
