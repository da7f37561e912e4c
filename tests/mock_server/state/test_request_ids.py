"""Request ids of the vendor's form."""

import random
import re

from thulium_mock.state.request_ids import RequestIds, drawn_request_id


def test_an_id_is_the_time_in_hexadecimal() -> None:
    """The first 8 digits are the Unix time, the last 5 the microseconds; this is the vendor's example."""
    ids = RequestIds(clock=lambda: (0x53678450 * 1_000_000 + 0x401CF) * 1000)
    assert ids.next() == "53678450401cf"


def test_ids_rise_even_when_the_clock_does_not() -> None:
    """Requests within a microsecond, and after a step back of the clock, get ids of their own."""
    times = iter([999_999_000, 999_999_000, 5_000])
    ids = RequestIds(clock=lambda: next(times))
    assert [ids.next() for _ in range(3)] == ["00000000f423f", "0000000100000", "0000000100001"]


def test_processes_share_the_microseconds() -> None:
    """Those of one database, whose clocks may show the same; ids still rise."""
    sources = [RequestIds(clock=lambda: 5_000, step=100, offset=number) for number in (3, 104)]
    ids = [[each.next() for _ in range(3)] for each in sources]
    assert ids == [
        ["0000000000067", "00000000000cb", "000000000012f"],
        ["0000000000068", "00000000000cc", "0000000000130"],
    ]


def test_drawn_ids_rise_with_the_numbers() -> None:
    """Whatever the bits are, of the form that all have, from a fixed time on; they are the same each time."""
    rng = random.Random(7)
    ids = [drawn_request_id(number, rng.getrandbits(128)) for number in range(1, 100)]
    assert ids == sorted(set(ids))
    assert all(re.fullmatch("69[0-9a-f]{11}", each) and int(each[8:], 16) < 1_000_000 for each in ids)
    assert drawn_request_id(1, 7) == drawn_request_id(1, 7) == "6955b90100007"
