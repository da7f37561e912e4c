"""The one assertion of the vendor's error envelope, for every test that gets an error."""

import json
import re
import time
from typing import Any

import httpx

from tests.http.messages import Response

_FRESH_SECONDS = 120
_MICROSECONDS = 1_000_000


def assert_envelope(
    response: httpx.Response | Response, status: int, *codes: int, language: str = "en"
) -> dict[str, Any]:
    """Assert that ``response`` is the vendor's error envelope with ``status`` and exactly these ``codes``; return it.

    Without ``codes``, any that begin with the status will do.
    """
    if isinstance(response, httpx.Response):
        response = Response(response.status_code, tuple(response.headers.multi_items()), response.content)
    text, headers = response.body.decode(), response.fields
    assert response.status == status, text
    assert headers["content-type"] == "application/json"
    assert headers["content-length"] == str(len(response.body))
    assert headers["content-language"] == language
    assert ("www-authenticate" in headers) == (status == 401)
    assert ("allow" in headers) == (status == 405)

    envelope: dict[str, Any] = json.loads(text)
    assert set(envelope) == {"request_id", "errors"}, text
    _assert_fresh(envelope["request_id"])
    assert isinstance(envelope["errors"], list)
    assert envelope["errors"], "an error without a fault says nothing"
    for error in envelope["errors"]:
        assert set(error) == {"message", "code"}, error
        assert type(error["code"]) is int, error
        assert error["code"] // 1000 == status, error
        assert isinstance(error["message"], str), error
        assert re.fullmatch(r"\S.*\.", error["message"]), error
    if codes:
        assert [error["code"] for error in envelope["errors"]] == list(codes)
    return envelope


def _assert_fresh(request_id: Any) -> None:
    """Assert the look of PHP's ``uniqid()``, made a moment ago: 8 digits of seconds, 5 of microseconds."""
    assert isinstance(request_id, str)
    assert re.fullmatch(r"[0-9a-f]{13}", request_id), request_id
    assert -1 <= time.time() - int(request_id[:8], 16) < _FRESH_SECONDS, request_id
    assert int(request_id[8:], 16) < _MICROSECONDS, request_id
