"""Local time of the system, in which texts have dates without a zone: that of Poland, as the document assumes."""

from datetime import date, datetime, tzinfo
from functools import cache


@cache
def _zone() -> tzinfo:
    from zoneinfo import ZoneInfo  # slow to import, and starting a conversation needs none

    return ZoneInfo("Europe/Warsaw")


def sent_time(moment: date) -> str:
    """Return a date, or date and time, as the vendor's examples of parameters; without a zone it is local already."""
    if not isinstance(moment, datetime):
        return date.isoformat(moment)
    return _local(moment, "seconds" if moment.second else "minutes")


def received_time(text: object) -> datetime | None:
    """Return date and time of a text, with their zone; None where it is neither."""
    try:
        moment = datetime.fromisoformat(text.strip()) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment is None or moment.tzinfo is not None else moment.replace(tzinfo=_zone())


def time_text(moment: datetime) -> str:
    """Return date and time as the vendor's examples of answers."""
    return _local(moment, "milliseconds" if moment.microsecond else "seconds")


def _local(moment: datetime, precision: str) -> str:
    try:
        local = moment if moment.tzinfo is None else moment.astimezone(_zone())
    except OverflowError:  # the first and the last hours that Python knows have no other zone
        local = moment
    return datetime.isoformat(local.replace(tzinfo=None), " ", precision)
