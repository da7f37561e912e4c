"""Rules of what schemathesis generates from the document: requests to send, and answers to take."""

import json
import re
from functools import cache

import jsonschema_rs
from thulium_contract.edge_values import INTEGERS, PARAMETERS, TARGET
from thulium_contract.oracle import Known, Oracle, form_decoded
from thulium_contract.runs import document

from tests.contract.client_suite import generation
from tests.contract.client_suite.answers import check_taken
from tests.contract.client_suite.parameters import check_call, check_sound
from tests.contract.client_suite.refusals import check_refusal
from tests.contract.client_suite.rules import Rules, Run
from tests.contract.client_suite.transport import Answer, Recorder
from tests.contract.client_suite.unexpected import check_unexpected
from tests.http.messages import basic

RULES = Rules()

_ORACLE = Oracle(document(), Known())

Argument = str | int | bytes

_INTEGER = re.compile("0|-?[1-9][0-9]*")
_LANGUAGE = re.compile("|[!-~]|[!-~][\t -~]*[!-~]")
_MOST_DIGITS = 1000


@RULES("parameters-that-are-generated", seconds=10, prepare=generation.queries)
def _requests(run: Run) -> None:
    """What schemathesis generates is sent as it is where the document allows it, and refused otherwise."""
    recorder = Recorder()
    with run.chat(recorder) as chat:
        for query, language in generation.queries():
            arguments = arguments_of(query)
            faults = faults_of(query)
            if language is not None and not _LANGUAGE.fullmatch(language):
                faults = (*faults, "language")
            if faults:
                given = {"chat_queue_id": None, **arguments}
                check_refusal(run, chat, recorder, faults, **given, language=language)
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
    return (
        ("arguments",) if verdict.status == 414 else tuple(name for name in PARAMETERS if PARAMETERS[name] in numbers)
    )


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


@RULES("answers-that-are-generated", seconds=10, prepare=generation.answers)
def _answers(run: Run) -> None:
    """What schemathesis generates is taken without loss where the document allows it, and refused otherwise."""
    recorder = Recorder()
    with run.chat(recorder) as chat:
        for answer in generation.answers():
            if allowed(answer):
                check_taken(run, chat, recorder, answer)
            else:
                check_unexpected(run, chat, recorder, answer)


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
        for status, response in generation.responses().items()
    }
