"""Watching a space."""

import asyncio
import threading

from thulium_mock.state.subscriptions import Feed


def test_news_wakes_who_watches() -> None:
    """A watcher that waits is woken by a request and by a change, from this thread or another one, and told once."""

    async def scenario() -> None:
        feed = Feed()
        with feed.watched() as watcher:
            assert not await watcher.wait(0.01)
            feed.requested()
            assert await watcher.wait(10)
            assert not await watcher.wait(0.01)
            threading.Thread(target=feed.changed, args=["faults"]).start()
            assert await watcher.wait(10)
            assert watcher.take_changes() == ["faults"]
            assert watcher.take_changes() == []

    asyncio.run(scenario())


def test_changes_that_are_not_read_take_no_memory() -> None:
    """However often something changes, a watcher that does not look has each thing once."""

    async def scenario() -> None:
        feed = Feed()
        with feed.watched() as watcher:
            for _ in range(1000):
                feed.changed("faults")
                feed.changed("seed")
            assert watcher.take_changes() == ["faults", "seed"]

    asyncio.run(scenario())


def test_who_has_gone_is_not_told() -> None:
    """After the end of watching nothing is kept of a watcher."""

    async def scenario() -> None:
        feed = Feed()
        with feed.watched() as watcher:
            pass
        feed.changed("faults")
        feed.close()
        assert (watcher.changes, watcher.closed) == ({}, False)

    asyncio.run(scenario())


def test_a_feed_that_is_closed_stays_so() -> None:
    """Who begins to watch after the end is told so at once."""

    async def scenario() -> None:
        feed = Feed()
        feed.close()
        with feed.watched() as watcher:
            assert watcher.closed

    asyncio.run(scenario())
