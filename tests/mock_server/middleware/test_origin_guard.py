"""What keeps foreign pages out of the control API and the console, and lets everyone else in."""

import asyncio

import pytest
from starlette.types import ASGIApp
from thulium_mock.app import create_app, new_spaces

from tests.http.asgi import call
from tests.http.messages import START, basic

HOST = "127.0.0.1:4010"
RESET = "/_mock/reset"
CROSS = ("Sec-Fetch-Site", "cross-site")
WINDOW = [("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")]


def codes(app: ASGIApp, method: str, path: str, headers: list[tuple[str, str]]) -> list[int]:
    """Return the codes of the errors that a request is answered with, none if it is let through."""
    answer = call(app, method, path, headers)
    return answer.codes if answer.status == 403 else []


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.0.0.1:4010", "127.8.9.1:4010", "192.0.2.7:80", "0.0.0.0:4010"),
        *("[::1]", "[::1]:4010", "[2001:db8::1]:4010"),
        *("localhost", "LOCALHOST:4010", "localhost.", "ewa.localhost:4010"),
        *("mock.example.org", "Mock.Example.org:4010", "mock.example.org.:4010"),
        *("a-4010.dev.example.org", "A.B.dev.example.org:443"),
    ],
)
def test_names_that_only_we_can_have_are_let_through(host: str) -> None:
    """Addresses, localhost and the names that were allowed, also by a wildcard, are no other site's."""
    app = create_app(hosts=["mock.example.org", "*.dev.example.org"])
    assert codes(app, "POST", RESET, [("Host", host)]) == []


@pytest.mark.parametrize(
    "host",
    [
        *("example.org", "example.org:4010", "mock.example.org.evil.example", "a.mock.example.org"),
        *("dev.example.org", "evil-dev.example.org", "a.dev.example.org.evil.example", "*", "x.dev.example.orgs"),
        "localhost.example",
        *("127.0.0.1.example.org", "1.2.3", "127.1", "0x7f000001", "[::1", "[", "", ":4010", "localhost@example.org"),
    ],
)
def test_names_that_a_site_could_make_its_own_are_refused(host: str) -> None:
    """A page whose own name was made to resolve to this machine gets nothing from the control API and the console."""
    app = create_app(hosts=["mock.example.org", "*.dev.example.org"])
    for path in (RESET, "/_mock/nowhere", "/_mock", "/", "/console/x", "/docs"):
        assert codes(app, "GET", path, [("Host", host), ("Sec-Fetch-Site", "same-origin")]) == [403002]
        assert codes(app, "POST", path, [("Host", host)]) == [403002]


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("Origin", f"http://{HOST}")],
        [("Origin", f"https://{HOST}")],
        [("Sec-Fetch-Site", "same-origin"), ("Origin", f"http://{HOST}")],
        [("Sec-Fetch-Site", "none")],
        # A development server that hands requests on to the mock changes Host, and leaves what the browser said.
        [("Sec-Fetch-Site", "same-origin"), ("Origin", "http://localhost:5173")],
    ],
)
def test_our_own_pages_and_programs_are_let_through(app: ASGIApp, headers: list[tuple[str, str]]) -> None:
    """A page of the same origin, the address bar, and whatever is no browser may use the control API."""
    assert codes(app, "POST", RESET, [("Host", HOST), *headers]) == []


@pytest.mark.parametrize(
    "headers",
    [
        [("Origin", "https://example.org")],
        [("Origin", "http://127.0.0.1:5173")],
        [("Origin", "http://localhost:4010")],
        [("Origin", "http://127.0.0.1:40100")],
        [("Origin", "null")],
        [("Origin", "")],
        [CROSS],
        [("Sec-Fetch-Site", "same-site")],
        [("Sec-Fetch-Site", "x")],
        # The page gave itself an origin that it does not have; only the browser's own word counts.
        [CROSS, ("Origin", f"http://{HOST}")],
    ],
)
def test_pages_of_other_origins_are_refused(headers: list[tuple[str, str]]) -> None:
    """Whatever another page has the browser send is refused before anything is done, in both languages."""
    spaces = new_spaces()
    app = create_app(spaces=spaces)
    for path in (RESET, "/_mock/spaces/ewa/reset", "/", "/console/app.js"):
        for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS"):
            assert codes(app, method, path, [("Host", HOST), *headers]) == [403003]
    assert asyncio.run(spaces.store.spaces()) == ["default"]
    polish = call(app, "POST", RESET, [("Host", HOST), *headers, ("Accept-Language", "pl")])
    assert polish.messages[0].startswith("Strona z innego źródła nie może używać interfejsu sterującego")


@pytest.mark.parametrize(
    ("host", "origin", "refused"),
    [
        ("127.0.0.1:4010", "http://mock.example.org", []),
        ("127.0.0.1:4010", "http://Mock.Example.org:8080", []),
        ("mock.example.org", "http://mock.example.org:8080", []),
        ("127.0.0.1:4010", "http://192.0.2.7:8080", []),
        ("192.0.2.7", "http://192.0.2.7:8080", []),
        ("127.0.0.1:4010", "http://[2001:db8::7]:8080", []),
        ("127.0.0.1:4010", "http://other.example.org", [403003]),
        ("127.0.0.1:4010", "http://mock.example.org.evil.example", [403003]),
        ("127.0.0.1:4010", "http://192.0.2.8:8080", [403003]),
        ("127.0.0.1:4010", "http://[2001:db8::7", [403003]),
        # Strangers may have pages below a shared domain, so a wildcard lets no origin in.
        ("127.0.0.1:4010", "http://a.dev.example.org", [403003]),
    ],
)
def test_an_allowed_name_is_ours_behind_a_proxy_that_sets_host(host: str, origin: str, refused: list[int]) -> None:
    """Over plain HTTP browsers say nothing but `Origin`, which holds the name in the address bar."""
    app = create_app(hosts=["mock.example.org", "192.0.2.7", "2001:db8::7", "*.dev.example.org"])
    assert codes(app, "POST", RESET, [("Host", host), ("Origin", origin)]) == refused
    # A browser that says more is believed.
    assert codes(app, "POST", RESET, [("Host", host), ("Origin", origin), CROSS]) == [403003]


@pytest.mark.parametrize("origin", ["http://localhost", "http://dom.example.org:3000"])
def test_an_emulated_page_controls_the_mock(origin: str) -> None:
    """Jest's jsdom at once, and any other once its name is allowed: it may ask first, and reads answers and errors."""
    app = create_app(hosts=["dom.example.org"])
    headers = [("Host", HOST), ("Origin", origin)]
    asked = [*headers, ("Access-Control-Request-Method", "PUT"), ("Access-Control-Request-Headers", "content-type")]
    allowed = call(app, "OPTIONS", "/_mock/scenario", asked)
    assert (allowed.status, allowed.fields.get("access-control-allow-methods")) == (204, "PUT")
    for method, path, status in (("POST", RESET, 204), ("GET", "/_mock/requests/99", 404)):
        answer = call(app, method, path, headers)
        assert (answer.status, answer.fields.get("access-control-allow-origin")) == (status, origin)
    # A browser's page of that name sends one more header, and is refused, unreadably.
    refused = call(app, "POST", RESET, [*headers, CROSS])
    assert (refused.codes, refused.fields.get("access-control-allow-origin")) == ([403003], None)


def test_a_link_to_the_console_may_be_followed(app: ASGIApp) -> None:
    """A window may show the console, wherever the link was; a frame may not, nor may the control API be shown."""
    assert codes(app, "GET", "/", [("Host", HOST), CROSS, *WINDOW]) == []
    frame = [("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "iframe")]
    assert codes(app, "GET", "/", [("Host", HOST), CROSS, *frame]) == [403003]
    assert codes(app, "POST", "/", [("Host", HOST), CROSS, *WINDOW]) == [403003]
    assert codes(app, "GET", "/_mock/conversations", [("Host", HOST), CROSS, *WINDOW]) == [403003]


def test_the_vendors_api_answers_everyone(app: ASGIApp) -> None:
    """Under whatever name, and to pages of whatever origin: it is what apps under development call."""
    for path in (START, f"/spaces/ewa{START}"):
        headers = [basic(), ("Host", "mock:4010"), ("Origin", "https://example.org"), CROSS]
        assert call(app, "POST", f"{path}?chat_queue_id=3", headers).status == 200


@pytest.mark.parametrize("path", ["/spaces/ewa/_mock/reset", "/spaces/ewa/", "/spaces/default/_mock/health"])
def test_there_is_no_other_way_to_the_control_api(path: str) -> None:
    """The prefix of a space's base URL leads to the vendor's API alone, and makes no space on the way elsewhere."""
    spaces = new_spaces()
    assert call(create_app(spaces=spaces), "POST", path).codes == [404001]
    assert asyncio.run(spaces.store.spaces()) == ["default"]


def test_every_spelling_of_a_path_is_guarded(app: ASGIApp) -> None:
    """Letters that are percent-encoded lead to the same operation, and past no guard."""
    assert codes(app, "POST", "/%5Fmock/reset", [("Host", "example.org")]) == [403002]
