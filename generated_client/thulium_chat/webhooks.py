"""Webhooks of the system: its requests as typed events, and the check of their credentials."""

import base64
import hmac
import json
from typing import Any
from urllib.parse import parse_qsl

from ._errors import ArgumentError, InvalidWebhookError
from ._events import UnknownEvent
from ._generated import events
from ._generated.document import EVENTS
from ._generated.events import *  # noqa: F403 - one class for each event of the document
from ._generated.events import Event
from ._values import read_value

__all__ = ["Event", "UnknownEvent", "is_authorized", "parse"]
__all__ += events.__all__

_MOST_FIELDS = 1000


def parse(body: bytes | bytearray | str, content_type: str | None = None) -> Event:
    """Return the event that a request of the system tells of.

    A form or a JSON object is read, whatever the media type says. The word `null` and an empty text are None: a field
    that is empty in the system arrives so (observed). Numbers are int, dates are datetime, ids UUID.

    Args:
        body: The body of the request, as it came.
        content_type: Its Content-Type; without one, the body tells a form from JSON.

    Raises:
        InvalidWebhookError: The body is neither a form nor a JSON object, or has no field.
        ArgumentError: The body was read already, into a dictionary of its fields for example.
    """
    if not isinstance(body, str | bytes | bytearray):
        raise ArgumentError("body", f"must be the body as it came, not {type(body).__name__}: pass bytes or str")
    text = body if isinstance(body, str) else body.decode("utf-8", "replace")
    is_json = "json" in (content_type or "").lower() or text.lstrip("\ufeff \t\r\n").startswith("{")
    received = (_json if is_json else _form)(text)
    fields = {name: None if value in ("", "null") else value for name, value in received.items()}
    action = str(fields.pop("action", None) or "")
    known = {name: (read_value(fields.get(name), field.kind), field) for name, field in EVENTS.get(action, {}).items()}
    if action not in events.CLASSES or any(value is None and field.required for value, field in known.values()):
        return UnknownEvent(action or None, additional_properties=fields)
    values = {name: value for name, (value, _) in known.items()}
    others = {name: value for name, value in fields.items() if value is not None and values.get(name) is None}
    return events.CLASSES[action](**values, additional_properties=others)


def is_authorized(authorization: str | None, user: str, password: str) -> bool:
    """Return whether the header Authorization of a request has the credentials of the subscription, in constant time.

    They are `http_auth_user` and `http_auth_password` of `create_webhook`; without them, anybody could send events.

    Args:
        authorization: The header's value; None where there is none.
        user: The name that was given with the subscription.
        password: The password that was given with it.

    Raises:
        ArgumentError: There is no password to compare with, or the header is no text.
    """
    if not password:
        raise ArgumentError("password", "is empty: pass the http_auth_password of the subscription")
    if not isinstance(authorization, str | None):
        raise ArgumentError("authorization", f"must be the text of the header, not {type(authorization).__name__}")
    scheme, _, token = (authorization or "").strip().partition(" ")
    try:
        given = base64.b64decode(token.strip(), validate=True)
    except ValueError:  # broken base64, or characters beyond ASCII
        given = b""
    is_same = hmac.compare_digest(given, f"{user}:{password}".encode())
    return is_same and scheme.lower() == "basic"


def _form(text: str) -> dict[str, Any]:
    try:
        fields = dict(parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=_MOST_FIELDS))
    except ValueError:
        raise InvalidWebhookError(f"the form has more than {_MOST_FIELDS} fields") from None
    if not fields:
        raise InvalidWebhookError("the body is empty")
    return fields


def _json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise InvalidWebhookError("the body is not JSON, though it is said or seems to be") from None
    if not isinstance(found, dict) or not found:
        raise InvalidWebhookError("the body is not a JSON object with fields")
    return found
