"""Spaces: worlds beside each other in one mock."""

import pytest
from starlette.types import ASGIApp
from thulium_mock.app import create_app, new_spaces
from thulium_mock.settings import Settings

from tests.http.asgi import call
from tests.http.messages import START, basic

OTHER = "/spaces/ewa/api/chat_conversations/start?chat_queue_id=3"


def test_a_space_does_not_see_what_another_one_stores(app: ASGIApp) -> None:
    """A conversation that is started in one space is in no other one."""
    answer = call(app, "POST", OTHER, [basic()])
    assert answer.status == 200
    assert call(app, "GET", "/_mock/conversations").json["count"] == 0
    assert call(app, "GET", "/_mock/spaces/ewa/conversations").json["count"] == 1
    assert call(app, "GET", "/_mock/spaces/jan/conversations").json["count"] == 0


def test_a_space_has_its_own_journal() -> None:
    """Requests are kept in the space that they belong to, with the path that they had."""
    spaces = new_spaces()
    app = create_app(spaces=spaces)
    call(app, "POST", OTHER, [basic()])
    call(app, "POST", f"{START}?chat_queue_id=3", [basic()])
    assert [[each.path for each in space.journal.exchanges] for space in spaces] == [
        [START],
        ["/spaces/ewa/api/chat_conversations/start"],
    ]


@pytest.mark.parametrize("name", ["Ewa", "-", "a%20b", "ż", "a" * 64, ""])
def test_a_name_that_is_none_is_refused(app: ASGIApp, name: str) -> None:
    """A space is named with letters, digits, hyphens and underscores; the error says so."""
    assert call(app, "POST", OTHER.replace("ewa", name), [basic()]).codes == [404006]


def test_there_are_as_many_spaces_as_the_limit_says() -> None:
    """Memory stays bounded: one space too many is an error that says what to do."""
    spaces = new_spaces()
    app = create_app(spaces=spaces)
    for number in range(200):
        spaces.named(f"s{number}")
    assert call(app, "POST", OTHER, [basic()]).codes == [429002]
    spaces.remove("s7")
    assert call(app, "POST", OTHER, [basic()]).status == 200


def test_a_seed_makes_ids_repeat() -> None:
    """Two mocks with one seed give out the same conversation ids; a reset begins anew."""
    first, second = (new_spaces(settings=Settings(seed=5)).default for _ in range(2))
    ids = [first.new_id() for _ in range(3)]
    assert [second.new_id() for _ in range(3)] == ids
    second.sow(second.seed)
    assert second.new_id() == ids[0]
    assert len(set(ids)) == 3
