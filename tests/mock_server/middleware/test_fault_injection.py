"""Faults and preferences over the whole application: what a request is answered, and what the journal keeps of it."""

import asyncio
import json
from typing import Any

import pytest
from starlette.types import ASGIApp
from thulium_mock.app import create_app
from thulium_mock.errors import NoAnswer
from thulium_mock.faults.preferences import CONNECTIONS
from thulium_mock.state.spaces import Space, Spaces

from tests.clock import ManualClock
from tests.http.asgi import call, start
from tests.http.messages import START, Response, basic
from tests.journals import conversation_count, exchanges

POLISH = ("Accept-Language", "pl")


@pytest.fixture
def clock() -> ManualClock:
    """The clock of the mock's faults."""
    return ManualClock()


@pytest.fixture
def space(spaces: Spaces, clock: ManualClock) -> Space:
    """The space of the mock."""
    spaces.default.clock = clock
    return spaces.default


@pytest.fixture
def app(spaces: Spaces, space: Space) -> ASGIApp:
    """The mock, with the clock in its default space."""
    return create_app(spaces=spaces)


def prefer(app: ASGIApp, preference: str, query: str = "chat_queue_id=3", *headers: tuple[str, str]) -> Response:
    """Start a conversation with a preference."""
    return start(app, query, ("Prefer", preference), *headers)


def add_fault(space: Space, given: dict[str, Any]) -> None:
    """Add a fault."""
    asyncio.run(space.add_fault(given))


def names(space: Space) -> list[tuple[str, ...]]:
    """Return the faults of each request in the journal."""
    return [each.faults for each in exchanges(space)]


def test_a_fault_of_every_request_happens_to_refused_ones_too(app: ASGIApp, space: Space) -> None:
    """Neither credentials nor parameters nor the path are looked at when the system is down."""
    add_fault(space, {"name": "outage", "answer": {"code": 503, "retry_after": 7}})
    for answer in (start(app), call(app, "POST", START), call(app, "GET", START), call(app, "POST", "/api/nowhere")):
        assert (answer.status, answer.codes, answer.fields["retry-after"]) == (503, [503001], "7")
    assert names(space) == [("outage",)] * 4
    assert conversation_count(space) == 0


def test_faults_are_told_in_the_callers_language(app: ASGIApp, space: Space) -> None:
    """The sentence is the catalogue's, the request id fresh."""
    add_fault(space, {"answer": {"code": 503}})
    first, second = (start(app, "chat_queue_id=3", POLISH) for _ in range(2))
    assert first.messages == ["Usługa jest niedostępna: odczekaj czas podany w Retry-After i spróbuj ponownie."]
    assert first.fields["content-language"] == "pl"
    assert first.json["request_id"] != second.json["request_id"]


@pytest.mark.parametrize(
    ("answer", "code", "known"),
    [
        ({"code": 404, "example": "gone"}, 404009, "404: unknown-queue, closed-queue, unknown-conversation;"),
        ({"code": 410}, 404008, "403, 404"),
    ],
)
def test_a_fault_that_the_document_has_lost_says_what_it_has(
    app: ASGIApp, space: Space, answer: dict[str, Any], code: int, known: str
) -> None:
    """Another document may have come since the fault was set; what is missing is named, and so is what there is."""
    add_fault(space, {"answer": answer})
    answered = start(app)
    assert (answered.status, answered.codes) == (404, [code])
    assert known in answered.messages[0]


def test_a_fault_answers_as_the_operation_does(app: ASGIApp, space: Space) -> None:
    """Of several errors with one status it is the operation's own."""
    add_fault(space, {"answer": {"code": 404}})
    assert call(app, "POST", "/api/chat_conversations/1/stop", [basic()]).codes == [404003]
    assert start(app).codes == [404002]


def test_the_control_api_has_no_faults(app: ASGIApp, space: Space) -> None:
    """Whoever switched a fault on can switch it off."""
    add_fault(space, {"connection": "drop"})
    assert call(app, "GET", "/_mock/faults", [("Prefer", "code=500, fault=drop")]).status == 200
    assert call(app, "DELETE", "/_mock/faults").status == 204
    assert start(app).status == 200


def test_a_fault_of_a_parameter_needs_a_valid_request(app: ASGIApp, space: Space) -> None:
    """A request that is refused is told why."""
    add_fault(space, {"name": "queue", "when": {"chat_queue_id": 3}, "answer": {"code": 500}})
    assert call(app, "POST", f"{START}?chat_queue_id=3").status == 401
    assert start(app, "chat_queue_id=3&client_email=x").status == 400
    assert start(app, "chat_queue_id=2").status == 200
    assert start(app, "chat_queue_id=3").status == 500
    assert names(space) == [(), (), (), ("queue",)]


def test_a_delayed_request_is_answered_as_ever(app: ASGIApp, space: Space, clock: ManualClock) -> None:
    """It waits first."""
    add_fault(space, {"name": "slow", "delay": {"milliseconds": 1500}})
    assert (start(app).status, clock.slept, names(space)) == (200, [1.5], [("slow",)])


def test_a_request_can_ask_for_a_delay(app: ASGIApp, space: Space, clock: ManualClock) -> None:
    """By header and by query."""
    assert prefer(app, "delay=500").status == 200
    assert start(app, "chat_queue_id=3&__delay=60000").status == 200
    assert prefer(app, "delay=20, code=429").status == 429
    assert clock.slept == [0.5, 60, 0.02]
    assert names(space) == [("delay",)] * 3


@pytest.mark.parametrize("preference", ["code=200", "example=start-anonymous", "dynamic=true", "delay=1"])
def test_a_preference_spares_a_request_the_faults(app: ASGIApp, space: Space, preference: str) -> None:
    """What one request asks for counts more than what is set for all."""
    add_fault(space, {"answer": {"code": 503}})
    assert prefer(app, preference).status == 200
    assert prefer(app, "return=minimal").status == 503


def test_a_chosen_answer_starts_nothing(app: ASGIApp, space: Space) -> None:
    """It is the document's; only a delay lets the mock answer by itself."""
    for preference in ("code=200", "example=start-anonymous", "dynamic=true"):
        prefer(app, preference)
    assert conversation_count(space) == 0
    prefer(app, "delay=1")
    assert conversation_count(space) == 1


@pytest.mark.parametrize("how", ["drop", "reset"])
def test_without_a_server_there_is_no_answer(app: ASGIApp, space: Space, how: str) -> None:
    """An application that is called in process raises; nothing is started, and the journal shows no status."""
    with pytest.raises(NoAnswer):
        prefer(app, f"fault={how}")
    (exchange,) = exchanges(space)
    assert (exchange.status, exchange.state, exchange.faults) == (None, "dropped", (how,))
    assert conversation_count(space) == 0


def test_a_truncated_answer_in_process(app: ASGIApp, space: Space) -> None:
    """It is begun, and the caller gets an error before its end; the conversation was started."""
    with pytest.raises(NoAnswer):
        prefer(app, "fault=truncate")
    (exchange,) = exchanges(space)
    assert (exchange.status, len(exchange.answer), conversation_count(space)) == (200, 29, 1)


def test_an_empty_answer(app: ASGIApp, space: Space) -> None:
    """The status is that of the answer, and there is no body."""
    answer = prefer(app, "fault=empty")
    assert (answer.status, answer.body, answer.fields["content-length"]) == (200, b"", "0")
    assert answer.fields["content-type"] == "application/json"
    assert conversation_count(space) == 1


@pytest.mark.parametrize("query", ["chat_queue_id=3", "chat_queue_id=999999", ""])
def test_a_malformed_answer(app: ASGIApp, query: str) -> None:
    """The JSON is broken, the length is right, for errors as well."""
    answer = prefer(app, "fault=malformed", query)
    assert answer.status == {"chat_queue_id=3": 200, "chat_queue_id=999999": 404, "": 400}[query]
    assert int(answer.fields["content-length"]) == len(answer.body)
    with pytest.raises(json.JSONDecodeError):
        answer.json  # noqa: B018 - reading it is the test


@pytest.mark.parametrize("how", ["empty", "malformed", "trickle"])
def test_an_answer_without_a_body_cannot_be_damaged(app: ASGIApp, how: str) -> None:
    """It is sent as it is: one byte would be more than its length says."""
    path = f"/api/chat_conversations/{start(app).json['conversation_id']}/stop"
    answer = call(app, "POST", path, [basic(), ("Prefer", f"fault={how}")])
    assert (answer.status, answer.body, answer.fields["content-length"]) == (200, b"", "0")


def test_a_trickling_answer(app: ASGIApp, clock: ManualClock) -> None:
    """It is whole in the end, a byte every tenth of a second."""
    answer = prefer(app, "fault=trickle")
    assert len(answer.json["conversation_id"]) == 36
    assert clock.slept == [0.1] * (len(answer.body) - 1)


@pytest.mark.parametrize("how", [each for each in CONNECTIONS if each not in ("drop", "reset", "truncate")])
def test_a_chosen_answer_can_be_spoilt(app: ASGIApp, how: str) -> None:
    """Status and headers are those of the chosen answer."""
    answer = prefer(app, f"code=429, fault={how}")
    assert (answer.status, answer.fields["retry-after"]) == (429, "30")


def test_a_fault_that_answers_can_be_spoilt(app: ASGIApp, space: Space) -> None:
    """One fault may answer and spoil the answer."""
    add_fault(space, {"answer": {"code": 503}, "connection": "empty"})
    answer = start(app)
    assert (answer.status, answer.body) == (503, b"")


@pytest.mark.parametrize(
    ("query", "preference", "message"),
    [
        ("chat_queue_id=3", "fault=explode", "one of drop, reset, empty, truncate, malformed, trickle"),
        ("chat_queue_id=3", "delay=60001", "whole milliseconds from 0 to 60000"),
        ("chat_queue_id=3", "delay=-1", "whole milliseconds from 0 to 60000"),
        ("chat_queue_id=3", "delay", "whole milliseconds from 0 to 60000"),
        ("chat_queue_id=3&__fault=", "", "one of drop, reset"),
        ("chat_queue_id=3", "code=4O4", "three digits, such as 404"),
        ("chat_queue_id=3", "dynamic=1", "true or false"),
        ("chat_queue_id=3&__seed=1&__seed=2", "", "give it one value"),
        ("chat_queue_id=3&__code=429&__code=404", "", "give it one value"),
    ],
)
def test_a_malformed_preference_is_told_what_it_may_be(app: ASGIApp, query: str, preference: str, message: str) -> None:
    """In the envelope, in both languages, and before anything else is looked at."""
    headers = [("Prefer", preference)] if preference else []
    answer = call(app, "POST", f"{START}?{query}", headers)
    assert (answer.status, answer.codes) == (400, [400004])
    assert message in answer.messages[0]
    in_polish = call(app, "POST", f"{START}?{query}", [*headers, POLISH])
    assert in_polish.messages[0].startswith("Preferencja ")


def test_a_preferred_status_is_told_in_the_callers_language(app: ASGIApp) -> None:
    """Each error of the document, filled in as the document's example is."""
    told: dict[int, Any] = {
        status: prefer(app, f"code={status}", "chat_queue_id=3", POLISH).messages[0]
        for status in (400, 401, 403, 404, 414, 429, 500, 503)
    }
    assert told[400] == "Brakuje parametru chat_queue_id: dodaj chat_queue_id=3 do adresu zapytania."
    assert told[414] == "Adres URL jest za długi: wyślij najwyżej 64000 bajtów ścieżki i zapytania."
    assert len(set(told.values())) == len(told)
    for status, message in told.items():
        assert prefer(app, f"code={status}").messages[0] != message


def test_an_example_names_its_own_language(app: ASGIApp) -> None:
    """The letters are the document's whatever the caller prefers, and Content-Language is theirs."""
    polish = prefer(app, "code=400, example=missing-queue-in-polish")
    english = prefer(app, "code=400, example=missing-queue", "chat_queue_id=3", POLISH)
    assert (polish.fields["content-language"], english.fields["content-language"]) == ("pl", "en")
    assert english.messages == prefer(app, "code=400").messages


def test_unknown_names_are_told_the_known_ones(app: ASGIApp) -> None:
    """Statuses, and examples by status; what was asked for is repeated only as far as it helps."""
    (message,) = prefer(app, "code=418").messages
    assert message.endswith("prefer one of 200, 400, 401, 403, 404, 414, 429, 500, 503.")
    (message,) = prefer(app, "example=" + "x" * 5000).messages
    assert "404: unknown-queue, closed-queue; 414:" in message
    assert len(message) < 1000


def test_dynamic_answers_repeat_with_the_seed_of_the_space(app: ASGIApp, space: Space) -> None:
    """Without a seed of its own, a dynamic answer is made up by the space's."""
    bodies = []
    for seed in (1, 1, 2, None):
        asyncio.run(space.set_seed(seed))
        bodies.append([prefer(app, "dynamic=true").body for _ in range(2)])
    assert bodies[0] == bodies[1]
    assert len({body for pair in bodies[1:] for body in pair}) == 6
