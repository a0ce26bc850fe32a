"""A level of escalation that late work has reached."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Id, JsonText, Name, UtcDateTime
from engine.kernel.errors import Conflict

OPEN = "open"
ACKNOWLEDGED = "acknowledged"
CLOSED = "closed"


class AlreadyAcknowledged(Conflict):
    """Somebody has taken note of the escalation already."""

    code = "already_acknowledged"


class Escalation(Base):
    """A level that a late task has reached: since when, and who was told.

    A task reaches a level once; the row is what keeps a restart from repeating it.
    """

    __tablename__ = "escalation"
    __table_args__ = (
        UniqueConstraint("task_id", "level"),
        Index("ix_escalation_instance_id", "instance_id"),
        Index("ix_escalation_state_reached_at", "state", "reached_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    task_id: Mapped[str] = mapped_column(Id)
    instance_id: Mapped[str] = mapped_column(Id)
    business_key: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(Name)
    org_path: Mapped[str] = mapped_column(String(255))
    ladder: Mapped[str] = mapped_column(String(20))
    level: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(String(40))
    groups: Mapped[Any] = mapped_column(JsonText)
    users: Mapped[Any] = mapped_column(JsonText)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reached_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(14), default=OPEN)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledged_by: Mapped[str | None] = mapped_column(String(64))

    def acknowledge(self, user_id: str, now: datetime) -> None:
        """Note that somebody has taken the matter up."""
        if self.state != OPEN:
            raise AlreadyAcknowledged(f"{self.id} is {self.state}", by=self.acknowledged_by)
        self.state, self.acknowledged_by, self.acknowledged_at = ACKNOWLEDGED, user_id, now
