"""The journal of exchanges."""

from starlette.types import ASGIApp, Receive, Scope, Send
from thulium_mock.journal import Journal

from tests.asgi import START, basic, call


def test_requests_and_answers_are_kept_without_credentials(app: ASGIApp) -> None:
    """An exchange has what was asked and answered, and nothing secret."""
    journal = Journal(app)
    target = f"{START}?chat_queue_id=3&client_name=%C5%81&client_name="
    answer = call(journal, "POST", target, [basic(), ("Cookie", "secret"), ("Accept", "*/*")])
    (exchange,) = journal.exchanges
    assert (exchange.method, exchange.path, exchange.status) == ("POST", START, 400)
    assert exchange.query == {"chat_queue_id": ["3"], "client_name": ["Ł", ""]}
    assert exchange.headers == {"accept": "*/*"}
    assert exchange.answer == answer.body


def test_the_newest_are_kept(app: ASGIApp) -> None:
    """A journal never holds more than its size, so memory stays flat."""
    journal = Journal(app, size=2)
    for number in range(5):
        call(journal, "GET", f"/{number}")
    assert [exchange.path for exchange in journal.exchanges] == ["/3", "/4"]


def test_an_answer_in_pieces_is_one_exchange() -> None:
    """A body that is sent in several messages is kept whole, once."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"a", "more_body": True})
        await send({"type": "http.response.body", "body": b"b"})

    journal = Journal(application)
    call(journal, "GET", "/")
    assert [exchange.answer for exchange in journal.exchanges] == [b"ab"]
