"""The one mapping from errors to the vendor's envelope."""

import inspect
import json

import pytest
from thulium_mock import errors
from thulium_mock.catalogue import ERRORS, error_entry
from thulium_mock.errors import InvalidRequest, MethodNotAllowed, MockError, Unauthenticated, envelope


def test_the_envelope_is_the_vendors() -> None:
    """Status, request id, and each entry with message and code, in the language asked for."""
    error = InvalidRequest(error_entry("body_not_json"), error_entry("body_invalid", where="/x", rule="unique"))
    status, headers, body = envelope(error, "pl", "53678450401cf")
    assert status == 400
    assert dict(headers) == {
        b"content-type": b"application/json",
        b"content-length": b"%d" % len(body),
        b"content-language": b"pl",
    }
    assert json.loads(body) == {
        "request_id": "53678450401cf",
        "errors": [
            {"message": "Treść żądania nie jest w formacie JSON: wyślij dokument JSON w UTF-8.", "code": 400002},
            {"message": "Treść żądania jest niepoprawna w miejscu /x: unique.", "code": 400003},
        ],
    }
    assert "Treść".encode() in body


def test_headers_of_an_error_come_along() -> None:
    """What HTTP asks for with a status is in the answer."""
    _, headers, _ = envelope(MethodNotAllowed(["GET", "POST"]), "en", "0" * 13)
    assert (b"allow", b"GET, POST") in headers


@pytest.mark.parametrize(
    "error", [each for _, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, MockError)]
)
def test_each_error_is_in_the_tree_and_in_the_catalogue(error: type[MockError]) -> None:
    """Every error stands in the tree at the top of the module, and is called like its entry."""
    assert errors.__doc__
    assert error.__name__ in errors.__doc__
    # ... and has the entry of its name, unless its entries are given.
    named = {name.title().replace("_", "") for name in ERRORS}
    assert error.__name__ in named or error in (MockError, InvalidRequest, Unauthenticated)
