"""The memory that spaces share."""

from thulium_mock.room import Room


class Things:
    """Keeps sizes, and nothing of those sizes."""

    def __init__(self, room: Room) -> None:
        self.held = 0
        self.sizes: list[int] = []
        self.room = room
        room.enter(self)

    def add(self, size: int) -> None:
        """Keep one more."""
        self.sizes.append(size)
        self.room.take(self, size)

    def drop_oldest(self) -> None:
        """See `Holder`."""
        self.room.give(self, self.sizes.pop(0))


def test_the_largest_gives_way() -> None:
    """When there is no room, whoever holds most gives up its oldest; the others lose nothing."""
    room = Room(100)
    large, small = Things(room), Things(room)
    for size in (30, 40, 20):
        large.add(size)
    small.add(10)
    assert (large.sizes, small.sizes, room.held) == ([30, 40, 20], [10], 100)
    small.add(31)
    assert (large.sizes, small.sizes, room.held) == ([20], [10, 31], 61)


def test_who_leaves_gives_back_all() -> None:
    """What is not kept any more takes no room, and is asked for nothing."""
    room = Room(100)
    gone, stays = Things(room), Things(room)
    gone.add(90)
    room.leave(gone)
    assert (room.held, gone.held) == (0, 0)
    stays.add(60)
    stays.add(50)
    assert (stays.sizes, gone.sizes, room.held) == ([50], [90], 50)
