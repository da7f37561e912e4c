"""All requests of a run, in an order that the seed decides: each class of attack, crossed with what may hide it."""

import itertools
import random
import string
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial

from thulium_contract import credentials, meetings, misplaced, mistaken, plain, queries, surface
from thulium_contract import headers as headers_
from thulium_contract.accounts import User
from thulium_contract.bodies import bodies
from thulium_contract.cast import Cast, customers
from thulium_contract.credentials import Credentials
from thulium_contract.edge_values import EDGE_VALUES, PATH
from thulium_contract.exchange import Request
from thulium_contract.expectation import Judge
from thulium_contract.http.messages import Headers
from thulium_contract.meetings import BAD_QUERY
from thulium_contract.needs import fixtures_for
from thulium_contract.operations import QUERY
from thulium_contract.queries import Query
from thulium_contract.runs import document
from thulium_contract.ways import PLAIN, Way

_FEW_MEETINGS = (meetings.levels, meetings.same_faults, meetings.ways, meetings.claimed, meetings.same_values)


@dataclass
class Corpus:
    """A generator of requests to one target, the same for the same seed.

    ``in_process`` allows what HTTP parsers of servers refuse by themselves, ``local`` what is too much for a network.
    """

    cast: Cast
    base_path: str
    seed: int
    in_process: bool = True
    local: bool = True
    initial_queues: frozenset[int] = frozenset()
    """The queues that the target knows without the cast being put into it."""
    marker: str = field(init=False)
    plain: int = 0
    """How many requests at the beginning are plain."""
    _made: dict[int, list[Request]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Seed the corpus."""
        self.rng = random.Random(self.seed)
        self.marker = "zq" + "".join(self.rng.choices(string.ascii_lowercase, k=10))
        self.path = f"{self.base_path}{PATH}"
        known = [each for each in self.cast.queues if each in self.initial_queues] or list(self.cast.queues)
        self.queue = 3 if 3 in known else known[0]
        self.base = f"chat_queue_id={self.queue}"
        self.real = credentials.real(self.cast.main)

    @property
    def unrouted(self) -> bool:
        """Whether nothing before the server looks at hosts and connections: what offers a control API is no proxy."""
        return self.in_process or self.cast.complete

    @cached_property
    def examples(self) -> dict[str, str]:
        """The document's example of each optional parameter."""
        judge = Judge(document(), self.cast.known, base_path=self.base_path)
        operation = judge.operation(Request(self.path))
        optional = [each for each in operation.at(QUERY) if not each.required] if operation else []
        return {each.name: str(each.schema["example"]) for each in optional}

    def request(
        self,
        query: str | None = None,
        why: str = "",
        *,
        as_: Credentials | None = None,
        headers: Headers = (),
        method: str = "POST",
        path: str | None = None,
        body: bytes = b"",
        way: Way = PLAIN,
    ) -> Request:
        """Return a request; without further ado one that starts a conversation."""
        who = as_ or self.real
        text = self.base if query is None else query
        target = f"{path or self.path}?{text}" if text else path or self.path
        needed = partial(fixtures_for, self.cast, self.initial_queues, self.queue, who.user, text)
        fields = (*who.headers, *headers, *way.headers)
        return Request(target, method, fields, body, way.version, why, dict(who.secrets), needed)

    def as_user(self, user: User) -> Credentials:
        """Return the credentials of a user; those of the run's own are nowhere shown."""
        return self.real if user == self.cast.main else credentials.right(user)

    def requests(self, examples: int) -> list[Request]:
        """Return all requests in an order of chance; ``examples`` of them are of random parameters.

        First come the classes that have something new in almost every request, then one of each other class in turn.
        """
        if examples not in self._made:
            few = [request for part in self._seeded("few", self._few()) for request in part]
            self.rng.shuffle(few)
            many = [list(part) for part in self._seeded("many", [*self._many(), self._random(examples)])]
            for part in many:
                self.rng.shuffle(part)
            turns = itertools.zip_longest(*many)
            self.plain = len(documented := [*plain.accepted(self), *plain.refused(self)])
            self._made[examples] = [*documented, *few, *(request for turn in turns for request in turn if request)]
        return self._made[examples]

    def parts(self) -> list[Iterator[Request]]:
        """Return each class of attack."""
        return [*self._few(), *self._many()]

    def _seeded(self, name: str, parts: Iterable[Iterator[Request]]) -> Iterator[Iterator[Request]]:
        """Yield each part after seeding for it alone: what another part asks for does not change what this one does."""
        for place, part in enumerate(parts):
            self.rng.seed(f"{self.seed} {name} {place}")
            yield part

    def _few(self) -> list[Iterator[Request]]:
        """Return the classes that have something new in almost every request."""
        parts = (self._table, self._lengths, self._credentials, self._methods, self._paths, self._headers)
        own = [part() for part in (*parts, self._bodies, self._permissions)]
        return [*own, *(make(self) for make in (*_FEW_MEETINGS, *mistaken.CLASSES))]

    def _many(self) -> list[Iterator[Request]]:
        """Return the classes that look for one value, or one meeting of values, among thousands."""
        values = [self._queries(make) for make in queries.MAKERS]
        parts = (self._users, self._customers, self._languages, self._unknown)
        return [*values, *(part() for part in parts), meetings.any_three(self), meetings.masked(self)]

    def _random(self, examples: int) -> Iterator[Request]:
        """Yield requests of random parameters, languages and headers."""
        headers = list(headers_.headers(self.rng, self.marker))
        languages = list(headers_.languages(self.rng))
        queues = list(self.cast.queues)
        others = list(credentials.broken(self.cast.main, secret=True))[::3]
        others += [Credentials((), "none")] * (len(others) // 2)
        for each in queries.random_queries(self.rng, queues, examples):
            extra = (*self.rng.choice(languages), *(self.rng.choice(headers) if self.rng.random() < 0.3 else ()))
            yield self.request(each.text, each.why, headers=extra)
            # The same with one thing more that is wrong, or that changes nothing.
            who = self.rng.choice(others) if self.rng.random() < 0.4 else self.real
            method = self.rng.choice(surface.METHODS) if self.rng.random() < 0.1 else "POST"
            path = f"{self.path}/" if self.rng.random() < 0.05 else None
            body = self.rng.choice((b"", b"{}", b"client_id=%00", b"x" * 100))
            yield self.request(each.text, each.why, as_=who, method=method, path=path, body=body, headers=extra[:1])

    def _table(self) -> Iterator[Request]:
        for row in EDGE_VALUES:
            yield self.request(row.query, f"{row.id}: {row.reason}")

    def _queries(self, make: Callable[[random.Random, int], Iterator[Query]]) -> Iterator[Request]:
        for index, each in enumerate(make(self.rng, self.queue)):
            polish = (("Accept-Language", "pl"),) if index % 3 == 0 else ()
            yield self.request(each.text, each.why, headers=polish)

    def _unknown(self) -> Iterator[Request]:
        for text in surface.odd_queries(self.marker):
            yield self.request(f"{self.base}&{text}", "a parameter that the document does not know")
            yield self.request(text, "only a parameter that the document does not know")

    def _lengths(self) -> Iterator[Request]:
        for index, each in enumerate(queries.targets_of_every_length(self.rng, self.path, self.queue)):
            method = ("POST", "POST", "GET", "OPTIONS")[index % 4]
            who = self.real if index % 3 else Credentials((), "none")
            polish = (("Accept-Language", "pl"),) if index % 2 else ()
            yield self.request(each.text, each.why, method=method, as_=who, headers=polish)
            if method != "POST":
                yield self.request(each.text, each.why)
            if index % 5 == 0:
                yield self.request(each.text, each.why, path=f"{self.base_path}/unknown", as_=who)
                yield self.request("", each.why, path=f"{self.path}/{each.text.replace('&', '/')}")

    def _credentials(self) -> Iterator[Request]:
        for each in credentials.broken(self.cast.main, secret=True):
            yield self.request(None, each.why, as_=each)
            if self.rng.random() < 0.3:
                polish = (("Accept-Language", "pl"),)
                yield self.request(BAD_QUERY, each.why, as_=each, headers=polish)
        # In a query, credentials would stay in the logs of a server that is not on this machine.
        invented = [each for each in self.cast.users if each.name == "Ewa" and each is not self.cast.main]
        for someone in [*invented, self.cast.main] if self.local else invented:
            for text, made in misplaced.in_query(someone, secret=someone is self.cast.main):
                nobody = Credentials((), "none", tuple(made.items()))
                yield self.request(f"{self.base}&{text}", "credentials in the query", as_=nobody)

    def _permissions(self) -> Iterator[Request]:
        for user in self.cast.users:
            yield self.request(None, "another API user", as_=self.as_user(user))

    def _users(self) -> Iterator[Request]:
        if not self.cast.complete:
            return
        for each in credentials.of_cast(self.cast, self.rng):
            polish = (("Accept-Language", "pl"),) if self.rng.random() < 0.3 else ()
            yield self.request(None, "another API user", as_=each, headers=polish)
            if self.rng.random() < 0.2:
                yield self.request(BAD_QUERY, "another API user, and faulty parameters", as_=each)
        user = next(each for each in self.cast.users if each.name == "Ewa")
        for each in credentials.broken(user, secret=False):
            yield self.request(None, each.why, as_=each)

    def _customers(self) -> Iterator[Request]:
        for pieces in queries.identities(self.rng, self.cast.customers or customers(self.rng)):
            yield self.request("&".join([self.base, *pieces]), "who is the customer?")

    def _methods(self) -> Iterator[Request]:
        invented = surface.INVENTED_METHODS if self.in_process else ()
        for method in (*surface.METHODS, *surface.RARE_METHODS, *invented):
            for query in (None, "", BAD_QUERY):
                yield self.request(query, f"the method {method}", method=method)
            yield self.request(None, f"the method {method}", method=method, as_=Credentials((), "none"))
            yield self.request(None, f"the method {method}", method=method, headers=(("Accept-Language", "pl"),))
            yield self.request(f"{self.base}&_method=POST", f"the method {method}, overridden", method=method)
            yield self.request("", f"the method {method} on an unknown path", method=method, path=f"{self.base_path}/x")
            for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
                yield self.request(None, f"the method {method}, overridden", method=method, headers=((name, "POST"),))

        unknown = f"{self.base_path}/unknown"
        methods = ("OPTIONS", "GET", "PUT", "POST")
        for headers, method, path in itertools.product(headers_.FROM_ELSEWHERE, methods, (self.path, unknown)):
            who = self.rng.choice((self.real, Credentials((), "none")))
            yield self.request(None, "from another origin", method=method, path=path, headers=headers, as_=who)

    def _paths(self) -> Iterator[Request]:
        for index, path in enumerate(dict.fromkeys(surface.paths(self.base_path, PATH, self.rng))):
            yield self.request(None, "another path", path=path)
            method = self.rng.choice(surface.METHODS)
            yield self.request(None, "another path and method", path=path, method=method)
            if index % 3 == 0:
                polish = (("Accept-Language", "pl"),)
                yield self.request("", "another path", path=path, as_=Credentials((), "none"), headers=polish)

    def _headers(self) -> Iterator[Request]:
        hosts = [(("Host", host),) for host in (f"{self.marker}.example.org", "localhost:1", "[::1]")]
        yield self.request("", "nothing after the question mark", path=f"{self.path}?")
        for headers in (*headers_.headers(self.rng, self.marker), *(hosts if self.unrouted else ())):
            name = headers[0][0]
            yield self.request(None, f"the header {name}", headers=headers)
            yield self.request(BAD_QUERY, f"the header {name}, and faulty parameters", headers=headers)
            yield self.request(None, f"the header {name} alone", headers=headers, as_=Credentials((), "none"))

    def _bodies(self) -> Iterator[Request]:
        for each in bodies(self.marker, self.queue, self.local):
            yield self.request(None, each.why, headers=each.headers, body=each.content)
            if len(each.content) < 5000:
                full = f"{self.base}&client_name=Jan&client_id=1234"
                yield self.request(full, each.why, headers=each.headers, body=each.content)
                yield self.request("", f"{each.why}, no query", headers=each.headers, body=each.content)
                yield self.request(None, each.why, headers=each.headers, body=each.content, as_=Credentials((), "none"))
                yield self.request(None, each.why, headers=each.headers, body=each.content, method="PUT")

    def _languages(self) -> Iterator[Request]:
        unknown = f"chat_queue_id={self.unknown_queue()}"
        for index, headers in enumerate(dict.fromkeys(headers_.languages(self.rng))):
            for query in ("", BAD_QUERY):
                yield self.request(query, "a language", headers=headers)
            yield self.request(None, "a language", headers=headers, as_=Credentials((), "none"))
            yield self.request(None, "a language", headers=headers, path=f"{self.base_path}/unknown")
            yield self.request(None, "a language, and success", headers=headers)
            yield self.request(None, "a language", headers=headers, method=("GET", "HEAD", "PUT")[index % 3])
            yield self.request(unknown, "a language", headers=headers, as_=self.who()[index % len(self.who())])
        for index, headers in enumerate(dict.fromkeys(headers_.more_languages())):
            yield self.request(("", BAD_QUERY, unknown)[index % 3], "a language", headers=headers)

    def who(self) -> list[Credentials]:
        """Return credentials of every kind, the right ones first."""
        users = [self.real, Credentials((), "none"), Credentials((("Authorization", "Basic eDp5"),), "wrong")]
        users.append(Credentials((("Authorization", "Basic !"),), "malformed"))
        if self.cast.complete:
            users += [credentials.right(each) for each in self.cast.users if not each.methods][:1]
        return users

    def unknown_queue(self) -> int:
        """Return a queue that the target does not know."""
        return next(each for each in range(999_999, 0, -1) if each not in self.cast.queues)
