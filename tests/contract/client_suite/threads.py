"""`ThuliumChat` behind the face that rules use."""

import random
import threading
from collections.abc import Callable
from typing import Any

from thulium_chat import Conversation

from tests.contract.client_suite.clients import Clients
from tests.contract.client_suite.turns import Turns

LONGEST_CALLS = 50.0


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

    def close(self, chat: Any) -> None:
        """Close a chat."""
        chat.close()

    def within(self, chat: Any, use: Callable[[Any], None]) -> None:
        """Enter the chat as a context manager, use what it gives, and leave."""
        with chat as entered:
            use(entered)

    def together(self, calls: list[Callable[[], Any]]) -> list[Any]:
        """Make each call in a thread of its own; return what each returns or raises."""
        results: list[Any] = [TimeoutError("the call does not return")] * len(calls)

        def make(index: int) -> None:
            try:
                results[index] = calls[index]()
            except BaseException as error:
                results[index] = error

        threads = [threading.Thread(target=make, args=(index,), daemon=True) for index in range(len(calls))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(LONGEST_CALLS)
        return results

    def interleaved(self, calls: list[Callable[[], Any]], chance: random.Random, often: float) -> list[Any]:
        """Make the calls in threads that take turns."""
        return Turns(chance, often).run(calls, LONGEST_CALLS)

    def ending(self, call: Callable[[], Any], over: Callable[[], None]) -> Callable[[], Any]:
        """Return the call, and have it say when it is over."""

        def made() -> Any:
            try:
                return call()
            finally:
                over()

        return made
