"""Custom schemathesis checks, computed exactly by the oracle.

They are registered when this module is imported, and have an opinion only where a run's configuration gives them an
oracle.
"""

import json
import re
from typing import Any
from urllib.parse import urlsplit

import schemathesis
from schemathesis.core.transport import Response
from thulium_contract.document.models import model
from thulium_contract.document.operations import Operation
from thulium_contract.expected.oracle import Oracle, Verdict

Case = schemathesis.Case[Any]


def verdict(oracle: Oracle, response: Response) -> Verdict:
    """Return what the request of ``response`` must get, read from the request as it was on the wire."""
    request = response.request
    url = urlsplit(str(request.url))
    target = f"{url.path}?{url.query}" if url.query else url.path
    headers = [(name, text(value)) for name, value in request.headers.items()]
    body = request.body if isinstance(request.body, bytes) else str(request.body or "").encode()
    return oracle.judge(str(request.method), target, headers, body)


def _operation(oracle: Oracle, response: Response) -> Operation | None:
    found = oracle.operations(urlsplit(str(response.request.url)).path)
    return found.get(str(response.request.method)) if found else None


def _json(response: Response) -> Any:
    try:
        return json.loads(response.content or b"")
    except ValueError:
        return None


def text(value: str | bytes) -> str:
    """Return a header's value as text."""
    return value.decode("latin-1") if isinstance(value, bytes) else value


def header(response: Response, name: str) -> str | None:
    """Return the one value of a header, None without it."""
    values = response.headers.get(name, [])
    assert len(values) < 2, f"the header {name} is given {len(values)} times"
    return values[0] if values else None


def envelope(response: Response) -> tuple[str, tuple[int, ...]]:
    """Return request_id and codes of an error; raise AssertionError if its body is not the vendor's envelope."""
    try:
        body: Any = json.loads(response.content.decode())
        found = body["request_id"], tuple(error["code"] for error in body["errors"])
    except (ValueError, LookupError, TypeError) as error:
        raise AssertionError(f"the body is not the error envelope: {error!r}") from error
    assert set(body) == {"request_id", "errors"}, f"the envelope has {sorted(body)}"
    return found


@schemathesis.check
class ExactStatus:
    """The status is the one that the request must get."""

    def __init__(self, oracle: Oracle | None = None) -> None:
        self.oracle = oracle

    def after_response(self, ctx: schemathesis.CheckContext, response: Response, case: Case) -> None:
        """Compare the status with the oracle's."""
        if self.oracle is not None:
            expected = verdict(self.oracle, response)
            if response.status_code < 300 and (operation := _operation(self.oracle, response)):
                self.oracle.learn(operation, urlsplit(str(response.request.url)).path, _json(response))
            right = expected.open or response.status_code == expected.status
            assert right, f"{response.status_code} where {expected.status} is right"


@schemathesis.check
class ErrorEnvelope:
    """Every error is the vendor's envelope and has the headers of its status."""

    def __init__(self, oracle: Oracle | None = None) -> None:
        self.oracle = oracle

    def after_response(self, ctx: schemathesis.CheckContext, response: Response, case: Case) -> None:
        """Read the error as strictly as the document describes it."""
        if self.oracle is None or response.status_code < 400:
            return
        expected = verdict(self.oracle, response)
        request_id, codes = envelope(response)
        assert re.fullmatch("[0-9a-f]{13}", request_id), "request_id is not 13 hexadecimal digits"
        assert {code // 1000 for code in codes} == {response.status_code}, f"the codes {codes} have another status"
        assert header(response, "content-type") == "application/json", "an error is application/json"
        assert header(response, "content-language") in ("en", "pl"), "an error names its language"
        assert bool(header(response, "www-authenticate")) == (response.status_code == 401), (
            "WWW-Authenticate is for 401"
        )
        allow = header(response, "allow")
        allowed = frozenset(re.split(", *", allow)) if allow else frozenset()
        assert allowed == expected.allow, f"Allow is {allow!r} where {set(expected.allow)} is right"


@schemathesis.check
class ExactCodes:
    """A refusal of parameters names exactly the faults that there are, in the order of the document."""

    def __init__(self, oracle: Oracle | None = None) -> None:
        self.oracle = oracle

    def after_response(self, ctx: schemathesis.CheckContext, response: Response, case: Case) -> None:
        """Compare the codes with the oracle's."""
        if self.oracle is None or response.status_code != 400:
            return
        expected = verdict(self.oracle, response).codes
        _, codes = envelope(response)
        assert not expected or codes == expected, f"the codes are {codes} where {expected} are right"


@schemathesis.check
class FreshIds:
    """No conversation_id and no request_id is given out twice in a run."""

    def __init__(self, oracle: Oracle | None = None) -> None:
        self.oracle = oracle
        self.seen: dict[str, Response] = {}

    def after_response(self, ctx: schemathesis.CheckContext, response: Response, case: Case) -> None:
        """Look the id up among those of other responses; the same response may come here again."""
        if self.oracle is None:
            return
        value, operation = _json(response), _operation(self.oracle, response)
        given = operation is not None and model(operation.id).stores
        name = "request_id" if response.status_code >= 400 else "conversation_id" if given else ""
        if isinstance(value, dict) and name in value:
            identifier = str(value[name])
            assert self.seen.setdefault(identifier, response) is response, f"the id {identifier} is repeated"
