"""Changes of fixtures at run time: each answer is by the current fixtures (no stale cache)."""

from thulium_contract.requests.fixtures import Rows
from thulium_contract.requests.subject import Subject
from thulium_contract.requests.users import User
from thulium_contract.session.control import ControlFailed
from thulium_contract.session.inspector import CONTROL, Inspector

_USERS = (
    *(("stays", "one", ("*",), "one", ("*",)), ("changes", "one", ("*",), "two", ("*",))),
    *(("gains", "one", ("chats",), "one", ("chats", "{m}")), ("loses", "one", ("{m}",), "one", ())),
)
"""Name, then password and permissions before and after, {m} being the right permission."""
_CUSTOMERS = (
    *((5, "stays", "moves@b.pl"), (6, "moves", "goes@b.pl"), (7, "goes", ""), (8, "twice", "twice@b.pl")),
    *((4, "twice", "twice@b.pl"), (5, "stays", "comes@b.pl"), (6, "comes", "moves@b.pl"), (8, "twice", "twice@b.pl")),
    (9, "moves", ""),
)
"""Those before, then those after."""
_NAMES = ("stays", "moves", "goes", "comes", "twice", "nobody")


def _rows(s: Subject, after: bool) -> Rows:
    people = [(each[0], *(each[3:] if after else each[1:3])) for each in _USERS]
    people += [("comes" if after else "goes", "one", ("*",)), (s.fixtures.main.name, s.fixtures.main.password, ("*",))]
    method = s.operation.api_method
    rows = [(name, word, [each.replace("{m}", method) for each in methods]) for name, word, methods in people]
    customers = _CUSTOMERS[4:] if after else _CUSTOMERS[:4]
    return {
        "users": [{"name": name, "password": word, "methods": methods} for name, word, methods in rows],
        "queues": [{"id": each} for each in ((3, 5, 101) if after else (3, 4, 100))],
        "customers": [{"id": i, "client_id": c, **({"email": e} if e else {})} for i, c, e in customers],
    }


def change(inspector: Inspector, s: Subject) -> None:
    """Ask the same before a change, after it, and after it is taken back; afterwards the target knows its fixtures."""
    control = inspector.control
    if control is None:
        return
    queue = s.model.queue
    queries = [f"{queue}={each}" for each in (3, 4, 5, 100, 101, 102)]
    values = {"id": map(str, range(4, 11)), "client_id": _NAMES, "email": [f"{each}@b.pl" for each in _NAMES]}
    queries += [f"{queue}=3&{name}={each}" for name, key in s.model.matches.items() for each in values[key]]
    requests = [s.request(query, "what the target knows was changed") for query in queries]
    people = [User(name, word) for name in (*(each[0] for each in _USERS), "goes", "comes") for word in ("one", "two")]
    requests += [s.request(f"{queue}=3", "a user was changed", as_=s.as_user(each)) for each in people]
    try:
        for after in (False, True, False):
            rows = _rows(s, after)
            control.put(rows)
            inspector.know(rows)
            inspector.send_all(requests, "after what the target knows was changed")
        control.put(s.fixtures.rows)
    except ControlFailed as error:
        inspector.session.broke("control", str(error), facts=CONTROL)
    inspector.know(s.fixtures.rows)
    inspector.start()
