"""Deliveries in a table of the SQL engine: an outbox whose rows replicas claim with a lease."""

import time
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, delete, exists, func, insert, select, tuple_, update

from thulium_mock.errors import UnknownDelivery
from thulium_mock.state import sql_schema as schema
from thulium_mock.state.webhooks import Attempt, Delivery, Webhook, WebhookKey

LEASE = 120
"""Lease of a claim, in seconds: no delivery takes as long, so its owner has died."""

_deliveries = schema.deliveries.c


def insert_delivery(connection: Connection, generation: int, delivery: Delivery) -> None:
    """Insert a new delivery."""
    values = {
        "generation": generation,
        "number": delivery.number,
        "webhook_id": delivery.webhook.webhook_id,
        "conversation_id": delivery.event.get("conversation_id") or "",
        "finished": 0,
        "claimed_until": 0,
        "document": _document(delivery),
    }
    connection.execute(insert(schema.deliveries).values(**values))


def find_deliveries(
    connection: Connection, generation: int, limit: int, offset: int, conversation_id: str | None
) -> tuple[int, list[Delivery]]:
    """Return the number of deliveries, of one conversation if given, and a page of them, the newest first."""
    fit = [_deliveries.generation == generation]
    fit += [_deliveries.conversation_id == conversation_id] if conversation_id is not None else []
    count = connection.scalars(select(func.count()).select_from(schema.deliveries).where(*fit)).one()
    page = select(_deliveries.document).where(*fit).order_by(_deliveries.number.desc()).limit(limit).offset(offset)
    return count, list(map(_delivery, connection.scalars(page)))


def get_delivery(connection: Connection, generation: int, number: int) -> Delivery:
    """Return a delivery; raises `UnknownDelivery`."""
    own = _deliveries.generation == generation, _deliveries.number == number
    document = connection.scalars(select(_deliveries.document).where(*own)).first()
    if document is None:
        raise UnknownDelivery
    return _delivery(document)


def may_claim(connection: Connection) -> bool:
    """Tell whether there is an unclaimed delivery."""
    free = _deliveries.finished == 0, _deliveries.claimed_until <= time.time()
    return connection.scalars(select(_deliveries.number).where(*free).limit(1)).first() is not None


def claim_delivery(connection: Connection, busy: Collection[WebhookKey]) -> tuple[str, WebhookKey, Delivery] | None:
    """Claim the oldest delivery to a webhook that is not busy, in order for each conversation."""
    names, now = schema.spaces.c, time.time()
    earlier = schema.deliveries.alias()
    same = [earlier.c[name] == _deliveries[name] for name in ("generation", "webhook_id", "conversation_id")]
    waits = exists().where(*same, earlier.c.finished == 0, earlier.c.number < _deliveries.number)
    taken = tuple_(_deliveries.generation, _deliveries.webhook_id).in_(list(busy))
    query = (
        select(names.name, _deliveries.generation, _deliveries.document)
        .join_from(schema.deliveries, schema.spaces, names.generation == _deliveries.generation)
        .where(_deliveries.finished == 0, _deliveries.claimed_until <= now, ~waits, ~taken)
        .order_by(_deliveries.number)
        .limit(1)
        .with_for_update(skip_locked=True, of=schema.deliveries)
    )
    found = connection.execute(query).first()
    if found is None:
        return None
    space, generation, document = found
    delivery = _delivery(document)
    own = _deliveries.generation == generation, _deliveries.number == delivery.number
    connection.execute(update(schema.deliveries).where(*own).values(claimed_until=now + LEASE))
    return space, (generation, delivery.webhook.webhook_id), delivery


def finish_delivery(connection: Connection, generation: int, delivery: Delivery, limit: int) -> bool:
    """Store the result of a delivery, and evict finished ones beyond ``limit``; tell whether it was pending."""
    own = _deliveries.generation == generation
    pending = own, _deliveries.number == delivery.number, _deliveries.finished == 0
    values = {"finished": 1, "document": _document(delivery)}
    if not connection.execute(update(schema.deliveries).where(*pending).values(values)).rowcount:
        return False
    over = select(_deliveries.number).where(own, _deliveries.finished == 1).order_by(_deliveries.number.desc())
    if oldest := connection.scalars(over.offset(limit).limit(1)).first():
        connection.execute(
            delete(schema.deliveries).where(own, _deliveries.finished == 1, _deliveries.number <= oldest)
        )
    return True


def _document(delivery: Delivery) -> dict[str, Any]:
    attempt = delivery.attempt and delivery.attempt._asdict()
    return {**delivery._asdict(), "webhook": delivery.webhook._asdict(), "attempt": attempt}


def _delivery(document: dict[str, Any]) -> Delivery:
    webhook, attempt = document["webhook"], document["attempt"]
    known = {
        "webhook": Webhook(**{**webhook, "actions": tuple(webhook["actions"])}),
        "attempt": attempt and Attempt(**attempt),
        "faults": tuple(document["faults"]),
    }
    return Delivery(**{**document, **known})
