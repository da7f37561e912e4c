"""The token of the control API; the credentials of API users are the contract suite's."""

from thulium_mock.app import create_app

from tests.http.asgi import call
from tests.http.messages import START, basic


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
