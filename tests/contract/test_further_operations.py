"""Operations more in the document are checked without a line of code: paths, queries, bodies and links."""

import copy
import json
import re
from typing import Any

import pytest
import yaml
from starlette.types import Receive, Scope, Send
from thulium_contract import Options, check
from thulium_contract.document.documents import document
from thulium_contract.reports.results import Report
from thulium_contract.targets.target import AppTarget

from tests.contract.foreign.app import Stranger
from tests.http.asgi import answer, read
from tests.http.messages import Response

_PATHS: dict[str, Any] = yaml.safe_load("""
/customers/find:
  get:
    operationId: findCustomer
    security: [{basicAuth: []}]
    parameters:
      - name: phone
        in: query
        required: true
        schema: {type: integer, minimum: 1, maximum: 999999999, example: 123456789}
        x-error-number: 70
        x-facts: [{id: find.phone-required, fact: It is required., status: documented, source: x, governs: /required}]
    responses:
      '200':
        content: {application/json: {schema: {type: object, required: [customer_id]}}}
        links: {note: {operationId: addNote, parameters: {customer_id: $response.body#/customer_id}}}
      '400': {$ref: '#/components/responses/InvalidRequest'}
    x-facts:
      - {id: find.path, fact: GET finds a customer., status: documented, source: x}
      - {id: find.authentication, fact: So is authentication., status: documented, source: x, governs: /security}
/customers/{customer_id}/notes:
  post:
    operationId: addNote
    security: [{basicAuth: []}]
    parameters:
      - {name: customer_id, in: path, required: true, schema: {type: string}, x-error-number: 71}
      - {name: notify, in: query, schema: {type: string, enum: [agent, nobody]}, x-error-number: 72}
    requestBody:
      content:
        application/json:
          schema:
            type: object
            required: [text]
            x-facts: [{id: note.text-required, fact: It is required, status: documented, source: x, governs: /required}]
            properties:
              text:
                type: string
                example: Call back
              tags: {type: array, items: {type: string, enum: [vip, new]}}
    responses:
      '200': {description: It was added.}
      '400': {$ref: '#/components/responses/InvalidRequest'}
      '404': {$ref: '#/components/responses/UnknownQueue'}
    x-facts:
      - {id: note.path, fact: POST adds a note., status: documented, source: x}
      - {id: note.authentication, fact: It is required., status: documented, source: x, governs: /security}
""")


class Customers(Stranger):
    """A server that has these operations as well, but for what ``lie`` names."""

    def __init__(self, lie: str = "") -> None:
        super().__init__(status=201)
        self.lie = lie
        names = () if lie == "phone is optional" else ("phone",)
        manners: dict[str, Any] = {"required": names, "queues": None, "id_key": "customer_id"}
        self.finder = Stranger(status=201, path="/api/customers/find", methods=("GET",), **manners)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, to whichever operation it is."""
        found = re.fullmatch("/api/customers/([^/]+)/notes", scope["raw_path"].decode("latin-1"))
        if scope["path"] == "/api/customers/find":
            await self.finder(scope, receive, send)
        elif found:
            headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
            response = self._note(scope["method"], found[1], headers, await read(receive))
            await answer(send, response.with_header("content-length", str(len(response.body))))
        else:
            await super().__call__(scope, receive, send)

    def _note(self, method: str, customer: str, headers: dict[str, str], body: bytes) -> Response:
        if method != "POST" and not (self.lie == "any method" and method != "HEAD"):
            return self._error(["method"], headers)
        if not self._authenticated(headers) and self.lie != "no credentials":
            return self._error(["credentials"], headers)
        try:
            value = json.loads(body)
        except (ValueError, RecursionError):
            value = None
        if self.lie != "no text" and not (isinstance(value, dict) and isinstance(value.get("text"), str)):
            return self._error(["invalid"], headers)
        if customer not in self.finder.started or self.lie == "no customer":
            return self._error(["queue"], headers)
        return Response(500 if self.lie == "it fails" else 200, (("content-type", "application/json"),))


def checked(app: Stranger, **options: Any) -> Report:
    """Check an application by a document that has the operations too."""
    changed = copy.deepcopy(document())
    changed["paths"] = {"/chat_conversations/start": changed["paths"]["/chat_conversations/start"], **_PATHS}
    target = AppTarget(app)
    try:
        return check(target, Options(every=400, examples=1, document=changed, **options))
    finally:
        target.close()


def test_operations_more_are_checked() -> None:
    """Their facts are confirmed on a server that has them, and nothing is broken."""
    report = checked(Customers())
    assert report.broken == []
    facts = ("find.path", "find.phone-required", "note.path", "note.text-required")
    assert {report.evidence[fact].state for fact in facts} == {"confirmed"}


@pytest.mark.parametrize(
    ("lie", "fact"),
    [
        ("phone is optional", "find.phone-required"),
        ("no text", "note.text-required"),
        ("no credentials", "note.authentication"),
        ("it fails", "note.path"),
    ],
)
def test_a_lie_about_them_is_found(lie: str, fact: str) -> None:
    """What the document says and the server does not do breaks a rule, with the fact."""
    broken = checked(Customers(lie), stop_at_first=True).broken
    assert fact in broken[0].causes[0].facts


def test_an_operation_that_is_not_there_is_told() -> None:
    """A server without an operation breaks nothing, and the report says what was not checked."""
    report = checked(Stranger())
    assert report.broken == []
    assert len([note for note in report.notes if "it was not checked" in note]) == 2
