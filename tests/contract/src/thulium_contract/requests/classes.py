"""Classes of test requests to an operation, each for one kind of defect."""

from collections.abc import Iterable, Iterator

from thulium_contract.document.edge_values import EDGE_VALUES, TARGET_LIMIT
from thulium_contract.document.operations import PATH, Parameter
from thulium_contract.http.exchange import Request
from thulium_contract.http.messages import Headers
from thulium_contract.requests import bodies, credentials, headers, paths, plain, queries
from thulium_contract.requests.credentials import NOBODY, Credentials
from thulium_contract.requests.dimensions import Dimension, Part, covering, dimension, product
from thulium_contract.requests.headers import FROM_ELSEWHERE, POLISH, SPOKEN, USUAL
from thulium_contract.requests.subject import Subject
from thulium_contract.requests.values import coded, faulty, values


def _each(s: Subject, *dimensions: Dimension) -> Iterator[Request]:
    return (s.request(**made) for made in product(*dimensions))


def _named(fields: Iterable[Headers]) -> Dimension:
    return Dimension("a header", [{"headers": each, "why": f"the header {each[0][0]}"} for each in fields])


def edge_values(s: Subject) -> Iterator[Request]:
    """Yield the table of edge values."""
    return (s.request(row.query, f"{row.id}: {row.reason}") for row in EDGE_VALUES if s.model.stores)


def lengths(s: Subject) -> Iterator[Request]:
    """Yield targets of every length."""
    own = s.operation.method
    for index, (query, why) in enumerate(queries.lengths(s, TARGET_LIMIT)):
        method, who = (own, own, "GET", "OPTIONS")[index % 4], s.real if index % 3 else NOBODY
        yield s.request(query, why, method=method, as_=who, headers=POLISH if index % 2 else ())
        if method != own:
            yield s.request(query, why)
        if index % 5 == 0:
            yield s.request(query, why, path=f"{s.base_path}/unknown", as_=who)
            yield s.request("", why, path=f"{s.path}/{query.replace('&', '/')}")


def broken_credentials(s: Subject) -> Iterator[Request]:
    """Yield nearly the credentials of the run's user, in the header and in the query."""
    for each in credentials.broken(s.fixtures.main, secret=True):
        yield s.request(None, each.why, as_=each)
        if s.rng.random() < 0.3:
            yield s.request(**{"why": each.why, "as_": each, "headers": POLISH, **s.faulty})
    # In a query, credentials would stay in the logs of a server that is not on this machine.
    invented = [each for each in s.people if each.name == "Ewa"]
    for someone in [*invented, s.fixtures.main] if s.local else invented:
        for text, made in credentials.in_query(someone, secret=someone is s.fixtures.main):
            nobody = Credentials((), "none", tuple(made.items()))
            yield s.request("&".join((*s.pieces, text)), "credentials in the query", as_=nobody)


def methods(s: Subject) -> Iterator[Request]:
    """Yield other methods, also where a header or a parameter names the right one, and requests from other origins."""
    own = s.operation.method
    others = [*paths.METHODS, "POST", *paths.RARE_METHODS, *(paths.INVENTED_METHODS if s.in_process else ())]
    named = [{"method": each, "why": f"the method {each}"} for each in others if each != own]
    overridden: list[Part] = [{"headers": ((name, own),)} for name in paths.OVERRIDING]
    overridden += [{"query": "&".join((*s.pieces, f"_method={own}"))}, {"path": f"{s.base_path}/x", "query": ""}]
    contexts = s.contexts({"query": ""}, {"headers": POLISH}, *overridden)
    yield from _each(s, Dimension("a method", named), contexts)
    places = dimension("", "path", (s.path, f"{s.base_path}/unknown"))
    asked = dimension("", "method", ("OPTIONS", "GET", "PUT", own))
    for made in product(dimension("from another origin", "headers", FROM_ELSEWHERE), asked, places):
        yield s.request(**made, as_=s.rng.choice((s.real, NOBODY)))


def near_paths(s: Subject) -> Iterator[Request]:
    """Yield paths that are nearly the documented one."""
    for index, path in enumerate(paths.near(s.base_path, s.path, s.base, s.rng)):
        yield s.request(None, "another path", path=path)
        yield s.request(None, "another path and method", path=path, method=s.rng.choice(paths.METHODS))
        if index % 3 == 0:
            yield s.request("", "another path", path=path, as_=NOBODY, headers=POLISH)


def path_values(s: Subject) -> Iterator[Request]:
    """Yield each value of each parameter in the path."""
    for each in s.operation.at(PATH):
        known = s.ids.get(each.name, str(each.example))
        yield from _in_path(s, each, (coded(known), *values(each, s.rng)))


def faulty_paths(s: Subject) -> Iterator[Request]:
    """Yield a few faulty values of each parameter in the path."""
    for each in s.operation.at(PATH):
        yield from _in_path(s, each, faulty(each))


def _in_path(s: Subject, parameter: Parameter, raws: Iterable[str]) -> Iterator[Request]:
    begin, _, end = s.operation.path.partition(f"{{{parameter.name}}}")
    for other in s.operation.at(PATH):
        right = coded(s.ids.get(other.name, str(other.example)))
        begin, end = (text.replace(f"{{{other.name}}}", right) for text in (begin, end))
    for raw in dict.fromkeys(raws):
        yield s.request(None, f"a value of {parameter.name}", path=f"{begin}{raw}{end}")


def some_headers(s: Subject) -> Iterator[Request]:
    """Yield headers that change nothing, beside what is right and what is wrong."""
    hosts = [(("Host", host),) for host in (f"{s.marker}.example.org", "localhost:1", "[::1]")]
    yield s.request("", "nothing after the question mark", path=f"{s.path}?")
    yield from _each(s, _named([*headers.ignored(s.marker), *(hosts if s.unrouted else ())]), s.contexts())


def headers_read_elsewhere(s: Subject) -> Iterator[Request]:
    """Yield headers that something before or behind the server reads, and preferences that are hardly ones."""
    others = _named(headers.read_elsewhere(s.fixtures.main.name))
    yield from _each(s, others, Dimension("", [{}, {"as_": NOBODY}]))
    rare = dimension("a language", "headers", headers.rare_preferences())
    yield from _each(s, rare, Dimension("", [s.faulty]))


def some_bodies(s: Subject) -> Iterator[Request]:
    """Yield bodies of every kind."""
    if s.body:
        for part in bodies.objects(s.operation, s.local):
            yield s.request(**part)
            if s.rng.random() < 0.1:
                yield s.request(**{**part, "as_": NOBODY})
        return
    full = "&".join((*s.pieces, *list(s.examples.values())[:4]))
    small = Dimension("", [{}, {"query": full}, {"query": ""}, {"as_": NOBODY}, {"method": "PUT"}])
    for part in bodies.ignored(s.marker, s.queue, s.local):
        yield from _each(s, Dimension("a body", [part]), *([small] if len(part["body"]) < 5000 else []))


def permissions(s: Subject) -> Iterator[Request]:
    """Yield each API user's right credentials."""
    return (s.request(None, "another API user", as_=s.as_user(each)) for each in s.fixtures.users)


def mixed_users(s: Subject) -> Iterator[Request]:
    """Yield credentials that are nearly those of the invented users, or mixed with another's."""
    if not s.fixtures.complete:
        return
    for each in credentials.mixed(s.people, s.rng):
        yield s.request(None, "another API user", as_=each, headers=POLISH if s.rng.random() < 0.3 else ())
        if s.rng.random() < 0.2:
            yield s.request(**{"why": "another API user, and faulty parameters", "as_": each, **s.faulty})
    for each in credentials.broken(s.user("Ewa"), secret=False):
        yield s.request(None, each.why, as_=each)


def odd_users(s: Subject) -> Iterator[Request]:
    """Yield users with odd names and passwords, other forms of those, and other spellings of some."""
    for user in s.fixtures.odd:
        yield s.request(None, "a name or password with odd characters", as_=credentials.right(user))
        for each in credentials.other(user, s.rng):
            yield s.request(None, "another form of a name or password", as_=each)
    for name in ("Ewa", "a b", "żółw", "a,b") if s.fixtures.complete else ():
        for each in credentials.respelled(s.user(name)):
            yield s.request(None, "credentials in another spelling", as_=each)


def languages(s: Subject) -> Iterator[Request]:
    """Yield preferences of languages, with errors of every kind and with success."""
    unknown: list[Part] = [{"query": s.unknown_queue(), "as_": each} for each in s.who()]
    methods_: list[Part] = [{"method": each} for each in ("GET", "HEAD", "PUT")]
    asked: list[Part] = [{"query": ""}, {"as_": NOBODY}, *unknown[:1], s.faulty, {"path": f"{s.base_path}/unknown"}]
    asked += [{}, *unknown[1:], *methods_]
    for index, each in enumerate(headers.preferences(s.rng)):
        some = [asked[(3 * index + step) % len(asked)] for step in range(3)]
        yield from _each(s, dimension("a language", "headers", [each]), Dimension("", some))
    for index, each in enumerate(headers.more_preferences() if s.model.stores else ()):
        yield from _each(s, dimension("a language", "headers", [each]), Dimension("", [asked[index % 4]]))


def levels(s: Subject) -> Iterator[Request]:
    """Yield every combination of path, method, credentials and query."""
    asked: list[Part] = [{}, s.faulty]
    asked += [{"query": each} for each in ("", s.unknown_queue(), _undecodable(s))]
    own = s.operation.method
    return _each(
        s,
        dimension("faults of several kinds", "path", (s.path, f"{s.base_path}/unknown", f"{s.path}/")),
        dimension("", "method", dict.fromkeys((own, "GET", "PUT", "HEAD", "OPTIONS"))),
        dimension("", "as_", s.who()),
        Dimension("", asked),
    )


def masked(s: Subject) -> Iterator[Request]:
    """Yield requests of which any three meet: path, method, credentials, language, query, header, body and framing."""
    real, *others = s.who()
    users = [credentials.right(each) for each in s.people]
    wrong = ["", s.unknown_queue(), _undecodable(s), "&".join(s.pieces * 2), f"{s.base}&u={'v' * 64_000}"]
    first = s.query_parameters[-1].name if s.query_parameters else "u"
    asked: list[Part] = [{}, {}, s.faulty, *({"query": each} for each in (*wrong, s.beside(first, "%00")))]
    others_ = (f"{s.path}/", f"{s.base_path}/unknown", s.path.upper(), f"{s.path}%00")
    some = [s.body] * 3 if s.body else [b""] * 2
    own, strength = s.operation.method, 3 if s.model.stores else 2
    dimensions: list[Dimension] = [
        dimension("any three levels together", "path", [*[s.path] * 6, *others_]),
        dimension("", "method", [*[own] * 4, *paths.METHODS]),
        dimension("", "as_", [*[real] * 3, *others * 2]),
        dimension("", "headers", SPOKEN[:11]),
        Dimension("", asked),
        dimension("", "headers", [(), *USUAL[:10]]),
        dimension("", "body", [*some, b"{}", b"[", b"client_id=%00", b"x" * 9000]),
        Dimension("", [*[{}] * 4, *plain.FRAMINGS]),
    ]
    for made in covering(dimensions, strength, s.rng):
        if users and made["as_"] is real and s.rng.random() < 0.3:
            made["as_"] = s.rng.choice(users)
        yield s.request(**made)


def _undecodable(s: Subject) -> str:
    names = [each.name for each in s.query_parameters] or ["a"]
    return f"{names[0]}=%ff&{names[-1]}=%00"


def framings(s: Subject) -> Iterator[Request]:
    """Yield the same requests sent in each way: versions of HTTP, connections, framings and hosts."""
    form = bodies.typed("application/x-www-form-urlencoded")
    ways = Dimension("another way of sending", [*plain.FRAMINGS, *(plain.RARE_FRAMINGS if s.unrouted else ())])
    who = s.who()
    yield from _each(s, ways, dimension("", "as_", who), Dimension("", [{}, s.faulty, {"query": ""}]))
    others: list[Part] = [{"query": "", "headers": POLISH, "as_": who[-1]}, {"method": "GET"}, {"method": "HEAD"}]
    yield from _each(s, ways, Dimension("", [*others, {"path": f"{s.base_path}/unknown"}]))
    contents = (b"chat_queue_id=4&client_id=9", s.base.encode() or b"a", b"x" * 5000)
    sent = Dimension("", [{"body": each, "headers": form} for each in contents])
    yield from _each(s, ways, sent, Dimension("", [{}, {"query": ""}]))


def claimed(s: Subject) -> Iterator[Request]:
    """Yield requests that claim who is calling and which ids they get, where only the server decides."""
    yield from _each(s, _named(headers.claims(s.fixtures.main.name, s.fixtures.queues[0])), s.contexts({}))
    ids = [f"{begin}{text}" for text in headers.own_ids() for begin in ([f"{s.base}&"] * 2 if s.base else []) + [""]]
    yield from _each(s, dimension("an id of one's own", "query", ids))
