"""The sentences of errors: one for each code and language, in that language, about the right parameter."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.contract.edge_values import PARAMETERS
from tests.contract.suite.exchange import Exchange

POLISH = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"
_POLISH_WORDS = frozenset(
    (
        "do",
        "dodaj",
        "jest",
        "ma",
        "na",
        "nie",
        "podaj",
        "parametr",
        "parametru",
        "po",
        "potem",
        "ta",
        "użyj",
        "za",
        "że",
        "w",
    )
)

_ENGLISH_WORDS = frozenset(
    (
        "a",
        "add",
        "an",
        "and",
        "are",
        "be",
        "call",
        "check",
        "for",
        "given",
        "is",
        "it",
        "must",
        "no",
        "not",
        "of",
        "send",
        "the",
        "to",
    )
)
_SHORT = 60
_PUNCTUATION = "–—…’‘“”„«»\u00a0"


@dataclass
class Sentences:
    """All sentences that a run has met."""

    examples: Mapping[str, int] = field(default_factory=dict)
    """The code of each sentence that the document gives as an example: no other code has it."""
    by_code: dict[tuple[object, str, tuple[str, ...]], str] = field(default_factory=dict)
    by_sentence: dict[tuple[str, str], object] = field(default_factory=dict)
    _right: set[tuple[object, ...]] = field(default_factory=set)
    """The sentences that were right: they are so again, of the same code, in the same language."""

    def judge(self, exchange: Exchange, language: str, parameter_of: Callable[[int], str | None]) -> str:
        """Return what is wrong with the sentences of an answer in ``language``, nothing if they are right."""
        # Only the sentence of 405 depends on more than its code: on the methods that it lists.
        variable = tuple(exchange.response.values("allow"))
        for error in exchange.errors:
            code, message = error.get("code"), error.get("message")
            if not isinstance(message, str) or type(code) is not int:
                continue
            if (code, language, variable, message) in self._right:
                continue
            problem = (
                self._constant(code, language, variable, message)
                or _in_language(language, message)
                or _about(parameter_of(code), message)
            )
            if problem:
                return f"{code}: {problem}"
            self._right.add((code, language, variable, message))
        return ""

    def _constant(self, code: int, language: str, variable: tuple[str, ...], message: str) -> str:
        first = self.by_code.setdefault((code, language, variable), message)
        if first != message:
            return f"{message!r} was {first!r} before"
        if self.by_sentence.setdefault((language, message), code) != code:
            return f"{message!r} is also that of {self.by_sentence[language, message]}"
        if self.examples.get(message, code) != code:
            return f"{message!r} is that of {self.examples[message]} in the document"
        other = "pl" if language == "en" else "en"
        if self.by_code.get((code, other, variable)) == message:
            return f"{message!r} is the same in both languages"
        return ""


def example_sentences(document: Mapping[str, Any]) -> dict[str, int]:
    """Return the sentences of the document's examples of errors, with their codes."""
    return {error["message"]: error["code"] for error in _errors(document["components"]["responses"])}


def _errors(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if set(node) == {"message", "code"}:
            yield node
        node = list(node.values())
    if isinstance(node, list):
        for each in node:
            yield from _errors(each)


def _in_language(language: str, message: str) -> str:
    letters = {character for character in message if not (" " <= character <= "~" or character in _PUNCTUATION)}
    if letters - set(POLISH):
        return f"{message!r} has characters of no English or Polish sentence"
    text = message
    for name in PARAMETERS:
        text = text.replace(name, "")
    words = re.findall(r"[^\W\d_]+", text.lower())
    english, polish = (sum(word in known for word in words) for known in (_ENGLISH_WORDS, _POLISH_WORDS))
    # A short Polish sentence may do without a Polish letter, a long one hardly.
    if language == "pl":
        right = polish >= english if letters else len(text) < _SHORT and polish > english
    else:
        right = not letters and english > polish
    return "" if right else f"{message!r} is not in the language {language}"


def _about(parameter: str | None, message: str) -> str:
    if parameter is None:
        return ""
    named = {name for name in PARAMETERS if name in message}
    return "" if named == {parameter} else f"{message!r} does not name {parameter} alone"
