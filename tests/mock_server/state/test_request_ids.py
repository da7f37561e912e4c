"""Request ids of the vendor's form."""

import random
import re
import time

from thulium_mock.state.request_ids import RequestIds


def test_an_id_is_the_time_in_hexadecimal() -> None:
    """The first 8 digits are the Unix time, the last 5 the microseconds; this is the vendor's example."""
    ids = RequestIds(clock=lambda: (0x53678450 * 1_000_000 + 0x401CF) * 1000)
    assert ids.next() == "53678450401cf"


def test_ids_rise_even_when_the_clock_does_not() -> None:
    """Requests within a microsecond, and after a step back of the clock, get ids of their own."""
    times = iter([999_999_000, 999_999_000, 5_000])
    ids = RequestIds(clock=lambda: next(times))
    assert [ids.next() for _ in range(3)] == ["00000000f423f", "0000000100000", "0000000100001"]


def test_a_seed_makes_ids_repeat() -> None:
    """From one seed come the same ids each time, of the form that all have; without it they are of the present."""
    ids = RequestIds()
    drawn = []
    for _ in range(2):
        ids.sow(random.Random(7))
        drawn.append([ids.next() for _ in range(100)])
    assert drawn[0] == drawn[1] == sorted(set(drawn[0]))
    assert all(re.fullmatch("69[0-9a-f]{11}", each) and int(each[8:], 16) < 1_000_000 for each in drawn[0])
    ids.sow(None)
    assert abs(int(ids.next()[:8], 16) - time.time()) < 100
