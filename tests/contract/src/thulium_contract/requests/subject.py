"""Subject of test requests: an operation, with the parts of a valid request to it."""

import json
import random
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from thulium_contract.document.models import model
from thulium_contract.document.operations import BODY, EMAIL, INTEGER, PATH, QUERY, Operation, Parameter
from thulium_contract.http.exchange import Request
from thulium_contract.http.messages import Headers
from thulium_contract.requests import credentials
from thulium_contract.requests.credentials import MALFORMED, NOBODY, WRONG, Credentials
from thulium_contract.requests.dimensions import Dimension, Part
from thulium_contract.requests.fixtures import Fixtures, customers
from thulium_contract.requests.headers import POLISH
from thulium_contract.requests.users import User
from thulium_contract.requests.values import coded, faulty, sound


@dataclass
class Subject:
    """An operation; ``path``, ``pieces`` of the query and ``body`` are those of a request that is right.

    ``in_process`` allows what HTTP parsers of servers refuse by themselves, ``local`` what is too much for a network.
    ``initial_queues`` are those that the target knows without fixtures being put into it, ``ids`` values of parameters
    in the path that another operation has given.
    """

    operation: Operation
    fixtures: Fixtures
    base_path: str
    seed: int
    in_process: bool = True
    local: bool = True
    initial_queues: frozenset[int] = frozenset()
    ids: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find out what makes a request valid."""
        self.rng = random.Random(self.seed)
        self.marker = "zq" + "".join(self.rng.choices(string.ascii_lowercase, k=10))
        self.model = model(self.operation.id)
        known = [each for each in self.fixtures.queues if each in self.initial_queues] or list(self.fixtures.queues)
        self.queue = 3 if 3 in known else known[0]
        self.real = credentials.real(self.fixtures.main)
        self.query_parameters = self.operation.at(QUERY)
        self.pieces = [self.piece(each) for each in self.query_parameters if each.required]
        self.base = "&".join(self.pieces)
        self.path = self.operation.path
        for each in self.operation.at(PATH):
            self.path = self.path.replace(f"{{{each.name}}}", coded(self.ids.get(each.name, str(each.example))))
        fields = {each.name: each.example for each in self.operation.at(BODY) if each.required}
        self.body = json.dumps(fields, ensure_ascii=False).encode() if self.operation.has_body else b""
        optional = [each for each in self.query_parameters if not each.required]
        self.examples = {each.name: f"{each.name}={coded(_written(each.example))}" for each in optional}

    @property
    def unrouted(self) -> bool:
        """Whether nothing before the server looks at hosts and connections: what offers a control API is no proxy."""
        return self.in_process or self.fixtures.complete

    @property
    def customers(self) -> Sequence[Mapping[str, Any]]:
        """Customers that the target knows, or could know."""
        return self.fixtures.customers or customers(self.rng)

    @property
    def people(self) -> list[User]:
        """The users beside that of the run."""
        return [each for each in self.fixtures.users if each is not self.fixtures.main]

    def user(self, name: str) -> User:
        """Return the invented user of a name."""
        return next(each for each in self.people if each.name == name)

    def piece(self, parameter: Parameter) -> str:
        """Return a right value of a parameter, as a piece of a query."""
        value = self.queue if parameter.name == self.model.queue else sound(parameter)[0]
        return f"{parameter.name}={value}"

    def without(self, *names: str) -> list[str]:
        """Return the pieces of a right query but for those of some parameters."""
        return [each for each in self.pieces if each.partition("=")[0] not in names]

    def known(self, parameter: Parameter) -> list[str]:
        """Return the values of a parameter that mean something to the target, as they are on the wire."""
        if parameter.name == self.model.queue:
            return [str(each) for each in self.fixtures.queues]
        key = self.model.matches.get(parameter.name, "")
        return [coded(str(row[key])) for row in self.customers if key in row and len(str(row[key])) < 300]

    def beside(self, name: str, text: str) -> str:
        """Return a right query in which a parameter has a value, or that has a parameter more."""
        return "&".join([*self.without(name), f"{name}={text}"])

    def request(
        self,
        query: str | None = None,
        why: str = "",
        *,
        as_: Credentials | None = None,
        headers: Headers = (),
        method: str = "",
        path: str = "",
        body: bytes | None = None,
        version: str = "1.1",
        connection: Headers = (),
    ) -> Request:
        """Return a request; without further ado it is right."""
        who = as_ or self.real
        text = self.base if query is None else query
        target = f"{path or self.path}?{text}" if text else path or self.path
        if body is None and self.body:
            body = self.body
            if not any(name.lower() == "content-type" for name, _ in headers):
                headers = (*headers, ("Content-Type", "application/json"))
        needed = partial(self._needed, text, who.user)
        fields, method = (*who.headers, *headers, *connection), method or self.operation.method
        return Request(target, method, fields, body or b"", version, why, dict(who.secrets), needed)

    def _needed(self, query: str, user: User | None) -> Any:
        pairs = (piece.partition("=") for piece in query.split("&"))
        queues = (value for name, _, value in pairs if name == self.model.queue and self.model.queue)
        named = (int(each) for each in queues if each.isascii() and each.isdigit() and len(each) < 11)
        return self.fixtures.needed(self.initial_queues, next(named, self.queue), user)

    def as_user(self, user: User) -> Credentials:
        """Return the credentials of a user; those of the run's own are nowhere shown."""
        return self.real if user == self.fixtures.main else credentials.right(user)

    @property
    def faulty(self) -> Part:
        """Parts that make a request invalid: values of two parameters, or a malformed body."""
        first = {each.kind: each for each in reversed(self.query_parameters)}
        chosen = [first[kind] for kind in (INTEGER, EMAIL) if kind in first] or list(first.values())[:1]
        if self.body and not chosen:
            return {"body": b"[", "headers": (("Content-Type", "application/json"),)}
        pieces = [f"{each.name}={_faulty(each)}" for each in chosen] or ["x=%FF"]
        return {"query": "&".join([*self.without(*(each.name for each in chosen)), *pieces])}

    def who(self) -> list[Credentials]:
        """Return credentials of every kind, the right ones first."""
        refused = [credentials.right(each) for each in self.fixtures.users if not each.methods][:1]
        return [self.real, NOBODY, WRONG, MALFORMED, *(refused if self.fixtures.complete else ())]

    def unknown_queue(self) -> str:
        """Return a query with a queue that the target does not know, a right one where queues mean nothing."""
        number = next(each for each in range(999_999, 0, -1) if each not in self.fixtures.queues)
        return self.beside(self.model.queue, str(number)) if self.model.queue else self.base

    # Dimensions that many classes of requests have.

    def contexts(self, *parts: Part) -> Dimension:
        """Return the dimension of what may be wrong beside: nothing, no credentials, faults, and ``parts``."""
        return Dimension("", [{}, {"as_": NOBODY}, self.faulty, *parts])

    @property
    def language(self) -> Dimension:
        """The dimension of the two languages."""
        return Dimension("", [{}, {"headers": POLISH}])


def _faulty(parameter: Parameter) -> str:
    smallest = parameter.schema.get("minimum")
    return "x" if parameter.kind == EMAIL else faulty(parameter)[0] if smallest is None else str(smallest - 1)


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
