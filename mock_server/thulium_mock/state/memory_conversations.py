"""Conversations of one space in memory, with eviction, and an index of their starts for each status and queue."""

import json
from bisect import bisect_left, insort
from collections import defaultdict, deque

from thulium_mock.errors import UnknownConversation
from thulium_mock.serialization import to_json
from thulium_mock.state.conversations import Change, Conversation, ConversationFilters, Message, Status, changed

Key = tuple[str, int, str]
"""Sort key of a conversation: start, sequence number, id."""

_Text = str | None
Packed = tuple[Key, int, int | None, _Text, bytes, _Text, _Text, Status, _Text, _Text, _Text]
"""Compact form of a conversation: its key, and its other fields in their order, the parameters as JSON."""

_COMPACTED = 1_000


class MemoryConversations:
    """At most ``limit`` conversations with at most ``limit_bytes`` of text.

    Eviction is in order of arrival (FIFO), whatever the clock said at their start.
    """

    def __init__(self, limit: int, limit_bytes: int) -> None:
        self._limit, self._limit_bytes = limit, limit_bytes
        self._kept: dict[str, Packed] = {}
        self._arrived: deque[Key] = deque()
        self._messages: dict[str, list[Message]] = {}
        self._bytes = self._number = 0
        self._indexes: defaultdict[tuple[Status, int], _Index] = defaultdict(_Index)

    def add(self, conversation: Conversation) -> None:
        """Add a conversation, replacing one with its id, and evict the oldest beyond the limits."""
        identifier, queue_id, customer_id, matched, given, created_at, name, email, status, user, end, at = conversation
        if identifier in self._kept:
            self._arrived.remove(self._kept[identifier][0])
            self._remove(identifier)
        self._number += 1
        text = to_json(given)
        key = (created_at, self._number, identifier)
        self._kept[identifier] = (key, queue_id, customer_id, matched, text, name, email, status, user, end, at)
        self._arrived.append(key)
        self._bytes += len(text)
        self._indexes[status, queue_id].add(key)
        self._evict()

    def get(self, identifier: str) -> Conversation:
        """Return a conversation; raises `UnknownConversation`."""
        if identifier not in self._kept:
            raise UnknownConversation
        key, queue_id, customer_id, matched, text, name, email, status, user, end, at = self._kept[identifier]
        given = json.loads(text)
        return Conversation(
            identifier, queue_id, customer_id, matched, given, key[0], name, email, status, user, end, at
        )

    def messages(self, identifier: str) -> list[Message]:
        """Return the messages of a conversation, the oldest first; raises `UnknownConversation`."""
        if identifier not in self._kept:
            raise UnknownConversation
        return self._messages.get(identifier, []).copy()

    def last_written(self, identifier: str) -> str:
        """Return the time of the last message, or else of the start; raises `UnknownConversation`."""
        messages = self.messages(identifier)
        return messages[-1].sent_at if messages else self._kept[identifier][0][0]

    def change(self, change: Change) -> tuple[Conversation, Conversation] | None:
        """Apply a change; return the conversation before and after, None if only messages changed.

        Raises `UnknownConversation`.
        """
        identifier = change.conversation_id
        if identifier not in self._kept:
            raise UnknownConversation
        key, queue_id, customer_id, matched_by, text, _, _, status, *_ = self._kept[identifier]
        if change.texts_removed:
            messages = self._messages.get(identifier, [])
            for position, each in enumerate(messages):
                if each.side in change.texts_removed:
                    self._bytes -= len(each.text or "")
                    messages[position] = each._replace(text=None)
        if status == "CLOSED":
            return None
        both = None
        if change.user_login or change.status:
            before = self.get(identifier)
            both = before, after = before, changed(before, change)
            self._kept[identifier] = (key, queue_id, customer_id, matched_by, text, *after[6:])
            if after.status != status:
                self._indexes[status, queue_id].remove(key)
                self._indexes[after.status, queue_id].add(key)
        if change.message:
            self._messages.setdefault(identifier, []).append(change.message)
            self._bytes += len(change.message.text or "")
            self._evict()
        return both

    def find(self, filters: ConversationFilters, limit: int, offset: int) -> tuple[int, list[Conversation]]:
        """Return the number of matches, and a page of them, the newest first."""
        count, newest = 0, list[Key]()
        for (status, queue_id), index in self._indexes.items():
            if filters.status in (None, status) and filters.chat_queue_id in (None, queue_id):
                first, end = index.bounds(filters.since, filters.before)
                count += end - first
                newest += index.keys[max(first, end - offset - limit) : end]
        newest.sort(reverse=True)
        return count, [self.get(identifier) for _, _, identifier in newest[offset : offset + limit]]

    def _remove(self, identifier: str) -> None:
        key, queue_id, _, _, text, _, _, status, *_ = self._kept.pop(identifier)
        self._bytes -= len(text)
        for message in self._messages.pop(identifier, ()):
            self._bytes -= len(message.text or "")
        self._indexes[status, queue_id].remove(key)

    def _evict(self) -> None:
        while len(self._kept) > self._limit or self._bytes > self._limit_bytes:
            self._remove(self._arrived.popleft()[2])


class _Index:
    """Sorted keys after ``gone`` deleted ones, which are compacted now and then, so that eviction is cheap."""

    __slots__ = ("gone", "keys")

    def __init__(self) -> None:
        self.keys: list[Key] = []
        self.gone = 0

    def add(self, key: Key) -> None:
        """Add a key, most often the last one."""
        if self.keys and key < self.keys[-1]:
            insort(self.keys, key, self.gone)
        else:
            self.keys.append(key)

    def remove(self, key: Key) -> None:
        """Remove a key, most often the first one."""
        if key is not self.keys[self.gone]:
            del self.keys[bisect_left(self.keys, key, self.gone)]
            return
        self.gone += 1
        if self.gone > _COMPACTED and self.gone * 2 > len(self.keys):
            del self.keys[: self.gone]
            self.gone = 0

    def bounds(self, since: str | None, before: str | None) -> tuple[int, int]:
        """Return the positions of the first start from ``since`` on, and of the first from ``before`` on."""
        first = self.gone if since is None else bisect_left(self.keys, (since,), self.gone)
        end = len(self.keys) if before is None else bisect_left(self.keys, (before,), first)
        return first, end
