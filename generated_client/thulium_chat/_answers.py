"""Reading of answers: to the letter of the document, or whatever holds what the vendor documents."""

import json
import re
import uuid
from collections.abc import Mapping
from typing import Any, TypeVar

from ._errors import ApiError, api_error_class
from ._exchange import Exchange
from ._generated.document import Operation
from ._results import ErrorDetail, Received
from ._schema import violation

Result = TypeVar("Result", bound=Received)

_UUID = re.compile("[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.IGNORECASE)
_TYPES: Mapping[str, Any] = {
    "integer": int,
    "number": int | float,
    "boolean": bool,
    "array": list,
    "object": dict,
}
_BRACKETS = {"{": "}", "(": ")"}


def read_result(exchange: Exchange, operation: Operation, result: type[Result], strict: bool) -> Result:
    """Return the result that the answer holds; raise ApiError or UnexpectedResponseError for any other."""
    body = read_answer(exchange, operation, strict)
    values: dict[str, Any] = {}
    for name, field in operation.fields.items():
        value = body.get(name)
        value = any_uuid(value) if field.kind == "uuid" else value if _is_of(value, field.kind) else None
        if value is not None:
            values[name] = value
        elif field.required:
            raise exchange.unexpected(f"the body has no {name} that is of the type {field.kind}")
    others = {name: value for name, value in body.items() if name not in values}
    return result._received(exchange.raw(), values, others)


def read_answer(exchange: Exchange, operation: Operation, strict: bool) -> dict[str, Any]:
    """Return the JSON object of a success; raise ApiError for an error, UnexpectedResponseError for anything else."""
    status = exchange.answer.status_code
    if strict:
        body = check_answer(exchange, operation)
    elif 200 <= status < 300 or status >= 400:
        body = _lenient_json(exchange)
    else:
        raise exchange.unexpected("it is neither a success nor an error")
    if status >= 400:
        raise _api_error(exchange, body)
    if isinstance(body, ValueError):
        encoded = f"; Content-Encoding is {', '.join(exchange.codings)}" if exchange.codings else ""
        raise exchange.unexpected(f"the body is not JSON ({_sentence(body)}{encoded})") from body
    if not isinstance(body, dict):
        raise exchange.unexpected("the body is not a JSON object")
    return body


def check_answer(exchange: Exchange, operation: Operation) -> Any:
    """Return the JSON of an answer, or raise UnexpectedResponseError unless the document allows status, type and body.

    Fields that the document does not name are allowed. Headers other than Content-Type are not checked: an error that
    lacks one of them is still that error.
    """
    documented = operation.responses.get(exchange.answer.status_code)
    if documented is None:
        raise exchange.unexpected("the document does not have this status")
    media_type = exchange.answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type != documented.media_type:
        raise exchange.unexpected(f"Content-Type is not {documented.media_type}")
    try:
        body = _strict_json(exchange.content)
    except (ValueError, RecursionError) as error:
        raise exchange.unexpected(f"the body is not JSON ({_sentence(error)})") from error
    if (wrong := violation(body, documented.schema)) is not None:
        raise exchange.unexpected(f"the body {wrong}")
    return body


def any_uuid(value: object) -> uuid.UUID | None:
    """Return the UUID of a text in any spelling: upper case, in braces, as a URN, without hyphens; None for no UUID."""
    if not isinstance(value, str):
        return None
    text = re.sub("^urn:uuid:", "", value.strip(), flags=re.IGNORECASE)
    if text[:1] in _BRACKETS and text.endswith(_BRACKETS[text[0]]):
        text = text[1:-1]
    return uuid.UUID(text) if _UUID.fullmatch(text) else None


def _is_of(value: object, kind: str) -> bool:
    """Return whether a value is of a type of JSON Schema, or of a format, which is a text."""
    expected = _TYPES.get(kind, str if kind else object)
    return isinstance(value, expected) and (kind == "boolean" or not isinstance(value, bool))


def _lenient_json(exchange: Exchange) -> Any:
    """Return the JSON of a body in any Unicode encoding or the one that it names; a ValueError where it has none."""
    try:
        try:
            return json.loads(exchange.content)
        except UnicodeDecodeError:
            return json.loads(exchange.content.decode(exchange.answer.encoding or "utf-8", "replace"))
    except RecursionError:
        return ValueError("it is nested too deeply")
    except (ValueError, LookupError) as error:
        return error if isinstance(error, ValueError) else ValueError("its charset is not one of text")


def _api_error(exchange: Exchange, body: Any) -> ApiError:
    """Return the error of the status, with what can be read of its envelope."""
    envelope = body if isinstance(body, dict) else {}
    request_id, errors = envelope.get("request_id"), envelope.get("errors")
    if isinstance(request_id, int) and not isinstance(request_id, bool):
        request_id = str(request_id)
    entries = [_error_detail(each) for each in (errors if isinstance(errors, list) else [errors])]
    return api_error_class(exchange.answer.status_code)(
        exchange.raw().response(),
        _text(request_id) if isinstance(request_id, str) else "",
        [each for each in entries if each is not None],
        exchange.proxy,
    )


def _error_detail(entry: Any) -> ErrorDetail | None:
    """Return an entry of an envelope, with what is neither a text nor a number among its other fields."""
    if isinstance(entry, str):
        return ErrorDetail(_text(entry), None)
    if not isinstance(entry, dict) or not ("message" in entry or "code" in entry):
        return None
    others = dict(entry)
    message = others.pop("message") if isinstance(others.get("message"), str) else ""
    if (code := _whole_number(others.get("code"))) is not None:
        del others["code"]
    return ErrorDetail(_text(message), code, additional_properties=others)


def _whole_number(value: object) -> int | None:
    """Return the number that a code is, or that its digits mean; None for anything else."""
    if isinstance(value, str) and re.fullmatch("[+-]?[0-9]{1,4000}", value.strip(), re.ASCII):
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or value % 1:
        return None
    return int(value)


def _text(value: str) -> str:
    """Return the text without lone surrogates, which no terminal and no file takes."""
    return value.encode(errors="replace").decode()


def _strict_json(body: bytes) -> Any:
    """Read JSON as RFC 8259 has it; Python alone also reads UTF-16, NaN, and objects that repeat a name."""
    return _STRICT.decode(body.decode("utf-8"))


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object has the same name twice")
    return found


_STRICT = json.JSONDecoder(parse_constant=_no_constant, object_pairs_hook=_unique)


def _sentence(error: Exception) -> str:
    """Return the error's message without the body, which UnicodeDecodeError repeats."""
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start} is not UTF-8"
    return str(error)
