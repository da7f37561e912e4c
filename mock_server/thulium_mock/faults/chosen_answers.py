"""Answers chosen from the document, by a request's preference or by an injected fault."""

import random
from collections.abc import Mapping
from functools import cached_property

from thulium_mock.catalogue import ErrorEntry
from thulium_mock.errors import MockError, TooManyRequests, UndocumentedAnswer, UnknownExample
from thulium_mock.faults.fault import FaultAnswer
from thulium_mock.faults.preferences import Preferences
from thulium_mock.openapi.documents import Document
from thulium_mock.openapi.responses import Answer, Responses, documented_errors, responses

_SHOWN = 100
"""Limit of an unknown name that an error repeats, in characters."""


class ChosenAnswers:
    """The answers of a ``document``, of each operation and of all together."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._of_operation = responses(document)

    @cached_property
    def errors(self) -> dict[int, ErrorEntry]:
        """The errors that the document shows, by the codes of the catalogue; checks of faults need none of them."""
        return documented_errors(self._document)

    def examples(self, operation_id: str | None = None) -> dict[int, list[str]]:
        """Return the names of the examples of each status that an operation has, or that any has."""
        found: dict[int, dict[str, None]] = {}
        for name, each in self._of_operation.items():
            if operation_id not in (None, name):
                continue
            for status, names in each.examples.items():
                found.setdefault(status, {}).update(dict.fromkeys(names))
        return {status: list(names) for status, names in sorted(found.items())}

    def preferred(self, operation_id: str, preferences: Preferences, rng: random.Random) -> Answer | None:
        """Return the answer that a valid request prefers, None if it prefers none.

        ``rng`` samples dynamic answers without a seed.

        Raises:
            UndocumentedAnswer: the document has no answer of the status.
            UnknownExample: the answer has no example of the name.
            Refusal: it prefers an error without saying which example of it.
        """
        code, example, dynamic, seed, *_ = preferences
        if code is None and example is None and not dynamic:
            return None
        own = self._of_operation[operation_id]
        response = own.by_status.get(own.success if code is None else code)
        if response is None:
            raise UndocumentedAnswer(code=code, codes=", ".join(map(str, own.by_status)))
        if example is not None:
            # Like Prism, which looks for it among the examples of success next, whatever the status.
            for each in (response, own.by_status[own.success]):
                if example in each.examples:
                    return each.verbatim(example)
            raise _unknown(example, own.examples)
        if dynamic:
            return response.dynamic(rng if seed is None else random.Random(seed))  # noqa: S311 - no secret
        return response.fresh(None, rng)

    def instead_of(self, operation_id: str, refusal: MockError, preferences: Preferences) -> Answer | None:
        """Return the preferred example for a refused request, if it is one of the refusal's status, else None.

        Raises `UnknownExample` if the answer has none of the name.
        """
        own: Responses = self._of_operation[operation_id]
        response = own.by_status.get(refusal.entries[0].documented(self.errors).status)
        if response is None or response.status != preferences.code or preferences.example is None:
            return None
        if preferences.example not in response.examples:
            raise _unknown(preferences.example, own.examples)
        return response.verbatim(preferences.example)

    def of_fault(self, answer: FaultAnswer, operation_id: str | None, rng: random.Random) -> Answer:
        """Return the answer of a fault, from the operation or else from another; raises `MockError` for an error.

        Raises `UndocumentedAnswer` or `UnknownExample` if a document that came after the fault was checked lacks it.
        """
        if answer.code is None and answer.example is None:
            raise TooManyRequests(headers=[(b"retry-after", b"%d" % (answer.retry_after or 0))])
        own = [each for name, each in self._of_operation.items() if name == operation_id]
        for each in (*own, *self._of_operation.values()):
            for status, response in each.by_status.items():
                if answer.code in (None, status) and (answer.example is None or answer.example in response.examples):
                    return response.fresh(answer.example, rng, answer.retry_after)
        examples = self.examples()
        if answer.code is not None and answer.code not in examples:
            raise UndocumentedAnswer(code=answer.code, codes=", ".join(map(str, examples)))
        raise _unknown(str(answer.example), examples)


def _unknown(example: str, known: Mapping[int, list[str]]) -> UnknownExample:
    """Return the error that names the examples that are ``known`` of each status."""
    examples = "; ".join(f"{status}: {', '.join(names)}" for status, names in known.items())
    return UnknownExample(example=example[:_SHOWN], examples=examples)
