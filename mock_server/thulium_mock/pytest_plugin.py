"""The pytest plugin: the fixture ``thulium_mock`` is a running mock, on a free port, in a known state for each test.

Dates of conversations and requests are those of the test's clock, also a frozen one; delays and ``ttl`` take real time.
"""

import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from thulium_mock.clock import new_real_time_loop
from thulium_mock.settings import MEMORY

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from uuid import UUID

    from thulium_mock.state.conversations import Conversation, Message
    from thulium_mock.state.directory import Fixtures
    from thulium_mock.state.journal import Exchange
    from thulium_mock.state.spaces import Space, Spaces
    from thulium_mock.state.webhooks import Delivery
    from thulium_mock.webhooks.receiver import Receiver

_START_SECONDS = 10
_ALL = 2**31 - 1

Result = TypeVar("Result")


class ThuliumMock:
    """A mock that serves on loopback in a thread of this process.

    ``base_url`` is what a client is given, ``user`` and ``password`` are those of the first API user in the fixtures.
    ``control_url`` is where the control API answers, for what runs in another process.
    """

    def __init__(self, origin: str, spaces: "Spaces", name: str, loop: "AbstractEventLoop") -> None:
        self._origin = origin
        self._spaces = spaces
        self._name = name
        self._loop = loop
        self.base_url, self.control_url = self._run(self._urls)
        first = next(iter(spaces.fixtures["users"]), {"name": "", "password": ""})
        self.user: str = first["name"]
        self.password: str = first["password"]

    def _run(self, operation: "Callable[[Space], Awaitable[Result]]") -> Result:
        """Run ``operation`` on the space in the server's event loop: a test may have its own, or be in a thread."""
        from asyncio import run_coroutine_threadsafe

        async def run() -> Result:
            return await operation(await self._spaces.open(self._name))

        return run_coroutine_threadsafe(run(), self._loop).result()

    async def _urls(self, space: "Space") -> tuple[str, str]:
        return self._origin + space.base_path, self._origin + space.control_path

    def space(self, name: str) -> "ThuliumMock":
        """Return the mock in the space of this name, with a ``base_url`` and everything else of its own.

        It is made when it is first used; each test begins without any.
        """
        return ThuliumMock(self._origin, self._spaces, name, self._loop)

    @property
    def conversations(self) -> list["Conversation"]:
        """The conversations that were started, the oldest first."""
        _, found = self._run(lambda space: space.conversations(_ALL, 0))
        return found[::-1]

    def messages(self, conversation_id: "str | UUID") -> list["Message"]:
        """Return the messages of a conversation, the oldest first; raises `UnknownConversation`."""
        return self._run(lambda space: space.messages(str(conversation_id).lower()))

    def agent(
        self, conversation_id: "str | UUID", *, login: str | None = None, text: str | None = None, close: bool = False
    ) -> "Conversation":
        """Act as the agent: take a conversation as ``login``, reply with ``text``, end it with ``close``.

        Raises `UnknownConversation`, and `ConversationClosed` for one that has ended.
        """
        name = str(conversation_id).lower()
        return self._run(lambda space: space.act_as_agent(name, login=login, text=text, close=close))

    @property
    def deliveries(self) -> list["Delivery"]:
        """The deliveries to webhooks and their results, the oldest first."""
        _, found = self._run(lambda space: space.deliveries(_ALL, 0))
        return found[::-1]

    @property
    def requests(self) -> list["Exchange"]:
        """The requests with their answers, if not pending, the oldest first; the last ten thousand are kept."""
        return self._run(lambda space: space.exchanges(0, _ALL))

    def fault(self, **given: Any) -> int:
        """Inject a fault until the test ends, and return its id.

        It is given as in ``POST /_mock/faults``: ``fault(answer={"code": 503}, times=2)``. Raises `ValueError` if it
        cannot be.
        """
        from thulium_mock.faults.fault_checks import checked_fault

        fault = checked_fault(given)
        return self._run(lambda space: space.add_fault(fault))

    def scenario(self, name: str | None) -> None:
        """Switch to a scenario of the fixtures until the test ends, or to none; raises `UnknownScenario`."""
        self._run(lambda space: space.switch_scenario(name))

    def seed(self, seed: int | None) -> None:
        """Have ids, request ids and faults repeat exactly from here on, until the test ends; None ends that.

        Raises `ValueError` for what is neither None nor a whole number from 0 on.
        """
        from thulium_mock.openapi.request_body import checked_value

        checked_value("Seed", {"seed": seed})
        self._run(lambda space: space.set_seed(seed))

    def replace_fixtures(self, fixtures: "Fixtures") -> None:
        """Replace users, queues, customers, rules and scenarios until the test ends; raises `FixturesError`.

        ``user`` and ``password`` stay those of before.
        """
        from thulium_mock.openapi.documents import vendor_document
        from thulium_mock.state.fixtures import checked

        known = checked(fixtures, document=vendor_document())
        self._run(lambda space: space.replace_fixtures(known))

    def write_har(self, path: str | Path) -> None:
        """Write requests and answers as a HAR, such as an artifact of a failed test in CI."""
        from thulium_mock.inspection.har import har

        async def whole(space: "Space") -> bytes:
            return b"".join([piece async for piece in har(space)])

        Path(path).write_bytes(self._run(whole))

    def verify(
        self,
        *,
        exactly: int | None = None,
        at_least: int | None = None,
        at_most: int | None = None,
        timeout: float = 0,
        **matcher: Any,
    ) -> list["Exchange"]:
        """Assert that requests came that are like ``matcher``; at least one, if nothing is said of their number.

        It returns them, the oldest first; of more than a hundred the newest. It waits until they are as expected, at
        most ``timeout`` seconds.

        ``matcher`` is made of ``method``, ``path``, ``status``, ``state`` (``pending``, ``answered``, ``given_up`` by
        the client, ``dropped``), ``conversation_id``, ``customer_id`` (the one that was matched), ``error_code``, and
        the mappings ``query`` and ``headers``. Each asks for a text or a number, for ``{"like": "jan*"}``, for
        ``{"absent": True}``, or for a list of all values.

        Raises:
            AssertionError: they did not come; it shows those that came nearest, field by field.
            ValueError: the matcher is not in the language that control.yaml describes.
        """
        __tracebackhide__ = True
        from thulium_mock.inspection.verification import checked_expectation, verify

        matcher, count = checked_expectation("Expectation", matcher, timeout, exactly, at_least, at_most)
        result = self._run(lambda space: verify(space, matcher, count, self._spaces, timeout))
        # No assert statement: pytest would show its parts instead of the message.
        if not result.verified:
            raise AssertionError(result.report(self.requests))
        return [each for each in self.requests if each.number in result.matching]

    def verify_deliveries(
        self,
        *,
        exactly: int | None = None,
        at_least: int | None = None,
        at_most: int | None = None,
        timeout: float = 0,
        **matcher: Any,
    ) -> list["Delivery"]:
        """Assert that deliveries to webhooks were made that are like ``matcher``, and return them, as `verify` does.

        ``matcher`` is made of ``state`` (``pending``, ``delivered``, ``failed``, ``dropped``), ``webhook_id``, ``url``,
        ``status``, ``error``, ``fault``, and the mapping ``event``.
        """
        __tracebackhide__ = True
        from thulium_mock.inspection.verification import checked_expectation, verify_deliveries

        matcher, count = checked_expectation("DeliveryExpectation", matcher, timeout, exactly, at_least, at_most)
        result = self._run(lambda space: verify_deliveries(space, matcher, count, timeout))
        if not result.verified:
            raise AssertionError(result.report(self.deliveries))
        return [each for each in self.deliveries if each.number in result.matching]

    def begin_test(self, fixtures: "Fixtures") -> "ThuliumMock":
        """Return the mock with ``fixtures`` and without any state of earlier tests; raises `FixturesError`."""
        from thulium_mock.openapi.documents import vendor_document
        from thulium_mock.state.fixtures import checked

        async def begin(space: "Space") -> None:
            for each in await self._spaces.all():
                if each is not space:
                    await self._spaces.remove(each.name)
            if fixtures != self._spaces.fixtures:
                await self._spaces.replace_fixtures(checked(fixtures, document=vendor_document()))
            # A reset keeps the seed, which another test may have set.
            await space.set_seed(None)
            await space.reset()

        self._run(begin)
        return self.space(self._name)

    def reset(self) -> None:
        """Forget conversations, requests and faults, and restore the fixtures."""
        self._run(lambda space: space.reset())


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options with which the tests ask a mock that runs elsewhere, such as a cluster."""
    group = parser.getgroup("thulium-mock")
    group.addoption(
        "--thulium-mock-database",
        metavar="URL",
        default=MEMORY,
        help="database of the mock, such as that of running replicas, which see then what tests do; its state is reset",
    )
    group.addoption("--thulium-mock-url", metavar="URL", help="where those replicas answer: base_url leads there then")


def _check_threads() -> None:
    """Raise `RuntimeError` where gevent or eventlet have replaced threads: the mock would block all of them."""
    library = threading.get_ident.__module__.partition(".")[0]
    if library != "_thread":
        raise RuntimeError(
            f"{library} has replaced the threads of this process, and the mock needs a real one: patch with "
            "thread=False, or start the mock beside the tests with `thulium-mock serve` and use its control API."
        )


@pytest.fixture(scope="session")
def thulium_mock_fixtures() -> "Fixtures":
    """API users, queues and customers of the mock; override it in a conftest.py, module or class for others there."""
    from thulium_mock.state.fixtures import default_fixtures

    return default_fixtures()


@pytest.fixture(scope="session")
def thulium_mock_server(pytestconfig: pytest.Config) -> Iterator[ThuliumMock]:
    """The running mock, once for each pytest process; tests use `thulium_mock`."""
    database, url = (pytestconfig.getoption(f"--thulium-mock-{each}") for each in ("database", "url"))
    if url and database == MEMORY:
        raise pytest.UsageError("--thulium-mock-url needs --thulium-mock-database, the one of the mock that is there")
    _check_threads()
    # Imported here, so that a test run that does not use the mock does not pay for it.
    from asyncio import Runner, get_running_loop

    from thulium_mock.app import create_app, new_server, new_spaces
    from thulium_mock.server.server import listen
    from thulium_mock.settings import Settings

    settings = Settings(port=0, database=str(database))
    started: SimpleQueue[AbstractEventLoop] = SimpleQueue()
    spaces = new_spaces(settings=settings)
    app = create_app(spaces=spaces)
    sockets = listen(settings)
    origin = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
    server = new_server(app, spaces, settings, lambda: started.put(get_running_loop()))

    def serve() -> None:
        with Runner(loop_factory=new_real_time_loop) as runner:
            runner.run(server.serve(sockets))

    thread = threading.Thread(target=serve, name="thulium-mock", daemon=True)
    thread.start()
    try:
        loop = started.get(timeout=_START_SECONDS)
    except Empty:
        raise RuntimeError(f"the mock did not start to serve {origin} within {_START_SECONDS} seconds") from None
    yield ThuliumMock(url.rstrip("/") if url else origin, spaces, spaces.default.name, loop)
    server.should_exit = True
    thread.join(_START_SECONDS)


@pytest.fixture
def thulium_mock_receiver() -> Iterator["Receiver"]:
    """A receiver of events, whose ``url`` is that of a webhook to make."""
    # Imported here, since a test run that has no webhooks needs no server.
    from thulium_mock.webhooks.receiver import Receiver

    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def thulium_mock(thulium_mock_server: ThuliumMock, thulium_mock_fixtures: "Fixtures") -> ThuliumMock:
    """A running mock without conversations, requests, faults, spaces and seed, and with `thulium_mock_fixtures`."""
    _check_threads()
    return thulium_mock_server.begin_test(thulium_mock_fixtures)
