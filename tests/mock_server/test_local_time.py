"""Local time of the vendor's system, which knows no zone."""

import pytest
from thulium_mock.local_time import end_of, local_time, start_of


@pytest.mark.parametrize(
    ("moment", "local"),
    [
        ("2026-01-01T23:30:05.123Z", "2026-01-02 00:30:05.123"),
        ("2026-07-01T00:00:00.000Z", "2026-07-01 02:00:00.000"),
        ("2026-10-25T00:30:00.000Z", "2026-10-25 02:30:00.000"),
        ("2026-10-25T01:30:00.000Z", "2026-10-25 02:30:00.000"),
    ],
)
def test_moments_are_shown_in_local_time(moment: str, local: str) -> None:
    """In summer and in winter, and in the hour that there is twice."""
    assert local_time(moment) == local


@pytest.mark.parametrize(
    ("date", "start", "end"),
    [
        ("2014-07-04", "2014-07-03T22:00:00.000Z", "2014-07-04T22:00:00.000Z"),
        ("2014-07-14 12:34", "2014-07-14T10:34:00.000Z", "2014-07-14T10:35:00.000Z"),
        ("2014-12-31 23:59:59", "2014-12-31T22:59:59.000Z", "2014-12-31T23:00:00.000Z"),
        ("2026-10-25 02:30", "2026-10-25T00:30:00.000Z", "2026-10-25T01:31:00.000Z"),
        ("2026-10-25 01:59", "2026-10-24T23:59:00.000Z", "2026-10-25T00:00:00.000Z"),
        ("2026-03-29", "2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z"),
        ("2014-02-30", "2014-03-01T23:00:00.000Z", "2014-03-02T23:00:00.000Z"),
    ],
)
def test_a_date_has_a_first_moment_and_an_end(date: str, start: str, end: str) -> None:
    """Of a day, a minute or a second, also where clocks are changed; a day too many is of the next month."""
    assert (start_of(date), end_of(date)) == (start, end)


@pytest.mark.parametrize("date", ["0000-01-01", "9999-12-31 23:59:59"])
def test_no_date_is_too_early_or_too_late(date: str) -> None:
    """Callers send the ends of the calendar for no bound at all."""
    assert start_of(date) <= end_of(date)
