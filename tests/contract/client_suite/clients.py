"""The client under test: its two classes and its command, and one face for both classes, so that a rule fits both."""

import asyncio
import random
import threading
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Any

from thulium_chat import AsyncThuliumChat, Conversation, ThuliumChat, webhooks

from tests.contract.client_suite.turns import Turns

_COMMAND: Callable[[Sequence[str]], int] = entry_points(group="console_scripts")["thulium-chat"].load()

_LONGEST_CALLS = 50.0

Calls = list[Callable[[], Any]]


@dataclass(frozen=True)
class Clients:
    """The two classes of a client, or whatever else makes clients like theirs, its command and its webhooks."""

    sync: Callable[..., ThuliumChat] = ThuliumChat
    asynchronous: Callable[..., AsyncThuliumChat] = AsyncThuliumChat
    command: Callable[[Sequence[str]], int] = _COMMAND
    webhooks: Any = webhooks
    """What has ``parse`` and ``is_authorized``."""


class SyncFace:
    """`ThuliumChat`; calls at the same time are made in threads."""

    name = "sync"

    def __init__(self, clients: Clients) -> None:
        self.clients = clients

    def open(self, *arguments: Any, **settings: Any) -> Any:
        """Return a chat."""
        return self.clients.sync(*arguments, **settings)

    def start(self, chat: Any, *arguments: Any, **named: Any) -> Conversation:
        """Start a conversation."""
        conversation: Conversation = chat.start_conversation(*arguments, **named)
        return conversation

    def call(self, chat: Any, name: str, *arguments: Any, **named: Any) -> Any:
        """Call an operation; of an iterator, return all that it gives."""
        outcome = getattr(chat, name)(*arguments, **named)
        return list(outcome) if name == "chats" else outcome

    def close(self, chat: Any) -> None:
        """Close a chat."""
        chat.close()

    def within(self, chat: Any, use: Callable[[Any], None]) -> None:
        """Enter the chat as a context manager, use what it gives, and leave."""
        with chat as entered:
            use(entered)

    def together(self, calls: Calls) -> list[Any]:
        """Make the calls at the same time; return what each returns or raises."""
        return in_threads(calls, lambda index, call: call())

    def interleaved(self, calls: Calls, chance: random.Random, often: float) -> list[Any]:
        """Make the calls at the same time; chance alone decides when each goes on, after a share `often` of steps."""
        turns = Turns(chance, often, len(calls))
        return in_threads(calls, turns.make)


def in_threads(calls: Calls, make: Callable[[int, Callable[[], Any]], Any]) -> list[Any]:
    """Have each call made in a thread of its own; return what each returns or raises."""
    results: list[Any] = [TimeoutError("the call does not return")] * len(calls)

    def run(index: int) -> None:
        try:
            results[index] = make(index, calls[index])
        except BaseException as error:
            results[index] = error

    threads = [threading.Thread(target=run, args=(index,), daemon=True) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_LONGEST_CALLS)
    return results


class AsyncFace:
    """`AsyncThuliumChat`, on an event loop of its own."""

    name = "async"

    def __init__(self, clients: Clients, runner: asyncio.Runner) -> None:
        self.clients = clients
        self._runner = runner

    def open(self, *arguments: Any, **settings: Any) -> Any:
        """Return a chat."""

        async def opened() -> Any:
            return self.clients.asynchronous(*arguments, **settings)

        return self._runner.run(opened())

    def start(self, chat: Any, *arguments: Any, **named: Any) -> Conversation:
        """Start a conversation."""

        async def started() -> Conversation:
            conversation: Conversation = await chat.start_conversation(*arguments, **named)
            return conversation

        return self._runner.run(started())

    def call(self, chat: Any, name: str, *arguments: Any, **named: Any) -> Any:
        """Call an operation; of an iterator, return all that it gives."""

        async def called() -> Any:
            outcome = getattr(chat, name)(*arguments, **named)
            return [each async for each in outcome] if name == "chats" else await outcome

        return self._runner.run(called())

    def close(self, chat: Any) -> None:
        """Close a chat."""
        closing: Coroutine[Any, Any, None] = chat.aclose()
        self._runner.run(closing)

    def within(self, chat: Any, use: Callable[[Any], None]) -> None:
        """Enter the chat as a context manager, use what it gives, and leave."""

        async def enter() -> None:
            async with chat as entered:
                use(entered)

        self._runner.run(enter())

    def together(self, calls: Calls) -> list[Any]:
        """Await the calls at the same time; return what each returns or raises."""

        async def gather() -> list[Any]:
            return await asyncio.gather(*(call() for call in calls), return_exceptions=True)

        return self._runner.run(gather())

    def interleaved(self, calls: Calls, chance: random.Random, often: float) -> list[Any]:
        """Do the same: on an event loop, it is the transport alone that decides when each goes on."""
        return self.together(calls)


Face = SyncFace | AsyncFace
