"""A task somebody was given, and what he reported about it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Id, Name, UtcDateTime
from engine.kernel.errors import Conflict

WAITING = "WAITING"
IN_PROGRESS = "IN_PROGRESS"
DONE = "DONE"
CANCELLED = "CANCELLED"
OPEN = (WAITING, IN_PROGRESS)
MOST_EXTENSIONS = 2


class WorkTaskOver(Conflict):
    """The task is done or was cancelled."""

    code = "work_task_over"


class TooManyExtensions(Conflict):
    """The due date was moved as often as it may be."""

    code = "too_many_extensions"


class WorkTask(Base):
    """Something somebody has to achieve until a date; `owner` is the name of an account."""

    __tablename__ = "work_task"
    __table_args__ = (
        Index("ix_work_task_owner_status", "owner", "status"),
        Index("ix_work_task_instance_id_activity_id", "instance_id", "activity_id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    instance_id: Mapped[str] = mapped_column(Id)
    activity_id: Mapped[str] = mapped_column(String(200), default="")
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("work_task.id"))
    org_id: Mapped[str] = mapped_column(Id)
    org_path: Mapped[str] = mapped_column(String(255), index=True)
    title: Mapped[str] = mapped_column(Name)
    owner: Mapped[str] = mapped_column(String(100))
    assigned_by: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(60), default="")
    type: Mapped[str] = mapped_column(String(20), default="")
    status: Mapped[str] = mapped_column(String(12), default=WAITING)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    progress: Mapped[int] = mapped_column(Integer, default=0)
    reminders: Mapped[int] = mapped_column(Integer, default=0)
    extensions: Mapped[int] = mapped_column(Integer, default=0)
    score: Mapped[int | None] = mapped_column(Integer)
    comment: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_open(self) -> bool:
        """Tell whether the task is neither done nor cancelled."""
        return self.status in OPEN

    def require_open(self) -> None:
        """Raise when the task is done or was cancelled."""
        if not self.is_open:
            raise WorkTaskOver(f"{self.number} is {self.status}", number=self.number)

    def accept(self, owner: str) -> None:
        """Begin the work."""
        self.require_open()
        self.owner, self.status = owner or self.owner, IN_PROGRESS

    def extend(self, due_at: datetime) -> None:
        """Move the due date, at most twice."""
        self.require_open()
        if self.extensions >= MOST_EXTENSIONS:
            raise TooManyExtensions(f"{self.number} was extended twice", number=self.number)
        self.due_at, self.extensions = due_at, self.extensions + 1

    def close(self, status: str, now: datetime) -> None:
        """End the task."""
        self.require_open()
        self.status, self.closed_at = status, now


class WorkTaskNote(Base):
    """A line in the history of a task: progress, a reminder, a new date."""

    __tablename__ = "work_task_note"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    work_task_id: Mapped[str] = mapped_column(ForeignKey("work_task.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text, default="")
    progress: Mapped[int | None] = mapped_column(Integer)
    by: Mapped[str] = mapped_column("noted_by", String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
