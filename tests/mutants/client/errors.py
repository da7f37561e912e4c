"""Defects in reading errors: half lost, of a wrong class, or taken though they are malformed."""

import json
from typing import Any, cast

from thulium_chat import (
    ApiError,
    ErrorDetail,
    RateLimitError,
    ServerError,
    _schema,
)

from tests.contract.client_suite import bodies
from tests.contract.client_suite.transport import JSON, Answer
from tests.mutants.client.changes import fields, schema_of
from tests.mutants.client.core import ClientMutant, Defect, Memory, Patch
from tests.mutants.client.witness import takes

_TWO = takes(
    bodies.error(400, bodies.fault(code=2), bodies.fault(code=1, field="a"), bodies.fault(code=2), extra={"hint": 1})
)


def _api_error(change: Any) -> Defect:
    """Return the defect that changes an ApiError before it is raised."""

    def changed(error: Exception, memory: Memory) -> Any:
        if isinstance(error, ApiError):
            raise change(error)
        raise error

    return Defect(error=changed)


def _with(name: str, change: Any) -> Any:
    def changed(error: ApiError) -> ApiError:
        setattr(error, name, change(getattr(error, name)))
        return error

    return changed


def _as(kind: type[ApiError]) -> Any:
    return lambda error: kind(error.response, error.request_id, error.errors)


def _id_of_headers(error: ApiError) -> ApiError:
    error.request_id = error.response.headers.get("X-Request-Id", error.request_id)
    return error


def _only_404(error: ApiError) -> ApiError:
    return ServerError(error.response, error.request_id, error.errors) if error.status == 404 else error


def _plain(error: ApiError) -> ApiError:
    return ApiError(error.response, error.request_id, error.errors) if error.status == 414 else error


def _lossy(error: ApiError) -> ApiError:
    error.errors = tuple(ErrorDetail(each.message, each.code) for each in error.errors)
    return error


def _no_retry_after(error: ApiError) -> Exception:
    if isinstance(error, RateLimitError):
        error.response.headers.pop("Retry-After", None)
    return error


def _envelope_without(*names: str) -> Any:
    """Return the change of the envelope's schema that checks less of one field."""

    def changed(schema: Any) -> Any:
        fresh = json.loads(json.dumps(schema))
        part = fresh["properties"]
        for name in names[:-1]:
            part = part[name] if name != "errors" else part["errors"]["items"]["properties"]
        for keyword in ("pattern", "minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum"):
            part[names[-1]].pop(keyword, None)
        return fresh

    return changed


def _with_bools(value: Any, schema: Any, sound: Any = _schema._located) -> Any:
    return sound(int(value) if isinstance(value, bool) and schema["type"] == "integer" else value, schema)


MUTANTS: tuple[ClientMutant, ...] = (
    ClientMutant(
        "request-id-of-headers",
        "A request id in the headers wins over that of the body.",
        _api_error(_id_of_headers),
        takes(Answer(404, bodies.error(404).body, {**JSON, "X-Request-Id": "a"})),
    ),
    ClientMutant(
        "first-error-only", "Only the first error is kept.", _api_error(_with("errors", lambda found: found[:1])), _TWO
    ),
    ClientMutant(
        "ten-errors-only",
        "Only ten errors are kept.",
        _api_error(_with("errors", lambda found: found[:10])),
        takes(bodies.error(400, *[bodies.fault()] * 11)),
    ),
    ClientMutant(
        "errors-sorted",
        "Errors are sorted by their codes.",
        _api_error(_with("errors", lambda found: tuple(sorted(found, key=lambda each: each.code)))),
        _TWO,
    ),
    ClientMutant(
        "errors-deduplicated",
        "An error that is there twice is kept once.",
        fields(
            lambda found: {
                **found,
                "errors": [each for at, each in enumerate(found["errors"]) if each not in found["errors"][:at]],
            },
            400,
            404,
        ),
        _TWO,
    ),
    ClientMutant(
        "code-as-text",
        "Codes are texts.",
        _api_error(
            _with("errors", lambda found: tuple(ErrorDetail(each.message, cast(Any, str(each.code))) for each in found))
        ),
        _TWO,
    ),
    ClientMutant(
        "message-trimmed",
        "Messages are trimmed.",
        _api_error(
            _with("errors", lambda found: tuple(ErrorDetail(each.message.strip(), each.code) for each in found))
        ),
        takes(bodies.error(400, bodies.fault(message=" No. "))),
    ),
    ClientMutant("request-id-lost", "The request id is lost.", _api_error(_with("request_id", lambda found: "")), _TWO),
    ClientMutant(
        "request-id-as-number",
        "A request id of digits only loses its leading zeros.",
        _api_error(_with("request_id", lambda found: str(int(found)) if found.isdigit() else found)),
        takes(bodies.error(400, request_id="0000000000001")),
    ),
    ClientMutant(
        "extra-fields-of-errors-lost", "Fields of errors that nobody knows yet are lost.", _api_error(_lossy), _TWO
    ),
    ClientMutant(
        "not-found-is-server-error", "A 404 is a ServerError.", _api_error(_only_404), takes(bodies.error(404))
    ),
    ClientMutant("too-long-has-no-class", "A 414 is a plain ApiError.", _api_error(_plain), takes(bodies.error(414))),
    ClientMutant("no-classes", "Every error is a plain ApiError.", _api_error(_as(ApiError)), takes(bodies.error(401))),
    ClientMutant(
        "no-retry-after",
        "A 429 has lost its Retry-After.",
        _api_error(_no_retry_after),
        takes(bodies.error(429, retry_after="7")),
    ),
    ClientMutant(
        "server-error-not-started",
        "After a 500 nothing was started.",
        _api_error(lambda error: _with("maybe_started", lambda _: False)(error)),
        takes(bodies.error(500)),
    ),
    ClientMutant(
        "refusal-maybe-started",
        "After a 400 something may have been started.",
        _api_error(lambda error: _with("maybe_started", lambda _: True)(error)),
        takes(bodies.error(400)),
    ),
    ClientMutant(
        "code-may-be-true",
        "A code may be a truth value.",
        Defect(patches=(Patch(_schema, "_located", _with_bools),)),
        takes(bodies.error(400, bodies.fault(code=True))),
    ),
    ClientMutant(
        "code-without-bounds",
        "A code may be zero, negative or very large.",
        Defect(patches=(schema_of(set(bodies.ERRORS), _envelope_without("errors", "code")),)),
        takes(bodies.error(400, bodies.fault(code=0))),
    ),
    ClientMutant(
        "request-id-of-any-form",
        "A request id may be any text.",
        Defect(patches=(schema_of(set(bodies.ERRORS), _envelope_without("request_id")),)),
        takes(bodies.error(400, request_id="X")),
    ),
    ClientMutant(
        "no-errors-needed",
        "An envelope may have no errors, or more than 100.",
        Defect(patches=(schema_of({503}, _envelope_without("errors")),)),
        takes(Answer(503, b'{"request_id": "53678450401cf", "errors": []}', JSON)),
    ),
    ClientMutant(
        "message-may-be-empty",
        "A message may be empty.",
        Defect(patches=(schema_of({500}, _envelope_without("errors", "message")),)),
        takes(bodies.error(500, bodies.fault(message=""))),
    ),
    ClientMutant(
        "body-of-errors-decoded-lossily",
        "Messages of errors become ASCII.",
        fields(
            lambda found: {
                **found,
                "errors": [
                    {**each, "message": each["message"].encode("ascii", "replace").decode()} for each in found["errors"]
                ],
            },
            *bodies.ERRORS,
        ),
        takes(bodies.error(400, bodies.fault(message="Źle."))),
    ),
)
