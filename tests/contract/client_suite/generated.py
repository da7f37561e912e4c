"""Rules of what schemathesis generates from the document: requests to send, and answers to take.

Answers come from the document inside out, in which schemas of responses are bodies of requests. What is generated does
not depend on a seed: to generate it takes longer than all calls that are made with it.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
from starlette.types import Receive, Scope, Send
from thulium_contract.document.documents import DOCUMENT, document
from thulium_contract.document.edge_values import INTEGERS, PARAMETERS, PATH, TARGET
from thulium_contract.expected.oracle import Known, Oracle
from thulium_contract.expected.reading import form_decoded

from tests.contract.client_suite.answers import check_taken, check_unexpected
from tests.contract.client_suite.parameters import check_call, check_sound
from tests.contract.client_suite.refusals import check_refusal
from tests.contract.client_suite.rules import Rules, Run
from tests.contract.client_suite.transport import Answer, Recorder
from tests.contract.fuzzing.run import PHASES, run
from tests.http.asgi import answer as reply
from tests.http.asgi import read
from tests.http.messages import Request, Response, basic, decoded

RULES = Rules()

Document = Mapping[str, Any]
Argument = str | int | bytes

_ORACLE = Oracle(document(), Known())
_INTEGER = re.compile("0|-?[1-9][0-9]*")
_LANGUAGE = re.compile("|[!-~]|[!-~][\t -~]*[!-~]")
_MOST_DIGITS = 1000


def _generated(source: Path | Document, **settings: Any) -> list[Request]:
    """Return all requests of a run of schemathesis, whose answers nobody checks."""
    requests: list[Request] = []

    async def record(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            target = f"{scope['path']}?{scope['query_string'].decode('ascii')}"
            requests.append(Request(target, scope["method"], decoded(scope["headers"]), await read(receive)))
            await reply(send, Response(200))

    result = run(source, app=record, checked=False, **settings)
    assert set(result.requests) == PHASES
    return requests


@cache
def queries() -> tuple[tuple[str, str | None], ...]:
    """Return the query strings that are generated for the operation, each with its Accept-Language, None without."""
    others = [each for path, item in document()["paths"].items() if path != PATH for each in item.values()]
    requests = _generated(
        DOCUMENT, oracle=_ORACLE, without=[each["operationId"] for each in others], examples=25, seed=3
    )
    split = ((*each.target.partition("?"), each.fields.get("accept-language")) for each in requests)
    return tuple(dict.fromkeys((query, language) for path, _, query, language in split if path == TARGET))


@RULES("parameters-that-are-generated", seconds=10, prepare=queries)
def _requests(run: Run) -> None:
    """What schemathesis generates is sent as it is where the document allows it, and refused otherwise."""
    recorder = Recorder()
    with run.chat(recorder) as chat:
        for query, language in queries():
            arguments, faults = arguments_of(query), faults_of(query)
            if language is not None and not _LANGUAGE.fullmatch(language):
                faults = (*faults, "language")
            if faults:
                given = {"chat_queue_id": None, **arguments, "language": language}
                check_refusal(run, chat, recorder, faults, **given)
                continue
            check_call(run, chat, recorder, arguments, language=language)
            [sent] = recorder.sent
            check_sound(run, sent)
            run.equal(sent.header("accept-language"), [] if language is None else [language], "languages", query)


def faults_of(query: str) -> tuple[str, ...]:
    """Return for which arguments a call must be refused, ``arguments`` where they are too long together."""
    documented = "&".join(piece for piece in query.split("&") if _name(piece) in PARAMETERS)
    verdict = _ORACLE.judge("POST", f"{TARGET}?{documented}", [basic()])
    numbers = {code // 10 % 100 for code in verdict.codes}
    names = tuple(name for name in PARAMETERS if PARAMETERS[name] in numbers)
    return ("arguments",) if verdict.status == 414 else names


def arguments_of(query: str) -> dict[str, Argument | list[Argument]]:
    """Return a query string's documented parameters as a Python caller would write them."""
    given: dict[str, list[Argument]] = {}
    for piece in query.split("&"):
        name = _name(piece)
        if name in PARAMETERS:
            given.setdefault(name, []).append(_argument(name, form_decoded(piece.partition("=")[2])))
    # An empty number is one that is not given; Python has no other way to write it.
    single = {name: values[0] if len(values) == 1 else values for name, values in given.items()}
    return {name: value for name, value in single.items() if value != "" or name not in INTEGERS}


def _name(piece: str) -> str:
    return form_decoded(piece.partition("=")[0]).decode("utf-8", "replace")


def _argument(name: str, raw: bytes) -> Argument:
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return raw
    return int(text) if name in INTEGERS and _INTEGER.fullmatch(text) and len(text) < _MOST_DIGITS else text


@cache
def answers() -> tuple[Answer, ...]:
    """Return the answers that are generated for the responses of the operation: most are nearly allowed."""
    found = []
    for each in _generated(inside_out(), auth={}, examples=12):
        headers = {name: each.fields[name.lower()] for name in _KEPT if name.lower() in each.fields}
        statuses = each.target.strip("/?").split(",") if each.method == "POST" else ()
        found += [Answer(int(status), each.body, headers) for status in statuses]
    return tuple(found)


_KEPT = ("Content-Type", "Retry-After")


def inside_out() -> Document:
    """Return the document in which each body of responses is that of a request, with the statuses as its path."""
    whole = document()
    alike: dict[str, list[int]] = {}
    for status, response in responses().items():
        alike.setdefault(json.dumps(response["content"]["application/json"]["schema"]), []).append(status)
    paths = {}
    for schema, statuses in alike.items():
        named = [responses()[status].get("headers", {}).get("Retry-After") for status in statuses]
        headers = [_resolved(each) for each in named if each]
        operation = {
            "parameters": [{"name": "Retry-After", "in": "header", "schema": each["schema"]} for each in headers[:1]],
            "requestBody": {"required": True, "content": {"application/json": {"schema": json.loads(schema)}}},
            "responses": {"200": {"description": "Recorded."}},
        }
        paths[f"/{','.join(map(str, statuses))}"] = {"post": operation}
    info = {"title": "Answers", "version": "1"}
    schemas = {"schemas": whole["components"]["schemas"]}
    return {"openapi": whole["openapi"], "info": info, "paths": paths, "components": schemas}


def responses() -> dict[int, Document]:
    """Return the responses of the operation, by status."""
    operation = document()["paths"][PATH]["post"]
    return {int(status): _resolved(each) for status, each in operation["responses"].items()}


def _resolved(node: Document) -> Document:
    while "$ref" in node:
        _, kind, name = node["$ref"].removeprefix("#/").split("/")
        node = document()["components"][kind][name]
    return node


@RULES("answers-that-are-generated", seconds=10, prepare=answers)
def _answers(run: Run) -> None:
    """What schemathesis generates is taken without loss where the document allows it, and refused otherwise."""
    recorder = Recorder()
    with run.chat(recorder) as chat:
        for answer in answers():
            (check_taken if allowed(answer) else check_unexpected)(run, chat, recorder, answer)


def allowed(answer: Answer) -> bool:
    """Tell whether the document allows an answer; its headers but for the media type do not matter."""
    if answer.headers.get("Content-Type", "").partition(";")[0] != "application/json":
        return False
    try:
        return _validators()[answer.status].is_valid(json.loads(answer.body.decode()))
    except ValueError:
        return False


@cache
def _validators() -> dict[int, jsonschema_rs.Draft4Validator]:
    components = document()["components"]
    return {
        status: jsonschema_rs.Draft4Validator(
            {**response["content"]["application/json"]["schema"], "components": components}
        )
        for status, response in responses().items()
    }
