"""What became of each row when somebody did the same with many tasks."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Id, JsonText, UtcDateTime
from engine.kernel.actor import Actor
from engine.kernel.errors import Conflict, NotFound

CLAIM, RELEASE, REASSIGN, COMPLETE = "claim", "release", "reassign", "complete"
# What takes an action back; the others cannot be taken back.
INVERSE = {CLAIM: RELEASE, RELEASE: CLAIM}
UNDO_WINDOW = timedelta(minutes=5)


class UndoOver(Conflict):
    """The time to take it back has passed, or it was taken back already."""

    code = "undo_over"


class BulkBatch(Base):
    """One action on many tasks; `rows` says of each task whether it worked, and else why not."""

    __tablename__ = "bulk_batch"
    __table_args__ = (Index("ix_bulk_batch_actor_id_at", "actor_id", "at"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    actor_id: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(12))
    rows: Mapped[Any] = mapped_column(JsonText)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def done(self) -> list[str]:
        """Return the ids of the tasks with which it worked."""
        return [row["task_id"] for row in self.rows if row["ok"]]

    @property
    def undo_until(self) -> datetime | None:
        """Return until when it can be taken back, if at all."""
        can = self.action in INVERSE and self.undone_at is None and bool(self.done)
        return self.at + UNDO_WINDOW if can else None

    def may_undo(self, now: datetime) -> bool:
        """Tell whether it can still be taken back."""
        return self.undo_until is not None and now < self.undo_until

    def require_actor(self, actor: Actor) -> None:
        """Raise unless the actor did it himself."""
        if self.actor_id != actor.user_id:
            raise NotFound("batch", self.id)

    def undo(self, now: datetime) -> str:
        """Mark it as taken back and return the action that does so."""
        if not self.may_undo(now):
            raise UndoOver(f"{self.id} cannot be taken back")
        self.undone_at = now
        return INVERSE[self.action]
