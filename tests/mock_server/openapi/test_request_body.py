"""JSON bodies: read whole, held to their schema, and refused without an echo."""

import asyncio

import pytest
from starlette.types import Message
from thulium_mock.errors import InvalidRequest, MalformedHttp
from thulium_mock.openapi.request_body import JsonBody

BODY = JsonBody(
    {
        "type": "object",
        "required": ["id"],
        "additionalProperties": False,
        "properties": {
            "id": {"type": "integer", "minimum": 1},
            "names": {"type": "array", "items": {"type": "string"}},
        },
    }
)


def sentences(body: bytes) -> list[str]:
    """Return the English sentences with which a body is refused."""
    with pytest.raises(InvalidRequest) as refused:
        BODY.parse(body)
    return [entry.sentences["en"] for entry in refused.value.entries]


def test_a_body_that_breaks_off_is_refused() -> None:
    """A caller who hangs up in the middle has said nothing, even if the part that came is valid."""

    async def receive() -> Message:
        return messages.pop(0)

    messages: list[Message] = [
        {"type": "http.request", "body": b'{"id": 1}', "more_body": True},
        {"type": "http.disconnect"},
    ]
    with pytest.raises(MalformedHttp):
        asyncio.run(BODY.read(receive))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"id": 1} x',
        b'{"id": NaN}',
        b'{"id": Infinity}',
        b"\xff",
        '{"id": 1}'.encode("utf-16-le"),
        b'{"id": 1, "names": ["\\ud800"]}',
        b"[" * 100_000,
        b"9" * 10_000,
    ],
)
def test_what_is_not_json_in_utf8_is_refused(body: bytes) -> None:
    """Broken JSON, other encodings, lone surrogates and endless nesting are one clear fault."""
    assert sentences(body) == ["The body is not JSON: send a JSON document in UTF-8."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_is_taken_as_editors_save_it(encoding: str) -> None:
    """With a byte order mark, and in UTF-16 if it has one, as PowerShell writes it."""
    assert BODY.parse('{"id": 1,\r\n "names": ["ż"]}'.encode(encoding)) == {"id": 1, "names": ["ż"]}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"[]", ["The body is invalid at /: type object."]),
        (b"{}", ["The body is invalid at /: required id."]),
        (b'{"id": 0}', ["The body is invalid at /id: minimum 1."]),
        (b'{"id": 1, "secret": 1}', ["The body is invalid at /: only id, names."]),
        (
            b'{"names": ["a", 1]}',
            ["The body is invalid at /names/1: type string.", "The body is invalid at /: required id."],
        ),
    ],
)
def test_faults_name_the_place_and_the_rule(body: bytes, expected: list[str]) -> None:
    """Each fault says where and which rule, and nothing of what was sent."""
    assert sorted(sentences(body)) == sorted(expected)


def test_faults_are_bounded() -> None:
    """A body with thousands of faults is answered with a hundred."""
    assert len(sentences(b'{"id": 1, "names": [' + b"1," * 5000 + b"1]}")) == 100
