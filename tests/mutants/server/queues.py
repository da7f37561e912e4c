"""Defects in which queues exist."""

from collections.abc import Callable

from tests.mutants.server.core import Defect, Group
from tests.mutants.server.parts import Parts, Server
from tests.mutants.server.witness import Ask, put

GROUP = Group("queues")


def _queue(queue: Callable[[int, Server], bool]) -> Defect:
    return Defect(parts=Parts(queue=queue))


def _known(queue: int, server: Server) -> bool:
    return queue in server.queues


_add = GROUP.add
_add("any-queue", "Every queue exists.", _queue(lambda queue, server: True), Ask("chat_queue_id=99"))
_add(
    "large-queue",
    "Every queue above a million exists.",
    _queue(lambda queue, server: _known(queue, server) or queue > 10**6),
    Ask("chat_queue_id=2147483647"),
)
_add(
    "next-queue",
    "The queue after the last one exists.",
    _queue(lambda queue, server: _known(queue, server) or queue - 1 == max(server.queues, default=0)),
    Ask("chat_queue_id=60001"),
)
_add(
    "queue-prefix",
    "A queue is known whose number begins like that of another.",
    _queue(lambda queue, server: any(str(queue).startswith(str(each)) for each in server.queues)),
    Ask("chat_queue_id=30"),
)
_add(
    "queue-of-16-bits",
    "Queues are compared in 16 bits.",
    _queue(lambda queue, server: queue & 0xFFFF in server.queues),
    Ask(f"chat_queue_id={3 + 65536}"),
)
_add(
    "queue-remembered",
    "A queue that existed once exists for ever.",
    _queue(
        lambda queue, server: bool(
            server.memory.setdefault(queue, True) if _known(queue, server) else server.memory.get(queue)
        )
    ),
    Ask(),
    put(queues=[{"id": 1}]),
    Ask(),
)
_add(
    "queue-missed",
    "A queue that was asked for in vain does not exist later.",
    _queue(lambda queue, server: bool(server.memory.setdefault(queue, _known(queue, server)))),
    Ask("chat_queue_id=77"),
    put(queues=[{"id": 77}]),
    Ask("chat_queue_id=77"),
)
_add(
    "largest-queue",
    "The queue 2147483647 is never known.",
    _queue(lambda queue, server: _known(queue, server) and queue < 2**31 - 1),
    put(queues=[{"id": 2**31 - 1}]),
    Ask("chat_queue_id=2147483647"),
)
_add(
    "first-queue",
    "Of many queues only the first ten are known.",
    _queue(lambda queue, server: queue in server.queues[:10]),
    put(queues=[{"id": each} for each in range(1, 13)]),
    Ask("chat_queue_id=12"),
)
