"""Each of our own checks finds its defect in a tiny document and says where it is; a good document has none."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from openapi import checks, examples
from openapi.checks import Check
from openapi.document import Content

GOOD = """
openapi: 3.0.3
info:
  title: Parcels
  version: 1.0.0
  description: Sends parcels.
  x-sources: {manual: {title: The manual}}
servers:
  - url: /api
    description: Here.
    x-provenance: &known [{fact: All of it., status: documented, source: manual}]
tags: [{name: parcels, description: Parcels.}]
paths:
  /parcels:
    x-extension: {get: this is no operation}
    post:
      operationId: send_parcel
      summary: Send a parcel
      description: Sends a parcel.
      tags: [parcels]
      security: []
      parameters:
        - $ref: '#/components/parameters/Weight'
        - name: colour
          in: query
          description: The colour.
          schema: {type: string, pattern: '^(?:a|\\x20)\\.$', description: The colour., example: a.}
          examples: {red: {summary: Red., value: a.}}
          x-error-number: 2
          x-provenance: *known
        - $ref: '#/components/parameters/Language'
      responses:
        '200': {$ref: '#/components/responses/Sent'}
      x-provenance: [{fact: It is sent., status: assumed, reason: Why not., note: Really.}]
components:
  parameters:
    Weight:
      name: weight
      in: query
      description: The weight.
      schema: {type: integer, minimum: 1, maximum: 9, description: The weight., example: 3}
      examples: {light: {summary: Light., value: 3}, heavy: {$ref: '#/components/examples/Heavy'}}
      x-error-number: 1
      x-provenance: *known
    Language:
      name: Accept-Language
      in: header
      description: The language.
      schema: {type: string, description: The language., example: pl}
      examples: {polish: {summary: Polish., value: pl}}
      x-provenance: *known
  headers:
    Age:
      description: The age.
      schema: {type: integer, minimum: 0, maximum: 9, description: The age., example: 3}
      x-provenance: *known
  examples:
    Heavy: {summary: Heavy., value: 9}
  schemas:
    Parcel:
      description: A parcel.
      allOf:
        - {$ref: '#/components/schemas/Named'}
        - type: object
          properties:
            names:
              type: array
              maxItems: 2
              items: {$ref: '#/components/schemas/Named'}
              description: More of them.
              x-provenance: *known
            labels:
              type: object
              additionalProperties: {$ref: '#/components/schemas/Named'}
              description: By label.
              x-provenance: *known
      x-provenance: *known
    Named:
      type: object
      required: [id]
      properties:
        id:
          type: string
          format: uuid
          nullable: true
          description: Its id.
          example: 6ed7c941-2c8a-411e-95d2-338a9f64800a
          x-provenance: *known
      description: Something with a name.
      x-provenance: *known
  responses:
    Sent:
      description: Sent.
      headers:
        Age: {$ref: '#/components/headers/Age'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Parcel'}
          examples:
            light: {summary: Light., value: {id: null, names: [{id: null}], labels: {any: {id: null}}}}
      x-provenance: *known
  securitySchemes:
    basic: {type: http, scheme: basic, description: Basic., x-provenance: *known}
"""

REMOVED = object()


@dataclass(frozen=True)
class Defect:
    """A value to put at a place of the good document, or REMOVED, and what the check then finds, as a beginning."""

    check: Check
    pointer: str
    value: Any
    finding: str

    def document(self) -> Content:
        """Return the bad document."""
        # What YAML anchors share is one object in memory: JSON takes it apart, so that one place has the defect.
        content: Content = json.loads(json.dumps(yaml.safe_load(GOOD)))
        *path, last = (part.replace("~1", "/") for part in self.pointer.removeprefix("/").split("/"))
        target: Any = content
        for part in path:
            target = target[int(part)] if isinstance(target, list) else target[part]
        if isinstance(target, list):
            target[int(last)] = self.value
        elif self.value is REMOVED:
            del target[last]
        else:
            target[last] = self.value
        return content


POST = "/paths/~1parcels/post"
WEIGHT = "/components/parameters/Weight"
COLOUR = f"{POST}/parameters/1"
AGE = "/components/headers/Age"
NAMED = "/components/schemas/Named"
NAMES = "/components/schemas/Parcel/allOf/1/properties/names"
JSON = "/components/responses/Sent/content/application~1json"
PARCEL = f"{JSON}/examples/light/value"

DEFECTS = [
    Defect(examples.examples_are_valid, f"{WEIGHT}/schema/example", 0, f"#{WEIGHT}/schema/example: the schema refuses"),
    Defect(
        examples.examples_are_valid, f"{WEIGHT}/schema/default", 10, f"#{WEIGHT}/schema/default: the schema refuses"
    ),
    Defect(
        examples.examples_are_valid,
        f"{WEIGHT}/examples/light/value",
        "3",
        f"#{WEIGHT}/examples/light/value: the schema refuses this example: '3' is not of type 'integer'; mend the one",
    ),
    Defect(examples.examples_are_valid, f"{WEIGHT}/example", 10, f"#{WEIGHT}/example: the schema refuses"),
    Defect(
        examples.examples_are_valid,
        "/components/examples/Heavy/value",
        10,
        f"#{WEIGHT}/examples/heavy/value: the schema refuses",
    ),
    Defect(examples.examples_are_valid, f"{AGE}/example", -1, f"#{AGE}/example: the schema refuses"),
    Defect(
        examples.examples_are_valid,
        f"{NAMED}/properties/id/example",
        "{6ed7c941-2c8a-411e-95d2-338a9f64800a}",
        f"#{NAMED}/properties/id/example: the schema refuses this example: '{{6ed7c941-2c8a-411e-95d2-338a9f64800a}}' "
        "is not a 'uuid'",
    ),
    Defect(examples.examples_are_valid, f"{PARCEL}/names/0/id", "x", f"#{PARCEL}/names/0/id: the schema refuses"),
    Defect(examples.examples_are_valid, f"{NAMED}/example", {}, f"#{NAMED}/example: the schema refuses"),
    Defect(examples.examples_are_declared, f"{PARCEL}/size", 1, f"#{PARCEL}/size: no schema declares this field"),
    Defect(examples.examples_are_declared, f"{PARCEL}/names/0/a", 1, f"#{PARCEL}/names/0/a: no schema declares"),
    Defect(examples.examples_are_declared, f"{PARCEL}/labels/any/a", 1, f"#{PARCEL}/labels/any/a: no schema declares"),
    Defect(examples.examples_are_declared, f"{NAMED}/example", {"a": 1}, f"#{NAMED}/example/a: no schema declares"),
    Defect(
        examples.formats_are_checked,
        f"{NAMED}/properties/id/format",
        "uri",
        f"#{NAMED}/properties/id/format: nothing validates the format 'uri'",
    ),
    *(
        Defect(checks.facts_have_provenance, f"{place}/x-provenance", REMOVED, f"#{place}: x-provenance is missing")
        for place in (
            "/servers/0",
            POST,
            WEIGHT,
            COLOUR,
            AGE,
            "/components/responses/Sent",
            NAMED,
            f"{NAMED}/properties/id",
            NAMES,
            "/components/securitySchemes/basic",
        )
    ),
    Defect(checks.facts_have_provenance, f"{POST}/x-provenance", [], f"#{POST}: x-provenance is missing"),
    Defect(checks.facts_have_provenance, "/info/x-provenance", [], "#/info: x-provenance is missing"),
    Defect(
        checks.facts_have_provenance,
        f"{POST}/x-provenance/0/status",
        "certain",
        f"#{POST}/x-provenance/0: the status is 'certain': write documented or assumed",
    ),
    Defect(
        checks.facts_have_provenance,
        f"{POST}/x-provenance/0/reason",
        " ",
        f"#{POST}/x-provenance/0: the reason is missing",
    ),
    Defect(
        checks.facts_have_provenance,
        f"{WEIGHT}/x-provenance/0/fact",
        REMOVED,
        f"#{WEIGHT}/x-provenance/0: the fact is missing",
    ),
    Defect(
        checks.facts_have_provenance,
        f"{WEIGHT}/x-provenance/0/source",
        "rumour",
        f"#{WEIGHT}/x-provenance/0: the source 'rumour' is not in info.x-sources",
    ),
    Defect(
        checks.facts_have_provenance,
        f"{WEIGHT}/x-provenance/0/reason",
        "Why not.",
        f"#{WEIGHT}/x-provenance/0: a fact that is documented has no reason",
    ),
    *(
        Defect(checks.texts_are_present, f"{place}/description", REMOVED, f"#{place}: the description is missing")
        for place in (
            "/info",
            "/servers/0",
            "/tags/0",
            POST,
            WEIGHT,
            AGE,
            "/components/responses/Sent",
            NAMED,
            f"{NAMED}/properties/id",
            "/components/securitySchemes/basic",
        )
    ),
    Defect(checks.texts_are_present, f"{POST}/summary", "", f"#{POST}: the summary is missing"),
    Defect(
        checks.texts_are_present,
        f"{WEIGHT}/examples/light/summary",
        " ",
        f"#{WEIGHT}/examples/light: the summary is missing",
    ),
    Defect(
        checks.parameters_repeat_themselves,
        f"{WEIGHT}/schema/description",
        "Weight.",
        f"#{WEIGHT}/schema/description: this is not the description of the parameter",
    ),
    Defect(
        checks.parameters_repeat_themselves,
        f"{AGE}/schema/description",
        REMOVED,
        f"#{AGE}/schema/description: this is not the description of the header",
    ),
    Defect(
        checks.parameters_repeat_themselves,
        f"{WEIGHT}/schema/example",
        4,
        f"#{WEIGHT}/schema/example: this is no example of the parameter",
    ),
    Defect(
        checks.parameters_repeat_themselves,
        f"{AGE}/example",
        4,
        f"#{AGE}/schema/example: this is no example of the header",
    ),
    Defect(checks.examples_are_named, f"{WEIGHT}/examples", REMOVED, f"#{WEIGHT}: named examples are missing"),
    Defect(checks.examples_are_named, f"{JSON}/examples", {}, f"#{JSON}: named examples are missing"),
    Defect(
        checks.examples_share_keys,
        f"{JSON}/examples/feather",
        {"value": {"id": None}},
        f"#{POST}/responses/200/content/application~1json/examples/feather: no parameter has an example of this name",
    ),
    Defect(
        checks.bodies_are_components,
        f"{JSON}/schema",
        {"type": "object"},
        f"#{JSON}/schema: the body has no name",
    ),
    *(
        Defect(checks.operations_are_named, f"{POST}/operationId", name, f"#{POST}/operationId: {name!r} is not a verb")
        for name in ("sendParcel", "parcel_send", "send", "send__parcel", "")
    ),
    Defect(checks.operations_name_their_security, f"{POST}/security", REMOVED, f"#{POST}: security is missing"),
    Defect(
        checks.header_parameters_come_last,
        f"{POST}/parameters/0",
        {"$ref": "#/components/parameters/Language"},
        f"#{POST}/parameters/1: 'colour' follows a header parameter",
    ),
    Defect(
        checks.accept_language_is_free,
        "/components/parameters/Language/schema/enum",
        ["en", "pl"],
        "#/components/parameters/Language/schema/enum: real callers send other values",
    ),
    Defect(checks.sizes_are_bounded, f"{WEIGHT}/schema/minimum", REMOVED, f"#{WEIGHT}/schema: minimum is missing"),
    Defect(checks.sizes_are_bounded, f"{AGE}/schema/maximum", REMOVED, f"#{AGE}/schema: maximum is missing"),
    Defect(checks.sizes_are_bounded, f"{NAMES}/maxItems", REMOVED, f"#{NAMES}: maxItems is missing"),
    Defect(
        checks.error_numbers_are_unique,
        "/components/parameters/Weight/x-error-number",
        2,
        f"#{WEIGHT}/x-error-number: 'colour' has the number 2 too",
    ),
    *(
        Defect(
            checks.error_numbers_are_unique,
            f"{COLOUR}/x-error-number",
            number,
            f"#{COLOUR}/x-error-number: this is not a whole number from 1 up",
        )
        for number in (REMOVED, 0, "2", True)
    ),
    *(
        Defect(
            checks.patterns_are_portable,
            f"{COLOUR}/schema/pattern",
            pattern,
            f"#{COLOUR}/schema/pattern: engines differ on this pattern",
        )
        for pattern in (
            r"^(?!a)b$",
            r"^(?<=a)b$",
            r"^(?i)a$",
            r"^\d$",
            r"^a\Z",
            r"^(a)\1$",
            r"^\u0041$",
            r"^\-$",
            "^ż$",
        )
    ),
]


@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.__name__)
def test_no_check_finds_anything_in_a_good_document(check: Check) -> None:
    """A document that keeps every rule has no findings, references, maps and nullable fields included."""
    assert list(check(yaml.safe_load(GOOD))) == []


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: f"{defect.check.__name__}{defect.pointer}")
def test_check_finds_its_defect_and_says_where(defect: Defect) -> None:
    """A check finds the one defect of a document, at its JSON pointer, and says what is wrong."""
    findings = [str(finding) for finding in defect.check(defect.document())]
    assert [line[: len(defect.finding)] for line in findings] == [defect.finding]


def test_every_check_has_a_defect_that_it_finds() -> None:
    """No check is in use that is not shown to find something."""
    assert {defect.check for defect in DEFECTS} == set(checks.CHECKS)
