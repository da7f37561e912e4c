"""Cross-origin requests to the vendor's API: pre-flight requests are answered, and answers are readable."""

import asyncio

import pytest
from starlette.types import ASGIApp
from thulium_mock.app import create_app, new_spaces

from tests.http.asgi import call, start
from tests.http.messages import START, Response, basic
from tests.journals import exchanges

ORIGIN = ("Origin", "http://localhost:5173")
EXPOSED = "Allow, Content-Language, Retry-After, WWW-Authenticate"
READABLE = {
    "access-control-allow-origin": "http://localhost:5173",
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": EXPOSED,
    "vary": "Origin",
}


def preflight(app: ASGIApp, target: str = START, *headers: tuple[str, str], method: str = "POST") -> Response:
    """Ask as a browser asks before it sends a request that a page could not send without permission."""
    return call(app, "OPTIONS", target, [ORIGIN, ("Access-Control-Request-Method", method), *headers])


def assert_readable(answer: Response, status: int) -> None:
    """Assert the status, and that the page may read the answer and its headers."""
    assert answer.status == status
    assert {name: answer.fields.get(name) for name in READABLE} == READABLE


def test_a_preflight_is_answered_before_credentials(app: ASGIApp) -> None:
    """Nothing is asked of it, and origin, method and headers are allowed as they were asked for."""
    answer = preflight(app, START, ("Access-Control-Request-Headers", "authorization,x-anything"))
    assert (answer.status, answer.body) == (204, b"")
    assert answer.fields == {
        "access-control-allow-origin": "http://localhost:5173",
        "access-control-allow-credentials": "true",
        "access-control-allow-methods": "POST",
        "access-control-allow-headers": "authorization,x-anything",
        "access-control-max-age": "600",
        "vary": "Origin, Access-Control-Request-Method, Access-Control-Request-Headers,"
        " Access-Control-Request-Private-Network",
    }


def test_a_preflight_from_a_public_page_is_allowed_into_the_private_network(app: ASGIApp) -> None:
    """A page on the internet may call the mock on this machine, if its browser asks for that too."""
    asked = preflight(app, START, ("Access-Control-Request-Private-Network", "true"))
    assert asked.fields["access-control-allow-private-network"] == "true"
    assert "access-control-allow-private-network" not in preflight(app).fields


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_every_preflight_is_allowed(app: ASGIApp, method: str) -> None:
    """What is wrong with a request is told in answer to it, where the page can read it."""
    for target in (f"{START}?chat_queue_id=3", "/api/nowhere", "/spaces/ewa/api/nowhere", "/apo"):
        assert preflight(app, target, method=method).fields["access-control-allow-methods"] == method


def test_a_preflight_leaves_nothing_behind() -> None:
    """It is in no journal and makes no space: only the request that follows is one of the app's."""
    spaces = new_spaces()
    preflight(create_app(spaces=spaces), f"/spaces/ewa{START}")
    assert asyncio.run(spaces.store.spaces()) == ["default"]
    assert exchanges(spaces.default) == []


@pytest.mark.parametrize(
    "headers",
    [[], [ORIGIN], [("Access-Control-Request-Method", "POST")], [ORIGIN, ("Access-Control-Request-Method", "")]],
)
def test_other_options_requests_are_not_allowed(app: ASGIApp, headers: list[tuple[str, str]]) -> None:
    """OPTIONS without both headers of a pre-flight request is a method like others."""
    answer = call(app, "OPTIONS", START, headers)
    assert (answer.status, answer.fields["allow"]) == (405, "POST")


def test_every_answer_is_readable(app: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """Success and errors of all kinds carry the headers that let the page read them."""
    assert_readable(start(app, "chat_queue_id=3", ORIGIN), 200)
    assert_readable(start(app, "", ORIGIN), 400)
    assert_readable(call(app, "POST", START, [ORIGIN]), 401)
    assert_readable(call(app, "POST", START, [ORIGIN, basic("api_limited")]), 403)
    assert_readable(call(app, "POST", "/api/nowhere", [ORIGIN]), 404)
    assert_readable(call(app, "POST", "/nowhere", [ORIGIN]), 404)
    assert_readable(call(app, "POST", f"/spaces/Ewa{START}", [ORIGIN]), 404)
    assert_readable(call(app, "GET", START, [ORIGIN]), 405)
    assert_readable(call(app, "POST", f"/{'x' * 64_000}", [ORIGIN]), 414)

    async def broken(*_: object) -> bool:
        raise RuntimeError

    monkeypatch.setattr("thulium_mock.state.spaces.Space.new_id", broken)
    assert_readable(start(app, "chat_queue_id=3", ORIGIN), 500)


@pytest.mark.parametrize("origin", ["null", "https://app.example.org", "capacitor://localhost", "app://obsidian.md"])
def test_every_origin_is_welcome(app: ASGIApp, origin: str) -> None:
    """Files, native shells and public pages are origins too."""
    assert start(app, "", ("Origin", origin)).fields["access-control-allow-origin"] == origin
    asked = call(app, "OPTIONS", START, [("Origin", origin), ("Access-Control-Request-Method", "POST")])
    assert (asked.status, asked.fields["access-control-allow-origin"]) == (204, origin)


@pytest.mark.parametrize("headers", [[], [("Origin", "")], [("Origin", "\xff")], [("Origin", "x" * 513)]])
def test_without_an_origin_nothing_is_added(app: ASGIApp, headers: list[tuple[str, str]]) -> None:
    """Callers that are no browsers get the answer of the real system, and so does what no browser sends."""
    assert set(start(app, "chat_queue_id=3", *headers).fields) == {"content-type", "content-length"}


def test_header_names_that_no_browser_sends_are_not_repeated(app: ASGIApp) -> None:
    """The answer is always made of ASCII that is short enough."""
    for names in ("x-ż", "x" * 8193):
        answer = preflight(app, START, ("Access-Control-Request-Headers", names.encode().decode("latin-1")))
        assert answer.status == 204
        assert "access-control-allow-headers" not in answer.fields


@pytest.mark.parametrize("path", ["/_mock/health", "/_mock/spaces/ewa/health", "/", "/console/", "/docs"])
def test_the_control_api_and_the_console_are_for_their_own_pages(app: ASGIApp, path: str) -> None:
    """A page of another origin can neither ask for permission nor read an answer."""
    for answer in (call(app, "GET", path, [ORIGIN]), preflight(app, path, method="GET")):
        assert answer.status != 204
        assert not [name for name in answer.fields if name.startswith("access-control-")]
