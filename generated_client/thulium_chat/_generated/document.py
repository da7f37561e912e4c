# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.
"""The constants of the document that the hand-written face checks arguments and answers with."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

Schema = Mapping[str, Any]


class Parameter(NamedTuple):
    """A parameter: its option of the command, how it is checked, and its rule in words where the document gives one.

    `place` is path, query, or body for a field of it. `assumed` are the keywords of the schema that no documented or
    observed fact governs. `takes` is what a text may be given as, too: `int`, `uuid`, or `time` for dates.
    """

    description: str
    option: str
    place: str
    required: bool
    allow_empty: bool
    schema: Schema
    assumed: tuple[str, ...]
    example: Any = None
    rule: str | None = None
    takes: str = ""


class Field(NamedTuple):
    """A value in an answer: its type or format, or the name of a result; of each item where it is a list.

    `required` is whether the value is always there, as far as is known.
    """

    kind: str
    is_list: bool
    required: bool


class Response(NamedTuple):
    """The body that a status comes with; an empty one has no media type."""

    media_type: str
    schema: Schema


class Operation(NamedTuple):
    """An operation: its command and method, its parameters by name, its result, and its responses by status.

    `effect` says what has been done after it, such as `started`; "" where it changes nothing. `result` is None for an
    empty answer. One that `is_paged` has a method more, which reads one page.
    """

    command: str
    method: str
    summary: str
    effect: str
    is_paged: bool
    result: Field | None
    parameters: Mapping[str, Parameter]
    responses: Mapping[int, Response]


SERVER_URL: Final = "https://{system}.thulium.com/api"
REQUEST_TARGET_LIMIT: Final = 64000
TARGET_LIMIT_IS_ASSUMED: Final = True
CONVERSATION: Final = {
    "type": "object",
    "properties": {
        "conversation_id": {
            "type": "string",
            "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\Z",
        }
    },
    "required": ["conversation_id"],
}
ERROR_ENVELOPE: Final = {
    "type": "object",
    "properties": {
        "request_id": {"type": "string", "pattern": "^[0-9a-f]{13}\\Z"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "message": {"type": "string", "minLength": 1},
                    "code": {"type": "integer", "minimum": 1, "maximum": 2147483647},
                },
                "required": ["message", "code"],
            },
            "minItems": 1,
            "maxItems": 100,
        },
    },
    "required": ["request_id", "errors"],
}
EVENTS: Final[Mapping[str, Mapping[str, Field]]] = {}
PAGING: Final = ("limit", "offset")
RESULTS: Final[Mapping[str, Mapping[str, Field]]] = {
    "Conversation": {
        "conversation_id": Field("uuid", False, True),
    },
}
OPERATIONS: Final[Mapping[str, Operation]] = {
    "start_conversation": Operation(
        "start",
        "start_conversation",
        "Start a chat conversation",
        "started",
        False,
        Field("Conversation", False, True),
        parameters={
            "chat_queue_id": Parameter(
                description="Identifier of the chat queue.",
                option="--queue",
                place="query",
                required=True,
                allow_empty=False,
                schema={"type": "integer", "minimum": 1, "maximum": 2147483647},
                assumed=("type", "minimum", "maximum"),
                example=3,
            ),
            "client_name": Parameter(
                description="The client's first name.",
                option="--name",
                place="query",
                required=False,
                allow_empty=True,
                schema={"type": "string", "pattern": "^( *[^\\x00-\\x20\\x7F][^\\x00-\\x1F\\x7F]*)?\\Z"},
                assumed=("type", "pattern"),
                example="Jan",
                rule="it must not be only spaces, nor contain control characters such as line breaks or tabs",
            ),
            "client_surname": Parameter(
                description="The client's surname.",
                option="--surname",
                place="query",
                required=False,
                allow_empty=True,
                schema={"type": "string", "pattern": "^( *[^\\x00-\\x20\\x7F][^\\x00-\\x1F\\x7F]*)?\\Z"},
                assumed=("type", "pattern"),
                example="Kowalski",
                rule="it must not be only spaces, nor contain control characters such as line breaks or tabs",
            ),
            "client_email": Parameter(
                description="The client's e-mail address, `local@domain`; both parts may be non-Latin.",
                option="--email",
                place="query",
                required=False,
                allow_empty=True,
                schema={
                    "type": "string",
                    "pattern": "^([^\\x00-\\x20\\x7F@]+@[^\\x00-\\x2C\\x2E\\x2F\\x3A-\\x40\\x5B-\\x60\\x7B-\\x7F]+(\\.[^\\x00-\\x2C\\x2E\\x2F\\x3A-\\x40\\x5B-\\x60\\x7B-\\x7F]+)*)?\\Z",
                },
                assumed=("type", "pattern"),
                example="jan.kowalski@example.org",
                rule="it must be one e-mail address such as jan.kowalski@example.org, without spaces",
            ),
            "client_id": Parameter(
                description="The client's external identifier, the integrator's own id.",
                option="--client-id",
                place="query",
                required=False,
                allow_empty=True,
                schema={"type": "string", "pattern": "^( *[^\\x00-\\x20\\x7F][^\\x00-\\x1F\\x7F]*)?\\Z"},
                assumed=("type", "pattern"),
                example="1234",
                rule="it must not be only spaces, nor contain control characters such as line breaks or tabs",
                takes="int",
            ),
            "customer_id": Parameter(
                description="The client's identifier in Thulium.",
                option="--customer-id",
                place="query",
                required=False,
                allow_empty=True,
                schema={"type": "integer", "minimum": 1, "maximum": 2147483647},
                assumed=("type", "minimum", "maximum"),
                example=1,
            ),
        },
        responses={
            200: Response(media_type="application/json", schema=CONVERSATION),
            400: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            401: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            403: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            404: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            414: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            429: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            500: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            503: Response(media_type="application/json", schema=ERROR_ENVELOPE),
        },
    ),
}
