"""Errors as a document answers them: status, media type, code and sentence are those of its examples."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from thulium_mock.catalogue import ERRORS, ErrorEntry, says
from thulium_mock.openapi.documents import Document, control_document, once_if_packaged, resolved
from thulium_mock.openapi.responses import Responses, errors_of, responses


@once_if_packaged
def documented_errors(document: Document) -> dict[int, ErrorEntry]:
    """Return the errors that the examples of ``document`` show, by their codes in the catalogue.

    An entry has the status and the media type of the response, the code of the example, and its sentence where the
    catalogue has another. Errors of parameters that no example shows are answered like the first one that is shown.
    """
    found: dict[int, ErrorEntry] = {}
    outside = Responses(resolved(document, {"responses": document.get("x-responses", {})}))
    for each in (*responses(document).values(), outside):
        for code, entry in _shown(each):
            found.setdefault(code, entry)
        if first := next((found[code] for code in each.known if code in found), None):
            for code in each.known:
                found.setdefault(code, first._replace(code=code, sentences={}))
    return found


@cache
def control_errors() -> dict[int, ErrorEntry]:
    """Return the errors that the examples of the control API show."""
    return documented_errors(control_document())


def _shown(responses: Responses) -> Iterator[tuple[int, ErrorEntry]]:
    """Yield code in the catalogue and entry of each error in the examples of an operation."""
    for response in responses.by_status.values():
        for name, example in response.examples.items():
            errors = errors_of(example)
            for error in errors:
                code, message = error["code"], error["message"]
                named = ERRORS.get(name.replace("-", "_")) if len(errors) == 1 else None
                if entry := named or _meant(error, responses.known):
                    sentences = {} if says(entry, message) else {"en": message}
                    yield entry.code, ErrorEntry(response.status, code, sentences, response.media_type)


def _meant(error: Mapping[str, Any], known: Mapping[int, ErrorEntry]) -> ErrorEntry | None:
    """Return the entry that has the code of an example's error, or else its sentence."""
    entries = (*known.values(), *ERRORS.values())
    with_code = (each for each in entries if each.code == error["code"])
    with_sentence = (each for each in entries if error["message"] in each.sentences.values())
    return next(with_code, None) or next(with_sentence, None)
