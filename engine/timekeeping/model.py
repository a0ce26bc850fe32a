"""A change of a calendar or limit on its way, and each due date it moved."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Id, JsonText, Name, UtcDateTime
from engine.deadlines.rules.changes import Change, from_json
from engine.kernel.errors import Conflict

# How far a change has come: thought of, being worked through the open cases, or over.
PLANNED = "planned"
RUNNING = "running"
DONE = "done"
DROPPED = "dropped"


class ChangeNotPlanned(Conflict):
    """Somebody has made or dropped the change already."""

    code = "change_not_planned"


class DeadlineChange(Base):
    """A change of a calendar or limit: what, by whom, and what came of it.

    `org_path` is whose cases it may touch. `seen` is the token of the calendars and limits
    the reader saw it foreseen with.
    """

    __tablename__ = "deadline_change"
    __table_args__ = (Index("ix_deadline_change_state_planned_at", "state", "planned_at"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    org_id: Mapped[str] = mapped_column(Id, default="")
    org_path: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(Name, default="")
    payload: Mapped[Any] = mapped_column(JsonText)
    state: Mapped[str] = mapped_column(String(10), default=PLANNED)
    planned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    planned_by: Mapped[str] = mapped_column(String(64))
    planned_by_name: Mapped[str] = mapped_column(String(100))
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_by_name: Mapped[str | None] = mapped_column(String(100))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cases_seen: Mapped[int] = mapped_column(Integer, default=0)
    moved: Mapped[int] = mapped_column(Integer, default=0)

    @property
    def change(self) -> Change:
        """Return what is to be changed."""
        return from_json(self.kind, self.payload)

    def require_planned(self) -> None:
        """Raise unless the change can still be made or dropped."""
        if self.state != PLANNED:
            raise ChangeNotPlanned(f"{self.id} is {self.state}", state=self.state)


class DeadlineMove(Base):
    """One due date that a change moved; an empty `task_id` is the promise of the case."""

    __tablename__ = "deadline_move"
    __table_args__ = (
        UniqueConstraint("change_id", "instance_id", "task_id"),
        Index("ix_deadline_move_instance_id", "instance_id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    change_id: Mapped[str] = mapped_column(Id)
    instance_id: Mapped[str] = mapped_column(Id)
    task_id: Mapped[str] = mapped_column(Id, default="")
    org_path: Mapped[str] = mapped_column(String(255))
    business_key: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(Name)
    task_name: Mapped[str] = mapped_column(Name, default="")
    task_name_en: Mapped[str] = mapped_column(Name, default="")
    old_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    new_due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
