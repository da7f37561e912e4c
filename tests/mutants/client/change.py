"""Vocabulary of defects: changes of what a call is given, of its request, and of what its answer becomes."""

import base64
import json
import re
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from typing import Any
from urllib.parse import quote

import httpx
from thulium_chat import ApiError, ErrorDetail, _arguments, _core
from thulium_chat._generated import document
from thulium_contract.expected.reading import pairs

from tests.mutants.client.core import Arguments, Defect, Memory, Patch

TEXTS = ("client_name", "client_surname", "client_id", "client_email")
NUMBERS = ("chat_queue_id", "customer_id")

Pairs = list[tuple[bytes, bytes]]
Change = Callable[[Any], Any]


# What a client and a call are given.


def settings(**defaults: Any) -> Defect:
    """Other defaults."""
    return Defect(settings=lambda given, memory: {**defaults, **given})


def setting(name: str, change: Change) -> Defect:
    """Another text of a setting."""
    return Defect(settings=lambda given, memory: _changed(given, str, change, (name,)))


def arguments(change: Callable[[Arguments], Arguments]) -> Defect:
    """Other arguments of a call."""
    return Defect(arguments=lambda given, memory: change(given))


def values(change: Change, *names: str, kind: type = object) -> Defect:
    """Other values of these arguments where they are of this very kind."""
    return arguments(lambda given: _changed(given, kind, change, names))


def texts(change: Change, *names: str) -> Defect:
    """Other texts of these arguments, of all if none are named."""
    return values(change, *(names or TEXTS), kind=str)


def _changed(given: Arguments, kind: type, change: Change, names: Collection[str]) -> Arguments:
    found = {name: given[name] for name in names if name in given and kind in (object, type(given[name]))}
    return {**given, **{name: change(value) for name, value in found.items()}}


def sub(pattern: str, replacement: str | Callable[[re.Match[str]], str]) -> Change:
    """Return the replacement of what matches a pattern."""
    return lambda text: re.sub(pattern, replacement, text)


def replaced(pattern: str, replacement: str | Callable[[re.Match[str]], str], *names: str) -> Defect:
    """Texts of these arguments, of all if none are named, in which what matches a pattern is replaced."""
    return texts(sub(pattern, replacement), *names)


def unsent(name: str, when: Callable[[Arguments, Memory], object]) -> Defect:
    """An argument that is not sent, depending on the others and on the calls before."""
    return Defect(arguments=lambda given, memory: {**given, name: None} if when(given, memory) else given)


def stays(name: str) -> Defect:
    """An argument of a successful call that is sent with the next ones as well, unless they have their own."""

    def used(memory: Memory) -> Any:
        return memory.given.get(name) or memory.get("kept")

    def keep(found: Any, memory: Memory) -> Any:
        memory["kept"] = used(memory)
        return found

    return Defect(arguments=lambda given, memory: {**given, name: used(memory)}, result=keep)


def checked_as(change: Callable[[str, Any], Any], sound: Any = _arguments.checked_parameters) -> Defect:
    """Values of which others are checked, those that `change` returns for name and value."""

    def checked(operation: Any, given: Any, strict: bool) -> Any:
        others = {name: change(name, value) for name, value in given.items()}
        found = sound(operation, others, strict)
        return {name: value if others[name] is given[name] else given[name] for name, value in found.items()}

    return patch(_core, "checked_parameters", checked)


def patch(owner: Any, name: str, replacement: Any) -> Defect:
    """A part of the client that is another."""
    return Defect(patches=(Patch(owner, name, replacement),))


# The request on its way.


def request(change: Callable[[httpx.Request], httpx.Request]) -> Defect:
    """Another request."""
    return Defect(request=lambda sent, memory: change(sent))


def rewritten(sent: httpx.Request, **changes: Any) -> httpx.Request:
    """Return the request with another method, URL, headers or content."""
    given = {"method": sent.method, "url": sent.url, "headers": sent.headers, "content": b"", **changes}
    return httpx.Request(**given, extensions=sent.extensions)


def query(change: Callable[[Pairs], Pairs]) -> Defect:
    """Other parameters on the wire."""

    def write(text: str) -> str:
        return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in change(pairs(text)))

    return raw_query(write)


def query_values(change: Change) -> Defect:
    """Other values of all parameters on the wire."""
    return query(lambda found: [(name, change(value.decode()).encode()) for name, value in found])


def raw_query(change: Change) -> Defect:
    """A query that is written otherwise."""
    return target(lambda path, text: f"{path}?{change(text)}")


def target(change: Callable[[str, str], str]) -> Defect:
    """Another request target, made of path and query."""

    def changed(sent: httpx.Request) -> httpx.Request:
        path, _, text = sent.url.raw_path.decode("ascii").partition("?")
        return rewritten(sent, url=sent.url.copy_with(raw_path=change(path, text).encode("ascii")))

    return request(changed)


def headers(**fields: str) -> Defect:
    """Other headers on the wire."""
    return request(lambda sent: with_headers(sent, **fields))


def with_headers(sent: httpx.Request, **fields: str) -> httpx.Request:
    """Return the request with these headers."""
    kept = httpx.Headers(sent.headers)
    kept.update({name.replace("_", "-"): value for name, value in fields.items()})
    return rewritten(sent, headers=kept)


def authorization(change: Change) -> Defect:
    """Another Authorization header."""
    return request(lambda sent: with_headers(sent, Authorization=change(sent.headers["Authorization"])))


def token(change: Callable[[bytes], bytes]) -> Defect:
    """Other credentials in the Authorization header."""
    return authorization(lambda text: f"Basic {base64.b64encode(change(base64.b64decode(text[6:]))).decode()}")


# The answer and what becomes of it.


class _Edited(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of an answer, changed when it is read, as a whole or in each piece."""

    def __init__(self, stream: Any, change: Callable[[bytes], bytes], whole: bool) -> None:
        self._stream, self._change, self._whole = stream, change, whole

    def __iter__(self) -> Iterator[bytes]:
        yield from map(self._change, [b"".join(self._stream)] if self._whole else self._stream)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        pieces = [piece async for piece in self._stream]
        for piece in [b"".join(pieces)] if self._whole else pieces:
            yield self._change(piece)

    def close(self) -> None:
        self._stream.close()

    async def aclose(self) -> None:
        await self._stream.aclose()


def answered(
    answer: httpx.Response, status: int | None = None, change: Callable[[bytes], bytes] = bytes, *, whole: bool = True
) -> httpx.Response:
    """Return the answer with another status and a changed body."""
    kept = [(name, value) for name, value in answer.headers.raw if name.lower() != b"content-length"]
    stream = _Edited(answer.stream, change, whole)
    return httpx.Response(status or answer.status_code, headers=kept, stream=stream, extensions=answer.extensions)


def status(old: int, new: int) -> Defect:
    """A status that is read as another."""
    return Defect(answer=lambda answer, memory: answered(answer, new) if answer.status_code == old else answer)


def body(change: Callable[[bytes], bytes], *statuses: int) -> Defect:
    """Another body of the answers of these statuses, of all if none are given."""
    return Defect(
        answer=lambda answer, memory: (
            answered(answer, change=change) if answer.status_code in (statuses or (answer.status_code,)) else answer
        )
    )


def fields(change: Change, *statuses: int) -> Defect:
    """Other JSON of the answers of these statuses."""

    def changed(content: bytes) -> bytes:
        try:
            return json.dumps(change(json.loads(content))).encode()
        except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
            return content

    return body(changed, *statuses)


def schema(statuses: Collection[int], change: Callable[[Any], Any]) -> Defect:
    """Answers of some statuses that are checked by another schema, made of a copy of theirs."""
    sound = document.OPERATIONS["start_conversation"]
    responses = {
        status: each._replace(schema=change(json.loads(json.dumps(each.schema)))) if status in statuses else each
        for status, each in sound.responses.items()
    }
    return patch(_core, "OPERATIONS", {"start_conversation": sound._replace(responses=responses)})


def result(change: Change) -> Defect:
    """Another result."""
    return Defect(result=lambda found, memory: change(found))


def errors(kind: type[Exception], change: Change) -> Defect:
    """Another outcome where an error of this kind is raised: another error, or what is returned in its place."""
    return Defect(error=lambda error, memory: change(error) if isinstance(error, kind) else error)


def having(error: Any, **attributes: Any) -> Any:
    """Return the error with other attributes."""
    for name, value in attributes.items():
        setattr(error, name, value)
    return error


def as_class(kind: type[ApiError], *statuses: int) -> Defect:
    """Errors of these statuses that are of another class, all if none are given."""

    def changed(error: ApiError) -> ApiError:
        chosen = not statuses or error.status in statuses
        return kind(error.response, error.request_id, error.errors) if chosen else error

    return errors(ApiError, changed)


def entries(change: Callable[[tuple[ErrorDetail, ...]], Collection[ErrorDetail]]) -> Defect:
    """Other entries of an ApiError."""
    return errors(ApiError, lambda error: having(error, errors=tuple(change(error.errors))))


def messages(change: Change) -> Defect:
    """Other messages in the entries of an ApiError."""
    return entries(lambda found: [ErrorDetail(change(each.message), each.code) for each in found])


def codes(change: Change) -> Defect:
    """Other codes in the entries of an ApiError."""
    return entries(lambda found: [ErrorDetail(each.message, change(each.code)) for each in found])
