"""Defects in the language of errors."""

import re
from collections.abc import Callable

from thulium_mock.errors import InternalError

from tests.mutants.server.changes import ERRORS, at, fail_if, faults, fields, header, headers, if_
from tests.mutants.server.core import Group
from tests.mutants.server.logins import may_not
from tests.mutants.server.witness import Ask, basic

GROUP = Group("languages")


def _ask(*values: str, query: str = "chat_queue_id=x") -> Ask:
    return Ask(query, headers=tuple(("accept-language", value) for value in values))


def _first(text: str) -> str:
    """Keep the first language, without its quality."""
    return text.partition(",")[0].partition(";")[0]


def _without_zero(text: str) -> str:
    return re.sub(r";\s*q=0(\.0*)?(?=,|$)", "", text)


_EDITS: list[tuple[str, str, Callable[[str], str | None], Ask]] = [
    ("always-english", "Errors are always English.", lambda text: None, _ask("pl")),
    ("first-wins", "The first language counts, whatever its quality.", _first, _ask("en;q=0.1, pl")),
    (
        "last-wins",
        "The last language counts, whatever its quality.",
        lambda text: _first(text.rpartition(",")[2].strip()),
        _ask("pl, en;q=0.5"),
    ),
    (
        "no-quality",
        "Qualities do not count.",
        lambda text: re.sub(r"\s*;\s*q=[0-9.]*", "", text),
        _ask("en;q=0.2, pl;q=0.9"),
    ),
    (
        "quality-inverted",
        "The lowest quality counts.",
        lambda text: re.sub(r"q=0\.([1-9])", lambda match: f"q=0.{10 - int(match[1])}", text),
        _ask("en;q=0.2, pl;q=0.9"),
    ),
    (
        "quality-digits",
        "Only the first digit of a quality counts.",
        lambda text: re.sub(r"(q=[01]\.[0-9])[0-9]+", r"\1", text),
        _ask("en;q=0.81, pl;q=0.89"),
    ),
    ("quality-zero", "A quality of 0 counts as 1.", _without_zero, _ask("pl;q=0")),
    (
        "quality-zero-dot",
        "A quality of 0.0 or 0.000 counts as 1.",
        lambda text: re.sub(r";\s*q=0\.0*(?=,|$)", "", text),
        _ask("pl;q=0.000"),
    ),
    (
        "quality-spaces",
        "A quality with spaces around its semicolon is dropped with its language.",
        lambda text: re.sub(r"[a-zA-Z-]+(\s+;\s*|\s*;\s+)q=[0-9.]*", "", text),
        _ask("pl ; q=0.9"),
    ),
    (
        "quality-malformed",
        "A language whose quality cannot be read counts.",
        lambda text: re.sub(r";\s*q=(?![01](\.[0-9]{0,3})?(\s*,|\s*$))[^,]*", "", text),
        _ask("pl;q=high"),
    ),
    ("quality-above", "A quality above 1 counts.", lambda text: re.sub(r"q=[2-9][0-9.]*", "q=1", text), _ask("pl;q=5")),
    (
        "region-ignored",
        "Polish with a region is not known.",
        lambda text: re.sub("(?i)pl-[a-z0-9]+", "xx", text),
        _ask("pl-PL"),
    ),
    (
        "script",
        "Polish with a script and a region is not known.",
        lambda text: re.sub("(?i)pl-[a-z]{4}(-[a-z0-9]+)?", "xx", text),
        _ask("pl-Latn-PL"),
    ),
    ("case", "Polish in upper case is not known.", lambda text: text.replace("PL", "xx"), _ask("PL")),
    (
        "prefix",
        "A language that begins with pl is Polish.",
        lambda text: re.sub("(?i)pl[a-z]+", "pl", text),
        _ask("plt"),
    ),
    (
        "part",
        "A region PL makes any language Polish.",
        lambda text: re.sub("(?i)[a-z]+-pl", "pl", text),
        _ask("szl-PL"),
    ),
    ("underscore", "An underscore before the region is accepted.", lambda text: text.replace("_", "-"), _ask("pl_PL")),
    ("star", "An asterisk asks for Polish.", lambda text: text.replace("*", "pl"), _ask("*")),
    (
        "star-over-english",
        "An asterisk beside English asks for Polish.",
        lambda text: re.sub(r"^en;q=[0-9.]+,\s*\*;q=0\.[0-9]", "pl", text),
        _ask("en;q=0.9, *;q=0.5"),
    ),
    (
        "unknown-is-polish",
        "A language that is not spoken asks for Polish.",
        lambda text: "pl" if re.fullmatch("(de|fr|uk|cs|sk|es|it|ru|lt)(-[A-Z]+)?", text) else text,
        _ask("de"),
    ),
    (
        "second-ignored",
        "Only two languages are read.",
        lambda text: ",".join(text.split(",")[:2]),
        _ask("de, fr, pl;q=0.5"),
    ),
    (
        "tenth-ignored",
        "Only nine languages are read.",
        lambda text: ",".join(text.split(",")[:9]),
        _ask("de,fr,uk,cs,sk,es,it,ru,lt,pl"),
    ),
    ("tabs", "Tabs around languages are not read.", lambda text: re.sub("\tpl|pl\t", "xx", text), _ask("de,\tpl")),
    (
        "after-rubbish",
        "What follows something that cannot be read is passed over.",
        lambda text: re.sub(r"[^a-zA-Z0-9*,;=. \t-].*", "", text),
        _ask("???, pl"),
    ),
    (
        "empty-element",
        "What follows an empty element is passed over.",
        lambda text: re.sub(r"^\s*,.*|,\s*,.*", "", text),
        _ask("de,, pl"),
    ),
]
for _name, _description, _edit, _question in _EDITS:
    GROUP.on_request(_name, _description, header("accept-language", _edit), _question)

_POLISH = (("accept-language", "pl"),)
_SAY_POLISH = headers(
    lambda given: [*(each for each in given if each[0] != "accept-language"), ("accept-language", "pl")]
)
_SAY_ENGLISH = headers(lambda given: [each for each in given if each[0] != "accept-language"])
_add = GROUP.on_request
_add("always-polish", "Errors are always Polish.", _SAY_POLISH, _ask())
_add(
    "polish-by-default",
    "Without Accept-Language errors are Polish.",
    if_(lambda request: not request.has("accept-language"), _SAY_POLISH),
    _ask(),
)
_add(
    "polish-for-empty",
    "An empty Accept-Language asks for Polish.",
    if_(lambda request: request.has("accept-language") and not request.header("accept-language"), _SAY_POLISH),
    _ask(""),
)
_add(
    "polish-for-rubbish",
    "An Accept-Language that cannot be read asks for Polish.",
    if_(lambda request: re.search("[!?()]", request.header("accept-language")) is not None, _SAY_POLISH),
    _ask("!!"),
)
_add(
    "first-header",
    "Of two Accept-Language headers the first counts.",
    headers(
        lambda given: [
            each
            for index, each in enumerate(given)
            if each[0] != "accept-language" or "accept-language" not in (name for name, _ in given[:index])
        ]
    ),
    _ask("de", "pl"),
)
_add(
    "last-header",
    "Of two Accept-Language headers the last counts.",
    headers(
        lambda given: [
            each
            for index, each in enumerate(given)
            if each[0] != "accept-language" or "accept-language" not in (name for name, _ in given[index + 1 :])
        ]
    ),
    _ask("pl", "de"),
)
_add(
    "in-query",
    "A parameter lang asks for a language.",
    if_(lambda request: request.value("lang") == b"pl", _SAY_POLISH),
    _ask(query="chat_queue_id=x&lang=pl"),
)
_add(
    "english-401",
    "401 is always English.",
    if_(lambda request: not request.has("authorization"), _SAY_ENGLISH),
    Ask(auth=None, headers=_POLISH),
)


_add(
    "english-403",
    "403 is always English.",
    lambda request, server: _SAY_ENGLISH(request, server) if may_not(request, server) else request,
    Ask(auth=basic("api_limited"), headers=_POLISH),
)
_add(
    "english-405",
    "405 is always English.",
    if_(lambda request: request.method != "POST", _SAY_ENGLISH),
    Ask(method="GET", headers=_POLISH),
)
_add(
    "english-404",
    "An unknown path is always English.",
    if_(lambda request: not request.path.endswith("start"), _SAY_ENGLISH),
    Ask(path="/api/chats", headers=_POLISH),
)
_add(
    "english-414",
    "414 is always English.",
    if_(lambda request: len(request.query) > 60000, _SAY_ENGLISH),
    Ask("x=" + "a" * 64000, headers=_POLISH),
)
_add(
    "english-email",
    "A fault of client_email makes all faults English.",
    if_(lambda request: "client_email=" in request.query, _SAY_ENGLISH),
    Ask("chat_queue_id=3&client_email=a", headers=_POLISH),
)
_add(
    "rubbish-crash",
    "A quality that is no number is an internal error.",
    fail_if(lambda request: re.search("q=[^0-9, ]", request.header("accept-language")) is not None, InternalError),
    _ask("pl;q=x"),
)
_add(
    "long-crash",
    "An Accept-Language of more than 1000 characters is an internal error.",
    fail_if(lambda request: len(request.header("accept-language")) > 1000, InternalError),
    _ask("de," * 400),
)
_add(
    "not-ascii-crash",
    "An Accept-Language beyond ASCII is an internal error.",
    fail_if(lambda request: not request.header("accept-language").isascii(), InternalError),
    _ask("\xff"),
)
_add(
    "refused",
    "An Accept-Language that cannot be read is an internal error even on success.",
    fail_if(lambda request: ";;" in request.header("accept-language"), InternalError),
    _ask("pl;;q=1", query="chat_queue_id=3"),
)

_LIES = [
    ("lies-english", "Content-Language says English of Polish errors.", "en", "pl"),
    ("lies-polish", "Content-Language says Polish of English errors.", "pl", "en"),
]
for _name, _description, _said, _asked in _LIES:
    GROUP.on_answer(_name, _description, at(ERRORS, fields(content_language=_said)), _ask(_asked))


def _half(errors: list[dict[str, object]]) -> list[dict[str, object]]:
    """Leave the second sentence in English."""
    english = "The parameter is malformed: mend it."
    return [{**error, "message": english} if index else error for index, error in enumerate(errors)]


GROUP.on_answer(
    "second-english",
    "Of several Polish faults the second and further are English.",
    at(400, faults(_half), only=lambda request: request.header("accept-language") == "pl"),
    _ask("pl", query="chat_queue_id=x&client_email=a"),
)
