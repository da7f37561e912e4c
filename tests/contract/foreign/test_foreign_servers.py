"""Strangers keep all documented facts, and nothing is broken in them; a liar breaks one, and is found."""

import json

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send
from thulium_contract.checking.full import Options, check, report_on, session_of
from thulium_contract.document.documents import document
from thulium_contract.document.operations import operations
from thulium_contract.http.exchange import Request
from thulium_contract.reports.results import RuleResult
from thulium_contract.requests import fixtures
from thulium_contract.requests.classes import broken_credentials
from thulium_contract.requests.subject import Subject
from thulium_contract.targets.target import AppTarget

from tests.contract.foreign.app import Stranger
from tests.contract.foreign.mocked import Mocked
from tests.contract.foreign.table import Row, checked, checked_safely, liars, strangers
from tests.http.asgi import answer, answer_of
from tests.http.messages import Response
from tests.servers import CREDENTIALS

_JSON = (("Content-Type", "application/json"),)
_SOME = 6
"""Of so many servers with all operations, which cost ten times as much, one is checked in full here."""


def _name(row: Row) -> str:
    return row.name


def _some(rows: tuple[Row, ...]) -> list[Row]:
    whole = [each for each in rows if "mock" in each.manners]
    return [*(each for each in rows if each not in whole), *whole[1::_SOME]]


def test_there_are_enough() -> None:
    """The tables have at least thirty servers each."""
    assert min(len(strangers()), len(liars())) >= 30


@pytest.mark.parametrize("row", _some(strangers()), ids=_name)
def test_nothing_is_broken_in_a_stranger(row: Row) -> None:
    """What nobody documents is no breach, however a server decides it."""
    report = checked(row, every=300)
    assert report.broken == []
    assert report.held
    assert any(each.state == "differs" for each in report)


@pytest.mark.parametrize("row", _some(liars()), ids=_name)
def test_a_liar_is_found(row: Row) -> None:
    """What breaks a documented fact is found, with the fact and a command that shows it."""
    (broken,) = checked(row, every=300).broken
    assert broken.causes[0].broken
    assert row.fact in broken.causes[0].facts
    assert broken.curl.startswith("curl ")


@pytest.mark.parametrize("row", [*strangers(), *liars()], ids=_name)
def test_safe_check(row: Row) -> None:
    """A safe check starts one conversation at most, on a stranger after it said so, and finds what it may."""
    report, started, announced = checked_safely(row)
    assert bool(report.broken) == (bool(row.fact) and row.safe)
    assert started <= 1
    if report.alarm:
        assert announced == []
    elif not row.fact:
        assert (started, len(announced)) == (1, 1)


def test_a_lenient_reader_of_base64_breaks_nothing() -> None:
    """Letters that are not of base64, and what follows its padding, may be passed over."""
    subject = _subject("startConversation")
    assert _broken(Stranger(accepts=["base64"]), subject, *broken_credentials(subject)) == []


def test_a_list_may_show_what_should_have_been_refused() -> None:
    """A number that is accepted for a text is in the list as it was sent."""
    given = {"actions": ["A"], "subscription_url": "https://example.org", "http_auth_user": 1, "http_auth_password": ""}
    made = {"id": 5, **given}

    async def lenient(scope: Scope, receive: Receive, send: Send) -> None:
        value = made if scope["method"] == "POST" else [made]
        await answer(send, Response(200, _JSON, json.dumps(value).encode()))

    making = _subject("createWebhook").request(body=json.dumps(given).encode(), headers=_JSON)
    listing = _subject("listWebhooks").request()
    assert _broken(lenient, _subject("createWebhook"), making, listing) == []
    assert len(_broken(lenient, _subject("createWebhook"), listing)) == 1


def _subject(operation: str) -> Subject:
    (found,) = (each for each in operations(document(), AppTarget.base_path) if each.id == operation)
    return Subject(found, fixtures.unknown(*CREDENTIALS, 3), AppTarget.base_path, 1)


def _broken(app: ASGIApp, subject: Subject, *requests: Request) -> list[RuleResult]:
    target, options = AppTarget(app), Options()
    session = session_of(target, subject, options, report_on(target, options))
    session.send_all(requests)
    target.close()
    return session.report.broken


def test_what_an_api_user_may_not_call_is_told() -> None:
    """Operations that the panel does not permit are not checked, and break nothing."""
    others = {"path": "/(message|stop|user|customer|both|chats|webhooks)$"}
    report = checked(Row("start only", {"mock": {"at": 200, "if": others, "status": 403}}), every=300)
    assert report.broken == []
    assert sum("The API user may not call" in note for note in report.notes) == 6


def test_texts_may_be_kept_until_a_conversation_has_ended() -> None:
    """Whether the texts of an open conversation can be removed is not known."""

    class Keeping(Mocked):
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            path = scope["path"].lower()
            identifier = path.split("/")[-2]
            if "/content/" in path and not any(f"{identifier}/stop" in each.lower() for each in self.started):
                error = {"request_id": "53678450401cf", "errors": [{"message": "Status: CREATED", "code": 409001}]}
                await answer(send, Response(409, _JSON, json.dumps(error).encode()))
            else:
                await super().__call__(scope, receive, send)

    _holds(Keeping({}), "startConversation", "stopConversation", "removeTexts", "listChats")


def test_a_list_may_lag(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that shows a moment later what has happened breaks nothing."""

    class Cached(Mocked):
        answers: dict[bytes, Response]

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            if not scope["path"].endswith("/chats"):
                await super().__call__(scope, receive, send)
                return
            query = scope["query_string"]
            if query not in self.answers:
                self.answers[query] = await answer_of(self.app, scope, receive)
            await answer(send, self.answers[query])

    app = Cached({})
    app.answers = {}
    monkeypatch.setattr("time.sleep", lambda _: app.answers.clear())
    _holds(app, "startConversation", "stopConversation", "listChats")


def _holds(app: ASGIApp, *only: str) -> None:
    target = AppTarget(app)
    report = check(target, Options(examples=1, every=400, only=list(only)))
    target.close()
    assert report.broken == []
    assert report.held


def test_safe_check_of_a_queue_that_is_not_there() -> None:
    """A server without the queue breaks nothing, and the report says what to give."""
    report, made, _ = checked_safely(Row("another queue", {"queues": [7]}))
    assert (report.broken, made) == ([], 0)
    assert "--queue" in report.unfinished
    assert not any("was started" in note for note in report.notes)


@pytest.mark.parametrize(
    ("status", "turn", "after", "held"),
    [
        (429, 50, "0", True),
        (429, 50, "61", False),
        (429, 50, "Thu, 31 Dec 2099 23:59:59 GMT", False),
        (503, 2, "0", True),
    ],
)
def test_a_limited_rate_is_waited_for(status: int, turn: int, after: str, held: bool) -> None:
    """A request that is answered with 429 or 503 is sent again after Retry-After, unless that is over a minute."""

    class Limited(Mocked):
        asked = 0

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            self.asked += 1
            if self.asked % turn:
                await super().__call__(scope, receive, send)
            else:
                await answer(send, Response(status, (("retry-after", after),)))

    target = AppTarget(app := Limited({}))
    report = check(target, Options(examples=1, every=400, only=["startConversation", "stopConversation"]))
    target.close()
    assert report.broken == []
    assert report.held is held
    assert (str(status) in report.unfinished) is not held
    assert not any("not checked" in note for note in report.notes)
    assert app.asked > (report.requests if held else 49)
