"""The journal of exchanges."""

import pytest
from starlette.types import Receive, Scope, Send
from thulium_mock.app import create_app, new_spaces
from thulium_mock.journal import Exchange, Journal
from thulium_mock.recording import Recording
from thulium_mock.settings import Settings
from thulium_mock.spaces import Spaces

from tests.asgi import START, basic, call


@pytest.fixture
def spaces() -> Spaces:
    """Spaces whose journals keep two exchanges."""
    return new_spaces(settings=Settings(journal_size=2))


def test_requests_and_answers_are_kept_without_credentials(spaces: Spaces) -> None:
    """An exchange has what was asked and answered, and nothing secret."""
    target = f"{START}?chat_queue_id=3&client_name=%C5%81&client_name="
    answer = call(create_app(spaces=spaces), "POST", target, [basic(), ("Cookie", "secret"), ("Accept", "*/*")])
    (exchange,) = spaces.default.journal.exchanges
    assert (exchange.method, exchange.path, exchange.status) == ("POST", START, 400)
    assert exchange.query == {"chat_queue_id": ["3"], "client_name": ["Ł", ""]}
    assert exchange.headers == {"accept": "*/*"}
    assert exchange.answer == answer.body


def test_the_newest_are_kept(spaces: Spaces) -> None:
    """A journal never holds more than its size, so memory stays flat; numbers go on."""
    app = create_app(spaces=spaces)
    for number in range(5):
        call(app, "GET", f"/{number}")
    assert [(each.number, each.path) for each in spaces.default.journal.exchanges] == [(4, "/3"), (5, "/4")]


def test_an_answer_in_pieces_is_one_exchange() -> None:
    """A body that is sent in several messages is kept whole, once."""
    spaces = new_spaces()

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        scope["space"] = spaces.default
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"a", "more_body": True})
        await send({"type": "http.response.body", "body": b"b"})

    call(Recording(application), "GET", "/x")
    assert [exchange.answer for exchange in spaces.default.journal.exchanges] == [b"ab"]


def test_large_exchanges_are_kept_as_far_as_there_is_room() -> None:
    """The bytes of what is kept have a limit too."""
    spaces = new_spaces()
    app = create_app(spaces=spaces)
    for _ in range(3):
        call(app, "GET", "/" + "x" * 20_000_000)
    assert [exchange.number for exchange in spaces.default.journal.exchanges] == [2, 3]


def exchange(answer: bytes = b"") -> Exchange:
    """Return an exchange."""
    return Exchange(0.0, 0.0, "GET", "http", b"/", b"", b"", False, 200, b"", answer)


def test_a_journal_that_is_cleared_counts_from_one_again() -> None:
    """Numbers repeat after a reset, so that a run can be repeated exactly."""
    journal = Journal()
    for _ in range(2):
        journal.add(exchange())
    assert [each.number for each in journal.exchanges] == [1, 2]
    journal.clear()
    journal.add(exchange())
    assert [each.number for each in journal.exchanges] == [1]
