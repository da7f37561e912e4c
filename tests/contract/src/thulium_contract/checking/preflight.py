"""Two or three requests before all others, which tell what is wrong with the given address or credentials."""

from collections.abc import Callable
from dataclasses import replace

from thulium_contract.http.exchange import Request, Response
from thulium_contract.requests.credentials import NOBODY
from thulium_contract.requests.subject import Subject

_API = "/api"


def mistaken(s: Subject, origin: str, send: Callable[[Request], Response], *, elsewhere: bool = True) -> str:
    """Return what is wrong with the target that was given in one sentence, nothing if it may be checked.

    All that is sent has no credentials or lacks a required parameter. ``elsewhere`` allows to look below /api too.
    """
    unknown = s.request("", "before all others", as_=NOBODY)
    base = f"{origin}{s.base_path}"
    refused = send(unknown)
    if refused.problem:
        return f"{origin} does not answer HTTP ({refused.problem})."
    if refused.status == 404:
        below = replace(unknown, target=f"{s.base_path}{_API}{unknown.target[len(s.base_path) :]}")
        if elsewhere and not s.base_path.endswith(_API) and send(below).status not in (0, 404):
            return f"{base} does not have the API, but {base}{_API} has: give that as BASE_URL."
        return f"{base} does not have the API (404 for {unknown.target}): check BASE_URL, which often ends with {_API}."
    if refused.status in (301, 302, 307, 308):
        return f"{base} redirects to {', '.join(refused.values('location'))[:200]}: give that address as BASE_URL."
    user = send(s.request("", "before all others"))
    if user.status == refused.status and user.status in (401, 403):
        return f"{base} refuses the API user's name or password ({user.status}): check --user and --password."
    if user.status == 403:
        return f"{base} knows the API user, who may not call it (403): permit it in the administration panel."
    return ""
