"""Parts of the contract suite that its runs cannot show by themselves: what meets what, and what is no breach."""

import random
from itertools import combinations, product

import pytest
from thulium_contract.document.documents import document
from thulium_contract.expected.expectation import Judge
from thulium_contract.http.exchange import Exchange, Request, Response, control_root
from thulium_contract.reports.results import Report
from thulium_contract.requests.dimensions import crossed
from thulium_contract.requests.values import blocks
from thulium_contract.rules.findings import Memory
from thulium_contract.session.session import Session
from thulium_contract.targets.target import AppTarget

from tests.contract import world
from tests.http.messages import basic

JUDGE = Judge(document(), world.KNOWN)
PATH = "/api/chat_conversations/start"
ORIGIN = ("Origin", "https://example.org")
ASKED = ("Access-Control-Request-Method", "POST")


def test_any_three_factors_meet_in_all_levels() -> None:
    """Rows of strength three have all combinations of any three factors, whatever the seed."""
    factors = [list(range(levels)) for levels in (5, 3, 7, 2, 7, 6, 7, 4)]
    for seed in (1, 2):
        rows = list(crossed(factors, 3, random.Random(seed)))
        for places in combinations(range(len(factors)), 3):
            met = {tuple(row[place] for place in places) for row in rows}
            assert met == set(product(*(factors[place] for place in places)))


def test_blocks_have_all_characters() -> None:
    """The blocks of characters together have every one of the first two planes that is text."""
    text = "".join(bytes.fromhex(block.replace("%", "")).decode() for block in blocks(1024))
    assert len(text) == len(set(text)) == 0x20000 - 0x80 - 0x800


def test_only_a_preflight_may_succeed_as_one() -> None:
    """OPTIONS with both an origin and a method that is asked for may be answered with success; nothing else may."""
    assert JUDGE.expect(Request(PATH, "OPTIONS", (ORIGIN, ASKED))).statuses == {200, 204, 405}
    for method, headers in (("OPTIONS", (ORIGIN,)), ("OPTIONS", (ASKED,)), ("GET", (ORIGIN, ASKED))):
        assert JUDGE.expect(Request(PATH, method, headers)).statuses == {405}


def test_headers_of_cors_are_no_breach() -> None:
    """What a browser needs to hear breaks no rule, on a preflight and on the request itself."""
    allowed = (("Access-Control-Allow-Origin", ORIGIN[1]), ("Access-Control-Allow-Headers", "authorization"))
    varied = (*allowed, ("Vary", "Origin"))
    login = basic()
    started = b'{"conversation_id":"6ed7c941-2c8a-411e-95d2-338a9f64800a"}'
    typed = (("Content-Type", "application/json"), ("Content-Length", str(len(started))))
    exchanges = [
        Exchange(Request(PATH, "OPTIONS", (ORIGIN, ASKED)), Response(204, varied)),
        Exchange(Request(PATH, "OPTIONS", (ORIGIN, ASKED)), Response(200, (*varied, ("Allow", "POST")))),
        Exchange(
            Request(f"{PATH}?chat_queue_id=3", "POST", (login, ORIGIN)), Response(200, (*varied, *typed), started)
        ),
    ]
    assert [broken(each) for each in exchanges] == [set()] * 3


def test_success_without_a_preflight_is_a_breach() -> None:
    """OPTIONS with an origin alone may not be answered with success."""
    assert "verdict" in broken(Exchange(Request(PATH, "OPTIONS", (ORIGIN,)), Response(204)))


def broken(exchange: Exchange) -> set[str]:
    """Return the rules that an exchange breaks."""

    async def nothing(scope: object, receive: object, send: object) -> None:
        raise NotImplementedError

    target = AppTarget(nothing)
    try:
        session = Session(target, JUDGE, Memory(2, 120, lambda: 0.0), Report())
        return {name for name, found in session.findings(exchange, session.memory).items() if found.detail}
    finally:
        target.close()


@pytest.mark.parametrize(
    ("path", "root"),
    [
        ("/api", "/_mock"),
        ("/api/chat_conversations/start?chat_queue_id=3", "/_mock"),
        ("/spaces/shop/api", "/_mock/spaces/shop"),
        ("/team/mock/api", "/team/mock/_mock"),
        ("/thulium/spaces/shop/api/x", "/thulium/_mock/spaces/shop"),
        ("", "/_mock"),
        ("/v2", "/_mock"),
    ],
)
def test_the_control_api_is_beside_the_base_path(path: str, root: str) -> None:
    """Below the same prefix, and in the same space."""
    assert control_root(path) == root
