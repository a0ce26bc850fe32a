"""An order of supervision, its state rules, and what happened to it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Id, JsonText, Name, UtcDateTime
from engine.kernel.errors import Conflict

# Reply is awaited; it has come and is to be judged; judged.
OPEN = "open"
ANSWERED = "answered"
CLOSED = "closed"
GOING_ON = (OPEN, ANSWERED)


class OrderClosed(Conflict):
    """The order is closed; nothing more can be done with it."""

    code = "order_closed"


class NotAnswered(Conflict):
    """There is no reply yet that could be judged or sent back."""

    code = "order_not_answered"


class NoExtensionAsked(Conflict):
    """Nobody has asked for more time, or it was decided already."""

    code = "no_extension_asked"


class SupervisionOrder(Base):
    """A unit, or a person in it, must answer for a case by a moment.

    `colour` is how grave it is, `level` how far up the chain of command it has climbed;
    both rise by themselves while the reply is overdue. `keeper_path` is the unit that
    supervises: its people may judge the reply.
    """

    __tablename__ = "supervision_order"
    __table_args__ = (
        Index("ix_supervision_order_instance_id", "instance_id"),
        Index("ix_supervision_order_status_unit_path", "status", "unit_path"),
        Index("ix_supervision_order_opened_by_status", "opened_by", "status"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    instance_id: Mapped[str] = mapped_column(Id)
    task_id: Mapped[str | None] = mapped_column(Id)
    escalation_id: Mapped[str | None] = mapped_column(Id)
    case_no: Mapped[str] = mapped_column(String(64), default="")
    title: Mapped[str] = mapped_column(Name, default="")
    colour: Mapped[str] = mapped_column(String(8))
    level: Mapped[int] = mapped_column(Integer, default=1)
    unit_id: Mapped[str] = mapped_column(Id)
    unit_path: Mapped[str] = mapped_column(String(255))
    person_id: Mapped[str | None] = mapped_column(String(64))
    person_name: Mapped[str | None] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(String(10), default=OPEN)
    told: Mapped[Any] = mapped_column(JsonText)
    opened_by: Mapped[str] = mapped_column(String(64))
    opened_by_name: Mapped[str] = mapped_column(String(100))
    keeper_path: Mapped[str] = mapped_column(String(255))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asked_by: Mapped[str | None] = mapped_column(String(64))
    grade: Mapped[str] = mapped_column(String(16), default="")
    conclusion: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by_name: Mapped[str | None] = mapped_column(String(100))

    @property
    def is_going_on(self) -> bool:
        """Tell whether the order is not closed."""
        return self.status in GOING_ON

    def is_late(self, now: datetime) -> bool:
        """Tell whether the reply is overdue."""
        return self.status == OPEN and now > self.due_at

    def require_going_on(self) -> None:
        """Raise when the order is closed."""
        if not self.is_going_on:
            raise OrderClosed(f"{self.number} is closed", number=self.number)

    def answer(self, now: datetime) -> None:
        """Note that the unit has replied; a wish for more time is over with it."""
        self.require_going_on()
        self.status, self.answered_at = ANSWERED, now
        self.asked_until = self.asked_by = None

    def send_back(self, due_at: datetime) -> None:
        """Ask for a better reply."""
        self.require_answered()
        self.status, self.due_at = OPEN, due_at

    def require_answered(self) -> None:
        """Raise unless there is a reply to judge."""
        self.require_going_on()
        if self.status != ANSWERED:
            raise NotAnswered(f"{self.number} has no reply yet", number=self.number)

    def close(self, grade: str, conclusion: str, name: str, now: datetime) -> None:
        """Judge the reply and end the order."""
        self.require_answered()
        self.status, self.grade, self.conclusion = CLOSED, grade, conclusion
        self.closed_at, self.closed_by_name = now, name


class SupervisionEntry(Base):
    """Something that happened to an order; append-only. `mark` can happen once only."""

    __tablename__ = "supervision_entry"
    __table_args__ = (UniqueConstraint("order_id", "mark"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    order_id: Mapped[str] = mapped_column(Id)
    mark: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    colour: Mapped[str] = mapped_column(String(8))
    author_id: Mapped[str] = mapped_column(String(64))
    author_name: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text, default="")
    files: Mapped[Any] = mapped_column(JsonText)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
