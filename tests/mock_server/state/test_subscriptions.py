"""Subscribers to the changes of a space."""

import pytest
from thulium_mock.state.subscriptions import Subscriptions

pytestmark = pytest.mark.anyio


async def test_a_subscriber_is_woken_and_told_of_each_part_once() -> None:
    """However often it changes, so that whoever does not look takes no memory; not of other spaces."""
    subscriptions = Subscriptions()
    with subscriptions.subscribe("a") as subscriber:
        subscriptions.publish("b", "faults")
        assert not await subscriber.wait(0)
        for part in (None, "faults", "seed", "faults"):
            subscriptions.publish("a", part)
        subscriptions.publish_everywhere("document")
        assert (await subscriber.wait(60), await subscriber.wait(0)) == (True, False)
        assert (subscriber.take(), subscriber.take()) == (["faults", "seed", "document"], [])


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
