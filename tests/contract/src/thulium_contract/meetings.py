"""Requests in which several things meet: faults of several levels, values of several parameters, ways of sending."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from thulium_contract import credentials, crossing, surface
from thulium_contract import headers as headers_
from thulium_contract.accounts import METHOD
from thulium_contract.cast import customers
from thulium_contract.covering import crossed
from thulium_contract.credentials import Credentials
from thulium_contract.exchange import Request
from thulium_contract.ways import PLAIN, UNUSUAL, WAYS, alike

if TYPE_CHECKING:
    from thulium_contract.corpus import Corpus

BAD_QUERY = "chat_queue_id=0&client_email=x"


def any_three(corpus: "Corpus") -> Iterator[Request]:
    """Yield queries of which any three kinds of values, languages, orders and headers meet."""
    known = crossing.Known(corpus.cast.queues, corpus.cast.customers or customers(corpus.rng))
    who = [corpus.real]
    if corpus.cast.complete:
        who += [credentials.right(each) for each in corpus.cast.users if METHOD in each.methods][:3]
    for make in (crossing.mixed, crossing.accepted):
        for row in make(known, headers_.SPOKEN, headers_.USUAL, corpus.rng):
            as_ = corpus.rng.choice(who)
            yield corpus.request(row.query, "any three things together", as_=as_, headers=row.headers, body=row.body)


def same_faults(corpus: "Corpus") -> Iterator[Request]:
    """Yield queries in which several parameters have the same fault."""
    for query in crossing.all_faulty(corpus.queue):
        polish = (("Accept-Language", "pl"),) if corpus.rng.random() < 0.3 else ()
        yield corpus.request(query, "several parameters with the same fault", headers=polish)


def masked(corpus: "Corpus") -> Iterator[Request]:
    """Yield requests of which any three meet: path, method, credentials, language, query, header, body and way."""
    real, *others = corpus.who()
    users = [credentials.right(each) for each in corpus.cast.users if each is not corpus.cast.main]
    asked = [corpus.base, corpus.base, "", BAD_QUERY, f"chat_queue_id={corpus.unknown_queue()}", "client_id=%FF"]
    asked += [f"{corpus.base}&{corpus.base}", f"{corpus.base}&client_name=%00", f"{corpus.base}&u={'v' * 64_000}"]
    factors: list[Sequence[Any]] = [
        [
            *[corpus.path] * 6,
            f"{corpus.path}/",
            f"{corpus.base_path}/unknown",
            corpus.path.upper(),
            f"{corpus.path}%00",
        ],
        [*["POST"] * 5, "GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"],
        [*[real] * 4, *others * 2],
        headers_.SPOKEN,
        asked,
        [(), (), *headers_.USUAL],
        [b"", b"", b"{}", b"[", b"client_id=%00", b"x" * 9000],
        [*[PLAIN] * 4, *WAYS],
    ]
    for path, method, who, language, query, extra, body, way in crossed(factors, 3, corpus.rng):
        as_ = corpus.rng.choice(users) if users and who is real and corpus.rng.random() < 0.3 else who
        yield corpus.request(
            query,
            "any three levels together",
            as_=as_,
            headers=(*language, *extra),
            method=method,
            path=path,
            body=body,
            way=way,
        )


def levels(corpus: "Corpus") -> Iterator[Request]:
    """Yield every combination of path, method, credentials and query."""
    users = corpus.who()
    targets = (corpus.path, f"{corpus.base_path}/unknown", f"{corpus.path}/")
    unknown = f"chat_queue_id={corpus.unknown_queue()}"
    asked = (corpus.base, BAD_QUERY, "", unknown, "chat_queue_id=%ff&client_name=%00")
    for target, method, index, query in surface.levels(targets, len(users), asked):
        yield corpus.request(query, "faults of several kinds", path=target, method=method, as_=users[index])


def ways(corpus: "Corpus") -> Iterator[Request]:
    """Yield the same requests sent in each way."""
    who = corpus.who()
    form = (("Content-Type", "application/x-www-form-urlencoded"),)
    for way in (*WAYS, *(UNUSUAL if corpus.unrouted else ())):
        for as_ in who:
            for query in (corpus.base, BAD_QUERY, ""):
                yield corpus.request(query, "another way of sending", as_=as_, way=way)
        polish = (("Accept-Language", "pl"),)
        yield corpus.request("", "another way of sending", headers=polish, way=way, as_=who[-1])
        for method, path in (("GET", None), ("HEAD", None), ("POST", f"{corpus.base_path}/unknown")):
            yield corpus.request(None, "another way of sending", method=method, path=path, way=way)
        for body in (b"chat_queue_id=4&client_id=9", f"chat_queue_id={corpus.queue}".encode(), b"x" * 5000):
            for query in (corpus.base, ""):
                yield corpus.request(query, "a body sent in another way", headers=form, body=body, way=way)


def claimed(corpus: "Corpus") -> Iterator[Request]:
    """Yield requests that claim who is calling and which ids they get, where only the server decides."""
    nobody = Credentials((), "none")
    for headers in headers_.claims(corpus.cast.main.name, corpus.cast.queues):
        why = f"the header {headers[0][0]}"
        yield from (corpus.request(None, why, headers=headers) for _ in range(2))
        yield corpus.request(BAD_QUERY, f"{why}, and faulty parameters", headers=headers)
        yield corpus.request(None, f"{why} alone", headers=headers, as_=nobody)
    for text in headers_.given_ids():
        for query in (f"{corpus.base}&{text}",) * 2, (text,):
            yield from (corpus.request(each, "an id of one's own") for each in query)


def same_values(corpus: "Corpus") -> Iterator[Request]:
    """Yield queries in which several parameters have the same value."""
    for query in alike(corpus.cast.queues, corpus.rng):
        yield corpus.request(query, "several parameters with the same value")
