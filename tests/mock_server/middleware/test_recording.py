"""What is kept of an exchange, and what never is."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send
from thulium_contract.http.connection import Connection
from thulium_mock.app import create_app
from thulium_mock.middleware.context import KEY, Context
from thulium_mock.middleware.dispatch import Dispatch, Stack
from thulium_mock.middleware.recording import MAX_BODY, Recording
from thulium_mock.operations.routing import Routes
from thulium_mock.state.spaces import Spaces

from tests.forked import forked_mock
from tests.http.asgi import call
from tests.http.lines import AUTHORIZATION
from tests.http.messages import START, basic
from tests.journals import exchanges
from tests.servers import RunningServer

PERSONAL = "chat_queue_id=3&client_name=J%61n&client_surname=Kowalski&client_email=jan.kowalski@example.org"
MESSAGE = "/api/chat_conversations/ID/message"
SHOWN = ["requests", "requests/1", "har", "spaces", "stream?after=0"]


def recorded(application: ASGIApp, spaces: Spaces) -> ASGIApp:
    """Return ``application`` as the vendor's API, whose requests are recorded."""
    stack = Stack(Recording(application), Routes([]))
    return Dispatch(spaces, 1000, {"vendor": lambda: stack})


async def enter(context: Context, spaces: Spaces) -> None:
    """Enter the default space, as a request does that meets faults."""
    context.space = spaces.default
    await context.space.record_request(context.exchange)


def test_requests_and_answers_are_kept_without_credentials(spaces: Spaces) -> None:
    """An exchange has what was asked and answered, and nothing secret."""
    target = f"{START}?chat_queue_id=3&client_name=%C5%81&client_name="
    secrets = [basic(), ("Cookie", "secret"), ("Proxy-Authorization", "secret"), ("Set-Cookie", "secret")]
    answer = call(create_app(spaces=spaces), "POST", target, [*secrets, ("Accept", "*/*")])
    (exchange,) = exchanges(spaces.default)
    assert (exchange.method, exchange.path, exchange.status, exchange.authorized) == ("POST", START, 400, True)
    assert exchange.url == target
    assert exchange.query == {"chat_queue_id": ["3"], "client_name": ["Ł", ""]}
    assert exchange.headers == {"accept": "*/*"}
    assert exchange.answer == answer.body
    assert exchange.answer_headers == answer.fields


def test_names_and_passwords_in_urls_are_not_kept(app: ASGIApp, spaces: Spaces) -> None:
    """A URL with user:password@ is kept without them, wherever it stands; an e-mail address is none."""
    referer = ("Referer", "https://user:secret@example.org/a?mail=jan@example.org")
    call(app, "GET", "/http://user:secret@example.org/?next=http://user:secret@h/&client_email=a@b", [referer])
    (exchange,) = exchanges(spaces.default)
    assert exchange.url == "/http://example.org/?next=http://h/&client_email=a@b"
    assert exchange.headers == {"referer": "https://example.org/a?mail=jan@example.org"}


def test_a_target_in_absolute_form_is_kept_without_its_user(fresh_mock: RunningServer) -> None:
    """What a proxy's client writes into the request line is nowhere in the journal."""
    host = f"127.0.0.1:{fresh_mock.port}"
    with Connection(fresh_mock.port) as connection:
        target = f"http://user:secret@{host}{START}?chat_queue_id=3"
        connection.send(f"POST {target} HTTP/1.1\r\nHost: {host}\r\n{AUTHORIZATION}\r\n\r\n".encode())
        assert connection.answer().status == 200
    shown = httpx.get(f"{fresh_mock.origin}/_mock/requests").text
    assert "secret" not in shown
    assert json.loads(shown)["count"] == 1


def test_an_answer_to_head_is_kept_as_it_is_sent(app: ASGIApp, spaces: Spaces) -> None:
    """Without a body, but with the length of the one that GET would have."""
    call(app, "HEAD", "/api/nowhere")
    (exchange,) = exchanges(spaces.default)
    assert (exchange.status, exchange.answer, exchange.answer_headers["content-length"] > "0") == (404, b"", True)


def test_an_answer_in_pieces_is_one_exchange(spaces: Spaces) -> None:
    """A body that is sent in several messages is kept whole, once."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await enter(scope[KEY], spaces)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"set-cookie", b"secret")]})
        await send({"type": "http.response.body", "body": b"a", "more_body": True})
        await send({"type": "http.response.body", "body": b"b"})

    call(recorded(application, spaces), "GET", START)
    assert [(each.answer, each.answer_headers) for each in exchanges(spaces.default)] == [(b"ab", {})]


def test_a_request_without_an_answer_is_kept(spaces: Spaces) -> None:
    """If the connection ends without an answer, or in its middle, that is what the journal shows."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        context: Context = scope[KEY]
        await enter(context, spaces)
        context.faults = ("drop",)
        if scope["path"] == "/half":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"a", "more_body": True})
        raise ConnectionResetError

    app = recorded(application, spaces)
    for path in ("/none", "/half"):
        with pytest.raises(ConnectionResetError):
            call(app, "GET", path)
    kept = [(each.path, each.status, each.answer, each.faults) for each in exchanges(spaces.default)]
    assert kept == [("/none", None, b"", ("drop",)), ("/half", 200, b"a", ("drop",))]
    first, second = call(create_app(spaces=spaces), "GET", "/_mock/requests").json["result"][::-1]
    assert (first["status"], first["errors"], first["faults"]) == (None, [], ["drop"])
    assert second["status"] == 200


def test_a_request_for_a_space_that_cannot_be_is_kept_by_the_default_one(spaces: Spaces) -> None:
    """Who misspells the name of a space finds the request where one looks first."""
    assert call(create_app(spaces=spaces), "POST", f"/spaces/Ewa{START}").status == 404
    assert [each.path for each in exchanges(spaces.default)] == [f"/spaces/Ewa{START}"]


def test_the_control_api_is_not_kept(app: ASGIApp, spaces: Spaces) -> None:
    """Looking at the journal does not change it."""
    for path in ("/_mock/requests", "/_mock/spaces/ewa/requests", "/_mock/unknown"):
        call(app, "GET", path)
    assert asyncio.run(spaces.store.spaces()) == ["default", "ewa"]
    assert [exchanges(asyncio.run(spaces.open(name))) for name in ("default", "ewa")] == [[], []]


def test_personal_data_can_be_masked(spaces: Spaces) -> None:
    """With the mask only values of parameters that are known and not personal are kept, shown or found."""
    app: ASGIApp = create_app(spaces=spaces, mask=True)
    call(app, "POST", f"{START}?{PERSONAL}&client%5Fid=1234&client_id&__code=200&x=y%20", [basic()])
    (exchange,) = exchanges(spaces.default)
    assert exchange.raw_query == (
        b"chat_queue_id=3&client_name=***&client_surname=***&client_email=***&client%5Fid=***&client_id&__code=200&x=***"
    )
    call(app, "POST", f"{START}?{PERSONAL}", [basic()])
    request = call(app, "GET", "/_mock/requests/2").json
    assert request["customer"] == {"id": 1, "name": "***", "surname": "***", "matched_by": "client_email"}
    assert "Kowalski" not in json.dumps(request)


@pytest.mark.parametrize("query", ["clientEmail=jan", "client_email%5B%5D=jan", "Client_Name=jan", "x=1&email=jan"])
def test_what_is_spelt_wrong_is_masked_too(spaces: Spaces, query: str) -> None:
    """A parameter that nobody has marked, and the page that the request came from, may hold personal data."""
    app: ASGIApp = create_app(spaces=spaces, mask=True)
    call(app, "POST", f"{START}?chat_queue_id=3&{query}", [basic(), ("Referer", "http://app.example/?email=jan")])
    text = json.dumps(call(app, "GET", "/_mock/requests/1").json)
    assert "jan" not in text
    assert "chat_queue_id=3&" in text


def test_bodies_are_kept_as_far_as_they_are_read(spaces: Spaces) -> None:
    """Pending or refused, to a bound; one that no operation reads is not kept."""
    app = create_app(spaces=spaces)
    long = json.dumps({"text": "x" * MAX_BODY}).encode()
    for path, body, kept in [
        (START, b"ignored", b""),
        (MESSAGE, b'{"text": "a"}', b'{"text": "a"}'),
        (MESSAGE, b"no JSON", b"no JSON"),
        (MESSAGE, b"", b""),
        (MESSAGE, long, long[:MAX_BODY]),
    ]:
        call(app, "POST", path, (), body)
        last = exchanges(spaces.default)[-1]
        assert (last.body, last.body_size) == (kept, len(body) if path == MESSAGE else 0)
    shown = call(app, "GET", "/_mock/requests?limit=1").json["result"][0]
    assert (len(shown["body"]), shown["body_size"], shown["body_cut"]) == (MAX_BODY, len(long), True)
    assert "--data-binary @body" in shown["curl"]
    posted = call(app, "GET", "/_mock/har").json["log"]["entries"][-1]["request"]["postData"]
    assert posted["comment"] == f"The first {MAX_BODY} of {len(long)} bytes"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ('{"actions":["A"],"http_auth_password":"s3cret"}', {"actions": ["A"], "http_auth_password": "***"}),
        ('{"actions":["A"],"http_auth_p\\u0061ssword":["s3cret"]}', {"actions": ["A"], "http_auth_password": "***"}),
        ('[{"x":{"http_auth_password":"s3cret"}}]', [{"x": {"http_auth_password": "***"}}]),
        ('{"subscription_url":"http://u:s3cret@example.org/"}', {"subscription_url": "http://example.org/"}),
        ('{"http_auth_password":""}', {"http_auth_password": ""}),
        ('{"http_auth_password":"s3cret"', "***"),
        ("http_auth_password=s3cret", "***"),
        ('"s3cret"', "***"),
        ("[" * 100_000 + "s3cret", "***"),
    ],
)
def test_passwords_of_webhooks_are_shown_nowhere(spaces: Spaces, body: str, shown: Any) -> None:
    """However they are written, and not in the answer either; what cannot be looked into is masked as a whole."""
    app = create_app(spaces=spaces)
    call(app, "POST", "/api/webhooks", [basic(), ("Content-Type", "application/json")], body.encode())
    kept = call(app, "GET", "/_mock/requests/1").json["body"]
    assert (kept if shown == "***" else json.loads(kept)) == shown
    assert not any("s3cret" in call(app, "GET", f"/_mock/{path}").body.decode() for path in ("requests", "har"))


def test_answers_that_hold_passwords_are_masked(spaces: Spaces) -> None:
    """The caller gets them, the journal does not."""
    app = create_app(spaces=spaces)
    hook = {"actions": ["A"], "subscription_url": "http://127.0.0.1:1/", "http_auth_password": "s3cret"}
    answer = call(app, "POST", "/api/webhooks", [basic()], json.dumps(hook).encode())
    assert answer.json["http_auth_password"] == "s3cret"
    assert call(app, "GET", "/api/webhooks", [basic()]).json[0]["http_auth_password"] == "s3cret"
    assert not any(b"s3cret" in each.answer for each in exchanges(spaces.default))


def test_bodies_are_masked_like_parameters(spaces: Spaces) -> None:
    """With the mask: texts, names in chats, and what is spelt wrong."""
    app = create_app(spaces=spaces, mask=True)
    identifier = call(app, "POST", f"{START}?{PERSONAL}", [basic()]).json["conversation_id"]
    sent = b'{"text":"Kowalski","external_chatbot_id":"bot","txt":"Kowalski"}'
    call(app, "POST", MESSAGE.replace("ID", identifier), [basic()], sent)
    assert json.loads(exchanges(spaces.default)[-1].body) == {
        "text": "***",
        "external_chatbot_id": "bot",
        "txt": "***",
    }
    call(app, "GET", "/api/chats", [basic()])
    assert b"Kowalski" not in exchanges(spaces.default)[-1].answer


def test_a_mock_that_masks_shows_personal_data_nowhere_in_its_journal() -> None:
    """Neither list, nor line, nor HAR, nor stream, nor a verification that asks for it."""
    with forked_mock("--mask-personal-data") as mock:
        url = f"{mock.origin}{START}?{PERSONAL}"
        assert httpx.post(url, auth=("api_user", "api_pass")).status_code == 200
        for path in SHOWN:
            with httpx.stream("GET", f"{mock.origin}/_mock/{path}") as answer:
                lines = answer.iter_lines()
                text = next(lines)
                while path.startswith("stream") and not text.startswith("data: "):
                    text = next(lines)
            assert len(text) > 50
            assert "kowalski" not in text.lower(), path
            assert "J%61n" not in text, path
        matcher = {"query": {"client_surname": {"like": "K*"}}}
        result = httpx.post(f"{mock.origin}/_mock/requests/verify", json={"matcher": matcher}).json()
        assert result["nearest"][0]["differences"][0]["actual"] == ["***"]
