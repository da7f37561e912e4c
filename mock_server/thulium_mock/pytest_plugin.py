"""The pytest plugin: the fixture ``thulium_mock`` is a running mock, on a free port, in a known state for each test."""

import threading
from collections.abc import Coroutine, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

if TYPE_CHECKING:
    from thulium_mock.journal import Exchange, Journal
    from thulium_mock.store import Conversation, Fixtures, SqliteStore

_START_SECONDS = 10

Result = TypeVar("Result")


class ThuliumMock:
    """A mock that serves on loopback in a thread of this process.

    ``base_url`` is what a client is given, ``user`` and ``password`` are those of the first API user in the fixtures.
    """

    def __init__(self, base_url: str, store: "SqliteStore", journal: "Journal", fixtures: "Fixtures") -> None:
        self.base_url = base_url
        first = next(iter(fixtures["users"]), {"name": "", "password": ""})
        self.user: str = first["name"]
        self.password: str = first["password"]
        self._store = store
        self._journal = journal
        self._fixtures = fixtures

    @property
    def conversations(self) -> list["Conversation"]:
        """The conversations that were started, the oldest first."""
        count, _ = _at_once(self._store.conversations(limit=0, offset=0))
        return _at_once(self._store.conversations(limit=count, offset=0))[1][::-1]

    @property
    def requests(self) -> list["Exchange"]:
        """What was asked and answered, the oldest first; the last thousand are kept."""
        return list(self._journal.exchanges)

    def reset(self) -> None:
        """Forget conversations and requests, and restore the fixtures."""
        _at_once(self._store.forget_conversations())
        _at_once(self._store.replace_fixtures(self._fixtures))
        self._journal.exchanges.clear()


def _at_once(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Run what never waits, as the store in memory does: a test may have an event loop running, or not."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        result: Result = done.value
        return result
    raise RuntimeError("the store waited for something")


@pytest.fixture(scope="session")
def thulium_mock_fixtures() -> "Fixtures":
    """API users, queues and customers of the mock; override it in your conftest.py for others."""
    from thulium_mock.fixtures import default_fixtures

    return default_fixtures()


@pytest.fixture(scope="session")
def thulium_mock_server(thulium_mock_fixtures: "Fixtures") -> Iterator[ThuliumMock]:
    """The running mock, once for each pytest process; tests use `thulium_mock`."""
    # Imported here, so that a test run that does not use the mock does not pay for it.
    from thulium_mock.app import create_app
    from thulium_mock.journal import Journal
    from thulium_mock.request_ids import RequestIds
    from thulium_mock.server import listen, new_server
    from thulium_mock.settings import Settings
    from thulium_mock.store import SqliteStore

    settings, request_ids, ready = Settings(port=0), RequestIds(), threading.Event()
    store = SqliteStore(thulium_mock_fixtures)
    journal = Journal(create_app(thulium_mock_fixtures, store=store, request_ids=request_ids))
    bound = listen(settings)
    base_url = f"http://127.0.0.1:{bound.getsockname()[1]}/api"
    server = new_server(journal, settings, request_ids, on_ready=ready.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, name="thulium-mock", daemon=True)
    thread.start()
    if not ready.wait(_START_SECONDS):
        raise RuntimeError(f"the mock did not start to serve {base_url} within {_START_SECONDS} seconds")
    yield ThuliumMock(base_url, store, journal, thulium_mock_fixtures)
    server.should_exit = True
    thread.join(_START_SECONDS)


@pytest.fixture
def thulium_mock(thulium_mock_server: ThuliumMock) -> ThuliumMock:
    """A running mock without conversations and requests, and with its first fixtures."""
    thulium_mock_server.reset()
    return thulium_mock_server
