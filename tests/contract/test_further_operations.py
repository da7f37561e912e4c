"""An operation more in the document is checked without a line of code."""

import copy
from typing import Any

from starlette.types import Receive, Scope, Send
from thulium_contract import Options, check
from thulium_contract.results import Report
from thulium_contract.runs import document
from thulium_contract.target import AppTarget

from tests.contract.foreign.app import Stranger

_OPERATION: dict[str, Any] = {
    "operationId": "findCustomer",
    "summary": "Find a customer",
    "description": "Finds a customer by a phone number.",
    "tags": ["customers"],
    "security": [{"basicAuth": []}],
    "parameters": [
        {
            "name": "phone",
            "in": "query",
            "required": True,
            "schema": {"type": "integer", "minimum": 1, "maximum": 999999999, "example": 123456789},
            "x-error-number": 7,
            "x-facts": [
                {"id": "find.phone-required", "fact": "It is required.", "status": "documented", "source": "x"}
            ],
        }
    ],
    "responses": {
        "200": {
            "description": "The customer.",
            "content": {"application/json": {"schema": {"type": "object", "required": ["customer_id"]}}},
        },
        "400": {"$ref": "#/components/responses/InvalidRequest"},
        "401": {"$ref": "#/components/responses/Unauthorized"},
    },
    "x-facts": [{"id": "find.path", "fact": "GET finds a customer.", "status": "documented", "source": "x"}],
}


class Finder(Stranger):
    """A stranger that has the operation; ``required`` tells whether it asks for the phone number."""

    def __init__(self, *, required: bool = True, **manners: Any) -> None:
        super().__init__(**manners)
        names = ("phone",) if required else ()
        self.finder = Stranger(
            **manners, path="/api/customers/find", methods=("GET",), required=names, queues=None, id_key="customer_id"
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, to whichever operation it is."""
        if scope["path"] == "/api/customers/find":
            await self.finder(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def checked(app: Stranger) -> Report:
    """Check an application by a document that has the operation too."""
    changed = copy.deepcopy(document())
    changed["paths"]["/customers/find"] = {"get": _OPERATION}
    target = AppTarget(app)
    try:
        return check(target, Options(every=400, examples=1, document=changed))
    finally:
        target.close()


def test_an_operation_more_is_checked() -> None:
    """Its facts are confirmed on a server that has it, and nothing is broken."""
    report = checked(Finder(status=201))
    assert report.broken == []
    assert {report.evidence[fact].state for fact in ("find.path", "find.phone-required")} == {"confirmed"}


def test_a_lie_about_it_is_found() -> None:
    """A parameter that is required by the document and not by the server breaks a rule, with the fact."""
    (broken,) = checked(Finder(required=False)).broken
    assert "find.phone-required" in broken.causes[0].facts
