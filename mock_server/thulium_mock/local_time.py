"""Local time of the vendor's system: dates without a zone, taken for those of Europe/Warsaw (assumed)."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_ZONE = "Europe/Warsaw"
_LENGTHS = {10: timedelta(days=1), 16: timedelta(minutes=1), 19: timedelta(seconds=1)}
"""Length of the day, minute or second that a date names, by its number of characters."""

_MILLISECOND = timedelta(milliseconds=1)


def local_time(moment: str) -> str:
    """Return a time of RFC 3339 in UTC, to the millisecond, as local time: ``2017-12-11 10:23:04.318``."""
    return _local_hour(moment[:13]) + moment[13:23]


def start_of(date: str) -> str:
    """Return the first moment of a local date, with or without a time, as RFC 3339 in UTC."""
    return _utc(date, timedelta(0), fold=0)


def end_of(date: str) -> str:
    """Return the first moment after a local date, with or without a time."""
    return _utc(date, _LENGTHS[len(date)] - _MILLISECOND, fold=1)


# Clocks are changed by whole hours, and most moments are of the same few.
@lru_cache(maxsize=64)
def _local_hour(hour: str) -> str:
    return datetime.fromisoformat(f"{hour}:00:00+00:00").astimezone(ZoneInfo(_ZONE)).strftime("%Y-%m-%d %H")


def _utc(date: str, later: timedelta, fold: int) -> str:
    """Return the moment so much later than a local date, in UTC; ``fold`` chooses of two equal ones in autumn (DST)."""
    year, month, day, hour, minute, second = [int(part) for part in (re.split("[-: ]", date) + ["0"] * 3)[:6]]
    # No chat is near the ends of what Python can reckon with. Days that a month does not have are of the next one.
    local = datetime(min(max(year, 2), 9998), month, 1, hour, minute, second) + timedelta(days=day - 1) + later
    moment = local.replace(tzinfo=ZoneInfo(_ZONE), fold=fold).astimezone(UTC) + (_MILLISECOND if fold else timedelta(0))
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
