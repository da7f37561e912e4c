"""Response validation: status, media type and body, before the generated layer reads them."""

import json
from typing import Any

from ._exchange import Exchange
from ._generated.document import Operation
from ._schema import violation


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
