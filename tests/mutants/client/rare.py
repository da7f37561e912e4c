"""Defects that show only for rare input, or only now and then."""

import dataclasses
import re

import httpx

from tests.mutants.client.changes import arguments, raw_query, settings, texts, with_query
from tests.mutants.client.core import Arguments, ClientMutant, Defect, Memory
from tests.mutants.client.witness import Witness, sends


def _named(text: str) -> Witness:
    return sends({"client_name": text, "client_surname": text, "client_id": text})


def _every(number: int, defect: Defect) -> Defect:
    """Return the defect that shows only in every `number`-th call of a client."""

    def changed(given: Arguments, memory: Memory) -> Arguments:
        return given if memory.calls % number else defect.arguments(given, memory)

    return dataclasses.replace(defect, arguments=changed)


_NAMELESS = arguments(lambda given: {name: value for name, value in given.items() if name != "client_name"})
_JAN = {"client_name": "Jan"}


def _after_error(error: Exception, memory: Memory) -> object:
    memory["failed"] = True
    raise error


def _forgets(given: Arguments, memory: Memory) -> Arguments:
    return {**given, "client_name": None} if memory.get("failed") else given


def _remembers(given: Arguments, memory: Memory) -> Arguments:
    found = {**memory, **{name: value for name, value in given.items() if value is not None}}
    memory.update({name: value for name, value in given.items() if name == "client_email"})
    return found


def _no_emoji(request: httpx.Request, memory: Memory) -> httpx.Request:
    return with_query(request, re.sub("%F0(%[0-9A-F]{2}){3}", "%EF%BF%BD", request.url.query.decode()))


MUTANTS = (
    ClientMutant(
        "lower-cases-uuids",
        "An external id that is a UUID is lower-cased.",
        texts(lambda text: text.lower() if re.fullmatch("[0-9A-Fa-f-]{36}", text) else text, "client_id"),
        sends({"client_id": "6ED7C941-2C8A-411E-95D2-338A9F64800A"}),
    ),
    ClientMutant(
        "replaces-emoji", "Characters beyond the basic plane become U+FFFD.", Defect(request=_no_emoji), _named("😀")
    ),
    ClientMutant(
        "final-sigma",
        "A Greek sigma takes the form of the end of a word.",
        texts(lambda text: text.replace("σ", "ς")),
        _named("σ"),
    ),
    ClientMutant(
        "hides-tags",
        "Invisible tags, of which flags are made, are removed from a surname.",
        texts(lambda text: re.sub("[\U000e0020-\U000e007f]", "", text) or text, "client_surname"),
        _named("a\U000e0067b"),
    ),
    ClientMutant(
        "drops-joiners",
        "Zero-width joiners are removed.",
        texts(lambda text: text.replace("\u200d", "")),
        _named("a\u200db"),
    ),
    ClientMutant(
        "drops-bom", "U+FEFF is removed.", texts(lambda text: text.replace("\ufeff", "") or text), _named("\ufeffa")
    ),
    ClientMutant(
        "drops-accents",
        "Combining accents are removed.",
        texts(lambda text: text.replace("\u0301", "") or text),
        _named("e\u0301"),
    ),
    ClientMutant(
        "nbsp-becomes-space",
        "A no-break space becomes a space.",
        texts(lambda text: text.replace("\u00a0", " ") if text.strip("\u00a0 ") else text),
        _named("a\u00a0b"),
    ),
    ClientMutant(
        "curly-quotes", "Curly quotes become straight ones.", texts(lambda text: text.replace("“", '"')), _named("“a”")
    ),
    ClientMutant(
        "drops-c1",
        "C1 controls are removed.",
        texts(lambda text: re.sub("[\x80-\x9f]", "", text) or text),
        _named("a\x85b"),
    ),
    ClientMutant(
        "splits-at-comma",
        "A text ends at its first comma.",
        texts(lambda text: text.partition(",")[0] or text),
        _named("a,b"),
    ),
    ClientMutant(
        "splits-at-semicolon",
        "A text ends at its first semicolon.",
        texts(lambda text: text.partition(";")[0] or text),
        _named("a;b"),
    ),
    ClientMutant(
        "drops-null-word",
        "The text null is not sent.",
        texts(lambda text: None if text.lower() == "null" else text),
        _named("null"),
    ),
    ClientMutant(
        "truth-word", "The text true is sent as 1.", texts(lambda text: "1" if text == "true" else text), _named("true")
    ),
    ClientMutant(
        "strips-tags",
        "What looks like a tag is removed.",
        texts(lambda text: re.sub("<[^>]*>", "", text) or text),
        _named("<b>a</b>"),
    ),
    ClientMutant(
        "doubles-backslash", "A backslash is doubled.", texts(lambda text: text.replace("\\", "\\\\")), _named("a\\b")
    ),
    ClientMutant(
        "formula-guard",
        "A text that begins as a formula gets an apostrophe.",
        texts(lambda text: f"'{text}" if text[:1] == "=" else text),
        _named("=1+1"),
    ),
    ClientMutant(
        "email-plus-tag",
        "The tag after the plus sign of an e-mail address is removed.",
        texts(lambda text: re.sub(r"\+[^@]*@", "@", text) if not text.startswith("+") else text, "client_email"),
        sends({"client_email": "jan+tag@example.org"}),
    ),
    ClientMutant(
        "email-idna",
        "A non-Latin domain is written in ASCII.",
        texts(lambda text: text.replace("żółw.pl", "xn--w-uga1v8h.pl"), "client_email"),
        sends({"client_email": "jan@żółw.pl"}),
    ),
    ClientMutant(
        "hash-ends-query",
        "A number sign in a value is not encoded.",
        raw_query(lambda text: text.replace("%23", "#")),
        _named("a#b"),
    ),
    ClientMutant(
        "ampersand-splits",
        "An ampersand in a value is not encoded.",
        raw_query(lambda text: text.replace("%26", "&")),
        _named("a&b"),
    ),
    ClientMutant(
        "equals-lost",
        "What follows an equals sign in a value is lost.",
        texts(lambda text: text.partition("=")[0] or text),
        _named("a=b"),
    ),
    ClientMutant(
        "second-call-only",
        "The second call of a client loses the first name.",
        Defect(arguments=lambda given, memory: _NAMELESS.arguments(given, memory) if memory.calls == 2 else given),
        sends(_JAN, _JAN),
    ),
    ClientMutant(
        "every-50th-call",
        "Every 50th call of a client loses the first name.",
        _every(50, _NAMELESS),
        sends(*[_JAN] * 50),
    ),
    ClientMutant(
        "after-an-error",
        "Once a call has failed, first names are lost.",
        Defect(arguments=_forgets, error=_after_error),
        sends({"chat_queue_id": 0}, _JAN),
    ),
    ClientMutant(
        "remembers-email",
        "An e-mail address is sent again with the next call.",
        Defect(arguments=_remembers),
        sends({"client_email": "a@b.pl"}, {}),
    ),
    ClientMutant(
        "async-only-trims",
        "The async class alone trims texts.",
        dataclasses.replace(texts(str.strip), sync=False),
        _named(" a "),
    ),
    ClientMutant(
        "sync-only-lower-cases",
        "The sync class alone lower-cases e-mail addresses.",
        dataclasses.replace(texts(str.lower, "client_email"), asynchronous=False),
        sends({"client_email": "JAN@b.pl"}),
    ),
    ClientMutant(
        "async-only-no-timeout",
        "The async class alone waits for ten minutes.",
        dataclasses.replace(settings(timeout=600.0), sync=False),
    ),
)
