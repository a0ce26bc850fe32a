"""The outbox: one row per fact and subscriber, written in the transaction of the fact."""

from datetime import datetime

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db.base import BY_KEY, Base, Id, UtcDateTime


class OutboxRow(Base):
    """A fact that a subscriber has yet to hear of.

    `state` is `due`, `done` or `dead`; a worker that takes a row writes its name and the
    end of its lease, and `attempt` is the fence that only the latest taker passes.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_state_due_at", "state", "due_at"), BY_KEY)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    event_id: Mapped[str] = mapped_column(Id)
    subscriber: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(8), default="due")
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempt: Mapped[int] = mapped_column(Integer, default=0)
    owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(Text)
