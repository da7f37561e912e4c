"""Whether a generated client sent what it was asked to, and made of the answer what the server had said."""

import base64
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import yaml

from tests.codegen.cases import Case
from tests.http.messages import Request, Response
from tests.servers import ROOT


@cache
def operations() -> dict[str, tuple[str, str]]:
    """Return the method and the path of each operation by its `operationId`."""
    listed = [(path, *each) for path, item in document()["paths"].items() for each in item.items()]
    return {operation["operationId"]: (method.upper(), path) for path, method, operation in listed}


@cache
def defaults() -> dict[str, str]:
    """Return the default of each parameter that has one, which clients may send of their own accord."""
    parameters = document()["components"]["parameters"].values()
    return {each["name"]: _text(each["schema"]["default"]) for each in parameters if "default" in each["schema"]}


@cache
def document() -> Any:
    """Return the document."""
    return yaml.safe_load((ROOT / "openapi/openapi.yaml").read_text("utf-8"))


def verdict(case: Case, given: dict[str, Any], exchanges: list[tuple[Request, Response]], outcome: Any) -> str:
    """Return what is wrong, an empty text if nothing is."""
    if len(exchanges) != 1:
        return f"{len(exchanges)} requests were sent: {outcome}"
    ((request, response),) = exchanges
    return "; ".join([*_request(case, given, request), *_outcome(response, outcome)])


def _request(case: Case, given: dict[str, Any], request: Request) -> Iterator[str]:
    method, template = operations()[case.call]
    parts = urlsplit(request.target.partition("/api")[2].replace("#", "%23"))
    names = re.findall(r"\{(\w+)\}", template)
    pattern = re.sub(r"\\\{\w+\\\}", "([^/]*)", re.escape(template))
    matched = re.fullmatch(pattern, parts.path)
    found: dict[str, Any] = dict(zip(names, map(unquote, matched.groups()), strict=True)) if matched else {}
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    sent = {**found, **query, **(json.loads(request.body) if request.body.strip() else {})}
    asked = {name: value if isinstance(value, list) else _text(value) for name, value in given.items()}
    if (
        request.method != method
        or not matched
        or sent != {**{name: value for name, value in defaults().items() if name in query}, **asked}
    ):
        yield f"sent {request.method} {request.target} {request.body.decode(errors='replace')}"
    credentials = base64.b64encode(f"{case.user}:{case.password}".encode()).decode()
    if request.fields.get("authorization") != f"Basic {credentials}":
        yield f"sent the credentials {request.fields.get('authorization')}"
    if case.language and request.fields.get("accept-language", "").replace(" ", "") != case.language:
        yield f"asked for the language {request.fields.get('accept-language')}"


_UUID = re.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def _text(value: Any) -> str:
    return json.dumps(value) if isinstance(value, bool) else str(value)


def _outcome(response: Response, outcome: Any) -> Iterator[str]:
    if "failed" in outcome:
        yield f"answered {response.status}: {outcome['failed']}"
    elif response.status < 300:
        if "status" in outcome or (response.body and not _same(response.json, outcome.get("value"))):
            yield f"answered {response.status}, made {json.dumps(outcome, ensure_ascii=False)} of it"
    else:
        envelope = response.json if "json" in response.fields.get("content-type", "") else None
        error = outcome.get("error")
        if outcome.get("status") != response.status:
            yield f"answered {response.status}, made {json.dumps(outcome, ensure_ascii=False)} of it"
        elif envelope and not _same(envelope, json.loads(error) if isinstance(error, str) else error):
            yield f"made {json.dumps(error, ensure_ascii=False)} of the envelope"
        wait = response.fields.get("retry-after")
        if wait and str(outcome.get("retryAfter")) != wait:
            yield "lost Retry-After"


def _same(said: Any, read: Any) -> bool:
    """Whether a client read what was said; new fields may be lost, null be absent, and ids change their case."""
    if isinstance(said, dict):
        return isinstance(read, dict) and all(
            name.startswith("new_") or _same(value, read.get(name)) for name, value in said.items()
        )
    if isinstance(said, list):
        return isinstance(read, list) and len(said) == len(read) and all(map(_same, said, read))
    return bool(said == read) or (isinstance(said, str) and bool(_UUID.fullmatch(said)) and said.lower() == read)
