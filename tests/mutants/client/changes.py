"""Changes that defects are made of: of the texts of a call, of the query on its way, of answers on theirs."""

import dataclasses
import json
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from typing import Any
from urllib.parse import quote

import httpx
from thulium_chat import _arguments, _core
from thulium_chat._generated import document
from thulium_contract.oracle import pairs

from tests.mutants.client.core import Arguments, Defect, Memory, Patch

TEXTS = ("client_name", "client_surname", "client_id", "client_email")

Pairs = list[tuple[bytes, bytes]]


def texts(change: Callable[[str], str | None], *names: str) -> Defect:
    """Return the defect that changes the texts of a call, those of these names if any are given."""

    def changed(arguments: Arguments, memory: Memory) -> Arguments:
        given = {name: arguments[name] for name in names or TEXTS if isinstance(arguments.get(name), str)}
        return {**arguments, **{name: change(value) for name, value in given.items()}}

    return Defect(arguments=changed)


def arguments(change: Callable[[Arguments], Arguments]) -> Defect:
    """Return the defect that changes the arguments of a call."""
    return Defect(arguments=lambda given, memory: change(dict(given)))


def settings(**fixed: Any) -> Defect:
    """Return the defect of other defaults."""
    return Defect(settings=lambda given, memory: {**fixed, **given})


def query(change: Callable[[Pairs], Pairs]) -> Defect:
    """Return the defect that changes the parameters on their way."""

    def changed(request: httpx.Request, memory: Memory) -> httpx.Request:
        target = request.url.raw_path.partition(b"?")[2].decode("ascii")
        return with_query(
            request, "&".join(f"{quote(n, safe='')}={quote(v, safe='')}" for n, v in change(pairs(target)))
        )

    return Defect(request=changed)


def raw_query(change: Callable[[str], str]) -> Defect:
    """Return the defect that changes the query as it is written."""

    def changed(request: httpx.Request, memory: Memory) -> httpx.Request:
        return with_query(request, change(request.url.raw_path.partition(b"?")[2].decode("ascii")))

    return Defect(request=changed)


def with_query(request: httpx.Request, text: str) -> httpx.Request:
    """Return the request with another query."""
    path = request.url.raw_path.partition(b"?")[0]
    return rewritten(request, url=request.url.copy_with(raw_path=path + b"?" + text.encode("ascii")))


def rewritten(request: httpx.Request, **changes: Any) -> httpx.Request:
    """Return the request with another method, URL, headers or content."""
    given = {"method": request.method, "url": request.url, "headers": request.headers, "content": b"", **changes}
    return httpx.Request(**given, extensions=request.extensions)


def headers(**fields: str | None) -> Defect:
    """Return the defect that sets these headers on the way, or leaves them out for None."""

    def changed(request: httpx.Request, memory: Memory) -> httpx.Request:
        return with_headers(request, {name.replace("_", "-"): value for name, value in fields.items()})

    return Defect(request=changed)


def with_headers(request: httpx.Request, fields: dict[str, str | None]) -> httpx.Request:
    """Return the request with these headers set, or left out for None."""
    kept = httpx.Headers(request.headers)
    for name, value in fields.items():
        kept.pop(name, None)
        if value is not None:
            kept[name] = value
    return rewritten(request, headers=kept)


class Edited(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of an answer, changed when it is read."""

    def __init__(self, stream: Any, change: Callable[[bytes], bytes]) -> None:
        self._stream, self._change = stream, change

    def __iter__(self) -> Iterator[bytes]:
        """Yield the changed body."""
        yield self._change(b"".join(self._stream))

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the changed body."""
        yield self._change(b"".join([piece async for piece in self._stream]))

    def close(self) -> None:
        """Close it."""
        self._stream.close()

    async def aclose(self) -> None:
        """Close it."""
        await self._stream.aclose()


def body(change: Callable[[bytes], bytes], *statuses: int) -> Defect:
    """Return the defect that changes the body of an answer, of those of these statuses if any are given."""

    def changed(response: httpx.Response, memory: Memory) -> httpx.Response:
        if statuses and response.status_code not in statuses:
            return response
        return answered(response, response.status_code, change)

    return Defect(answer=changed)


def answered(response: httpx.Response, status: int, change: Callable[[bytes], bytes] = bytes) -> httpx.Response:
    """Return the answer with another status and a changed body."""
    kept = [(name, value) for name, value in response.headers.raw if name.lower() != b"content-length"]
    return httpx.Response(status, headers=kept, stream=Edited(response.stream, change), extensions=response.extensions)


def fields(change: Callable[[Any], Any], *statuses: int) -> Defect:
    """Return the defect that changes what an answer says, where it is JSON."""

    def changed(content: bytes) -> bytes:
        try:
            return json.dumps(change(json.loads(content))).encode()
        except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
            return content

    return body(changed, *statuses)


def only(defect: Defect, **where: Any) -> Defect:
    """Return the defect with other hooks, or of one class alone."""
    return dataclasses.replace(defect, **where)


def schema_of(statuses: Collection[int], change: Callable[[Any], Any]) -> Patch:
    """Return the patch that checks the answers of some statuses by another schema."""
    sound = document.OPERATIONS["start_conversation"]
    responses = {
        status: each._replace(schema=change(each.schema)) if status in statuses else each
        for status, each in sound.responses.items()
    }
    return Patch(_core, "OPERATIONS", {"start_conversation": sound._replace(responses=responses)})


def checked_as(change: Any, sound: Any = _arguments.checked_parameters) -> Defect:
    """Return the defect that checks other values than are sent: `change` gives what is checked in place of a value."""

    def checked(operation: Any, values: Any, strict: bool) -> Any:
        others = {name: change(name, value) for name, value in values.items()}
        found = sound(operation, others, strict)
        return {name: value if others[name] is values[name] else values[name] for name, value in found.items()}

    return Defect(patches=(Patch(_core, "checked_parameters", checked),))
