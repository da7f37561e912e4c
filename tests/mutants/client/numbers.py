"""Defects in checking numbers: what is none is sent, or mended without a word."""

from typing import Any

from tests.mutants.client.changes import arguments, checked_as
from tests.mutants.client.core import Arguments, ClientMutant, Defect
from tests.mutants.client.witness import sends

_NUMBERS = ("chat_queue_id", "customer_id")


def _numbers(*allowed: object) -> Defect:
    return checked_as(
        lambda name, value: (
            1
            if name in _NUMBERS
            and any(value is each or (type(value) is type(each) and value == each) for each in allowed)
            else value
        )
    )


def _mended(change: Any, *names: str) -> Defect:
    """Return the defect that mends a number without a word."""

    def changed(given: Arguments) -> Arguments:
        return {**given, **{name: change(given[name]) for name in names or _NUMBERS if name in given}}

    return arguments(changed)


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value == 3.0 else value


def _clamped(value: Any) -> Any:
    return min(value, 2**31 - 1) if type(value) is int else value


MUTANTS: tuple[ClientMutant, ...] = (
    ClientMutant("zero-allowed", "A queue or customer may be 0.", _numbers(0), sends({"chat_queue_id": 0})),
    ClientMutant("minus-one-allowed", "A queue or customer may be -1.", _numbers(-1), sends({"chat_queue_id": -1})),
    ClientMutant("true-allowed", "True is sent as a number.", _numbers(True), sends({"chat_queue_id": True})),
    ClientMutant("above-maximum-allowed", "2147483648 is sent.", _numbers(2**31), sends({"chat_queue_id": 2**31})),
    ClientMutant(
        "clamped",
        "A number above the maximum is sent as the maximum.",
        _mended(_clamped),
        sends({"customer_id": 2**31}),
    ),
    ClientMutant(
        "text-as-number", "A text of digits is taken for a number.", _mended(_number), sends({"chat_queue_id": "3"})
    ),
    ClientMutant("fraction-as-number", "3.0 is taken for 3.", _mended(_whole), sends({"chat_queue_id": 3.0})),
    ClientMutant(
        "queue-none",
        "A call without a queue is sent to queue 1.",
        _mended(lambda value: 1 if value is None else value, "chat_queue_id"),
        sends({"chat_queue_id": None}),
    ),
    ClientMutant(
        "customer-zero-is-none",
        "A customer of 0 is not sent.",
        _mended(lambda value: value or None, "customer_id"),
        sends({"customer_id": 0}),
    ),
    ClientMutant(
        "negative-customer-is-positive",
        "A negative customer loses its sign.",
        _mended(lambda value: abs(value) if type(value) is int and -99 < value < 0 else value, "customer_id"),
        sends({"customer_id": -1}),
    ),
)
