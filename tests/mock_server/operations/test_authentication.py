"""HTTP Basic to the letter, permissions, and the token of the control API."""

import base64
from typing import Any

import pytest
from starlette.types import ASGIApp
from thulium_mock.app import create_app
from thulium_mock.errors import Unauthenticated
from thulium_mock.operations.authentication import parse_basic

from tests.http.asgi import call
from tests.http.messages import START, basic


def encoded(text: str | bytes) -> str:
    """Return base64 of ``text``."""
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def headers_of(*values: str) -> list[tuple[bytes, bytes]]:
    """Return Authorization headers."""
    return [(b"authorization", value.encode("latin-1")) for value in values]


@pytest.mark.parametrize(
    ("value", "name", "password"),
    [
        (f"Basic {encoded('api_user:api_pass')}", "api_user", "api_pass"),
        (f"basic {encoded('api_user:api_pass')}", "api_user", "api_pass"),
        (f"BASIC   {encoded('a:b')}", "a", "b"),
        (f"Basic {encoded('a:b:c: d ')}", "a", "b:c: d "),
        (f"Basic {encoded('użytkownik:zażółć gęślą jaźń')}", "użytkownik", "zażółć gęślą jaźń"),
        (f"Basic {encoded(':')}", "", ""),
        (f"Basic {encoded('user name:')}", "user name", ""),
    ],
)
def test_basic_credentials_are_read(value: str, name: str, password: str) -> None:
    """The scheme is in any case, the first colon splits, and both parts are UTF-8."""
    assert parse_basic(headers_of(value)) == (name, password)


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(["Basic"], id="no token"),
        pytest.param([""], id="empty"),
        pytest.param(["Bearer abc"], id="another scheme"),
        pytest.param([f"Basic{encoded('a:b')}"], id="no space"),
        pytest.param([f"Basic\t{encoded('a:b')}"], id="tab"),
        pytest.param([f"Basic {encoded('a:b')} x"], id="more after the token"),
        pytest.param([f"Basic {encoded('a:b')},"], id="comma after the token"),
        pytest.param([f"Basic {encoded('ab')}"], id="no colon"),
        pytest.param([f"Basic {encoded('a:bc')}="], id="too much padding"),
        pytest.param([f"Basic {encoded('a:b').rstrip('=')[:-1]}"], id="truncated"),
        pytest.param(["Basic YTo"], id="padding missing"),
        pytest.param(["Basic YTp="], id="bits beyond the last byte"),
        pytest.param([f"Basic {encoded('a:b')[:2]}!{encoded('a:b')[2:]}"], id="not base64"),
        pytest.param(["Basic YTpi\xa0"], id="not ASCII"),
        pytest.param(["Basic _-o6YQ=="], id="base64url"),
        pytest.param([f"Basic {encoded(b'a:' + bytes([255]))}"], id="not UTF-8"),
        pytest.param([f"Basic {encoded('a:b' + chr(0))}"], id="NUL"),
        pytest.param([f"Basic {encoded('a:b' + chr(10))}"], id="line break"),
        pytest.param([f"Basic {encoded('a:b')}"] * 2, id="the same header twice"),
        pytest.param([f"Basic {encoded('a:b')}", "Bearer x"], id="another scheme as well"),
        pytest.param([f"Basic {encoded('a:b')}", "Basic Og=="], id="empty credentials as well"),
        pytest.param([f"Basic {encoded('a:b')}, Basic {encoded('a:b')}"], id="two in one header"),
    ],
)
def test_malformed_credentials_are_refused(values: list[str]) -> None:
    """Whatever is not one well-formed Basic header is malformed, not merely wrong."""
    with pytest.raises(Unauthenticated, match="malformed"):
        parse_basic(headers_of(*values))


def test_missing_credentials_are_named_as_missing() -> None:
    """A request without Authorization is told that credentials are missing."""
    with pytest.raises(Unauthenticated, match="missing"):
        parse_basic([(b"host", b"example.org")])


FIXTURES: dict[str, list[dict[str, Any]]] = {
    "users": [
        {"name": "all", "password": "a:b c", "methods": ["*"]},
        {"name": "this", "password": "ł", "methods": ["chats", "chat_conversations/start"]},
        {"name": "other", "password": "x", "methods": ["chat_conversations/stop"]},
        {"name": "none", "password": "", "methods": []},
    ],
    "queues": [{"id": 3}],
    "customers": [],
}


@pytest.mark.parametrize(
    ("user", "password", "status", "code"),
    [
        ("all", "a:b c", 200, None),
        ("this", "ł", 200, None),
        ("other", "x", 403, 403001),
        ("none", "", 403, 403001),
        ("all", "a:b", 401, 401003),
        ("all", "A:B C", 401, 401003),
        ("ALL", "a:b c", 401, 401003),
        ("all", "", 401, 401003),
        ("nobody", "x", 401, 401003),
        ("nobody", "", 401, 401003),
        ("", "", 401, 401003),
    ],
)
def test_only_permitted_users_are_let_through(user: str, password: str, status: int, code: int | None) -> None:
    """The password must be the user's, to the letter, and the method must be among the user's permissions."""
    answer = call(create_app(FIXTURES), "POST", f"{START}?chat_queue_id=3", [basic(user, password)])
    assert answer.status == status
    assert code is None or answer.codes == [code]


def test_401_says_how_to_authenticate(app: ASGIApp) -> None:
    """Each 401 comes with a Basic challenge, 403 without."""
    for headers in ([], [basic("api_user", "wrong")], [("Authorization", "Basic !")]):
        answer = call(app, "POST", START, headers)
        assert answer.fields["www-authenticate"] == 'Basic realm="Thulium API", charset="UTF-8"'
    assert "www-authenticate" not in call(app, "POST", START, [basic("api_limited")]).fields


def test_the_control_api_asks_for_its_token() -> None:
    """With a token set, it answers nobody without it, but for probes of its health; the vendor's API asks for none."""
    app = create_app(token="let-me-in")
    for path in ("requests", "conversations", "fixtures"):
        assert call(app, "GET", f"/_mock/{path}").codes == [401004]
        assert call(app, "GET", f"/_mock/{path}", [("Authorization", "Bearer wrong")]).codes == [401004]
        assert call(app, "GET", f"/_mock/{path}", [basic()]).codes == [401004]
        assert call(app, "GET", f"/_mock/{path}", [("Authorization", "bearer let-me-in")]).status == 200
    assert call(app, "GET", "/_mock/requests").fields["www-authenticate"] == 'Bearer realm="Thulium mock"'
    assert call(app, "GET", "/_mock/health").status == 200
    assert call(app, "POST", f"{START}?chat_queue_id=3", [basic()]).status == 200
