"""The cURL line that repeats a request."""

import os
import subprocess
from typing import Any

import httpx
import pytest
from thulium_contract.http.connection import Connection
from thulium_mock.inspection.curl import curl_line
from thulium_mock.state.journal import Exchange

from tests.http.lines import AUTHORIZATION
from tests.servers import CREDENTIALS, RunningServer

START = "/api/chat_conversations/start"
SENT = ("method", "url", "path", "query", "headers", "body", "status", "errors")

REQUESTS = [
    f"POST {START}?chat_queue_id=3&client_name=%C5%BB HTTP/1.1\r\nHost: HOST\r\n{AUTHORIZATION}\r\n\r\n",
    f"POST {START}?chat_queue_id=3&client_name=O'Hara&x=$(id)`id`&y=!$HOME HTTP/1.1\r\nHost: HOST\r\n"
    f'{AUTHORIZATION}\r\nX-Quotes: it\'s "$HOME" \\n 100% `id`\r\nX-Empty:\r\nX-Bytes: \xc5\xbb 7\r\n\r\n',
    f"POST {START}?chat_queue_id[]=3&client_name={{a,b}}[1-3] HTTP/1.1\r\nHost: HOST\r\n{AUTHORIZATION}\r\n\r\n",
    "GET /api/../x/./y//z?a#b HTTP/1.1\r\nHost: HOST\r\n\r\n",
    f"HEAD {START} HTTP/1.1\r\nHost: HOST\r\nUser-Agent: tests\r\nAccept: text/html;q=0.5, */*\r\n\r\n",
    f"DELETE {START}?chat_queue_id=3 HTTP/1.1\r\nHost: HOST\r\nAccept-Language: pl\r\nContent-Length: 2\r\n\r\n[]",
    f"POST /api/chat_conversations/x/message HTTP/1.1\r\nHost: HOST\r\n{AUTHORIZATION}\r\n"
    f'Content-Type: application/json\r\nContent-Length: 25\r\n\r\n{{"text": "it\'s @ \\n\xc5\xbb $a"}}',
    f"POST {START} HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer x\r\nContent-Type: application/json\r\n\r\n",
]


def journal(mock: RunningServer) -> list[dict[str, Any]]:
    """Return the requests of the journal, the newest first."""
    found: list[dict[str, Any]] = httpx.get(f"{mock.origin}/_mock/requests").raise_for_status().json()["result"]
    return found


@pytest.mark.parametrize("shell", ["bash", "sh"])
@pytest.mark.parametrize("raw", REQUESTS)
def test_the_line_repeats_the_request(fresh_mock: RunningServer, raw: str, shell: str) -> None:
    """A shell that runs the line sends the same target and headers, and gets the same answer."""
    with Connection(fresh_mock.port) as connection:
        connection.send(raw.replace("HOST", f"127.0.0.1:{fresh_mock.port}").encode("latin-1"))
        assert connection.answer(raw.split()[0]).status
    (first,) = journal(fresh_mock)
    secrets: dict[str, str] = dict(zip(("THULIUM_USER", "THULIUM_PASSWORD"), CREDENTIALS, strict=True))
    if "Bearer" in raw:
        secrets = {"THULIUM_USER": "nobody", "THULIUM_PASSWORD": "x"}
    command = ["-c", first["curl"].replace("curl ", "curl -sS -o /dev/null ", 1)]
    subprocess.run([shell, *command], env={**os.environ, **secrets}, check=True, timeout=60)
    second = journal(fresh_mock)[0]
    assert second["number"] == 2
    for name in SENT:
        if name == "headers":
            for each in (first, second):
                each[name].pop("content-length", None)
        if "Bearer" not in raw or name != "errors":
            assert second[name] == first[name], name


def test_credentials_are_never_in_the_line() -> None:
    """The line has them from the environment, if there were any, and trusts the mock's own certificate."""
    exchange = Exchange(0, "POST", "https", b"/a", b"b=c", b"host: h:1\r\naccept: */*\r\n", True)
    assert curl_line(exchange) == (
        "curl -X POST -k -u \"$THULIUM_USER:$THULIUM_PASSWORD\" -H 'accept: */*' -H User-Agent: 'https://h:1/a?b=c'"
    )
    exchange.authorized = False
    assert "THULIUM" not in curl_line(exchange)


@pytest.mark.parametrize(
    ("headers", "url"),
    [
        (b"host: h:1\r\nx-forwarded-prefix: /mock\r\n", "http://h:1/mock/a"),
        (b"host: h:1\r\nx-forwarded-prefix: /team/mock/\r\nx-forwarded-host: dev\r\n", "http://dev/team/mock/a"),
        (b"host: h:1\r\nx-forwarded-prefix: /m\r\nx-forwarded-proto: https\r\n", "https://h:1/m/a"),
        (b"host: h:1\r\nx-forwarded-host: dev\r\n", "http://h:1/a"),
    ],
)
def test_the_line_goes_through_the_proxy_that_took_a_prefix_away(headers: bytes, url: str) -> None:
    """As far as that tells of itself, and without what it tells; nothing is known of a proxy that names no prefix."""
    exchange = Exchange(0, "GET", "http", b"/a", b"", headers + b"user-agent: u\r\naccept: a\r\n", False)
    line = curl_line(exchange)
    assert line.endswith(f" {url}")
    assert ("x-forwarded" in line) is (b"prefix" not in headers)
