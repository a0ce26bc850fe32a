"""What was sent to whom, and the messages of the message centre."""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Flag, Id, JsonText, Name, UtcDateTime

QUEUED = "queued"
SENDING = "sending"
SENT = "sent"
FAILED = "failed"
DEAD = "dead"
SKIPPED = "skipped"
SIGNED = re.compile(r"/(c|m)/(?:[tp]/)?[\w.-]+")


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
        Index("ix_delivery_recipient_id", "recipient_id"),
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
    link: Mapped[str] = mapped_column(String(500), default="")
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
        return SIGNED.sub(r"/\1/…", self.body)


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


class NoticeProfile(Base):
    """What somebody has chosen about his notices; no row means the company's defaults.

    `choices` holds the channels of each group of events he has decided about, `quiet` his
    quiet hours, `digest` when he wants one, `addresses` his ids at the services. `robots`
    are the webhooks of his own, encrypted. Empty values mean: as the company has it.
    """

    __tablename__ = "notice_profile"

    user_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    choices: Mapped[Any] = mapped_column(JsonText, default=dict)
    also_claimable: Mapped[bool] = mapped_column(Flag, default=False)
    quiet: Mapped[Any] = mapped_column(JsonText, default=dict)
    digest: Mapped[Any] = mapped_column(JsonText, default=dict)
    addresses: Mapped[Any] = mapped_column(JsonText, default=dict)
    robots: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class NoticeRule(Base):
    """What an administrator decided for a unit and all below it.

    `choices` says of a group of events and a channel: `on`, `off`, `never` (nobody may
    choose it) or `always` (nobody may switch it off). `quiet` are the unit's quiet hours.
    """

    __tablename__ = "notice_rule"

    unit_id: Mapped[str] = mapped_column(Id, primary_key=True)
    choices: Mapped[Any] = mapped_column(JsonText, default=dict)
    quiet: Mapped[Any] = mapped_column(JsonText, default=dict)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by_name: Mapped[str] = mapped_column(String(100))


class NoticeText(Base):
    """A version of a text an installation has written itself; at most one is current."""

    __tablename__ = "notice_text"
    __table_args__ = (UniqueConstraint("template", "language", "version"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    template: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8))
    version: Mapped[int] = mapped_column(Integer)
    parts: Mapped[Any] = mapped_column(JsonText)
    is_current: Mapped[bool] = mapped_column(Flag, default=True)
    author_name: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class MailLink(Base):
    """A link in a mail with which one person may answer one task, once.

    `used_at` and `used_for` say when it was used and for which decision.
    """

    __tablename__ = "mail_link"
    __table_args__ = (
        Index("ix_mail_link_task_id_user_id", "task_id", "user_id"),
        Index("ix_mail_link_expires_at", "expires_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    task_id: Mapped[str] = mapped_column(Id)
    user_id: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    used_for: Mapped[str] = mapped_column(String(100), default="")
