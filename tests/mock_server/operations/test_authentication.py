"""The token of the control API; the contract suite has credentials of API users, but for one spelling."""

from starlette.types import ASGIApp
from thulium_mock.app import create_app

from tests.http.asgi import call
from tests.http.messages import START, basic


def test_base64_has_one_spelling(app: ASGIApp) -> None:
    """Bits beyond the last byte make credentials malformed, however right the rest is."""
    name, value = basic()
    assert value.endswith("M=")
    assert call(app, "POST", START, [(name, value.replace("M=", "N="))]).codes == [401002]


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
