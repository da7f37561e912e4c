"""Reading of answers: to the letter of the document, or whatever holds what the vendor documents."""

import json
from decimal import Decimal
from typing import Any

from ._errors import ApiError, api_error_class
from ._exchange import Exchange
from ._generated import results
from ._generated.document import RESULTS, Field, Operation
from ._results import ErrorDetail
from ._schema import violation
from ._values import read_value
from ._values import whole_number as _whole_number


def read_result(exchange: Exchange, operation: Operation, strict: bool) -> Any:
    """Return the result that the answer holds; raise ApiError or UnexpectedResponseError for any other."""
    body = read_answer(exchange, operation, strict)
    if operation.result is None:
        return None
    result = _Reader(exchange).value(body, operation.result)
    if result is None:
        raise exchange.unexpected(f"the body is not a JSON {'array' if operation.result.is_list else 'object'}")
    return result


def read_answer(exchange: Exchange, operation: Operation, strict: bool) -> Any:
    """Return the JSON of a success; raise ApiError for an error, UnexpectedResponseError for anything else."""
    status = exchange.answer.status_code
    if strict:
        body = check_answer(exchange, operation)
    elif 200 <= status < 300 or status >= 400:
        body = _lenient_json(exchange)
    else:
        raise exchange.unexpected("it is neither a success nor an error")
    if status >= 400:
        raise _api_error(exchange, body)
    if isinstance(body, ValueError) and operation.result is not None:
        encoded = f"; Content-Encoding is {', '.join(exchange.codings)}" if exchange.codings else ""
        raise exchange.unexpected(f"the body is not JSON ({_sentence(body)}{encoded})") from body
    return body


class _Reader:
    """Reader of the values in the JSON of one answer."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._raw = exchange.raw()

    def value(self, value: Any, field: Field) -> Any:
        """Return a value as Python has it; None where it is not what the field is."""
        if field.is_list:
            single = field._replace(is_list=False)
            items = [self.value(each, single) for each in value] if isinstance(value, list) else [None]
            return None if any(each is None for each in items) else tuple(items)
        if field.kind in RESULTS:
            return self._result(value, field.kind) if isinstance(value, dict) else None
        return read_value(value, field.kind)

    def _result(self, body: dict[str, Any], kind: str) -> Any:
        values: dict[str, Any] = {}
        for name, field in RESULTS[kind].items():
            value = self.value(body.get(name), field)
            if value is not None:
                values[name] = value
            elif field.required:
                many = "list of " if field.is_list else ""
                raise self._exchange.unexpected(f"the body has no {name} that is of the type {many}{field.kind}")
        read = {*values, *(name for name in RESULTS[kind] if body.get(name) is None)}
        others = {name: value for name, value in body.items() if name not in read}
        return getattr(results, kind)._received(self._raw, values, others)


def check_answer(exchange: Exchange, operation: Operation) -> Any:
    """Return the JSON of an answer, or raise UnexpectedResponseError unless the document allows status, type and body.

    Fields that the document does not name are allowed. Headers other than Content-Type are not checked: an error that
    lacks one of them is still that error.
    """
    documented = operation.responses.get(exchange.answer.status_code)
    if documented is None:
        raise exchange.unexpected("the document does not have this status")
    if not documented.media_type:
        if exchange.content:
            raise exchange.unexpected("the body is not empty")
        return None
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


def _lenient_json(exchange: Exchange) -> Any:
    """Return the JSON of a body in any Unicode encoding or the one that it names; a ValueError where it has none."""
    try:
        try:
            return json.loads(exchange.content, parse_int=_integer)
        except UnicodeDecodeError:
            text = exchange.content.decode(exchange.answer.encoding or "utf-8", "replace")
            return json.loads(text, parse_int=_integer)
    except RecursionError:
        return ValueError("it is nested too deeply")
    except (ValueError, LookupError) as error:
        return error if isinstance(error, ValueError) else ValueError("its charset is not one of text")


def _integer(digits: str) -> int | Decimal:
    """Return a number of any length; one of thousands of digits is no `int`, for which Python would take long."""
    try:
        return int(digits)
    except ValueError:
        return Decimal(digits)


def _api_error(exchange: Exchange, body: Any) -> ApiError:
    """Return the error of the status, with what can be read of its envelope."""
    envelope = body if isinstance(body, dict) else {}
    request_id, errors = envelope.get("request_id"), envelope.get("errors")
    if isinstance(request_id, int) and not isinstance(request_id, bool):
        request_id = str(request_id)
    entries = [_error_detail(each) for each in (errors if isinstance(errors, list) else [errors])]
    error = api_error_class(exchange.answer.status_code)(
        exchange.raw().response(),
        _text(request_id) if isinstance(request_id, str) else "",
        [each for each in entries if each is not None],
        exchange.proxy,
    )
    if not exchange.effect:
        error.maybe_started = False
    return error


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
