"""The pytest plugin, in test runs of its own."""

from textwrap import dedent

import pytest

from tests.servers import ROOT
from tests.test_readme import blocks

pytest_plugins = ["pytester"]

HOW_TO = blocks((ROOT / "mock_server/README.md").read_text("utf-8"), "python")

CALL = """
    import base64, http.client, json, urllib.request

    def start(mock, query="chat_queue_id=3", user=None):
        request = urllib.request.Request(f"{mock.base_url}/chat_conversations/start?{query}", method="POST")
        token = base64.b64encode(f"{user or mock.user}:{mock.password}".encode()).decode()
        request.add_header("Authorization", f"Basic {token}")
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)["conversation_id"]
"""


def run(pytester: pytest.Pytester, tests: str, *arguments: str) -> pytest.RunResult:
    """Run ``tests`` in a pytest process of its own."""
    pytester.makepyfile(dedent(CALL) + dedent(tests))
    # The plugins of other tools would cost seconds in each process.
    others = [f"-pno:{name}" for name in ("cacheprovider", "schemathesis", "hypothesispytest", "anyio")]
    return pytester.runpytest_subprocess(*others, "-Werror", *arguments)


def test_each_test_starts_afresh(pytester: pytest.Pytester) -> None:
    """A test sees its own conversations and requests, and none of the test before it."""
    result = run(
        pytester,
        """
        import pytest

        @pytest.mark.parametrize("client_id", ["1234", "nobody"])
        def test_one(thulium_mock, client_id):
            started = [start(thulium_mock), start(thulium_mock, f"chat_queue_id=3&client_id={client_id}")]
            assert [each.conversation_id for each in thulium_mock.conversations] == started
            assert thulium_mock.conversations[1].customer_id == (1 if client_id == "1234" else None)
            first, second = thulium_mock.requests
            assert second.query == {"chat_queue_id": ["3"], "client_id": [client_id]}
            assert (second.method, second.path, second.status) == ("POST", "/api/chat_conversations/start", 200)
            assert json.loads(second.answer) == {"conversation_id": started[1]}
            assert "authorization" not in second.headers
            thulium_mock.reset()
            assert thulium_mock.conversations == thulium_mock.requests == []
        """,
    )
    result.assert_outcomes(passed=2)


def test_fixtures_can_be_replaced(pytester: pytest.Pytester) -> None:
    """A conftest that overrides the fixtures gets a mock with those, and after each test they are back."""
    pytester.makeconftest(
        dedent(
            """
            import pytest

            @pytest.fixture(scope="session")
            def thulium_mock_fixtures():
                users = [{"name": "ewa", "password": "x:y", "methods": ["*"]}]
                return {"users": users, "queues": [{"id": 77}], "customers": []}
            """
        )
    )
    result = run(
        pytester,
        """
        def test_one(thulium_mock):
            assert (thulium_mock.user, thulium_mock.password) == ("ewa", "x:y")
            assert start(thulium_mock, "chat_queue_id=77")
        """,
    )
    result.assert_outcomes(passed=1)


def test_faults_and_scenarios_end_with_the_test(pytester: pytest.Pytester) -> None:
    """A test lets something go wrong for itself, and is told what it cannot ask for."""
    result = run(
        pytester,
        """
        import urllib.error
        import pytest

        @pytest.mark.parametrize("code", [500, 503])
        def test_one(thulium_mock, code):
            assert thulium_mock.fault(answer={"code": code}, times=1) == 1
            with pytest.raises(urllib.error.HTTPError) as caught:
                start(thulium_mock)
            caught.value.close()
            assert caught.value.code == code
            start(thulium_mock)
            assert thulium_mock.requests[0].faults == (f"answer {code}",)

        def test_two(thulium_mock):
            start(thulium_mock)
            thulium_mock.scenario("outage")
            with pytest.raises(urllib.error.HTTPError) as caught:
                start(thulium_mock)
            caught.value.close()
            thulium_mock.scenario(None)
            start(thulium_mock)
            thulium_mock.scenario("outage")

        def test_three(thulium_mock):
            start(thulium_mock)
            with pytest.raises(ValueError, match="Mend at /answer/code: one of 200, 400"):
                thulium_mock.fault(answer={"code": 418})
            with pytest.raises(ValueError, match="Mend at /: "):
                thulium_mock.fault(anser={"code": 418}, connection="drop")
            with pytest.raises(Exception, match="use one of outage"):
                thulium_mock.scenario("fire")
        """,
    )
    result.assert_outcomes(passed=4)


def test_a_seed_ends_with_the_test(pytester: pytest.Pytester) -> None:
    """A seed, by the fixture or by the control API, repeats the ids of the test, and not those of the next one."""
    result = run(
        pytester,
        """
        SEEN = []

        def test_one(thulium_mock):
            thulium_mock.seed(7)
            first = start(thulium_mock)
            thulium_mock.seed(7)
            assert start(thulium_mock) == first
            body = json.dumps({"seed": 7}).encode()
            urllib.request.urlopen(f"{thulium_mock.control_url}/seed", body, timeout=10).close()
            assert start(thulium_mock) == first
            SEEN.append(first)

        def test_two(thulium_mock):
            assert start(thulium_mock) not in SEEN
        """,
    )
    result.assert_outcomes(passed=2)


def test_fixtures_of_one_test(pytester: pytest.Pytester) -> None:
    """A test brings a queue and a customer of its own, which the next one does not see; broken ones are refused."""
    result = run(
        pytester,
        """
        import urllib.error
        import pytest

        OWN = {
            "users": [{"name": "api_user", "password": "api_pass", "methods": ["*"]}],
            "queues": [{"id": 77}],
            "customers": [{"id": 5, "email": "ewa@example.org"}],
        }

        def test_one(thulium_mock):
            thulium_mock.replace_fixtures(OWN)
            start(thulium_mock, "chat_queue_id=77&client_email=ewa@example.org")
            thulium_mock.verify(customer_id=5)
            with pytest.raises(Exception, match="Mend at /queues/1/id: given before"):
                thulium_mock.replace_fixtures({**OWN, "queues": [{"id": 77}, {"id": 77}]})

        def test_two(thulium_mock):
            with pytest.raises(urllib.error.HTTPError) as caught:
                start(thulium_mock, "chat_queue_id=77")
            caught.value.close()
            assert caught.value.code == 404
        """,
    )
    result.assert_outcomes(passed=2)


def test_a_har_is_written(pytester: pytest.Pytester) -> None:
    """What a test has asked is in the file, that of a space too, and the control API of the space shows the same."""
    result = run(
        pytester,
        """
        def test_one(thulium_mock, tmp_path):
            shop = thulium_mock.space("shop")
            for each in range(60):
                start(shop)
            shop.write_har(tmp_path / "shop.har")
            log = json.loads((tmp_path / "shop.har").read_text())["log"]
            assert (log["version"], len(log["entries"])) == ("1.2", 60)
            with urllib.request.urlopen(f"{shop.control_url}/requests", timeout=10) as answer:
                assert json.load(answer)["count"] == 60
        """,
    )
    result.assert_outcomes(passed=1)


def test_it_works_inside_an_event_loop_and_in_threads(pytester: pytest.Pytester) -> None:
    """A test that runs a loop of its own, or threads, can look and reset as well."""
    result = run(
        pytester,
        """
        import asyncio

        def test_one(thulium_mock):
            async def inside():
                start(thulium_mock)
                assert len(thulium_mock.conversations) == 1
                thulium_mock.reset()
                assert thulium_mock.conversations == []
            asyncio.run(inside())

        def test_two(thulium_mock):
            from concurrent.futures import ThreadPoolExecutor

            def use(number):
                space = thulium_mock.space(f"s{number}")
                found = [start(space) for _ in range(5)]
                return [each.conversation_id for each in space.conversations] == found

            with ThreadPoolExecutor(8) as pool:
                assert list(pool.map(use, range(8))) == [True] * 8
        """,
    )
    result.assert_outcomes(passed=2)


def test_requests_are_verified(pytester: pytest.Pytester) -> None:
    """A verification that holds says nothing; one that fails shows the nearest misses, field by field."""
    result = run(
        pytester,
        """
        import pytest

        def test_holds(thulium_mock):
            start(thulium_mock, "chat_queue_id=3&client_id=1234")
            found = thulium_mock.verify(method="POST", status=200, query={"client_id": 1234}, customer_id=1)
            assert found == thulium_mock.requests
            thulium_mock.verify(query={"client_email": {"absent": True}}, exactly=1)
            assert thulium_mock.verify(status=400, at_most=0) == []
            with pytest.raises(ValueError, match="verb"):
                thulium_mock.verify(verb="POST")

        def test_fails(thulium_mock):
            start(thulium_mock, "chat_queue_id=3&client_email=ewa@example.org")
            thulium_mock.verify(status=200, query={"client_email": {"like": "jan*"}, "client_id": 1})
        """,
    )
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "E *AssertionError: Requests: 1, matching: 0, expected: at least 1.",
            "E *request 1: POST /api/chat_conversations/start?chat_queue_id=3&client_email=ewa@example.org -> 200",
            "E *query.client_email: expected {'like': 'jan?'}, was 'ewa@example.org'",
            "E *query.client_id: expected 1, was absent",
        ]
    )


def test_spaces_are_mocks_of_their_own(pytester: pytest.Pytester) -> None:
    """A space sees and forgets only what is its own, and each test begins without any."""
    result = run(
        pytester,
        """
        import pytest

        @pytest.mark.parametrize("number", [1, 2])
        def test_one(thulium_mock, number):
            shop, blog = thulium_mock.space("shop"), thulium_mock.space("blog")
            assert shop.requests == shop.conversations == []
            assert shop.base_url.endswith("/spaces/shop/api")
            start(shop)
            start(shop)
            start(blog)
            shop.verify(status=200, exactly=2)
            with pytest.raises(AssertionError, match=r"Other spaces have requests: shop \\(2\\), blog \\(1\\)"):
                thulium_mock.verify(status=200)
            blog.reset()
            assert (len(shop.conversations), blog.conversations, thulium_mock.requests) == (2, [], [])
        """,
    )
    result.assert_outcomes(passed=2)


def test_parallel_runs_do_not_see_each_other(pytester: pytest.Pytester) -> None:
    """Under pytest-xdist each worker has a mock of its own."""
    result = run(
        pytester,
        """
        import pytest

        @pytest.mark.parametrize("number", range(12))
        def test_one(thulium_mock, number):
            for _ in range(number):
                start(thulium_mock)
            assert len(thulium_mock.conversations) == len(thulium_mock.requests) == number
        """,
        "-n",
        "2",
    )
    result.assert_outcomes(passed=12)


def test_a_run_without_the_mock_does_not_load_it(pytester: pytest.Pytester) -> None:
    """A test that does not use the fixture does not pay for importing the mock."""
    result = run(
        pytester,
        """
        def test_one():
            import sys
            assert "connexion" not in sys.modules
            assert "uvicorn" not in sys.modules
        """,
    )
    result.assert_outcomes(passed=1)


@pytest.mark.parametrize("code", HOW_TO)
def test_the_how_to_of_the_readme_works(pytester: pytest.Pytester, code: str) -> None:
    """Each test shown in the README passes as it stands there."""
    result = run(pytester, code)
    passed = result.parseoutcomes()
    assert set(passed) == {"passed"}, result.stdout.str()
