"""The client under test: its two classes, and one face for both, so that a rule is written once."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Any, Protocol

from thulium_chat import AsyncThuliumChat, Conversation, ThuliumChat

Settings = dict[str, Any]


_COMMAND: Callable[[Sequence[str]], int] = entry_points(group="console_scripts")["thulium-chat"].load()


@dataclass(frozen=True)
class Clients:
    """The two classes of a client, or whatever else makes clients like theirs, and its command."""

    sync: Callable[..., ThuliumChat] = ThuliumChat
    asynchronous: Callable[..., AsyncThuliumChat] = AsyncThuliumChat
    command: Callable[[Sequence[str]], int] = _COMMAND


class Face(Protocol):
    """How rules use a client. A chat is what one of the two classes makes."""

    name: str

    def open(self, *arguments: Any, **settings: Any) -> Any:
        """Return a chat."""
        ...

    def start(self, chat: Any, *arguments: Any, **named: Any) -> Conversation:
        """Start a conversation."""
        ...

    def close(self, chat: Any) -> None:
        """Close a chat."""
        ...

    def within(self, chat: Any, use: Callable[[Any], None]) -> None:
        """Enter the chat as a context manager, use what it gives, and leave."""
        ...

    def together(self, calls: list[Callable[[], Any]]) -> list[Any]:
        """Make the calls at the same time; return what each returns or raises."""
        ...

    def interleaved(self, calls: list[Callable[[], Any]], chance: random.Random, often: float) -> list[Any]:
        """Make the calls at the same time; chance alone decides when each goes on, after a share `often` of steps."""
        ...

    def ending(self, call: Callable[[], Any], over: Callable[[], None]) -> Callable[[], Any]:
        """Return the call, and have it say when it is over."""
        ...


class AsyncFace:
    """`AsyncThuliumChat`, on an event loop of its own."""

    name = "async"

    def __init__(self, clients: Clients, runner: asyncio.Runner) -> None:
        self._make = clients.asynchronous
        self._runner = runner

    def open(self, *arguments: Any, **settings: Any) -> Any:
        """Return a chat."""
        return self._run(self._opened(*arguments, **settings))

    async def _opened(self, *arguments: Any, **settings: Any) -> AsyncThuliumChat:
        return self._make(*arguments, **settings)

    def start(self, chat: Any, *arguments: Any, **named: Any) -> Conversation:
        """Start a conversation."""
        conversation: Conversation = self._run(self._started(chat, *arguments, **named))
        return conversation

    async def _started(self, chat: Any, *arguments: Any, **named: Any) -> Conversation:
        conversation: Conversation = await chat.start_conversation(*arguments, **named)
        return conversation

    def close(self, chat: Any) -> None:
        """Close a chat."""
        self._run(chat.aclose())

    def within(self, chat: Any, use: Callable[[Any], None]) -> None:
        """Enter the chat as a context manager, use what it gives, and leave."""

        async def enter() -> None:
            async with chat as entered:
                use(entered)

        self._run(enter())

    def together(self, calls: list[Callable[[], Any]]) -> list[Any]:
        """Await the calls at the same time; return what each returns or raises."""

        async def gather() -> list[Any]:
            return await asyncio.gather(*(call() for call in calls), return_exceptions=True)

        results: list[Any] = self._run(gather())
        return results

    def interleaved(self, calls: list[Callable[[], Any]], chance: random.Random, often: float) -> list[Any]:
        """Do the same: on an event loop, it is the transport alone that decides when each goes on."""
        return self.together(calls)

    def ending(self, call: Callable[[], Any], over: Callable[[], None]) -> Callable[[], Any]:
        """Return the call, and have it say when it is over."""

        async def made() -> Any:
            try:
                return await call()
            finally:
                over()

        return made

    def _run(self, awaitable: Awaitable[Any]) -> Any:
        async def wait() -> Any:
            return await awaitable

        return self._runner.run(wait())
