"""What a caller sees of the whole mock: the order of its checks, and the envelope on every error."""

import re

import pytest
from starlette.types import ASGIApp
from thulium_mock.app import create_app
from thulium_mock.state.fixtures import FixturesError

from tests.http.asgi import call, start
from tests.http.messages import START, basic

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
NO_CREDENTIALS: list[tuple[str, str]] = []


def test_a_conversation_is_started(app: ASGIApp) -> None:
    """The vendor's example request is answered with nothing but a fresh id."""
    first, second = (start(app, "chat_queue_id=3&client_id=1234") for _ in range(2))
    assert first.status == second.status == 200
    assert first.fields == {"content-type": "application/json", "content-length": str(len(first.body))}
    assert list(first.json) == ["conversation_id"]
    assert UUID.fullmatch(first.json["conversation_id"])
    assert first.json != second.json


@pytest.mark.parametrize(
    ("method", "target", "headers", "status", "code"),
    [
        pytest.param("GET", "/nowhere", NO_CREDENTIALS, 404, 404001, id="unknown path before all else"),
        pytest.param("GET", START, NO_CREDENTIALS, 405, 405001, id="method before credentials"),
        pytest.param("POST", START, NO_CREDENTIALS, 401, 401001, id="credentials before parameters"),
        pytest.param("POST", START, [basic("api_limited")], 403, 403001, id="permission before parameters"),
        pytest.param("POST", START, [basic()], 400, 400011, id="parameters before the queue"),
        pytest.param("POST", f"{START}?chat_queue_id=9", [basic()], 404, 404002, id="the queue last"),
        pytest.param("GET", f"/{'x' * 64_000}", NO_CREDENTIALS, 414, 414001, id="the length first of all"),
    ],
)
def test_checks_come_in_a_fixed_order(
    app: ASGIApp, method: str, target: str, headers: list[tuple[str, str]], status: int, code: int
) -> None:
    """A request with several kinds of faults is answered for the first kind only."""
    answer = call(app, method, target, headers)
    assert (answer.status, answer.codes) == (status, [code])


def test_fixtures_from_code_are_held_to_the_schema() -> None:
    """Fixtures that a caller passes as objects are checked like those of a file."""
    with pytest.raises(FixturesError, match='at /: "customers" is a required property'):
        create_app({"users": [], "queues": []})
    with pytest.raises(FixturesError, match="required property"):
        create_app({})


def test_all_faults_come_at_once_in_the_order_of_the_document(app: ASGIApp) -> None:
    """Six wrong parameters give six errors, each with its own code."""
    answer = start(app, "customer_id=x&client_id=%00&client_email=@&client_surname=%FF&client_name=a&client_name=b")
    assert answer.status == 400
    assert answer.codes == [400011, 400022, 400033, 400046, 400056, 400064]


def test_errors_are_in_the_preferred_language(app: ASGIApp) -> None:
    """A caller who prefers Polish reads Polish, and the answer says so."""
    polish = start(app, "", ("Accept-Language", "pl-PL,pl;q=0.9,en;q=0.8"))
    english = start(app, "")
    assert polish.fields["content-language"] == "pl"
    assert polish.messages == ["Brakuje parametru chat_queue_id: dodaj chat_queue_id=3 do adresu zapytania."]
    assert english.fields["content-language"] == "en"
    assert polish.codes == english.codes


def test_two_mocks_share_nothing(app: ASGIApp) -> None:
    """A conversation in one mock is not in another in the same process."""
    other = create_app()
    start(app)
    assert call(app, "GET", "/_mock/conversations").json["count"] == 1
    assert call(other, "GET", "/_mock/conversations").json["count"] == 0


def test_input_is_never_echoed(app: ASGIApp) -> None:
    """No error repeats what the caller sent."""
    marker = "zx9q7"
    answers = [
        call(app, "POST", f"/{marker}?{marker}={marker}", [basic(marker, marker)]),
        call(app, "POST", f"{START}?chat_queue_id={marker}", [basic(), ("Accept-Language", marker)]),
        call(app, "POST", f"{START}?chat_queue_id=3", [basic(marker, marker)]),
        call(app, "PUT", "/_mock/fixtures", [], b'{"zx9q7": "zx9q7"}'),
    ]
    assert [answer.status for answer in answers] == [404, 400, 401, 400]
    for answer in answers:
        assert marker.encode() not in answer.body
        assert marker not in str(answer.fields)
