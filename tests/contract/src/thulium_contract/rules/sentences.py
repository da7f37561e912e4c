"""Rules of error sentences: one for each code and language, in that language, about the right parameter."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from http import HTTPStatus
from typing import Any

from thulium_contract.expected.expectation import LANGUAGES
from thulium_contract.http.exchange import Exchange
from thulium_contract.tables import table

POLISH = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"
_PHRASES = frozenset(each.phrase.lower() for each in HTTPStatus)
"""The phrases of HTTP's statuses, which are sentences of no language."""
_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?!\w)")
_WORDS = 2
"""From how many words on a sentence tells its language."""


@cache
def _word_lists() -> dict[str, frozenset[str]]:
    return {language: frozenset(words.split()) for language, words in table("languages").items()}


_SHORT = 60
Parameters = tuple[str, frozenset[str]] | None
"""The parameter that a sentence has to name, and those that it may be taken for."""
_PUNCTUATION = "–—…’‘“”„«»\u00a0"


@dataclass
class Sentences:
    """All sentences that a run has met."""

    examples: Mapping[str, int] = field(default_factory=dict)
    """The code of each sentence that the document gives as an example: no other code has it."""
    parameter_of: Callable[[int], Parameters] = lambda code: None
    """Parameters that an error code is about."""
    names: frozenset[str] = frozenset()
    """The names of all parameters, which are words of no language."""
    by_code: dict[tuple[object, str, tuple[str, ...]], str] = field(default_factory=dict)
    by_sentence: dict[tuple[str, str], int] = field(default_factory=dict)
    said: dict[str, set[str]] = field(default_factory=dict)
    """The languages that each sentence was given in, where the vendor says which one is asked for."""

    def judge(self, exchange: Exchange, language: str) -> str:
        """Return what is wrong with the sentences of an answer in ``language``, nothing if they are right."""
        for error in exchange.errors:
            code, message = error.get("code"), error.get("message")
            if not isinstance(message, str) or type(code) is not int:
                continue
            parameters = self.parameter_of(code)
            # The sentence of 405 depends on the methods that it lists, that of a body on what is wrong with it.
            of_body = exchange.request.body and code // 1000 == 400 and parameters is None
            variable = (message,) if of_body else tuple(exchange.response.values("allow"))
            problem = (
                self._constant(code, language, variable, message)
                or _in_language(language, message, self.names)
                or _about(parameters, message)
            )
            if problem:
                return f"{code}: {problem}"
        return ""

    def _constant(self, code: int, language: str, variable: tuple[str, ...], message: str) -> str:
        first = self.by_code.setdefault((code, language, variable), message)
        if first != message:
            return f"{message!r} was {first!r} before"
        same, example = self.by_sentence.setdefault((language, message), code), self.examples.get(message, code)
        if not self._alike(same, code):
            return f"{message!r} is also that of {same}"
        if not self._alike(example, code):
            return f"{message!r} is that of {example} in the document"
        other = "pl" if language == "en" else "en"
        if self.by_code.get((code, other, variable)) == message:
            return f"{message!r} is the same in both languages"
        return ""

    def _alike(self, one: int, two: int) -> bool:
        """Tell whether two codes may have one sentence: of the same fault of parameters of the same name."""
        first, second = self.parameter_of(one), self.parameter_of(two)
        same_name = first is not None and second is not None and first[0] == second[0]
        return one == two or (same_name and one % 10 == two % 10)

    def untranslated(self, exchange: Exchange, language: str) -> str:
        """Return the sentence that an answer has in ``language`` and that was given in the other one too."""
        for error in exchange.errors:
            message = error.get("message")
            if not isinstance(message, str) or len(message.split()) < _WORDS or spoken(message) is None:
                continue
            self.said.setdefault(message, set()).add(language)
            if len(self.said[message]) > 1:
                return f"{message!r} is given to those who ask for English and to those who ask for Polish"
        return ""


@lru_cache(maxsize=2048)
def spoken(message: str) -> str | None:
    """Return the language of a sentence, None if its words tell none; of a language not documented take two words."""
    if message.strip(" .").lower() in _PHRASES:
        return None
    words = set(_WORD.findall(message.lower()))
    hits = {language: len(words & known) for language, known in _word_lists().items()}
    hits["pl"] += sum(bool(set(word) & set(POLISH)) for word in words - _word_lists()["pl"])
    best = max(hits, key=lambda language: hits[language])
    rest = max(count for language, count in hits.items() if language != best)
    return best if hits[best] > rest + (best not in LANGUAGES) else None


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


@lru_cache(maxsize=2048)
def _in_language(language: str, message: str, names: frozenset[str]) -> str:
    letters = {character for character in message if not (" " <= character <= "~" or character in _PUNCTUATION)}
    if letters - set(POLISH):
        return f"{message!r} has characters of no English or Polish sentence"
    text = message
    for name in names:
        text = text.replace(name, "") if "_" in name else text
    words = _WORD.findall(text.lower())
    english, polish = (sum(word in _word_lists()[each] for word in words) for each in ("en", "pl"))
    # A short Polish sentence may do without a Polish letter, a long one hardly.
    if language == "pl":
        right = polish >= english if letters else len(text) < _SHORT and polish > english
    else:
        right = not letters and english > polish
    return "" if right else f"{message!r} is not in the language {language}"


@lru_cache(maxsize=2048)
def _about(parameters: Parameters, message: str) -> str:
    if parameters is None:
        return ""
    parameter, names = parameters
    named = {name for name in names if re.search(rf"\b{name}\b", message)}
    return "" if named == {parameter} else f"{message!r} does not name {parameter} alone"
