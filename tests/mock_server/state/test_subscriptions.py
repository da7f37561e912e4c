"""Subscribers to the changes of a space."""

import pytest
from thulium_mock.state.subscriptions import Subscriptions

pytestmark = pytest.mark.anyio


async def test_a_subscriber_is_woken_by_each_change() -> None:
    """By a new exchange and by a change, which it is told once; not by those of other spaces."""
    subscriptions = Subscriptions()
    with subscriptions.subscribe("a") as subscriber:
        subscriptions.publish("b", "faults")
        assert not await subscriber.wait(0)
        subscriptions.publish("a")
        assert await subscriber.wait(60)
        assert not await subscriber.wait(0)
        subscriptions.publish("a", "faults")
        subscriptions.publish_everywhere("document")
        assert await subscriber.wait(60)
        assert subscriber.take() == ["faults", "document"]
        assert subscriber.take() == []


async def test_changes_that_are_not_read_take_no_memory() -> None:
    """However often something changes, a subscriber that does not look has each part once."""
    subscriptions = Subscriptions()
    with subscriptions.subscribe("a") as subscriber:
        for _ in range(1000):
            subscriptions.publish("a", "faults")
            subscriptions.publish("a", "seed")
        assert subscriber.take() == ["faults", "seed"]


async def test_who_has_gone_is_not_told() -> None:
    """After the end of a subscription nothing is kept of it."""
    subscriptions = Subscriptions()
    with subscriptions.subscribe("a") as subscriber:
        pass
    subscriptions.publish("a", "faults")
    subscriptions.close_all()
    assert (subscriber.parts, subscriber.closed, subscriptions.subscribers) == ({}, False, {})


async def test_subscriptions_end() -> None:
    """Those of a space when it is removed, all of them, and those to come, when the mock stops."""
    subscriptions = Subscriptions()
    with subscriptions.subscribe("a") as first, subscriptions.subscribe("b") as second:
        subscriptions.close("a")
        assert (first.closed, second.closed, await first.wait(60)) == (True, False, True)
        subscriptions.close_all()
        assert second.closed
    with subscriptions.subscribe("a") as late:
        assert late.closed
