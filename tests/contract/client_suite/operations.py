"""Rules of the further operations and of webhooks, by a table: what is sent, read, refused, tried again, and paged."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import yaml
from thulium_chat import ApiError, ArgumentError, ThuliumError, TransportError, UnexpectedResponseError

from tests.contract.client_suite.bodies import error
from tests.contract.client_suite.failures import FAILURES
from tests.contract.client_suite.rules import BASE_PATH, ORIGIN, Broken, Chat, Rules, Run, sleeping
from tests.contract.client_suite.transport import CONVERSATION_ID, JSON, Answer, Recorder, Sent

RULES = Rules()

_NAMES = {"UUID": UUID, "date": date, "datetime": datetime, "UTC": UTC}
CALLS: Mapping[str, tuple[tuple[Any, ...], Mapping[str, Any]]] = {
    "send_message": (("2", "x"), {}),
    "stop_conversation": (("2",), {}),
    "remove_texts": (("2", "both"), {}),
    "chats_page": ((), {}),
    "webhooks": ((), {}),
    "create_webhook": ((["A"], "https://example.org/"), {}),
}
"""A call of each operation."""
_READS, _REMOVES = ("chats_page", "webhooks"), ("remove_texts",)


@cache
def table(section: str) -> list[list[Any]]:
    """Return the rows of a section."""
    rows: list[list[Any]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))[section]
    return rows


def meant(value: Any) -> Any:
    """Return a value of the table, in which expressions are what they mean."""
    if isinstance(value, str):
        return eval(value[1:], dict(_NAMES)) if value.startswith("!") else value
    if isinstance(value, list):
        return [meant(each) for each in value]
    return {name: meant(each) for name, each in value.items()} if isinstance(value, dict) else value


def answer_of(status: int, body: Any) -> Answer:
    """Return an answer with JSON, or with a text as it is."""
    if isinstance(body, str):
        return Answer(status, body.encode(), JSON if body else {})
    return Answer(status, json.dumps(body).encode(), JSON)


def shown(outcome: Any) -> str:
    """Return what a caller sees of an outcome."""
    if isinstance(outcome, ApiError):
        entries = [str(each) for each in outcome.errors]
        return f"{type(outcome).__name__}({outcome.status}, {outcome.request_id!r}, {entries}, {outcome.maybe_done})"
    if isinstance(outcome, UnexpectedResponseError):
        return f"{type(outcome).__name__}({outcome.status}, {outcome.maybe_done})"
    return type(outcome).__name__ if isinstance(outcome, Exception) else repr(_plain(outcome))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list) and value and all(hasattr(each, "additional_properties") for each in value):
        return [_plain(each) for each in value]
    if not hasattr(value, "additional_properties"):
        return value.isoformat() if isinstance(value, datetime) else value
    own = {name: each for name, each in vars(value).items() if name not in ("additional_properties", "_raw")}
    fields = [_plain(each) for each in own.values()]
    more = [] if "result" in own else [dict(value.additional_properties)]
    return tuple(fields + more)


def made(run: Run, chat: Chat, name: str, *arguments: Any, **named: Any) -> Any:
    """Return what comes of a call, or the error of the client."""
    try:
        return run.face.call(chat.raw, name, *arguments, **named)
    except ThuliumError as caught:
        return caught
    except Exception as caught:
        raise Broken(f"{name} raises a bare {caught!r}") from caught


@RULES("operations-are-sent")
def _sent(run: Run) -> None:
    """Each operation sends its method, path, query and body, with the headers of the client, and nothing else."""
    for name, arguments, named, method, path, query, body in table("requests"):
        recorder = Recorder(_right(name))
        with run.chat(recorder) as chat:
            outcome = made(run, chat, name, *meant(arguments), **meant(named))
        run.check(not isinstance(outcome, Exception), f"{name} fails: {outcome!r}", arguments, named)
        run.equal(len(recorder.sent), 1, "requests", name)
        sent = recorder.sent[0]
        target = f"{BASE_PATH}{path}" + (f"?{query}" if query else "")
        run.equal((sent.method, sent.origin, sent.target.decode()), (method, ORIGIN, target), "what is sent", name)
        _check_body(run, sent, meant(body), name)
        given = dict(sent.headers)
        run.check(given.get("authorization", "").startswith("Basic "), "there are no credentials", name)
        run.equal(given.get("accept"), "application/json", "Accept", name)


def _check_body(run: Run, sent: Sent, body: Any, name: str) -> None:
    kind = dict(sent.headers).get("content-type")
    if body is None:
        run.equal((sent.body, kind), (b"", None), "the body", name)
    else:
        run.equal((json.loads(sent.body), kind), (body, "application/json"), "the body", name)


def _right(name: str) -> Answer:
    """Return the first success of an operation in the table."""
    return next(answer_of(status, body) for call, _, status, body, _ in table("results") if call == name)


@RULES("operations-are-read")
def _read(run: Run) -> None:
    """What an operation answers is read as the document has it, errors and unexpected answers too."""
    for section, strict in (("results", True), ("results", False), ("lenient", False), ("strict", True)):
        for name, arguments, status, body, right in table(section):
            recorder = Recorder(answer_of(status, body))
            with run.chat(recorder, strict=strict) as chat:
                outcome = made(run, chat, name, *arguments)
            run.equal(shown(outcome), right, f"what {name} gives", status, body)
            run.check(all(each.closed for each in recorder.streams), "the answer is left open", name)


@RULES("operations-are-refused")
def _refused(run: Run) -> None:
    """What cannot be meant is refused before anything is sent, with the name of the argument."""
    recorder = Recorder()
    with run.chat(recorder) as chat:
        for name, arguments, named, parameter in table("refused"):
            outcome = made(run, chat, name, *arguments, **named)
            run.outcome_is(outcome, ArgumentError, name, arguments, named, parameter=parameter, maybe_done=False)
    run.equal(len(recorder.sent), 0, "requests")


@RULES("operations-are-tried-again")
def _again(run: Run) -> None:
    """What reads or removes is tried again after what passes, what does more only where nothing can have happened."""
    for name, (arguments, named) in CALLS.items():
        safe = name in (*_READS, *_REMOVES)
        for kind, (_, maybe) in FAILURES.items():
            times, outcome = _tried(run, name, kind("x"), arguments, named)
            run.equal(times, 3 if safe or not maybe else 1, f"attempts of {name} after", kind)
            run.check(isinstance(outcome, TransportError), f"{name} gives {outcome!r}", kind)
            run.equal(outcome.maybe_done, maybe and name not in _READS, f"maybe_done of {name}", kind)
        for status, passes in ((429, True), (500, safe), (503, safe), (400, False), (409, False)):
            times, outcome = _tried(run, name, error(status), arguments, named, strict=False)
            run.equal(times, 3 if passes else 1, f"attempts of {name} after", status)
            run.equal(outcome.maybe_done, status >= 500 and name not in _READS, f"maybe_done of {name}", status)


def _tried(
    run: Run, name: str, fails: Answer | BaseException, arguments: Any, named: Any, **more: Any
) -> tuple[int, Any]:
    recorder = Recorder(fails, fails, fails, _right(name))
    with run.chat(recorder, retries=2, **more) as chat, sleeping(chat):
        outcome = made(run, chat, name, *arguments, **named)
    return len(recorder.sent), outcome


def page_of(count: int, *numbers: int) -> Answer:
    """Return a page of chats, whose queues are numbers."""
    chat = {"conversation_id": CONVERSATION_ID, "created_at": "2017-12-11 10:23:04.318", "status": "CLOSED"}
    return answer_of(200, {"count": count, "result": [{**chat, "chat_queue_id": each} for each in numbers]})


@RULES("chats-of-all-pages")
def _pages(run: Run) -> None:
    """All chats come in their order, page after page as they are needed, with the filters on each page."""
    cases: list[tuple[list[Answer], list[int], list[str]]] = [
        ([page_of(0)], [], [""]),
        ([page_of(2, 1, 2)], [1, 2], [""]),
        ([page_of(5, 1, 2), page_of(5, 3, 4), page_of(5, 5)], [1, 2, 3, 4, 5], ["", "offset=2", "offset=4"]),
        ([page_of(4, 1, 2), page_of(3, 3)], [1, 2, 3], ["", "offset=2"]),
        ([page_of(9, 1), page_of(9)], [1], ["", "offset=1"]),
    ]
    for answers, right, queries in cases:
        recorder = Recorder(*answers)
        with run.chat(recorder) as chat:
            outcome = made(run, chat, "chats", status="CLOSED", date_from=date(2014, 7, 4))
        run.check(isinstance(outcome, list), f"chats gives {outcome!r}")
        run.equal([each.chat_queue_id for each in outcome], right, "the chats")
        sent = [sorted(each.target.decode().partition("?")[2].split("&")) for each in recorder.sent]
        filters = ["date_from=2014-07-04", "status=CLOSED"]
        run.equal(sent, [sorted(filters + ([each] if each else [])) for each in queries], "the pages")
    recorder = Recorder(page_of(3, 1, 2), error(500))
    with run.chat(recorder) as chat:
        outcome = made(run, chat, "chats")
    run.check(isinstance(outcome, ApiError), f"chats gives {outcome!r} where its second page fails")
    recorder = Recorder(page_of(1, 1))
    with run.chat(recorder) as chat:
        run.outcome_is(made(run, chat, "chats", status="OPEN"), ArgumentError, parameter="status")
    run.equal(len(recorder.sent), 0, "requests of a list that is refused")


@RULES("operations-after-another")
def _after(run: Run) -> None:
    """What a call was given is sent with no other call, and a connection that broke costs the next one nothing."""
    recorder = Recorder(Answer(200, b"", {}))
    with run.chat(recorder) as chat:
        bot = "a779146f-4df3-49c1-826a-7caa6a5e653a"
        for given in ({"external_chatbot_id": bot}, {}):
            made(run, chat, "send_message", "2", "x", language="pl" if given else None, **given)
            made(run, chat, "stop_conversation", "2", **given)
        for sent, right in zip(recorder.sent[2:], ({"text": "x"}, None), strict=True):
            _check_body(run, sent, right, "a call after another")
            run.check(bot not in sent.target.decode(), "a chat bot of another call is sent")
            run.check("accept-language" not in dict(sent.headers), "the language of another call is sent")
        recorder.answer_with(httpx.ReadError("x"), Answer(200, b"", {}))
        run.check(isinstance(made(run, chat, "send_message", "2", "x"), TransportError), "a broken call succeeds")
        run.equal(made(run, chat, "send_message", "3", "y"), None, "the call after")
        run.equal(recorder.sent[-1].target, b"/api/chat_conversations/3/message", "the call after")


@RULES("webhooks-are-parsed")
def _parsed(run: Run) -> None:
    """A form or JSON is a typed event, or an unknown one with all of its fields, as text and as bytes."""
    for body, kind, right in table("events"):
        for content in (body, body.encode()):
            try:
                event = run.face.clients.webhooks.parse(content, kind)
            except ThuliumError as caught:
                event = caught
            except Exception as caught:
                raise Broken(f"parse raises a bare {caught!r} for {body!r}") from caught
            run.equal(_event(event), right, "the event", body, kind)


def _event(event: Any) -> str:
    if isinstance(event, Exception):
        return type(event).__name__
    own = {name: each for name, each in vars(event).items() if name != "additional_properties"}
    if type(event).__name__ != "UnknownEvent":
        own.pop("action", None)
    fields = [str(each) if isinstance(each, UUID) else _plain(each) for each in own.values()]
    return f"{type(event).__name__}({', '.join(map(repr, [*fields, dict(event.additional_properties)]))})"


@RULES("webhooks-are-authorized")
def _authorized(run: Run) -> None:
    """Only the name and the password of the subscription are right."""
    check = run.face.clients.webhooks.is_authorized
    for header, user, password, right in table("authorized"):
        run.equal(check(header, user, password), right, "whether it is authorized", header)
    with suppress(ArgumentError):
        run.check(not check("Basic Og==", "", ""), "an empty password is right")
