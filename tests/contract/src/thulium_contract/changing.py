"""What a target knows is changed while it runs: whatever it was asked before, it answers by what it knows now."""

from thulium_contract.accounts import METHOD, User
from thulium_contract.cast import Fixtures
from thulium_contract.control import ControlFailed
from thulium_contract.corpus import Corpus
from thulium_contract.machine import know
from thulium_contract.state import CONTROL, Inspector

_USERS = (
    *(("stays", "one", ("*",), "one", ("*",)), ("changes", "one", ("*",), "two", ("*",))),
    *(("gains", "one", ("chats",), "one", ("chats", METHOD)), ("loses", "one", (METHOD,), "one", ())),
)
"""Name, then password and permissions in the first world and in the second."""

_FIRST: Fixtures = {
    "users": [
        *({"name": name, "password": word, "methods": [*methods]} for name, word, methods, _, _ in _USERS),
        {"name": "goes", "password": "one", "methods": ["*"]},
    ],
    "queues": [{"id": each} for each in (3, 4, 100)],
    "customers": [
        {"id": 5, "client_id": "stays", "email": "moves@b.pl"},
        {"id": 6, "client_id": "moves", "email": "goes@b.pl"},
        {"id": 7, "client_id": "goes"},
        {"id": 8, "client_id": "twice", "email": "twice@b.pl"},
    ],
}
_SECOND: Fixtures = {
    "users": [
        *({"name": name, "password": word, "methods": [*methods]} for name, _, _, word, methods in _USERS),
        {"name": "comes", "password": "one", "methods": ["*"]},
    ],
    "queues": [{"id": each} for each in (3, 5, 101)],
    "customers": [
        {"id": 4, "client_id": "twice", "email": "twice@b.pl"},
        {"id": 5, "client_id": "stays", "email": "comes@b.pl"},
        {"id": 6, "client_id": "comes", "email": "moves@b.pl"},
        {"id": 8, "client_id": "twice", "email": "twice@b.pl"},
        {"id": 9, "client_id": "moves"},
    ],
}
_QUERIES = (
    *(f"chat_queue_id={queue}" for queue in (3, 4, 5, 100, 101, 102)),
    *(f"chat_queue_id=3&customer_id={each}" for each in (4, 5, 6, 7, 8, 9, 10)),
    *(f"chat_queue_id=3&client_id={each}" for each in ("stays", "moves", "goes", "comes", "twice", "nobody")),
    *(f"chat_queue_id=3&client_email={each}@b.pl" for each in ("moves", "goes", "comes", "twice", "nobody")),
)
_PEOPLE = [
    User(name, word) for name in ("stays", "changes", "gains", "loses", "goes", "comes") for word in ("one", "two")
]


def change(inspector: Inspector, corpus: Corpus) -> None:
    """Ask the same of one world, of another, and of the first again; afterwards the target knows its cast."""
    control = inspector.control
    if control is None:
        return
    main = {"name": corpus.cast.main.name, "password": corpus.cast.main.password, "methods": ["*"]}
    requests = [corpus.request(query, "what the target knows was changed") for query in _QUERIES]
    requests += [corpus.request("chat_queue_id=3", "a user was changed", as_=corpus.as_user(each)) for each in _PEOPLE]
    try:
        for world in (_FIRST, _SECOND, _FIRST):
            fixtures = {**world, "users": [*world["users"], main]}
            control.put(fixtures)
            know(inspector, fixtures)
            inspector.send_all(requests, "after what the target knows was changed")
        control.put(corpus.cast.fixtures)
    except ControlFailed as error:
        inspector.session.broke("control", str(error), facts=CONTROL)
    know(inspector, corpus.cast.fixtures)
    inspector.start()
