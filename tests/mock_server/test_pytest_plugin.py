"""The pytest plugin, in this test run; in others it is tested in test_pytest_environments."""

import asyncio
import json
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from thulium_contract.http.connection import Connection
from thulium_mock.errors import ConversationClosed, UnknownScenario
from thulium_mock.pytest_plugin import ThuliumMock
from thulium_mock.state.directory import Fixtures
from thulium_mock.state.fixtures import FixturesError

from tests.http.messages import Request, basic

OWN: Fixtures = {
    "users": [{"name": "api_user", "password": "api_pass", "methods": ["*"]}],
    "queues": [{"id": 77}],
    "customers": [{"id": 5, "email": "ewa@example.org"}],
}


def ask(mock: ThuliumMock, query: str = "chat_queue_id=3") -> httpx.Response:
    """Ask the mock to start a conversation."""
    url = f"{mock.base_url}/chat_conversations/start?{query}"
    # With verification httpx would read all the certificates of the system each time.
    return httpx.post(url, auth=(mock.user, mock.password), verify=False)


def started(mock: ThuliumMock, query: str = "chat_queue_id=3") -> str:
    """Start a conversation and return its id."""
    identifier: str = ask(mock, query).raise_for_status().json()["conversation_id"]
    return identifier


@pytest.mark.parametrize("client_id", ["1234", "nobody"])
def test_each_test_starts_afresh(thulium_mock: ThuliumMock, client_id: str) -> None:
    """A test sees its own conversations and requests, and none of the test before it."""
    ids = [started(thulium_mock), started(thulium_mock, f"chat_queue_id=3&client_id={client_id}")]
    assert [each.conversation_id for each in thulium_mock.conversations] == ids
    assert thulium_mock.conversations[1].customer_id == (1 if client_id == "1234" else None)
    second = thulium_mock.requests[1]
    assert second.query == {"chat_queue_id": ["3"], "client_id": [client_id]}
    assert (second.method, second.path, second.status) == ("POST", "/api/chat_conversations/start", 200)
    assert json.loads(second.answer) == {"conversation_id": ids[1]}
    assert "authorization" not in second.headers
    assert len(thulium_mock.requests) == 2
    thulium_mock.reset()
    assert (thulium_mock.conversations, thulium_mock.requests) == ([], [])


@pytest.mark.parametrize("code", [500, 503])
def test_a_fault_ends_with_the_test(thulium_mock: ThuliumMock, code: int) -> None:
    """The next test has the first fault again, and one that is used up leaves it in peace."""
    assert ask(thulium_mock).status_code == 200
    assert thulium_mock.fault(answer={"code": code}, times=1) == 1
    assert [ask(thulium_mock).status_code for _ in range(2)] == [code, 200]
    assert thulium_mock.requests[1].faults == (f"answer {code}",)
    thulium_mock.fault(answer={"code": code})


@pytest.mark.parametrize("number", [1, 2])
def test_a_scenario_ends_with_the_test(thulium_mock: ThuliumMock, number: int) -> None:
    """Or when the test switches it off."""
    assert ask(thulium_mock).status_code == 200
    thulium_mock.scenario("outage")
    assert ask(thulium_mock).status_code == 503
    thulium_mock.scenario(None)
    assert ask(thulium_mock).status_code == 200
    thulium_mock.scenario("outage")


def test_what_cannot_go_wrong_is_told(thulium_mock: ThuliumMock) -> None:
    """A fault or scenario that makes no sense is an error of the test."""
    with pytest.raises(ValueError, match="Mend at /answer/code: one of 200, 400"):
        thulium_mock.fault(answer={"code": 418})
    with pytest.raises(ValueError, match=r"'anser' was unexpected.*; at /: only name, .*answer, "):
        thulium_mock.fault(anser={"code": 418}, connection="drop")
    with pytest.raises(ValueError, match="this fault cannot be used: Object of type object is not"):
        thulium_mock.fault(times=object())
    with pytest.raises(ValueError, match="one of drop, reset, empty, truncate, malformed, trickle"):
        thulium_mock.fault(connection="dropped")
    with pytest.raises(UnknownScenario, match="use one of outage"):
        thulium_mock.scenario("fire")
    for seed in ("x", -1, 1.5, True):
        with pytest.raises(ValueError, match=r"this seed cannot be used\. Mend at /seed: "):
            thulium_mock.seed(seed)  # type: ignore[arg-type] # a test that is not typed


def test_the_agent_is_played(thulium_mock: ThuliumMock) -> None:
    """Whoever replies has taken the conversation; what was written can be looked at."""
    identifier = started(thulium_mock)
    thulium_mock.agent(identifier, text="a")
    ended = thulium_mock.agent(identifier, login="ewa", text="b", close=True)
    assert (ended.status, ended.user_login) == ("CLOSED", "ewa")
    assert [(each.author, each.text) for each in thulium_mock.messages(identifier)] == [("agent", "a"), ("ewa", "b")]
    with pytest.raises(ConversationClosed):
        thulium_mock.agent(identifier, login="jan")


@pytest.mark.parametrize("spelling", [uuid.UUID, str.upper])
def test_a_conversation_is_named_by_any_spelling_of_its_id(
    thulium_mock: ThuliumMock, spelling: Callable[[str], str | uuid.UUID]
) -> None:
    """Clients return it as a text or as a UUID."""
    identifier = spelling(started(thulium_mock))
    assert thulium_mock.agent(identifier, text="a").user_login == "agent"
    assert [each.text for each in thulium_mock.messages(identifier)] == ["a"]


def test_a_seed_repeats_ids(thulium_mock: ThuliumMock) -> None:
    """Whether the fixture or the control API sets it."""
    thulium_mock.seed(7)
    first = started(thulium_mock)
    thulium_mock.seed(7)
    assert started(thulium_mock) == first
    httpx.post(f"{thulium_mock.control_url}/seed", json={"seed": 7}).raise_for_status()
    assert started(thulium_mock) == first


def test_a_seed_ends_with_the_test(thulium_mock: ThuliumMock) -> None:
    """The seed of the test before it does not count."""
    first = started(thulium_mock)
    thulium_mock.seed(7)
    assert started(thulium_mock) != first


@pytest.mark.parametrize("number", [1, 2])
def test_fixtures_of_one_test(thulium_mock: ThuliumMock, number: int) -> None:
    """A test brings a queue and a customer of its own, which the next one does not see; broken ones are refused."""
    assert ask(thulium_mock, "chat_queue_id=77").status_code == 404
    thulium_mock.replace_fixtures(OWN)
    started(thulium_mock, "chat_queue_id=77&client_email=ewa@example.org")
    thulium_mock.verify(customer_id=5)
    with pytest.raises(FixturesError, match="Mend at /queues/1/id: given before"):
        thulium_mock.replace_fixtures({**OWN, "queues": [{"id": 77}, {"id": 77}]})


@pytest.mark.parametrize("number", [1, 2])
def test_what_the_client_gave_up_is_verified(thulium_mock: ThuliumMock, number: int) -> None:
    """The timeout test of every application: the request is there, without an answer, and not in the next test."""
    assert thulium_mock.requests == []
    thulium_mock.fault(delay={"milliseconds": 60_000})
    with httpx.Client(timeout=httpx.Timeout(20, read=0.1), verify=False) as client, pytest.raises(httpx.ReadTimeout):
        client.post(f"{thulium_mock.base_url}/chat_conversations/start?chat_queue_id=3", auth=("api_user", "api_pass"))
    (given_up,) = thulium_mock.verify(state="given_up", timeout=60)
    assert (given_up.status, given_up.number) == (None, 1)


def test_what_is_in_flight_at_a_reset_is_gone(thulium_mock: ThuliumMock) -> None:
    """Before it, the request is pending; after it, nothing of it is seen, whatever becomes of it."""
    target = f"{urlsplit(thulium_mock.base_url).path}/chat_conversations/start?chat_queue_id=3&__delay=60000"
    with Connection(urlsplit(thulium_mock.base_url).port or 0) as connection:
        connection.send(Request(target, headers=(basic(),)).octets("localhost"))
        thulium_mock.verify(state="pending", timeout=60)
        thulium_mock.reset()
        connection.close()
        started(thulium_mock)
        assert [(each.number, each.status) for each in thulium_mock.requests] == [(1, 200)]
        assert len(thulium_mock.conversations) == 1


class TestFixturesOfAClass:
    """A class, module or folder has fixtures of its own, whatever the tests before it had."""

    @pytest.fixture
    def thulium_mock_fixtures(self) -> Fixtures:
        """Another user, queue and customer."""
        return {**OWN, "users": [{"name": "ewa", "password": "x:y", "methods": ["*"]}]}

    def test_they_are_its_own(self, thulium_mock: ThuliumMock) -> None:
        """Its tests begin with them, in every space, and a reset restores them."""
        assert (thulium_mock.user, thulium_mock.password) == ("ewa", "x:y")
        for mock in (thulium_mock, thulium_mock.space("shop")):
            mock.reset()
            started(mock, "chat_queue_id=77")

    @pytest.mark.parametrize("thulium_mock_fixtures", [{"users": []}])
    def test_broken_ones(self, thulium_mock_server: ThuliumMock, thulium_mock_fixtures: Fixtures) -> None:
        """Broken ones are refused with the place to mend, and those of before stay."""
        with pytest.raises(FixturesError, match=r"the fixtures cannot be used\. Mend at /: "):
            thulium_mock_server.begin_test(thulium_mock_fixtures)


def test_fixtures_of_a_class_end_with_it(thulium_mock: ThuliumMock) -> None:
    """The next test has the built-in ones again."""
    assert ask(thulium_mock, "chat_queue_id=77").status_code == 404
    started(thulium_mock)


def test_a_har_is_written(thulium_mock: ThuliumMock, tmp_path: Path) -> None:
    """What a test has asked is in the file, that of a space too, and the control API of the space shows the same."""
    shop = thulium_mock.space("shop")
    for _ in range(60):
        started(shop)
    shop.write_har(tmp_path / "shop.har")
    log = json.loads((tmp_path / "shop.har").read_text())["log"]
    assert (log["version"], len(log["entries"])) == ("1.2", 60)
    assert httpx.get(f"{shop.control_url}/requests").json()["count"] == 60


def test_it_works_inside_an_event_loop(thulium_mock: ThuliumMock) -> None:
    """A test that runs a loop of its own can look and reset as well."""

    async def inside() -> None:
        started(thulium_mock)
        assert len(thulium_mock.conversations) == 1
        thulium_mock.reset()
        assert thulium_mock.conversations == []

    asyncio.run(inside())


def test_a_coroutine_waits_for_what_its_loop_still_sends(thulium_mock: ThuliumMock) -> None:
    """In a thread of its own, so that the loop goes on meanwhile."""

    async def inside() -> None:
        waiting = asyncio.create_task(asyncio.to_thread(thulium_mock.verify, status=200, timeout=60))
        await asyncio.sleep(0)
        async with httpx.AsyncClient(auth=("api_user", "api_pass")) as client:
            await client.post(f"{thulium_mock.base_url}/chat_conversations/start?chat_queue_id=3")
        assert len(await waiting) == 1

    asyncio.run(inside())


def test_it_works_in_threads(thulium_mock: ThuliumMock) -> None:
    """Each may use a space of its own."""

    def use(number: int) -> bool:
        space = thulium_mock.space(f"s{number}")
        ids = [started(space) for _ in range(5)]
        return [each.conversation_id for each in space.conversations] == ids

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(use, range(8))) == [True] * 8


@pytest.mark.parametrize("number", [1, 2])
def test_spaces_are_mocks_of_their_own(thulium_mock: ThuliumMock, number: int) -> None:
    """A space sees and forgets only what is its own, and each test begins without any."""
    shop, blog = thulium_mock.space("shop"), thulium_mock.space("blog")
    assert (shop.requests, shop.conversations) == ([], [])
    assert shop.base_url.endswith("/spaces/shop/api")
    for space in (shop, shop, blog):
        started(space)
    shop.verify(status=200, exactly=2)
    with pytest.raises(AssertionError, match=r"Other spaces have requests: shop \(2\), blog \(1\)"):
        thulium_mock.verify(status=200)
    blog.reset()
    assert (len(shop.conversations), blog.conversations, thulium_mock.requests) == (2, [], [])


def test_requests_are_verified(thulium_mock: ThuliumMock) -> None:
    """A verification that holds returns what matches."""
    started(thulium_mock, "chat_queue_id=3&client_id=1234")
    found = thulium_mock.verify(method="POST", status=200, query={"client_id": 1234}, customer_id=1)
    assert found == thulium_mock.requests
    thulium_mock.verify(query={"client_email": {"absent": True}}, exactly=1)
    assert thulium_mock.verify(status=400, at_most=0) == []
    thulium_mock.verify(conversation_id=uuid.UUID(found[0].conversation_id), query={"client_id": ("1234",)})
    with pytest.raises(ValueError, match=r"at /matcher/state: \"nope\" does not match .*pending\|answered\|given_up"):
        thulium_mock.verify(state="nope")
    with pytest.raises(ValueError, match=r"'verb' was unexpected.*; at /matcher: only method, path, "):
        thulium_mock.verify(verb="POST")


def test_a_verification_that_fails_shows_the_nearest_misses(thulium_mock: ThuliumMock) -> None:
    """Field by field."""
    started(thulium_mock, "chat_queue_id=3&client_email=ewa@example.org")
    with pytest.raises(AssertionError) as failed:
        thulium_mock.verify(status=200, query={"client_email": {"like": "jan*"}, "client_id": 1})
    assert [line.strip() for line in str(failed.value).splitlines()] == [
        "Requests: 1, matching: 0, expected: at least 1.",
        "request 1: POST /api/chat_conversations/start?chat_queue_id=3&client_email=ewa@example.org -> 200",
        "query.client_email: expected {'like': 'jan*'}, was 'ewa@example.org'",
        "query.client_id: expected 1, was absent",
    ]
