"""The pytest plugin in other people's test runs: beside other plugins, under a frozen clock, and read by mypy."""

from textwrap import dedent

import pytest
from mypy import api

from tests.servers import ROOT
from tests.test_readme import blocks

pytest_plugins = ["pytester"]

GUIDE = (ROOT / "docs/guides/tests.md").read_text("utf-8")

WITHOUT = [*(f"-pno:{name}" for name in ("cacheprovider", "schemathesis", "hypothesispytest", "anyio")), "-Werror"]
"""Options for a run without the plugins of other tools, which would cost seconds in each process."""

CALL = """
    import base64, http.client, json, urllib.request

    def start(mock, query="chat_queue_id=3"):
        request = urllib.request.Request(f"{mock.base_url}/chat_conversations/start?{query}", method="POST")
        token = base64.b64encode(f"{mock.user}:{mock.password}".encode()).decode()
        request.add_header("Authorization", f"Basic {token}")
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["conversation_id"]
"""


def run(pytester: pytest.Pytester, tests: str, *arguments: str) -> pytest.RunResult:
    """Run ``tests`` in a pytest process of its own."""
    pytester.makepyfile(dedent(CALL) + dedent(tests))
    return pytester.runpytest_subprocess(*WITHOUT, *arguments)


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


def test_a_frozen_clock_stops_only_dates(pytester: pytest.Pytester) -> None:
    """Dates are those of the frozen clock; delays and times to live end, without uvloop and from the start as well."""
    result = run(
        pytester,
        """
        import contextlib, sys, time, time_machine, urllib.error
        from freezegun import freeze_time

        sys.modules["uvloop"] = None  # as on Windows, where there is none
        frozen = freeze_time("2030-01-01")
        frozen.start()

        def check(mock):
            mock.reset()
            mock.fault(answer={"code": 503}, ttl=1)
            mock.fault(delay={"milliseconds": 20})
            for _ in range(1000):
                with contextlib.suppress(urllib.error.HTTPError):
                    start(mock)
                    break
                time.sleep(0.02)
            [conversation] = mock.conversations
            return conversation.created_at, mock.requests[-1].started, 0.02 < mock.requests[-1].seconds < 600

        def test_freezegun(thulium_mock):
            assert check(thulium_mock) == ("2030-01-01T00:00:00.000Z", 1893456000, True)

        def test_time_machine(thulium_mock):
            frozen.stop()
            with time_machine.travel("2031-01-01", tick=False):
                assert check(thulium_mock) == ("2031-01-01T00:00:00.000Z", 1924992000, True)
        """,
    )
    result.assert_outcomes(passed=2)


def test_green_threads_are_refused(pytester: pytest.Pytester) -> None:
    """With gevent's patch the fixture fails at once, and says what to do; a run without it does not pay for imports."""
    pytester.makeconftest("from gevent import monkey; monkey.patch_all(ssl=False)")
    result = run(
        pytester,
        """
        import sys

        def test_one(thulium_mock): pass

        def test_two(): assert not {"connexion", "uvicorn", "thulium_mock.app"} & set(sys.modules)
        """,
    )
    result.assert_outcomes(errors=1, passed=1)
    result.stdout.fnmatch_lines(["*RuntimeError: gevent has replaced the threads of this process*thread=False*"])


def test_types(pytester: pytest.Pytester) -> None:
    """The annotated test of the guide passes mypy --strict, which knows what the fixture gives."""
    [code] = (each for each in blocks(GUIDE, "python") if "ThuliumMock" in each)
    pytester.makepyfile(test_typed=f"{code}\n    reveal_type(thulium_mock.user)\n")
    text, errors, status = api.run(["--strict", "--config-file=", "--cache-dir=/dev/null", "test_typed.py"])
    assert (status, errors) == (0, ""), text
    assert text.count('str"') == 1


def test_the_how_to_of_the_guide_works(pytester: pytest.Pytester) -> None:
    """The tests shown in the guide pass as they stand there, each in a file of its own."""
    shown = blocks(GUIDE, "python")
    pytester.makepyfile(**{f"test_{number}": code for number, code in enumerate(shown)})
    # Within this process, which has imported the mock.
    result = pytester.runpytest_inprocess(*WITHOUT)
    passed = result.parseoutcomes()
    assert set(passed) == {"passed"}, result.stdout.str()
    assert passed["passed"] >= len(shown)
