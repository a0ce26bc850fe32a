"""What was sent to whom, and the messages of the message centre."""

import re
from datetime import datetime

from sqlalchemy import Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Flag, Id, Name, UtcDateTime

QUEUED = "queued"
SENDING = "sending"
SENT = "sent"
FAILED = "failed"
DEAD = "dead"
SKIPPED = "skipped"
SIGNED = re.compile(r"/c/[\w.-]+")


class Delivery(Base):
    """One text on its way to one recipient on one channel; each of these exists once.

    `queued` waits for its moment, `sending` was handed to the channel (a process that died
    there leaves this mark, and the text is sent once more), `failed` waits to be tried
    again, `dead` needs a person, `skipped` had no way to go.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("event_id", "channel", "recipient_id"),
        Index("ix_delivery_state_created_at", "state", "created_at"),
        Index("ix_delivery_instance_id", "instance_id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    event_id: Mapped[str] = mapped_column(Id)
    instance_id: Mapped[str | None] = mapped_column(Id)
    template: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(12))
    recipient_id: Mapped[str] = mapped_column(String(120))
    recipient: Mapped[str] = mapped_column(String(100))
    address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="")
    is_urgent: Mapped[bool] = mapped_column(Flag, default=False)
    state: Mapped[str] = mapped_column(String(10), default=QUEUED)
    attempt: Mapped[int] = mapped_column(Integer, default=0)
    last_error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def shown_body(self) -> str:
        """Return the text as others than the recipient may see it: his signed link is his."""
        return SIGNED.sub("/c/…", self.body)


class Message(Base):
    """A text in somebody's message centre."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_recipient_id_read_at", "recipient_id", "read_at"),
        Index("ix_message_recipient_id_id", "recipient_id", "id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    recipient_id: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(Name, default="")
    instance_id: Mapped[str | None] = mapped_column(Id)
    task_id: Mapped[str | None] = mapped_column(Id)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
