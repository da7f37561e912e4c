"""Recorded traffic, a HAR of a browser, a proxy or the mock: its evidence on the facts of the document."""

import base64
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from thulium_contract.checking.full import Options, report_on, session_of
from thulium_contract.document.documents import document
from thulium_contract.document.operations import main_operation
from thulium_contract.expected.expectation import Judge
from thulium_contract.expected.oracle import Known
from thulium_contract.http.exchange import Exchange, Request, Response
from thulium_contract.http.messages import Headers
from thulium_contract.reports.results import Report
from thulium_contract.requests import fixtures
from thulium_contract.requests.credentials import MALFORMED, NOBODY, WRONG, Credentials, encoded, real
from thulium_contract.requests.subject import Subject
from thulium_contract.session.session import Session
from thulium_contract.session.shrink import explain

_FORBIDDEN = "forbidden-user"
_GZIP = b"\x1f\x8b"
_ENDED, _GONE, _LIMITED = 409, (404, 410), 429
"""Statuses of a conversation that is closed, of one that is not there any more, and of too many requests."""


class NoTraffic(Exception):
    """File without traffic of this API; the sentence says why."""


class Recorded:
    """Target of recorded answers."""

    slow, in_process = float("inf"), False

    def __init__(self, origin: str, base_path: str) -> None:
        self.origin, self.base_path = origin, base_path

    def send(self, request: Request) -> Response:
        """Send nothing."""
        raise NotImplementedError("what was recorded cannot be asked again")

    def each(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Response]]:
        """Send nothing."""
        return ((request, self.send(request)) for request in requests)

    def burst(self, requests: Sequence[Request]) -> list[Response]:
        """Send nothing."""
        return [self.send(each) for each in requests]

    def row(self, requests: Sequence[Request]) -> list[Response]:
        """Send nothing."""
        return self.burst(requests)

    def close(self) -> None:
        """Close nothing."""


def learned(path: Path) -> Report:
    """Return what the traffic in a HAR shows of each fact.

    Raises:
        NoTraffic: it cannot be read as a HAR, or no request is one to a path of the document.
    """
    try:
        entries: list[dict[str, Any]] = json.loads(path.read_text("utf-8-sig"))["log"]["entries"]
        urls = [urlsplit(entry["request"]["url"]) for entry in entries]
    except OSError as error:
        raise NoTraffic(f"{path} cannot be read ({error.strerror}).") from error
    except (ValueError, LookupError, TypeError) as error:
        raise NoTraffic(f"{path} is no HAR: save one from a browser's network panel, or from redocly proxy.") from error
    bases = [_base_of(url) for url in urls]
    # Other systems have paths such as /chats too, and one may redirect to this one, which comes later.
    weights = Counter(
        base for base, url in zip(bases[::-1], urls[::-1], strict=True) for _ in url.path.split("/") if base
    )
    if not weights:
        raise NoTraffic(f"{path} has no request to a path of the document, such as {next(iter(document()['paths']))}.")
    ((known, _),) = weights.most_common(1)
    session = _session(Recorded(*known))
    for number, (url, base, entry) in enumerate(zip(urls, bases, entries, strict=True), 1):
        if base != known:
            continue
        try:
            exchange = _exchange(url.path, url.query, entry, number, session.judge)
        except (LookupError, TypeError, ValueError, AttributeError, zlib.error) as error:
            session.report.notes.append(f"Entry {number} is passed over: it is not as HAR has it ({error!r:.80}).")
            continue
        if exchange.response.status // 100 in (2, 4) and exchange.response.status != _LIMITED:
            # Others show nothing of the API: no answer, redirects, and what any request would have got.
            _recognise(session.judge, exchange)
            session.judge_answer(exchange)
    session.conclude()
    explain(session, shrink=False)
    return session.report


def _session(target: Recorded) -> Session:
    options = Options(local=False)
    known = fixtures.unknown(options.user, options.password, options.queue)
    subject = Subject(main_operation(document(), target.base_path), known, target.base_path, 1)
    users = {options.user: (options.password, ("*",)), _FORBIDDEN: (options.password, ())}
    judge = Judge(document(), Known(users, None), base_path=target.base_path)
    return session_of(target, subject, options, report_on(target, options), judge)


def _base_of(url: SplitResult) -> tuple[str, str] | None:
    """Return the origin and what stands before a path of the document, None if this is none."""
    forms = (re.sub("{[^/]*}", "[^/]+", each) for each in document()["paths"])
    ends = (match.start() for form in forms if (match := re.search(f"{form}$", url.path)))
    return next(((f"{url.scheme}://{url.netloc}", url.path[:end]) for end in ends), None)


def _recognise(judge: Judge, exchange: Exchange) -> None:
    """Take what an answer shows of a conversation for known: it may be older than the recording, or ended by others."""
    operation, status = judge.operation(exchange.request), exchange.response.status
    if operation and (status < 300 or status in (_ENDED, *_GONE)):
        is_open = None if status in _GONE else status != _ENDED
        judge.mark(operation, exchange.request.target, is_open=is_open)


def _exchange(path: str, query: str, entry: Mapping[str, Any], number: int, judge: Judge) -> Exchange:
    asked, answered = entry["request"], entry["response"]
    status = int(answered["status"])
    given = any(name.lower() == "authorization" for name, _ in _pairs(asked))
    content = answered.get("content") or {}
    if "text" not in content and content.get("size") != 0:
        raise ValueError("it has no text of the answer")
    text = str(content.get("text") or "")
    octets = base64.b64decode(text) if content.get("encoding") == "base64" else text.encode()
    who = _credentials(status, given, malformed=str(judge.errors["malformed-credentials"][1]).encode() in octets)
    added = _OF_CONNECTION - ({"origin"} if asked["method"] == "OPTIONS" else set())
    headers = (*who.headers, *(each for each in _pairs(asked) if each[0].lower() not in added))
    body = str((asked.get("postData") or {}).get("text") or "").encode()
    target = f"{path}?{query}" if query else path
    request = Request(target, asked["method"], headers, body, why="recorded traffic", secrets=dict(who.secrets))
    # A HAR has the body as it was read, not of the length that was told, and compressed by few recorders.
    octets = zlib.decompress(octets, 47) if octets.startswith(_GZIP) else octets
    fields = tuple(each for each in _pairs(answered) if each[0].lower() not in ("content-encoding", "content-length"))
    began = datetime.fromisoformat(re.sub("Z$", "+00:00", entry["startedDateTime"])).timestamp()
    seconds = float(entry.get("time") or 0) / 1000
    response = Response(status, fields, octets, elapsed=seconds, received=began + seconds)
    return Exchange(request, response, number)


_OF_CONNECTION = {
    *("authorization", "host", "connection", "content-length", "accept-encoding", "user-agent", "origin", "referer"),
    *("cookie", "dnt", "priority", "cache-control", "pragma", "via", "x-forwarded-for", "x-forwarded-host"),
}
"""Headers that every browser, tool or proxy adds, and those that are masked."""


def _pairs(message: Mapping[str, Any]) -> Headers:
    found = ((str(each["name"]), str(each["value"])) for each in message.get("headers", ()))
    return tuple(each for each in found if not each[0].startswith((":", "sec-", "Sec-")))


def _credentials(status: int, given: bool, malformed: bool) -> Credentials:
    """Return credentials such as were sent: recordings have masked them, so that the answer has to tell."""
    user = fixtures.unknown(*_USER, 3).main
    if status == 401:
        return (MALFORMED if malformed else WRONG) if given else NOBODY
    if status == 403:
        return Credentials((("Authorization", f"Basic {encoded(f'{_FORBIDDEN}:{user.password}')}"),), "not permitted")
    return real(user)


_USER = (Options().user, Options().password)
