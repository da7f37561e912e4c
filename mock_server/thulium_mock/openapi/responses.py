"""Responses of the document, compiled once, their documented errors, and answers from their examples or schemas."""

import random
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from starlette.types import Send

from thulium_mock.catalogue import ERRORS, ErrorEntry, entry_of_message, has_message
from thulium_mock.errors import Headers, MockError
from thulium_mock.openapi.documents import Document, cached_if_packaged, operations, resolved
from thulium_mock.openapi.parameters import Parameters
from thulium_mock.openapi.sampling import made_up
from thulium_mock.serialization import to_json


class Answer(NamedTuple):
    """Complete answer; ``errors`` are code and message of each error in the body, ``conversation_id`` the id in it."""

    status: int
    headers: Headers
    body: bytes
    errors: tuple[tuple[int, str], ...] = ()
    conversation_id: str | None = None

    async def send(self, send: Send) -> None:
        """Send the answer to the client."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body})


class Refusal(MockError):
    """Error example of the document, to be sent in the caller's language and with a fresh request id."""

    def use_documented_entries(self, documented: Mapping[int, ErrorEntry]) -> None:
        """Keep the entries of the chosen response."""


class Response:
    """Response of one status: its examples by name, and its schema for sampled answers.

    ``known`` are the error entries of the operation's parameters, by code, beside those of the catalogue.
    """

    def __init__(self, status: int, response: Mapping[str, Any], known: Mapping[int, ErrorEntry]) -> None:
        contents: Mapping[str, Any] = response.get("content", {})
        self.media_type = next(iter(contents), "")
        media = contents.get(self.media_type, {})
        self.status = status
        self.schema: dict[str, Any] | None = media.get("schema")
        self.examples: dict[str, Any] = {
            name: each["value"] for name, each in media.get("examples", {}).items() if "value" in each
        }
        self._headers = [
            (name.lower().encode(), str(header["schema"]["example"]).encode())
            for name, header in response.get("headers", {}).items()
            if "example" in header.get("schema", {})
        ]
        if self.media_type:
            self._headers.append((b"content-type", self.media_type.encode()))
        self._known = known

    def verbatim(self, name: str) -> Answer:
        """Return the example of this name verbatim."""
        example, headers = self.examples[name], self._headers
        messages = [error["message"] for error in errors_of(example)]
        if messages and messages == [entry.sentences["pl"] for entry in self._entries(example)]:
            headers = [(each, b"pl" if each == b"content-language" else value) for each, value in headers]
        return self._answer(headers, example)

    def fresh(self, name: str | None, rng: random.Random, retry_after: int | None = None) -> Answer:
        """Return the example of this name, the first one if not given, or a sampled answer without examples.

        Raises `Refusal` if the example is an error that the catalogue has in both languages.
        """
        name = name or next(iter(self.examples), None)
        if name is None:
            return self.dynamic(rng)
        if entries := self._entries(self.examples[name]):
            headers = [each for each in self._headers if each[0] not in (b"content-language", b"content-type")]
            if retry_after is not None:
                headers = [each for each in headers if each[0] != b"retry-after"]
                headers.append((b"retry-after", b"%d" % retry_after))
            raise Refusal(*entries, headers=headers)
        return self.verbatim(name)

    def dynamic(self, rng: random.Random) -> Answer:
        """Return an answer sampled from the schema."""
        if self.schema is None:
            return Answer(self.status, [*self._headers, (b"content-length", b"0")], b"")
        return self._answer(self._headers, made_up(self.schema, rng))

    def _answer(self, headers: Headers, value: Any) -> Answer:
        body = to_json(value)
        conversation_id = value.get("conversation_id") if self.status < 300 and isinstance(value, dict) else None
        headers = [*headers, (b"content-length", b"%d" % len(body))]
        errors = tuple((each["code"], each["message"]) for each in errors_of(value))
        return Answer(self.status, headers, body, errors, conversation_id)

    def _entries(self, example: Any) -> list[ErrorEntry]:
        """Return the entries of an example of the error envelope, an empty list if one of them is unknown."""
        found = [
            self._known.get(each["code"]) or entry_of_message(each["code"], each["message"])
            for each in errors_of(example)
        ]
        entries = [entry._replace(status=self.status, media_type=self.media_type) for entry in found if entry]
        return entries if len(entries) == len(found) else []


class Responses:
    """Responses of one operation, by status; ``known`` are the error entries of its parameters, by code."""

    def __init__(self, operation: Mapping[str, Any]) -> None:
        self.known = Parameters(operation.get("parameters", [])).entries()
        self.by_status = {
            int(status): Response(int(status), response, self.known)
            for status, response in sorted(operation["responses"].items())
            if status.isdecimal()
        }
        self.success = next((status for status in self.by_status if 200 <= status < 300), 200)

    @property
    def examples(self) -> dict[int, list[str]]:
        """Names of the examples of each status."""
        return {status: list(each.examples) for status, each in self.by_status.items()}


@cached_if_packaged
def responses(document: Document) -> dict[str, Responses]:
    """Return the responses of each operation by its operationId."""
    return {each["operationId"]: Responses(resolved(document, each)) for _, _, each in operations(document)}


def errors_of(example: Any) -> list[dict[str, Any]]:
    """Return the errors of an example of the error envelope, an empty list for any other example."""
    match example:
        case {"errors": [*errors]} if all(map(_is_error, errors)):
            return errors
    return []


def _is_error(each: Any) -> bool:
    match each:
        case {"code": int(), "message": str()}:
            return True
    return False


@cached_if_packaged
def documented_errors(document: Document) -> dict[int, ErrorEntry]:
    """Return the error entries from the examples of ``document``, by their codes in the catalogue.

    An entry has the status and the media type of the response, the code of the example, and its sentence where the
    catalogue has another. Errors of parameters without an example are answered like the first one with an example.
    """
    found: dict[int, ErrorEntry] = {}
    outside = Responses(resolved(document, {"responses": document.get("x-responses", {})}))
    for each in (*responses(document).values(), outside):
        for code, entry in _shown(each):
            found.setdefault(code, entry)
        if first := next((found[code] for code in each.known if code in found), None):
            for code in each.known:
                found.setdefault(code, first._replace(code=code, sentences={}))
    return found


def _shown(responses: Responses) -> Iterator[tuple[int, ErrorEntry]]:
    """Yield catalogue code and entry of each error in the examples of an operation."""
    for response in responses.by_status.values():
        for name, example in response.examples.items():
            errors = errors_of(example)
            for error in errors:
                code, message = error["code"], error["message"]
                named = ERRORS.get(name.replace("-", "_")) if len(errors) == 1 else None
                if entry := named or _meant(error, responses.known):
                    sentences = {} if has_message(entry, message) else {"en": message}
                    yield entry.code, ErrorEntry(response.status, code, sentences, response.media_type)


def _meant(error: Mapping[str, Any], known: Mapping[int, ErrorEntry]) -> ErrorEntry | None:
    """Return the entry with the code of an example's error, or else with its sentence."""
    entries = (*known.values(), *ERRORS.values())
    with_code = (each for each in entries if each.code == error["code"])
    with_sentence = (each for each in entries if error["message"] in each.sentences.values())
    return next(with_code, None) or next(with_sentence, None)
