"""Argument validation, before anything is sent."""

import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import httpx

from ._errors import ArgumentError
from ._generated.document import REQUEST_TARGET_LIMIT, TARGET_LIMIT_IS_ASSUMED, Operation, Parameter
from ._schema import MALFORMED, violation
from ._times import sent_time

# A day; sockets refuse what is longer than their clock with a bare OverflowError.
LONGEST_TIMEOUT = 86400

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# A server may read other bytes than these as the end of the header: h11 refuses them, and so do we, with a reason.
_HEADER_VALUE = re.compile(r"(?:[!-~](?:[\t -~]*[!-~])?)?")

_MEANT_TEXT = re.compile(r"[^\x00-\x1F\x7F]*[^\s\x00-\x1F\x7F][^\x00-\x1F\x7F]*")
_LARGEST_ID = 2**63 - 1
_KINDS = {"integer": "an int", "number": "a float", "boolean": "True or False", "array": "a list of str"}
# httpx, as the URL standard has it, would leave them out, and call another operation.
_NO_SEGMENT = ("", ".", "..")

_PRODUCT = re.compile(rf"{_HEADER_NAME.pattern}(?:/{_HEADER_NAME.pattern})?")

# Headers that are the client's own business, and what to use instead.
_OWN_HEADERS = {
    "accept-encoding": "the client reads plain answers only",
    "accept-language": "use language instead",
    "authorization": "use user and password instead",
    "content-length": "the client counts what it sends",
    "content-type": "the client sends JSON, if anything",
    "transfer-encoding": "the client sends bodies whole",
}


def checked_parameters(operation: Operation, values: Mapping[str, object], strict: bool) -> dict[str, Any]:
    """Return the parameters to send, in plain Python types, without those that are None; raise ArgumentError.

    Unless `strict`, a value that only assumed rules refuse is sent where it can be meant.
    """
    checked: dict[str, Any] = {}
    for name, parameter in operation.parameters.items():
        value = values[name]
        if value is None:
            if parameter.required:
                raise ArgumentError(name, f"is required: {_mend(parameter)}")
            continue
        value = _as_sent(name, value, parameter)
        # The document lets an empty text count as not given; an empty number has no Python value.
        if value == "" and parameter.allow_empty and parameter.schema["type"] == "string":
            checked[name] = ""
            continue
        if (wrong := violation(value, parameter.schema)) is not None:
            documented = {each: rule for each, rule in parameter.schema.items() if each not in parameter.assumed}
            assumed = violation(value, {"type": parameter.schema["type"], **documented}) is None
            if strict or not assumed or not _can_be_meant(value, parameter):
                rule = parameter.rule if wrong == MALFORMED else None
                note = f" (an assumed {'rule' if rule else 'bound'})" if assumed else ""
                raise ArgumentError(name, f"{wrong}{note}: {rule or _mend(parameter)}")
        if parameter.place == "path" and value in _NO_SEGMENT:
            raise ArgumentError(name, f"cannot be a part of the path: {_mend(parameter)}")
        checked[name] = _plain(value)
    return checked


def _plain(value: Any) -> Any:
    """Return a value without its class: a str or an int of another, such as an Enum, may print as something else."""
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return str.__str__(value) if isinstance(value, str) else value if isinstance(value, bool | float) else int(value)


def _can_be_meant(value: Any, parameter: Parameter) -> bool:
    """Return whether anybody can mean a value: an id that a database can hold, or text, of an address with an @."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(each, str) and each for each in value)
    if not isinstance(value, str):
        return bool(0 < value <= _LARGEST_ID)
    address = "@" in str(parameter.example)
    return bool(_MEANT_TEXT.fullmatch(value)) and (not address or "@" in value.strip()[1:-1])


def _mend(parameter: Parameter) -> str:
    schema = parameter.schema
    bounds = f" from {schema['minimum']} to {schema['maximum']}" if "minimum" in schema and "maximum" in schema else ""
    kind = _KINDS.get(schema["type"], "a str")
    return f"pass {kind}{bounds}" + ("" if parameter.example is None else f", such as {parameter.example!r}")


def _as_sent(name: str, value: object, parameter: Parameter) -> object:
    """Return an int, a UUID or a date as text, and a sequence as list; anything else as it is."""
    if parameter.schema["type"] == "array" and isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return list(value)
    if parameter.takes == "uuid" and isinstance(value, uuid.UUID):
        return str(value)
    if parameter.takes == "time" and isinstance(value, date):
        return sent_time(value)
    if parameter.takes != "int" or not isinstance(value, int) or isinstance(value, bool):
        return value
    try:
        return int.__repr__(value)
    except ValueError:
        raise ArgumentError(name, "has more digits than Python turns into text: pass it as a str") from None


def checked_language(language: object) -> str:
    """Return the value for Accept-Language: `en`, `pl`, or anything that the header may hold; raise ArgumentError."""
    return _header_value("language", language, "pass 'en', 'pl' or another value for Accept-Language")


def checked_headers(headers: object) -> dict[str, str]:
    """Return the headers to add; raise ArgumentError for what no header can be, and for the client's own headers."""
    if not isinstance(headers, Mapping):
        raise ArgumentError("headers", f"must be a mapping of names to values, not {type(headers).__name__}")
    checked: dict[str, str] = {}
    for name, value in headers.items():
        if not isinstance(name, str) or not _HEADER_NAME.fullmatch(name):
            raise ArgumentError("headers", "has a name that is no header name: use letters, digits and hyphens")
        if (reason := _OWN_HEADERS.get(name.lower())) is not None:
            raise ArgumentError("headers", f"must not have {name}: {reason}")
        checked[name] = _header_value(f"headers[{name!r}]", value, "pass a str")
    return checked


def _header_value(name: str, value: object, mend: str) -> str:
    if not isinstance(value, str) or not _HEADER_VALUE.fullmatch(value):
        raise ArgumentError(
            name, f"must be printable ASCII, without line breaks and without spaces at either end: {mend}"
        )
    return str.__str__(value)


class Timeout(NamedTuple):
    """The timeout of an attempt: of each of its phases, and of the whole, in seconds; None where there is none."""

    phases: httpx.Timeout
    total: float | None


def checked_timeout(timeout: object) -> Timeout:
    """Return the timeout: a number is for the whole attempt, an httpx.Timeout for its phases; raise ArgumentError."""
    if isinstance(timeout, httpx.Timeout):
        for seconds in timeout.as_dict().values():
            _seconds(seconds)
        return Timeout(timeout, None)
    total = _seconds(timeout)
    return Timeout(httpx.Timeout(total), total)


def _seconds(given: object) -> float | None:
    if given is None:
        return None
    if not isinstance(given, int | float) or isinstance(given, bool) or not 0 < given <= LONGEST_TIMEOUT:
        raise ArgumentError(
            "timeout",
            f"must be a number of seconds above 0 and at most {LONGEST_TIMEOUT}: pass 30.0, an httpx.Timeout or None",
        )
    return float(given)


def checked_retries(retries: object) -> int:
    """Return the number of retries; raise ArgumentError unless it is 0 or more."""
    if not isinstance(retries, int) or isinstance(retries, bool) or retries < 0:
        raise ArgumentError("retries", "must be a whole number, 0 or more")
    return retries


def checked_app(app: object) -> str:
    """Return the product for User-Agent; raise ArgumentError unless it is `name` or `name/version`."""
    if not isinstance(app, str) or not _PRODUCT.fullmatch(app):
        raise ArgumentError("app_info", "must be a name and a version without spaces: pass 'my-shop/1.2'")
    return app


def check_target(request: httpx.Request) -> None:
    """Raise ArgumentError when path and query are longer than anybody can mean."""
    length = len(request.url.raw_path)
    if length > REQUEST_TARGET_LIMIT:
        raise target_too_long(f"they would be {length} bytes of path and query")


def target_too_long(found: str) -> ArgumentError:
    """Return the error for arguments that are too long together; `found` says how long."""
    return ArgumentError(
        "arguments",
        f"are too long together: {found}, and at most {REQUEST_TARGET_LIMIT} bytes "
        f"{'(an assumed bound) ' if TARGET_LIMIT_IS_ASSUMED else ''}are allowed: shorten them",
    )
