"""What is kept beside a task: remarks of every operation, added signers, copies, signatures."""

from datetime import datetime

from sqlalchemy import Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Id, JsonText, Name, UtcDateTime

# What notes say of an answer: that it came through the link of a mail; that it was taken back.
BY_MAIL, WITHDRAWN = "by_mail", "withdraw"
PLANNED = "planned"
ASKED = "asked"
SIGNED = "signed"
DROPPED = "dropped"


class TaskNote(Base):
    """An operation on a task and what was said with it; append-only, shown on the print sheet."""

    __tablename__ = "task_note"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    instance_id: Mapped[str] = mapped_column(Id, index=True)
    task_id: Mapped[str | None] = mapped_column(Id)
    activity_id: Mapped[str] = mapped_column(String(200), default="")
    node: Mapped[str] = mapped_column(Name, default="")
    operation: Mapped[str] = mapped_column(String(20))
    author_id: Mapped[str] = mapped_column(String(64))
    author_name: Mapped[str] = mapped_column(String(100))
    acting_for_name: Mapped[str | None] = mapped_column(String(100))
    people: Mapped[list[str]] = mapped_column(JsonText)
    text: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class TaskSigner(Base):
    """Somebody added to a task; `number` orders those who sign one after the other."""

    __tablename__ = "task_signer"
    __table_args__ = (Index("ix_task_signer_task_id_number", "task_id", "number"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    task_id: Mapped[str] = mapped_column(Id)
    instance_id: Mapped[str] = mapped_column(Id)
    user_id: Mapped[str] = mapped_column(String(64))
    user_name: Mapped[str] = mapped_column(String(100))
    position: Mapped[str] = mapped_column(String(10))
    mode: Mapped[str] = mapped_column(String(10))
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(10), default=PLANNED)
    child_task_id: Mapped[str | None] = mapped_column(Id, index=True)
    added_by: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def is_open(self) -> bool:
        """Tell whether the signer has not acted and was not taken out again."""
        return self.state in (PLANNED, ASKED)


class Circulation(Base):
    """A case sent to somebody to read: a copy, or a circulation that may be answered.

    Nobody gets the same case twice in the same way.
    """

    __tablename__ = "circulation"
    __table_args__ = (
        UniqueConstraint("instance_id", "kind", "reader_id"),
        Index("ix_circulation_reader_id_read_at", "reader_id", "read_at"),
        Index("ix_circulation_sender_id_sent_at", "sender_id", "sent_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    instance_id: Mapped[str] = mapped_column(Id)
    task_id: Mapped[str | None] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(String(10))
    business_key: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(Name)
    sender_id: Mapped[str] = mapped_column(String(64))
    sender_name: Mapped[str] = mapped_column(String(100))
    acting_for_name: Mapped[str | None] = mapped_column(String(100))
    reader_id: Mapped[str] = mapped_column(String(64))
    reader_name: Mapped[str] = mapped_column(String(100))
    remark: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reply: Mapped[str | None] = mapped_column(Text)
    replied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Signature(Base):
    """A handwritten signature, bound to the form data it was put under by their hash."""

    __tablename__ = "task_signature"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    task_id: Mapped[str] = mapped_column(Id, index=True)
    instance_id: Mapped[str] = mapped_column(Id)
    document_id: Mapped[str] = mapped_column(Id)
    form_hash: Mapped[str] = mapped_column(String(64))
    signed_by: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[datetime] = mapped_column(UtcDateTime)
