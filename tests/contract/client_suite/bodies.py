"""Bodies of answers that the document allows, fixed and random ones."""

import json
import random
import uuid
from typing import Any

from thulium_chat import (
    ApiError,
    AuthenticationError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    RequestTooLongError,
    ServerError,
    ServiceUnavailableError,
)

from tests.contract.client_suite import values
from tests.contract.client_suite.transport import JSON, Answer

REQUEST_ID = "53678450401cf"

ERRORS: dict[int, type[ApiError]] = {
    400: InvalidRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    414: RequestTooLongError,
    429: RateLimitError,
    500: ServerError,
    503: ServiceUnavailableError,
}
"""The class of each documented error."""

MAYBE_STARTED = frozenset({500, 503})
"""Errors after which a conversation may have been started all the same."""

EXTRAS: tuple[dict[str, Any], ...] = (
    {},
    {"queue": {"id": 3, "name": None}},
    {"id": 1, "status": "CREATED", "additional_properties": {"a": [1]}, "": None, "code": "x", "message": 0},
    {"url": "https://example.org/", "count": 2**70, "ratio": 0.1, "list": [], "yes": True, "żółw": '😀\u0000\\"\n'},
    {f"field_{number}": number for number in range(40)},
)
"""Fields that the document does not name, and that a caller may want."""


def extra(chance: random.Random) -> dict[str, Any]:
    """Return random fields that the document does not name, with anything that JSON can say."""
    names = [f"{name}{end}" for name in ("id", "errors", "conversation_id", "request_id", "message") for end in "s_2X"]
    chosen = chance.sample([*names, "type", "data", "meta", "links", "self", "additional", "x" * 300, "ż", "$ref"], 4)
    return {name: _anything(chance, 3) for name in chosen}


def _anything(chance: random.Random, depth: int) -> Any:
    plain = (None, True, 0, -1, 2**70, 0.5, "", "null", values.text(chance), chance.random())
    if not depth or chance.random() < 0.4:
        return chance.choice(plain)
    inner = [_anything(chance, depth - 1) for _ in range(chance.randrange(4))]
    return inner if chance.random() < 0.5 else {f"{index} a": each for index, each in enumerate(inner)}


def conversation(identifier: object, extra: dict[str, Any] | None = None) -> bytes:
    """Return a conversation."""
    return json.dumps({"conversation_id": identifier, **(extra or {})}).encode()


def envelope(*faults: Any, extra: dict[str, Any] | None = None, **changes: Any) -> bytes:
    """Return an error envelope; a change to None leaves its field out."""
    fields = {"request_id": REQUEST_ID, "errors": list(faults) or [fault()], **changes, **(extra or {})}
    return json.dumps({name: value for name, value in fields.items() if value is not None}).encode()


def fault(**changes: Any) -> dict[str, Any]:
    """Return one error; a change to None leaves its field out."""
    fields = {"message": "No.", "code": 400011, **changes}
    return {name: value for name, value in fields.items() if value is not None}


def error(status: int, *faults: Any, retry_after: str | None = None, **changes: Any) -> Answer:
    """Return an answer that is a documented error."""
    headers = {**JSON, "Content-Language": "en"} | ({} if retry_after is None else {"Retry-After": retry_after})
    return Answer(status, envelope(*faults, **changes), headers)


def identifiers(chance: random.Random) -> list[str]:
    """Return conversation ids: of every version and none, with digits or letters only, and random ones."""
    fixed = [
        uuid.UUID(int=number) for number in (0, 1, 2**128 - 1, int("1" * 32, 16), int("f" * 31, 16), int("12" * 16, 16))
    ]
    fixed += [uuid.UUID(int=chance.getrandbits(128), version=version) for version in range(1, 6)]
    digits = uuid.UUID("".join(chance.choice("0123456789") for _ in range(32)))
    exponent = uuid.UUID("00000000-0000-0000-0000-0000000001e5")
    return [
        str(each) for each in (*fixed, digits, exponent, *(uuid.UUID(int=chance.getrandbits(128)) for _ in range(40)))
    ]


def request_ids(chance: random.Random) -> list[str]:
    """Return request ids: those that look like numbers of some kind, and random ones."""
    fixed = [
        REQUEST_ID,
        "0" * 13,
        "f" * 13,
        "5367845040123",
        "0000000000001",
        "53678450401e5",
        "1e10000000000",
        "0123456789012",
    ]
    return fixed + ["".join(chance.choice("0123456789abcdef") for _ in range(13)) for _ in range(20)]


def messages(chance: random.Random) -> list[str]:
    """Return messages: any text at all, control characters and blanks too."""
    fixed = [
        "x",
        " ",
        " No. ",
        "Źle.",
        "😀\u0301",
        "<b>No</b>",
        "a\nb\tc\r\n",
        "\u0000",
        "%s %d {0} {}",
        "No.\n",
        "x" * 1000,
        "ż" * 5000,
    ]
    return fixed + [values.text(chance) for _ in range(20)]


def faults(chance: random.Random, number: int) -> list[dict[str, Any]]:
    """Return errors with random messages, codes and unknown fields; some are the same."""
    texts = messages(chance)
    codes = (
        1,
        2,
        9,
        111111,
        222222,
        400011,
        999999,
        1000000,
        2147483646,
        values.LARGEST,
        chance.randint(1, values.LARGEST),
    )
    made = [
        fault(message=chance.choice(texts), code=chance.choice(codes))
        | {**chance.choice(EXTRAS), "message": chance.choice(texts)}
        for _ in range(number)
    ]
    for each in made:
        each["code"] = chance.choice(codes)
    return made + made[:1] if 1 < number < 100 else made
