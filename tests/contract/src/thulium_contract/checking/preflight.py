"""Preflight: two or three requests that diagnose a wrong address, wrong credentials or a wrong queue."""

from collections.abc import Callable
from dataclasses import replace

from thulium_contract.http.exchange import Request, Response
from thulium_contract.requests.credentials import NOBODY
from thulium_contract.requests.subject import Subject

ABSENT = (404, 409, 410)
"""The statuses of a start in a queue that a target does not have."""
_API = "/api"
_WHY = "before all others"


def refused(s: Subject) -> list[Request]:
    """Return two requests that lack what is required: without credentials, and with them."""
    return [s.request("", _WHY, as_=NOBODY), s.request("", _WHY)]


def mistaken(s: Subject, origin: str, send: Callable[[Request], Response], *, safe: bool = False) -> str:
    """Return what is wrong with the target that was given in one sentence, nothing if it may be checked.

    Where it is ``safe``, nothing is sent but what `refused` returns.
    """
    base = f"{origin}{s.base_path}"
    unknown, known = refused(s)
    nobody = send(unknown)
    if nobody.problem:
        return f"{origin} does not answer HTTP ({nobody.problem})."
    user = send(known)
    if nobody.status == user.status == 404:
        below = replace(unknown, target=f"{s.base_path}{_API}{unknown.target[len(s.base_path) :]}")
        if not safe and not s.base_path.endswith(_API) and send(below).status not in (0, 404):
            return f"{base} does not have the API, but {base}{_API} has: give that as BASE_URL."
        check = f"check BASE_URL, which often ends with {_API}, --user and --password"
        return f"{base} does not have the API (404 for {unknown.target}), or not for this user: {check}."
    if user.status in (301, 302, 303, 307, 308):
        where = ", ".join(user.values("location"))[:200]
        return f"{base} redirects to {where}: give that address as BASE_URL, or check --user and --password."
    if user.status == nobody.status and user.status in (401, 403):
        return f"{base} refuses the API user's name or password ({user.status}): check --user and --password."
    if user.status == 403:
        return f"{base} knows the API user, who may not call it (403): permit it in the administration panel."
    if not safe and not s.fixtures.complete and (status := send(s.request(why=_WHY)).status) in ABSENT:
        return f"{base} has no queue {s.queue} ({status}): give one that exists with --queue."
    return ""
