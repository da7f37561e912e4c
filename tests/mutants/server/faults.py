"""Defects in which faults of a request are named, and by which codes."""

from collections.abc import Callable
from typing import Any

from thulium_mock.errors import InternalError

from tests.http.messages import Response
from tests.mutants.server.changes import at, each_fault, faults, if_, pieces
from tests.mutants.server.core import Group, Request
from tests.mutants.server.parts import Server
from tests.mutants.server.witness import Ask, basic

GROUP = Group("faults")

_TWO = Ask("chat_queue_id=x&client_email=a")
_THREE = Ask("client_name=%00&client_surname=%00&client_email=a")
_SIX = Ask("chat_queue_id=x&client_name=%00&client_surname=%00&client_email=a&client_id=%00&customer_id=0")

Errors = list[dict[str, Any]]


def _coded(codes: dict[int, int]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda error: {**error, "code": codes.get(error["code"], error["code"])}


def _kind(given: int, becomes: int) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Name one kind of parameter fault by another, with the code that goes with it."""

    def edit(error: dict[str, Any]) -> dict[str, Any]:
        parameter, kind = divmod(error["code"], 10)
        return {**error, "code": parameter * 10 + becomes} if kind == given else error

    return edit


def _without(code: int, beside: int) -> Callable[[Errors], Errors]:
    """Leave one fault out where another is named."""

    def edit(errors: Errors) -> Errors:
        codes = [error["code"] for error in errors]
        return [error for error in errors if error["code"] != code] if beside in codes else errors

    return edit


def _is_on(parameter: int, error: dict[str, Any]) -> bool:
    return bool(error["code"] // 10 == 40000 + parameter)


_EDITS: list[tuple[str, str, Callable[[Errors], Errors], Ask]] = [
    ("first-only", "Only the first fault is named.", lambda errors: errors[:1], _TWO),
    ("last-only", "Only the last fault is named.", lambda errors: errors[-1:], _TWO),
    ("two-at-most", "Only the first two faults are named.", lambda errors: errors[:2], _THREE),
    ("five-at-most", "Of six faults the last is not named.", lambda errors: errors[:5], _SIX),
    (
        "even-dropped",
        "The second of two faults is dropped if both have the same kind.",
        lambda errors: errors[:1] if len(errors) == 2 and errors[0]["code"] % 10 == errors[1]["code"] % 10 else errors,
        Ask("client_name=%00&client_surname=%00&chat_queue_id=3"),
    ),
    ("reversed", "Faults are named in the reverse of the document's order.", lambda errors: errors[::-1], _TWO),
    (
        "twice",
        "A fault of client_email is named twice.",
        lambda errors: [*errors, *(each for each in errors if _is_on(4, each))],
        Ask("chat_queue_id=3&client_email=a"),
    ),
    (
        "summary",
        "Three or more faults are named by one general fault.",
        lambda errors: errors if len(errors) < 3 else [{"message": "The request is invalid.", "code": 400000}],
        _THREE,
    ),
    (
        "general-fault-added",
        "Several faults are preceded by a general one.",
        lambda errors: errors if len(errors) < 2 else [{"message": "The request is invalid.", "code": 400000}, *errors],
        _TWO,
    ),
    (
        "email-hidden",
        "A malformed client_email is not named beside a missing chat_queue_id.",
        _without(400046, 400011),
        Ask("client_email=a"),
    ),
    (
        "surname-hidden",
        "A malformed client_surname is not named beside a malformed client_name.",
        _without(400036, 400026),
        Ask("chat_queue_id=3&client_name=%00&client_surname=%00"),
    ),
    (
        "range-hidden",
        "A customer_id out of range is not named beside a chat_queue_id out of range.",
        _without(400065, 400015),
        Ask("chat_queue_id=0&customer_id=0"),
    ),
    (
        "merged-code",
        "Of two faults the second has the code of the first.",
        lambda errors: [{**each, "code": errors[0]["code"]} for each in errors],
        _TWO,
    ),
]
for _name, _description, _edit, _ask in _EDITS:
    GROUP.on_answer(_name, _description, at(400, faults(_edit)), _ask)

_CODES: list[tuple[str, str, int, Callable[[dict[str, Any]], dict[str, Any]], Ask]] = [
    (
        "surname-as-name",
        "A malformed client_surname has the code of client_name.",
        400,
        _coded({400036: 400026}),
        Ask("chat_queue_id=3&client_surname=%00"),
    ),
    (
        "customer-as-client",
        "A repeated customer_id has the code of client_id.",
        400,
        _coded({400062: 400052}),
        Ask("chat_queue_id=3&customer_id=1&customer_id=1"),
    ),
    ("missing-as-malformed", "A missing parameter has the code of one that is no number.", 400, _kind(1, 4), Ask("")),
    (
        "repeated-as-malformed",
        "A repeated parameter has the code of a malformed one.",
        400,
        _kind(2, 6),
        Ask("chat_queue_id=3&client_name=a&client_name=b"),
    ),
    (
        "utf8-as-malformed",
        "Broken UTF-8 has the code of a malformed value.",
        400,
        _kind(3, 6),
        Ask("chat_queue_id=3&client_name=%FF"),
    ),
    (
        "range-as-number",
        "A customer_id out of range has the code of one that is no number.",
        400,
        _coded({400065: 400064}),
        Ask("chat_queue_id=3&customer_id=0"),
    ),
    (
        "queue-as-path",
        "An unknown queue has the code of an unknown path.",
        404,
        _coded({404002: 404001}),
        Ask("chat_queue_id=99"),
    ),
    (
        "wrong-as-missing",
        "Wrong credentials have the code of missing ones.",
        401,
        _coded({401003: 401001}),
        Ask(auth=basic("api_user", "x")),
    ),
    (
        "malformed-as-wrong",
        "Malformed credentials have the code of wrong ones.",
        401,
        _coded({401002: 401003}),
        Ask(auth="Basic !"),
    ),
    (
        "method-code",
        "An unsupported method has the code of an unknown path.",
        405,
        _coded({405001: 404001}),
        Ask(method="GET"),
    ),
    (
        "status-as-code",
        "The code of a permission fault is its status.",
        403,
        _coded({403001: 403}),
        Ask(auth=basic("api_limited")),
    ),
    (
        "length-code",
        "A request target that is too long has a general code.",
        414,
        _coded({414001: 400000}),
        Ask("x=" + "a" * 64000),
    ),
]
for _name, _description, _status, _edit_one, _ask in _CODES:
    GROUP.on_answer(_name, _description, at(_status, each_fault(_edit_one)), _ask)


def _clean_of_customer(request: Request) -> bool:
    return request.value("client_id") != b""


def _six(answer: Response, request: Request, server: Server) -> Response:
    if answer.status == 400 and len(answer.json["errors"]) == 6:
        raise InternalError
    return answer


GROUP.on_answer("six-crash", "A fault in each parameter at once is an internal error.", _six, _SIX)
GROUP.on_request(
    "customer-unchecked",
    "customer_id is not checked if client_id is given.",
    if_(
        _clean_of_customer,
        pieces(
            lambda given: [
                each
                for each in given
                if not each.startswith("customer_id=") or (each[12:].isdigit() and 0 < int(each[12:32]) < 2**31)
            ]
        ),
    ),
    Ask("chat_queue_id=3&client_id=1&customer_id=0"),
)
GROUP.on_request(
    "email-unchecked",
    "client_email is not checked if customer_id is given.",
    if_(
        lambda request: request.value("customer_id") != b"",
        pieces(
            lambda given: [
                each for each in given if not each.startswith("client_email=") or "@" in each or "%40" in each
            ]
        ),
    ),
    Ask("chat_queue_id=3&customer_id=1&client_email=a"),
)
GROUP.on_request(
    "surname-unchecked",
    "client_surname is checked only if client_name is given.",
    if_(
        lambda request: request.value("client_name") == b"",
        pieces(lambda given: [each for each in given if not each.startswith("client_surname=%0")]),
    ),
    Ask("chat_queue_id=3&client_surname=%00"),
)
GROUP.on_request(
    "last-unchecked",
    "The last parameter of the query is not checked if it is the fifth or later.",
    pieces(lambda given: given if len(given) < 5 or not given[-1].startswith("client_") else given[:-1]),
    Ask("chat_queue_id=3&client_name=a&client_surname=b&client_email=a@b&client_id=%00"),
)
