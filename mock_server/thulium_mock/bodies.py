"""The JSON body of a request, compiled from the document: from bytes to a value, or to all its faults."""

import json
from typing import Any, NoReturn

import jsonschema_rs
from starlette.types import Receive

from thulium_mock.catalogue import Fault, fault
from thulium_mock.encoding import to_json
from thulium_mock.errors import BodyTooLarge, InvalidRequest, MalformedHttp

MAX_BODY = 16 * 1024 * 1024
"""The largest body that is read, in bytes."""

_MAX_FAULTS = 100


class JsonBody:
    """A JSON body that must fit ``schema``, an OpenAPI schema without references."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self._validator = jsonschema_rs.Draft4Validator(schema)

    async def read(self, receive: Receive) -> Any:
        """Return the value of the body.

        Raises:
            BodyTooLarge: more than `MAX_BODY` bytes.
            InvalidRequest: not JSON in UTF-8, or not what the schema says.
        """
        return self.parse(await _read(receive))

    def parse(self, body: bytes) -> Any:
        """Return the value of ``body``; raises `InvalidRequest`."""
        try:
            value = json.loads(body.decode(), parse_constant=_no_constant)
            # JSON can spell lone surrogates, which are no text and cannot be stored or sent.
            to_json(value)
        except (ValueError, RecursionError) as error:
            raise InvalidRequest(fault("body_not_json")) from error
        if faults := self.faults(value):
            raise InvalidRequest(*faults)
        return value

    def faults(self, value: Any) -> list[Fault]:
        """Return what is wrong with ``value``: where, and the rule that is broken; nothing of the value itself."""
        faults = []
        for error in self._validator.iter_errors(value):
            keyword = str(error.schema_path[-1])
            where = "".join(f"/{part}" for part in error.instance_path) or "/"
            faults.append(fault("body_invalid", where=where, rule=_rule(keyword, error.kind)))
            if len(faults) == _MAX_FAULTS:
                break
        return faults


_OPERANDS = {"required": "property", "type": "types", "minimum": "limit", "maximum": "limit", "minLength": "limit"}


def _rule(keyword: str, kind: Any) -> str:
    """Return the broken rule with what the schema asks for, such as ``minimum 1`` or ``required id``."""
    operand = getattr(kind, _OPERANDS.get(keyword, ""), "")
    return f"{keyword} {' or '.join(operand) if isinstance(operand, list) else operand}".strip()


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


async def _read(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            # What came so far may be valid by itself, and is not what the caller meant.
            raise MalformedHttp
        body += message.get("body", b"")
        if len(body) > MAX_BODY:
            raise BodyTooLarge(MAX_BODY)
        if not message.get("more_body", False):
            return bytes(body)
