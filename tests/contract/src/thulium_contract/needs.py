"""What a target has to know so that a single request means the same when it is sent by itself, later."""

from dataclasses import replace

from thulium_contract.accounts import User
from thulium_contract.cast import Cast, Fixtures
from thulium_contract.exchange import PASSWORD_VARIABLE, USER_VARIABLE


def fixtures_for(cast: Cast, initial: frozenset[int], usual: int, user: User | None, query: str) -> Fixtures | None:
    """Return the fixtures that a request needs, None if the target knows all of it from its start.

    ``initial`` are the queues that it knows from its start, ``usual`` is the queue of most requests; without a ``user``
    it is the user of the run, whose name and password a shell fills in.
    """
    queue = next((int(piece[14:]) for piece in query.split("&") if _is_queue(piece)), usual)
    if not cast.complete or (user is None and (queue not in cast.queues or queue in initial)):
        return None
    main = User(f"${USER_VARIABLE}", f"${PASSWORD_VARIABLE}")
    users = [main] if user is None else [main, *(each for each in cast.everyone if each.name == user.name)]
    queues = [queue] if queue in cast.queues else []
    return replace(cast, users=tuple(users), guests=(), queues=tuple(queues), customers=()).fixtures


def _is_queue(piece: str) -> bool:
    name, _, value = piece.partition("=")
    return name == "chat_queue_id" and value.isascii() and value.isdigit() and len(value) < 11
