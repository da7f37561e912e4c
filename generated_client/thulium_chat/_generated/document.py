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
CHAT_LIST: Final = {
    "type": "object",
    "properties": {
        "count": {"type": "integer", "minimum": 0},
        "result": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "chat_queue_id": {"type": "integer"},
                    "client_email": {"type": "string", "nullable": True},
                    "client_name": {"type": "string", "nullable": True},
                    "customer_id": {"type": "integer", "nullable": True},
                    "conversation_id": {
                        "type": "string",
                        "pattern": "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\\Z",
                    },
                    "created_at": {
                        "type": "string",
                        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}\\Z",
                    },
                    "closed_at": {
                        "type": "string",
                        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}\\Z",
                        "nullable": True,
                    },
                    "status": {"type": "string", "enum": ["CREATED", "IN_PROGRESS", "CLOSED"]},
                    "user_login": {"type": "string", "nullable": True},
                },
                "required": ["chat_queue_id", "conversation_id", "created_at", "status"],
            },
            "maxItems": 100,
        },
    },
    "required": ["count", "result"],
}
WEBHOOK_LIST: Final = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "id": {"type": "integer"},
            "actions": {"type": "array", "items": {"type": "string"}},
            "subscription_url": {"type": "string"},
            "http_auth_user": {"type": "string"},
            "http_auth_password": {"type": "string"},
        },
        "required": ["id", "actions", "subscription_url", "http_auth_user", "http_auth_password"],
    },
}
WEBHOOK: Final = {
    "type": "object",
    "properties": {
        "id": {"type": "integer"},
        "actions": {"type": "array", "items": {"type": "string"}},
        "subscription_url": {"type": "string"},
        "http_auth_user": {"type": "string"},
        "http_auth_password": {"type": "string"},
    },
    "required": ["id", "actions", "subscription_url", "http_auth_user", "http_auth_password"],
}
EVENTS: Final[Mapping[str, Mapping[str, Field]]] = {
    "CHAT_CONVERSATION_CREATED": {
        "conversation_id": Field("uuid", False, True),
        "client_name": Field("string", False, False),
        "client_email": Field("string", False, False),
        "date": Field("time", False, True),
        "chat_queue_id": Field("integer", False, True),
    },
    "CHAT_AGENT_ASSIGNED": {
        "conversation_id": Field("uuid", False, True),
        "agent_login": Field("string", False, False),
        "date": Field("time", False, True),
        "chat_queue_id": Field("integer", False, True),
    },
    "CHAT_CONVERSATION_CLOSED": {
        "conversation_id": Field("uuid", False, True),
        "date": Field("time", False, True),
        "chat_queue_id": Field("integer", False, True),
    },
}
PAGING: Final = ("limit", "offset")
RESULTS: Final[Mapping[str, Mapping[str, Field]]] = {
    "Conversation": {
        "conversation_id": Field("uuid", False, True),
    },
    "Chat": {
        "chat_queue_id": Field("integer", False, False),
        "client_email": Field("string", False, False),
        "client_name": Field("string", False, False),
        "customer_id": Field("integer", False, False),
        "conversation_id": Field("uuid", False, False),
        "created_at": Field("time", False, False),
        "closed_at": Field("time", False, False),
        "status": Field("string", False, False),
        "user_login": Field("string", False, False),
    },
    "ChatList": {
        "count": Field("integer", False, True),
        "result": Field("Chat", True, True),
    },
    "Webhook": {
        "id": Field("integer", False, True),
        "actions": Field("string", True, True),
        "subscription_url": Field("string", False, True),
        "http_auth_user": Field("string", False, True),
        "http_auth_password": Field("string", False, True),
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
    "send_message": Operation(
        "message",
        "send_message",
        "Send a message into a conversation",
        "sent",
        False,
        None,
        parameters={
            "conversation_id": Parameter(
                description="Identifier of the conversation, as starting it has given it.",
                option="--conversation",
                place="path",
                required=True,
                allow_empty=False,
                schema={"type": "string"},
                assumed=("type",),
                example="6ed7c941-2c8a-411e-95d2-338a9f64800a",
                takes="uuid",
            ),
            "text": Parameter(
                description="What it says.",
                option="--text",
                place="body",
                required=True,
                allow_empty=False,
                schema={"type": "string", "minLength": 1},
                assumed=("minLength",),
                example="Hello, world!",
            ),
            "external_chatbot_id": Parameter(
                description="Identifier of the external chat bot that writes, a UUID; without one, the client does.",
                option="--chatbot",
                place="body",
                required=False,
                allow_empty=False,
                schema={
                    "type": "string",
                    "pattern": "^([0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12})?\\Z",
                },
                assumed=("pattern",),
                example="a779146f-4df3-49c1-826a-7caa6a5e653a",
                rule="it must be a UUID such as a779146f-4df3-49c1-826a-7caa6a5e653a",
                takes="uuid",
            ),
        },
        responses={
            200: Response(media_type="", schema={}),
            400: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            401: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            403: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            404: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            409: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            414: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            429: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            500: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            503: Response(media_type="application/json", schema=ERROR_ENVELOPE),
        },
    ),
    "stop_conversation": Operation(
        "stop",
        "stop_conversation",
        "Stop a conversation",
        "stopped",
        False,
        None,
        parameters={
            "conversation_id": Parameter(
                description="Identifier of the conversation, as starting it has given it.",
                option="--conversation",
                place="path",
                required=True,
                allow_empty=False,
                schema={"type": "string"},
                assumed=("type",),
                example="6ed7c941-2c8a-411e-95d2-338a9f64800a",
                takes="uuid",
            ),
            "external_chatbot_id": Parameter(
                description="Identifier of the external chat bot that does it, a UUID.",
                option="--chatbot",
                place="query",
                required=False,
                allow_empty=True,
                schema={
                    "type": "string",
                    "pattern": "^([0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12})?\\Z",
                },
                assumed=(),
                example="a779146f-4df3-49c1-826a-7caa6a5e653a",
                rule="it must be a UUID such as a779146f-4df3-49c1-826a-7caa6a5e653a",
                takes="uuid",
            ),
        },
        responses={
            200: Response(media_type="", schema={}),
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
    "remove_texts": Operation(
        "remove-texts",
        "remove_texts",
        "Remove the texts of a conversation",
        "removed",
        False,
        None,
        parameters={
            "conversation_id": Parameter(
                description="Identifier of the conversation, as starting it has given it.",
                option="--conversation",
                place="path",
                required=True,
                allow_empty=False,
                schema={"type": "string"},
                assumed=("type",),
                example="6ed7c941-2c8a-411e-95d2-338a9f64800a",
                takes="uuid",
            ),
            "participant": Parameter(
                description="Whose messages lose their text, the agent's (`user`), the client's (`customer`), or all.",
                option="--participant",
                place="path",
                required=True,
                allow_empty=False,
                schema={"type": "string", "enum": ["user", "customer", "both"]},
                assumed=(),
                example="customer",
            ),
        },
        responses={
            200: Response(media_type="", schema={}),
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
    "list_chats": Operation(
        "chats",
        "chats",
        "List chats",
        "",
        True,
        Field("ChatList", False, True),
        parameters={
            "limit": Parameter(
                description="How many chats to return at most.",
                option="--limit",
                place="query",
                required=False,
                allow_empty=True,
                schema={"type": "integer", "minimum": 1, "maximum": 100},
                assumed=(),
                example=100,
            ),
            "offset": Parameter(
                description="How many of the matching chats to pass over.",
                option="--offset",
                place="query",
                required=False,
                allow_empty=True,
                schema={"type": "integer", "minimum": 0, "maximum": 2147483647},
                assumed=(),
                example=0,
            ),
            "date_from": Parameter(
                description="The earliest start, as a date or as date and time; a date is the beginning of that day.",
                option="--date-from",
                place="query",
                required=False,
                allow_empty=True,
                schema={
                    "type": "string",
                    "pattern": "^([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])( ([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?)?)?\\Z",
                },
                assumed=("type", "pattern"),
                example="2014-07-04",
                rule="it must be a date such as 2014-07-04, or date and time such as 2014-07-14 12:34",
                takes="time",
            ),
            "date_to": Parameter(
                description="The latest start, as a date or as date and time; a date is the end of that day.",
                option="--date-to",
                place="query",
                required=False,
                allow_empty=True,
                schema={
                    "type": "string",
                    "pattern": "^([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])( ([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?)?)?\\Z",
                },
                assumed=("type", "pattern"),
                example="2014-07-14 12:34",
                rule="it must be a date such as 2014-07-04, or date and time such as 2014-07-14 12:34",
                takes="time",
            ),
            "status": Parameter(
                description="`CREATED`: started by the client; `IN_PROGRESS`: an agent has replied; `CLOSED`: ended.",
                option="--status",
                place="query",
                required=False,
                allow_empty=True,
                schema={"type": "string", "enum": ["CREATED", "IN_PROGRESS", "CLOSED"]},
                assumed=(),
                example="CLOSED",
            ),
            "chat_queue_id": Parameter(
                description="Identifier of the chat queue.",
                option="--queue",
                place="query",
                required=False,
                allow_empty=True,
                schema={"type": "integer", "minimum": 1, "maximum": 2147483647},
                assumed=("type", "minimum", "maximum"),
                example=3,
            ),
            "include_messages": Parameter(
                description="Whether to include the messages; what that adds to a chat is not documented.",
                option="--include-messages",
                place="query",
                required=False,
                allow_empty=True,
                schema={"type": "boolean"},
                assumed=(),
                example=False,
            ),
            "include_files": Parameter(
                description="Whether to include the files; what that adds to a chat is not documented.",
                option="--include-files",
                place="query",
                required=False,
                allow_empty=True,
                schema={"type": "boolean"},
                assumed=(),
                example=False,
            ),
            "include_client_data": Parameter(
                description="Whether to include data of the client; what that adds to a chat is not documented.",
                option="--include-client-data",
                place="query",
                required=False,
                allow_empty=True,
                schema={"type": "boolean"},
                assumed=(),
                example=False,
            ),
        },
        responses={
            200: Response(media_type="application/json", schema=CHAT_LIST),
            400: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            401: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            403: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            414: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            429: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            500: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            503: Response(media_type="application/json", schema=ERROR_ENVELOPE),
        },
    ),
    "list_webhooks": Operation(
        "webhooks",
        "webhooks",
        "List webhooks",
        "",
        False,
        Field("Webhook", True, True),
        parameters={},
        responses={
            200: Response(media_type="application/json", schema=WEBHOOK_LIST),
            401: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            403: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            414: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            429: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            500: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            503: Response(media_type="application/json", schema=ERROR_ENVELOPE),
        },
    ),
    "create_webhook": Operation(
        "create-webhook",
        "create_webhook",
        "Create a webhook",
        "created",
        False,
        Field("Webhook", False, True),
        parameters={
            "actions": Parameter(
                description="The actions to subscribe to. Those of conversations are CHAT_CONVERSATION_CREATED, CHAT_AGENT_ASSIGNED and CHAT_CONVERSATION_CLOSED.",
                option="--actions",
                place="body",
                required=True,
                allow_empty=False,
                schema={"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1, "maxItems": 100},
                assumed=("items", "minItems", "maxItems"),
                example=["CHAT_CONVERSATION_CREATED"],
            ),
            "subscription_url": Parameter(
                description="Where to send events, an absolute URL.",
                option="--subscription-url",
                place="body",
                required=True,
                allow_empty=False,
                schema={
                    "type": "string",
                    "pattern": "^https?://[^\\x00-\\x20\\x7F/?#]+([/?#][^\\x00-\\x20\\x7F]*)?\\Z",
                },
                assumed=("pattern",),
                example="https://example.org/thulium",
                rule="it must be an http or https URL such as https://example.org/thulium",
            ),
            "http_auth_user": Parameter(
                description="Name of the Basic credentials to send along.",
                option="--http-auth-user",
                place="body",
                required=False,
                allow_empty=False,
                schema={"type": "string"},
                assumed=(),
                example="hook_user",
            ),
            "http_auth_password": Parameter(
                description="Password of the Basic credentials to send along.",
                option="--http-auth-password",
                place="body",
                required=False,
                allow_empty=False,
                schema={"type": "string"},
                assumed=(),
                example="hook_pass",
            ),
        },
        responses={
            200: Response(media_type="application/json", schema=WEBHOOK),
            400: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            401: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            403: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            414: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            429: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            500: Response(media_type="application/json", schema=ERROR_ENVELOPE),
            503: Response(media_type="application/json", schema=ERROR_ENVELOPE),
        },
    ),
}
