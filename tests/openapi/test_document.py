"""What the vendor documents stands in the document."""

import re
from typing import Any

import pytest
from openapi_schema_validator import OAS30Validator

from openapi.document import load, places, resolve
from openapi.lint import API

DOCUMENT = load(API)
START = DOCUMENT["paths"]["/chat_conversations/start"]["post"]
PARAMETERS = {parameter["name"]: parameter for parameter in (resolve(DOCUMENT, p) for p in START["parameters"])}
VENDOR_EXAMPLES = {
    "chat_queue_id": 3,
    "client_name": "Jan",
    "client_surname": "Kowalski",
    "client_email": "jan.kowalski@example.org",
    "client_id": "1234",
    "customer_id": 1,
}


def test_version_is_3_0() -> None:
    """The document is OpenAPI 3.0, the newest that connexion accepts."""
    assert re.fullmatch(r"3\.0\.\d", DOCUMENT["openapi"])


def test_server_is_the_vendors_with_the_system_as_variable() -> None:
    """The base URL is the vendor's, and the customer's system name is a variable in it."""
    [server] = DOCUMENT["servers"]
    assert server["url"] == "https://{system}.thulium.com/api"
    assert {name: variable["default"] for name, variable in server["variables"].items()} == {
        "system": "your-system-name"
    }


def test_query_parameters_are_the_vendors_in_the_vendors_order() -> None:
    """The six parameters travel in the query string, in the vendor's order, and headers follow them."""
    assert [(name, parameter["in"]) for name, parameter in PARAMETERS.items()] == [
        *((name, "query") for name in VENDOR_EXAMPLES),
        ("Accept-Language", "header"),
    ]


def test_only_chat_queue_id_is_required() -> None:
    """The chat queue is the one thing that a caller must name."""
    assert [name for name, parameter in PARAMETERS.items() if parameter["required"]] == ["chat_queue_id"]


@pytest.mark.parametrize(("name", "value"), VENDOR_EXAMPLES.items())
def test_vendors_example_of_a_parameter_is_there(name: str, value: object) -> None:
    """The vendor's example of each parameter is one of its named examples and the one of its schema."""
    parameter = PARAMETERS[name]
    assert value in [example["value"] for example in parameter["examples"].values()]
    assert parameter["schema"]["example"] == value


def test_vendors_example_request_leads_to_the_vendors_example_response() -> None:
    """The vendor's request and response are a pair of examples with one name."""
    key = "start-matched-by-client-id"
    request = {name: p["examples"][key]["value"] for name, p in PARAMETERS.items() if key in p["examples"]}
    response = START["responses"]["200"]["content"]["application/json"]["examples"][key]["value"]
    assert request == {"chat_queue_id": 3, "client_id": "1234"}
    assert response == {"conversation_id": "6ed7c941-2c8a-411e-95d2-338a9f64800a"}


def test_operation_needs_basic_credentials() -> None:
    """HTTP Basic is the only way in."""
    assert START["security"] == [{"basicAuth": []}]
    scheme = DOCUMENT["components"]["securitySchemes"]["basicAuth"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "basic")


def test_operation_takes_no_body() -> None:
    """The document asks for no body, since all parameters travel in the query string."""
    assert "requestBody" not in START


def test_only_200_is_success() -> None:
    """The one status of success is 200, and every other one has the error envelope."""
    assert [status for status in START["responses"] if status < "400"] == ["200"]
    for status, reference in START["responses"].items():
        schema = resolve(DOCUMENT, reference)["content"]["application/json"]["schema"]
        assert schema["$ref"].rpartition("/")[2] == ("Conversation" if status == "200" else "ErrorEnvelope")


def test_vendors_example_error_is_an_error_envelope() -> None:
    """The vendor's example of an error, with its codes, is valid."""
    envelope = {
        "request_id": "53678450401cf",
        "errors": [
            {"message": "Wrong format of phone number.", "code": 111111},
            {"message": "Duplicated customer name.", "code": 222222},
        ],
    }
    OAS30Validator(DOCUMENT).evolve(schema=DOCUMENT["components"]["schemas"]["ErrorEnvelope"]).validate(envelope)


def test_every_example_is_what_we_assume() -> None:
    """The examples of the document keep what is assumed beside the schemas, too."""
    assumed = {name: assuming(schema) for name, schema in DOCUMENT["components"]["schemas"].items()}
    validator = OAS30Validator({"components": {"schemas": assumed}})
    examples = [
        (media["schema"], example["value"])
        for place in places(DOCUMENT)
        for media in place.value.get("content", {}).values()
        if isinstance(media, dict) and "schema" in media
        for example in media["examples"].values()
    ]
    assert len(examples) > len(DOCUMENT["components"]["responses"])
    for schema, value in examples:
        validator.evolve(schema=schema).validate(value)


def assuming(node: Any) -> Any:
    """Return a copy of a schema in which each `x-assumed` is among the keywords beside it."""
    if isinstance(node, dict):
        return {name: assuming(each) for name, each in node.items()} | node.get("x-assumed", {})
    return node


def test_limit_of_the_request_target_is_told_as_it_is() -> None:
    """The limit that tools read is the one that people read."""
    limit = DOCUMENT["x-request-target-limit"]
    assert f"{limit:,} bytes" in (API.parent / "README.md").read_text("utf-8")
    assert f"{limit:,} bytes" in DOCUMENT["components"]["responses"]["RequestTargetTooLong"]["description"]
