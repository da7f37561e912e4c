"""The journal of exchanges."""

import pytest
from thulium_mock.app import create_app, new_spaces
from thulium_mock.errors import UnknownRequest
from thulium_mock.room import Room
from thulium_mock.settings import Settings
from thulium_mock.state.journal import Exchange, Journal, joined
from thulium_mock.state.spaces import Spaces

from tests.http.asgi import call


@pytest.fixture
def spaces() -> Spaces:
    """Spaces whose journals keep two exchanges."""
    return new_spaces(settings=Settings(journal_size=2))


def test_the_newest_are_kept(spaces: Spaces) -> None:
    """A journal never holds more than its size, so memory stays flat; numbers go on."""
    app = create_app(spaces=spaces)
    for number in range(5):
        call(app, "GET", f"/{number}")
    assert [(each.number, each.path) for each in spaces.default.journal.exchanges] == [(4, "/3"), (5, "/4")]


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


def test_a_request_is_found_by_its_number() -> None:
    """As long as it is kept; afterwards, and before, it is unknown."""
    journal = Journal(3)
    for _ in range(5):
        journal.add(exchange())
    assert [journal.get(number).number for number in (3, 4, 5)] == [3, 4, 5]
    for number in (0, 2, 6):
        with pytest.raises(UnknownRequest):
            journal.get(number)
    assert (journal.count, journal.dropped) == (5, 2)


def test_what_is_new_is_read_in_pieces() -> None:
    """The exchanges above a number, the oldest first, at most so many at once."""
    journal = Journal(4)
    for _ in range(6):
        journal.add(exchange())
    for number, limit, found in ((0, 2, [3, 4]), (4, 9, [5, 6]), (6, 9, []), (9, 9, [])):
        assert [each.number for each in journal.after(number, limit)] == found


def test_numbers_go_on_after_the_journal_was_emptied() -> None:
    """Who asks for what came after a number misses nothing because somebody emptied the journal."""
    journal = Journal()
    journal.add(exchange())
    journal.forget()
    assert (journal.newest(), journal.after(0, 9), journal.forgotten) == ([], [], 1)
    journal.add(exchange())
    assert [each.number for each in journal.after(0, 9)] == [2]


def test_a_journal_that_is_closed_keeps_nothing() -> None:
    """A request that is in progress when its space is removed takes no room afterwards."""
    room = Room()
    journal = Journal(room=room)
    for _ in range(2):
        journal.add(exchange(b"x"))
    assert room.held == journal.held > 0
    journal.close()
    journal.add(exchange(b"x"))
    assert (room.held, journal.newest()) == (0, [])


def test_headers_that_come_again_are_joined() -> None:
    """As HTTP joins them, by commas."""
    assert joined(b"a: 1\r\nb: x: y\r\na: 2\r\nc: \r\n") == {"a": "1, 2", "b": "x: y", "c": ""}
