"""Factory of the store's engine, by the setting of the database."""

from thulium_mock.settings import MEMORY, Settings
from thulium_mock.state.directory import Fixtures
from thulium_mock.state.memory_store import MemoryStore
from thulium_mock.state.store import Store, UnusableDatabase


def new_store(baseline: Fixtures, settings: Settings) -> Store:
    """Return the engine for ``settings``, whose spaces begin with the fixtures ``baseline``.

    Raises `UnusableDatabase` if its driver is missing.
    """
    url, seed, journal_size, kept = settings.database, settings.seed, settings.journal_size, settings.keep_conversations
    if url == MEMORY:
        return MemoryStore(baseline, seed=seed, journal_size=journal_size, keep_conversations=kept)
    try:
        # Imported here: SQLAlchemy would double the time of a start.
        from thulium_mock.state.sql_store import SqlStore

        return SqlStore(url, baseline, seed=seed, journal_size=journal_size, keep_conversations=kept)
    except ImportError as error:
        extra = url.partition(":")[0]
        raise UnusableDatabase(f"{error.name} is missing: pip install 'thulium-chat-mock[{extra}]'") from error
