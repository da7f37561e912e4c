"""Queries for customer matching: exact, near and conflicting identifiers."""

import itertools
from collections.abc import Iterator

from thulium_contract.http.exchange import Request
from thulium_contract.requests.fixtures import OF_CHANCE
from thulium_contract.requests.forms import NEAR, SPELLED
from thulium_contract.requests.subject import Subject
from thulium_contract.requests.values import MAXIMUM, coded


def identities(s: Subject) -> Iterator[Request]:
    """Yield what identifies customers, nearly identifies them, or identifies several of them at once."""
    if not s.model.matches:
        return
    rows = s.customers
    # Those with a number of chance are of one kind, so that a few of them do.
    known = [row for row in rows if row["id"] < OF_CHANCE or row["id"] % 10 == 0]
    found = {key: [str(row[key]) for row in rows if key in row] for key in s.model.matches.values()}
    near = {key: [change(str(row[key])) for row in known if key in row for change in NEAR] for key in found}
    near["id"] = [str(min(max(int(each) + step, 1), MAXIMUM)) for each in found["id"] for step in (-1, 1)]
    # What identifies a customer by one parameter may be taken for what another one says.
    crossed = {
        key: [str(row[other]) for row in known for other in found if other != key and other in row] for key in found
    }
    crossed["id"] = [each for each in crossed["id"] if each.isascii() and each.isdigit() and len(each) < 11]
    made = {
        name: list(dict.fromkeys([*found[key], *near[key], *crossed[key]])) for name, key in s.model.matches.items()
    }
    for name, key in s.model.matches.items():
        for each in dict.fromkeys(found[key]):
            yield s.request(s.beside(name, coded(each)), "who is the customer?")
    # Whoever is found by one of several has hardly been meant by the others.
    for texts_ in itertools.zip_longest(*(made[name][len(set(found[key])) :] for name, key in s.model.matches.items())):
        pieces = [f"{name}={coded(text)}" for name, text in zip(made, texts_, strict=True) if text]
        yield s.request("&".join([*s.pieces, *pieces]), "who is the customer?")
    for _ in range(300):
        names = s.rng.sample(sorted(made), s.rng.randint(2, 3))
        pieces = [f"{name}={coded(s.rng.choice(made[name]))}" for name in names]
        yield s.request("&".join([*s.pieces, *pieces]), "who is the customer?")


def respelled_customers(s: Subject) -> Iterator[Request]:
    """Yield other spellings of what customers are found by."""
    known = [row for row in s.fixtures.customers if row["id"] < 1000 or row["id"] == 1009] if s.model.matches else []
    for row, change in itertools.product(sorted(known, key=lambda row: int(row["id"])), SPELLED):
        local, _, domain = row["email"].partition("@")
        texts_ = {"client_id": row.get("client_id", "x"), "email": local}
        changed = {name: change(texts_[key]) for name, key in s.model.matches.items() if key in texts_}
        pieces = [
            f"{name}={coded(text if s.model.matches[name] == 'client_id' else f'{text}@{domain}')}"
            for name, text in changed.items()
            if text != texts_[s.model.matches[name]]
        ]
        if pieces:
            yield s.request("&".join([*s.pieces, *pieces]), "another spelling of a customer")
