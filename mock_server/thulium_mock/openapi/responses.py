"""The answers that the document has for its operations, compiled once: to be chosen by a request, or by a fault."""

import random
from collections.abc import Mapping
from typing import Any, NamedTuple

from starlette.types import Receive, Scope, Send

from thulium_mock.catalogue import ErrorEntry, recognised
from thulium_mock.errors import Headers, MockError, UndocumentedAnswer, UnknownExample
from thulium_mock.faults.fault import FaultAnswer
from thulium_mock.faults.preferences import Preferences
from thulium_mock.openapi.documents import Document, operations, resolved
from thulium_mock.openapi.parameters import Parameters
from thulium_mock.openapi.sampling import made_up
from thulium_mock.serialization import to_json

_JSON = "application/json"
_SHOWN = 100
"""How many characters of a name that nobody knows are repeated to the caller."""


class Answer(NamedTuple):
    """A complete answer; as an ASGI application it is the answer to every request."""

    status: int
    headers: Headers
    body: bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give the answer."""
        length = (b"content-length", b"%d" % len(self.body))
        await send({"type": "http.response.start", "status": self.status, "headers": [*self.headers, length]})
        await send({"type": "http.response.body", "body": self.body})


class Refusal(MockError):
    """An error of the document, to be told in the caller's language and with a fresh request id."""


class Response:
    """The answers of one status: its examples by name, and what can be made up from its schema.

    ``known`` are the entries that an operation has sentences for, by code, beside those of the catalogue.
    """

    def __init__(self, status: int, response: Mapping[str, Any], known: Mapping[int, ErrorEntry]) -> None:
        media = response.get("content", {}).get(_JSON, {})
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
        if self.schema is not None:
            self._headers.append((b"content-type", _JSON.encode()))
        self._known = known

    def verbatim(self, name: str) -> Answer:
        """Return the example of this name, to the letter."""
        example, headers = self.examples[name], self._headers
        messages = [error["message"] for error in _errors(example)]
        if messages and messages == [entry.sentences["pl"] for entry in self._entries(example)]:
            headers = [(each, b"pl" if each == b"content-language" else value) for each, value in headers]
        return Answer(self.status, headers, to_json(example))

    def fresh(self, name: str | None, rng: random.Random, retry_after: int | None = None) -> Answer:
        """Return the example of this name, the first one if not given; without any, one that is made up.

        Raises:
            Refusal: the example is an error that the catalogue has in both languages.
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
        """Return an answer that is made up from the schema."""
        return Answer(self.status, self._headers, b"" if self.schema is None else to_json(made_up(self.schema, rng)))

    def _entries(self, example: Any) -> list[ErrorEntry]:
        """Return the entries that an example of the envelope names; none at all if one of them is not known."""
        found = [
            self._known.get(each["code"]) or recognised(each["code"], each["message"]) for each in _errors(example)
        ]
        entries = [entry for entry in found if entry is not None]
        return entries if len(entries) == len(found) else []


class Answers:
    """The answers of one operation, by status."""

    def __init__(self, operation: Mapping[str, Any]) -> None:
        known = Parameters(operation.get("parameters", [])).entries()
        self.responses = {
            int(status): Response(int(status), response, known)
            for status, response in sorted(operation["responses"].items())
            if status.isdecimal()
        }
        self.success = next((status for status in self.responses if 200 <= status < 300), 200)

    def preferred(self, preferences: Preferences, rng: random.Random) -> Answer | None:
        """Return what a valid request prefers to be answered, None for nothing in particular.

        ``rng`` is for what is made up without a seed.

        Raises:
            UndocumentedAnswer: the document has no answer of the status.
            UnknownExample: the answer has no example of the name.
            Refusal: it prefers an error without saying which example of it.
        """
        code, example, dynamic, seed, *_ = preferences
        if code is None and example is None and not dynamic:
            return None
        response = self.responses.get(self.success if code is None else code)
        if response is None:
            raise UndocumentedAnswer(code=code, codes=", ".join(map(str, self.responses)))
        if example is not None:
            # Like Prism, which looks for it among the examples of success next, whatever the status.
            for each in (response, self.responses[self.success]):
                if example in each.examples:
                    return each.verbatim(example)
            raise self._unknown(example)
        if dynamic:
            return response.dynamic(rng if seed is None else random.Random(seed))  # noqa: S311 - no secret
        return response.fresh(None, rng)

    def instead_of(self, refusal: MockError, preferences: Preferences) -> Answer | None:
        """Return the example that a request prefers which is refused; None unless it prefers one of that status.

        Raises:
            UnknownExample: the answer has no example of the name.
        """
        response = self.responses.get(refusal.entries[0].status)
        if response is None or response.status != preferences.code or preferences.example is None:
            return None
        if preferences.example not in response.examples:
            raise self._unknown(preferences.example)
        return response.verbatim(preferences.example)

    def _unknown(self, example: str) -> UnknownExample:
        return _unknown_example(example, {status: list(each.examples) for status, each in self.responses.items()})


class DocumentAnswers:
    """The answers of all operations of a document, each by its operationId."""

    def __init__(self, document: Document) -> None:
        self.of_operation = {
            operation["operationId"]: Answers(resolved(document, operation)) for _, _, operation in operations(document)
        }

    def examples(self) -> dict[int, list[str]]:
        """Return the names of the examples of each status that any operation has."""
        found: dict[int, list[str]] = {}
        for answers in self.of_operation.values():
            for status, response in answers.responses.items():
                found.setdefault(status, []).extend(response.examples)
        return found

    def of_fault(self, answer: FaultAnswer, rng: random.Random) -> Answer:
        """Return what a fault answers.

        Raises:
            UndocumentedAnswer: no operation has such an answer.
            UnknownExample: none of those that have it has the example. A fault is checked for both when it is set, but
                another document may have come since.
            Refusal: it is an error.
        """
        for answers in self.of_operation.values():
            response = answers.responses.get(answer.code)
            if response is not None and (answer.example is None or answer.example in response.examples):
                return response.fresh(answer.example, rng, answer.retry_after)
        examples = self.examples()
        if answer.code not in examples:
            raise UndocumentedAnswer(code=answer.code, codes=", ".join(map(str, examples)))
        raise _unknown_example(str(answer.example), examples)


def _errors(example: Any) -> list[dict[str, Any]]:
    errors: list[dict[str, Any]] = example.get("errors", []) if isinstance(example, dict) else []
    return errors


def _unknown_example(example: str, known: Mapping[int, list[str]]) -> UnknownExample:
    """Return the error that names the examples that are ``known`` of each status."""
    examples = "; ".join(f"{status}: {', '.join(names)}" for status, names in known.items())
    return UnknownExample(example=example[:_SHOWN], examples=examples)
