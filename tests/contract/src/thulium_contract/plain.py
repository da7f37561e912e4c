"""Plain requests: what the documented facts alone refuse or accept, spelled as the vendor's examples spell it."""

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from thulium_contract.credentials import Credentials, encoded
from thulium_contract.exchange import Request
from thulium_contract.expectation import Judge
from thulium_contract.http.messages import Headers
from thulium_contract.operations import QUERY

if TYPE_CHECKING:
    from thulium_contract.corpus import Corpus

_JSON: Headers = (("Content-Type", "application/json"),)
_LANGUAGES: tuple[Headers, ...] = ((), (("Accept-Language", "pl"),), (("Accept-Language", "en"),))
_WAYS: tuple[Headers, ...] = (
    *((), _JSON, (("Content-Type", "application/json; charset=utf-8"),)),
    *((*_JSON, ("Accept", each)) for each in ("application/json", "text/html", "application/json, */*;q=0.5")),
)


def refused(corpus: "Corpus") -> list[Request]:
    """Return requests that documented facts refuse: without credentials, with wrong ones, without what is required."""
    return [*_unauthenticated(corpus), *_incomplete(corpus)]


def accepted(corpus: "Corpus") -> list[Request]:
    """Return requests that documented facts accept: each set of optional parameters, and each way of an example."""
    given = [f"{name}={quote(value, safe='')}" for name, value in corpus.examples.items()]
    sets = [each for count in range(len(given) + 1) for each in itertools.combinations(given, count)]
    queries = ["&".join((corpus.base, *each)) for each in sets]
    plain = [corpus.request(query, "an example of the document", headers=_JSON) for query in queries]
    ways = [
        corpus.request(None, "as an example is sent", headers=(*way, *lang)) for way in _WAYS for lang in _LANGUAGES
    ]
    return [*ways, *plain]


def further_operations(judge: Judge, corpus: "Corpus") -> Iterator[Request]:
    """Yield requests to each other operation: right ones, some without credentials, and one with each simple fault."""
    for operation in judge.all_operations:
        method = operation.method
        if operation.path == corpus.path or "{" in operation.path or operation.has_body:
            continue
        given = {each.name: f"{each.name}={quote(_written(each.example), safe='')}" for each in operation.at(QUERY)}
        needed = [given[each.name] for each in operation.at(QUERY) if each.required]
        queries = {"an example of the document": "&".join(given.values()), "only what is required": "&".join(needed)}
        for each in operation.at(QUERY):
            others = [piece for piece in needed if piece != given[each.name]]
            queries[f"without {each.name}"] = "&".join(others)
            queries[f"{each.name} twice"] = "&".join([*others, given[each.name], given[each.name]])
            wrong = "x" if each.schema["type"] == "integer" else "%00"
            queries[f"a wrong {each.name}"] = "&".join([*others, f"{each.name}={wrong}"])
        for (why, query), language in itertools.product(queries.items(), _LANGUAGES):
            yield corpus.request(query, why, method=method, path=operation.path, headers=language)
        for why, query in queries.items():
            nobody = Credentials((), "none")
            yield corpus.request(query, f"{why}, by nobody", method=method, path=operation.path, as_=nobody)
        yield corpus.request(queries["only what is required"], "another method", method="PATCH", path=operation.path)


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def announced(corpus: "Corpus") -> Request:
    """Return the one request of a safe check that starts a conversation."""
    return corpus.request(f"{corpus.base}&client_name=ContractCheck", "the announced conversation", headers=_JSON)


def _unauthenticated(corpus: "Corpus") -> Iterator[Request]:
    user, password = corpus.cast.main.name, corpus.cast.main.password
    wrong = {
        "without credentials": (),
        "with another password": (("Authorization", f"Basic {encoded(f'{user}:not-the-password')}"),),
        "with no password": (("Authorization", f"Basic {encoded(f'{user}:')}"),),
        "with another user": (("Authorization", f"Basic {encoded('nobody-at-all:not-the-password')}"),),
        "with another user of the same password": (("Authorization", f"Basic {encoded(f'nobody-at-all:{password}')}"),),
        "with a token of another scheme": (("Authorization", "Bearer 0123456789abcdef"),),
    }
    for (why, headers), language in itertools.product(wrong.items(), _LANGUAGES[:2]):
        secrets = {value: made for _, value in headers for made in [_shell(why)] if why in _MADE_OF_SECRETS}
        nobody = Credentials(headers, why, tuple(secrets.items()))
        yield corpus.request(None, why, as_=nobody, headers=(*_JSON, *language))


_MADE_OF_SECRETS = {
    "with another password": "${THULIUM_USER}:not-the-password",
    "with no password": "${THULIUM_USER}:",
    "with another user of the same password": "nobody-at-all:${THULIUM_PASSWORD}",
}


def _shell(why: str) -> str:
    return f'Basic $(printf %s "{_MADE_OF_SECRETS.get(why, "")}" | base64 -w0)'


def _incomplete(corpus: "Corpus") -> Iterator[Request]:
    given = [f"{name}={quote(value, safe='')}" for name, value in corpus.examples.items()]
    for query in ("", *given[:3], "&".join(given)):
        for language in _LANGUAGES:
            yield corpus.request(query, "without what is required", headers=(*_JSON, *language))
