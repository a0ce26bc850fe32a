"""Every question about messages and deliveries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from engine.db.audit import EventRow
from engine.db.outbox import OutboxRow
from engine.kernel.errors import NotFound
from notifications.model import Delivery, MailLink, Message
from notifications.notice import Fact
from notifications.router import SUBSCRIBER

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list; `has_more` tells whether another follows."""

    rows: Sequence[T]
    has_more: bool


@dataclass(frozen=True)
class Taken:
    """A row of the outbox, taken by one relay."""

    id: str
    event_id: str
    owner: str
    attempt: int


def unread_count(session: Session, user_id: str) -> int:
    """Return how many messages somebody has not read."""
    unread = and_(Message.recipient_id == user_id, Message.read_at.is_(None))
    return session.scalar(select(func.count()).select_from(Message).where(unread)) or 0


def messages_of(session: Session, user_id: str, number: int = 1, size: int = 20) -> Page[Message]:
    """Return a page of somebody's messages, the newest first."""
    statement = select(Message).where(Message.recipient_id == user_id).order_by(Message.id.desc())
    return _page(session, statement, number, size)


def get_message(session: Session, user_id: str, message_id: str) -> Message:
    """Return a message of somebody; those of others do not exist for him."""
    found = session.get(Message, message_id)
    if found is None or found.recipient_id != user_id:
        raise NotFound("message", message_id)
    return found


def unread_messages(session: Session, user_id: str) -> list[Message]:
    """Return the messages somebody has not read."""
    statement = select(Message).where(Message.recipient_id == user_id, Message.read_at.is_(None))
    return list(session.scalars(statement))


def get_delivery(session: Session, delivery_id: str) -> Delivery:
    """Return a delivery by its id."""
    found = session.get(Delivery, delivery_id)
    if found is None:
        raise NotFound("delivery", delivery_id)
    return found


def delivered(session: Session, event_id: str) -> set[tuple[str, str]]:
    """Return the channel and recipient of every delivery of a fact."""
    statement = select(Delivery.channel, Delivery.recipient_id)
    found = session.execute(statement.where(Delivery.event_id == event_id))
    return {(channel, recipient_id) for channel, recipient_id in found}


def told_to(session: Session, instance_id: str, recipient_id: str) -> list[Delivery]:
    """Return what a recipient was told about a case, each fact once, the newest first."""
    statement = select(Delivery).where(
        Delivery.instance_id == instance_id, Delivery.recipient_id == recipient_id
    )
    found = session.scalars(statement.order_by(Delivery.id.desc()))
    return list({delivery.event_id: delivery for delivery in found}.values())


def cases_told_to(session: Session, recipient_id: str, name: str, limit: int = 50) -> list[str]:
    """Return the cases a recipient of this name was told of, the latest first."""
    statement = (
        select(Delivery.instance_id)
        .where(Delivery.recipient_id == recipient_id, Delivery.recipient == name[:100])
        .where(Delivery.instance_id.is_not(None))
        .group_by(Delivery.instance_id)
        .order_by(func.max(Delivery.id).desc())
    )
    return [one for one in session.scalars(statement.limit(limit)) if one]


def fact_of(session: Session, event_id: str) -> Fact:
    """Return a fact of the event log."""
    row = session.get(EventRow, event_id)
    if row is None:
        raise NotFound("event", event_id)
    return Fact(row.id, row.name, row.at, row.actor_id, row.actor_name, row.facts)


def is_anything_due(session: Session, now: datetime) -> bool:
    """Tell whether a fact waits to be told; one look at an index."""
    return session.scalars(select(OutboxRow.id).where(_takeable(now)).limit(1)).first() is not None


def take(session: Session, owner: str, now: datetime, lease: timedelta, limit: int) -> list[Taken]:
    """Take the facts that wait longest and that no other relay holds."""
    statement = (
        select(OutboxRow)
        .where(_takeable(now))
        .order_by(OutboxRow.due_at, OutboxRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = list(session.scalars(statement))
    if rows:
        taken = update(OutboxRow).where(OutboxRow.id.in_([row.id for row in rows]))
        session.execute(
            taken.values(owner=owner, lease_until=now + lease, attempt=OutboxRow.attempt + 1),
            execution_options={"synchronize_session": False},
        )
    return [Taken(row.id, row.event_id, owner, row.attempt + 1) for row in rows]


def finish(session: Session, taken: Taken) -> bool:
    """Remove a fact that was told from the outbox, unless another relay has taken it."""
    statement = delete(OutboxRow).where(
        OutboxRow.id == taken.id,
        OutboxRow.owner == taken.owner,
        OutboxRow.attempt == taken.attempt,
    )
    result: Any = session.execute(statement, execution_options={"synchronize_session": False})
    return bool(result.rowcount)


def links_before(session: Session, moment: datetime, limit: int) -> list[str]:
    """Return links of mails that ran out before a moment."""
    statement = select(MailLink.id).where(MailLink.expires_at < moment)
    return list(session.scalars(statement.limit(limit)))


def _takeable(now: datetime) -> ColumnElement[bool]:
    free = or_(OutboxRow.lease_until.is_(None), OutboxRow.lease_until < now)
    mine = OutboxRow.subscriber == SUBSCRIBER
    return and_(OutboxRow.state == "due", OutboxRow.due_at <= now, mine, free)


def _page(session: Session, statement: Select[T], number: int, size: int) -> Page[T]:
    first = (max(number, 1) - 1) * size
    rows = list(session.scalars(statement.offset(first).limit(size + 1)))
    return Page(rows[:size], len(rows) > size)
