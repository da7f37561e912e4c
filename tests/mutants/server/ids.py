"""Defects in the ids of conversations."""

import uuid
from collections.abc import Callable

from tests.http.messages import Response
from tests.mutants.server.changes import Condition, has
from tests.mutants.server.core import AnswerChange, Defect, Group, Request
from tests.mutants.server.parts import Parts, Server
from tests.mutants.server.witness import Ask

GROUP = Group("ids")

_MANY = Ask(times=12)
_TOGETHER = Ask(times=8, together=True)
_CONSTANT = "6ed7c941-2c8a-411e-95d2-338a9f64800a"


def _any(request: Request) -> bool:
    return True


def identified(
    edit: Callable[[str, Server], object], only: Condition = _any, when: Callable[[Server], bool] = lambda server: True
) -> AnswerChange:
    """Change the id of a success."""

    def change(answer: Response, request: Request, server: Server) -> Response:
        if answer.status != 200 or not only(request) or not when(server):
            return answer
        return answer.with_json({"conversation_id": edit(answer.json["conversation_id"], server)})

    return change


def _earlier(text: str, server: Server) -> str:
    """Return the first id that was ever given out."""
    first: str = server.memory.setdefault("first", text)
    return first


def _before(text: str, server: Server) -> str:
    """Return the id that was given out before."""
    before: str = server.memory.get("before", text)
    server.memory["before"] = text
    return before


def _each(number: int, edit: Callable[[str], str]) -> AnswerChange:
    return identified(lambda text, server: edit(text) if server.nth("ids") % number == 0 else text)


def _repeated_after(number: int) -> AnswerChange:
    def edit(text: str, server: Server) -> str:
        given: str = server.memory.setdefault(server.nth("ids") % number, text)
        return given

    return identified(edit)


_add = GROUP.on_answer
_add("upper-case", "Ids are in upper case.", identified(lambda text, _: text.upper()), _MANY)
_add(
    "one-letter",
    "The last letter of an id is in upper case.",
    identified(lambda text, _: text[:-1] + text[-1].upper()),
    Ask(times=40),
)
_add("braces", "Ids are in braces.", identified(lambda text, _: f"{{{text}}}"), Ask())
_add("no-hyphens", "Ids have no hyphens.", identified(lambda text, _: text.replace("-", "")), Ask())
_add("urn", "Ids are URNs.", identified(lambda text, _: f"urn:uuid:{text}"), Ask())
_add("space", "A space follows ids.", identified(lambda text, _: f"{text} "), Ask())
_add("newline", "A line feed follows ids.", identified(lambda text, _: f"{text}\n"), Ask())
_add("short", "Ids lack their last digit.", identified(lambda text, _: text[:-1]), Ask())
_add(
    "grouping",
    "The hyphens of ids are in other places.",
    identified(lambda text, _: "-".join((text[:4], text[4:8] + text[9:13], text[14:]))),
    Ask(),
)
_add("letter", "Ids end with a letter that is no digit.", identified(lambda text, _: text[:-1] + "g"), Ask())
_add("nil", "Every second id is the nil UUID.", _each(2, lambda _: str(uuid.UUID(int=0))), Ask(times=4))
_add("constant", "Ids are always the same.", identified(lambda text, _: _CONSTANT), Ask(times=2))
_add("first-again", "Ids repeat the first one.", identified(_earlier), Ask(times=2))
_add(
    "before",
    "Every tenth id is that of the conversation before.",
    lambda answer, request, server: (
        identified(_before)(answer, request, server) if server.count % 10 == 0 or server.count % 10 == 9 else answer
    ),
    Ask(times=20),
)
_add("of-ten", "Ids repeat after ten conversations.", _repeated_after(10), _MANY)
_add("of-hundred", "Ids repeat after a hundred conversations.", _repeated_after(100), Ask(times=102))
_add(
    "of-same-client",
    "A client_id that comes again gets the same id.",
    lambda answer, request, server: identified(
        lambda text, _: server.memory.setdefault(request.value("client_id"), text), has("client_id", ".+")
    )(answer, request, server),
    Ask("chat_queue_id=3&client_id=77", times=2),
)
_add(
    "of-same-query",
    "The same query gets the same id, even when another came between.",
    lambda answer, request, server: identified(lambda text, _: server.memory.setdefault(request.query, text))(
        answer, request, server
    ),
    Ask(times=2),
)
_add(
    "of-same-customer",
    "A known customer gets the same id again.",
    lambda answer, request, server: identified(
        lambda text, _: server.memory.setdefault(request.value("customer_id"), text), has("customer_id", "[1-3]")
    )(answer, request, server),
    Ask("chat_queue_id=3&customer_id=1", times=2),
)
_add(
    "not-of-store",
    "The id that is answered is not the one that is stored.",
    identified(lambda text, _: str(uuid.uuid4())),
    Ask(),
)
_add("every-97th", "Every 97th id has a wrong form.", _each(97, lambda text: text.replace("-", "")), Ask(times=97))
_add(
    "empty-for-email",
    "With client_email the id is an empty text.",
    identified(lambda text, _: "", has("client_email", ".+")),
    Ask("chat_queue_id=3&client_email=a@b"),
)
GROUP.add(
    "together",
    "Requests at the same time get the same id.",
    Defect(
        answer=lambda answer, request, server: identified(
            lambda text, _: server.memory.setdefault(("id", server.count), text)
        )(answer, request, server),
        pause=lambda request, server: 0.003,
    ),
    _TOGETHER,
)
GROUP.add(
    "unstored-third",
    "Every third conversation is not stored.",
    Defect(parts=Parts(keep=lambda conversation, server: conversation if server.nth("kept") % 3 else None)),
    Ask(times=3),
)
