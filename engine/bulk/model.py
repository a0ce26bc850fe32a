"""What became of each row when somebody did the same with many tasks."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Id, JsonText, UtcDateTime
from engine.kernel.actor import Actor
from engine.kernel.errors import Conflict, NotFound

CLAIM, RELEASE, REASSIGN, COMPLETE = "claim", "release", "reassign", "complete"
WITHDRAW, RECLAIM = "withdraw", "reclaim"
# What takes an action back.
INVERSE = {CLAIM: RELEASE, RELEASE: CLAIM, REASSIGN: RECLAIM, COMPLETE: WITHDRAW}
UNDO_WINDOW = timedelta(minutes=5)


class UndoOver(Conflict):
    """The time to take it back has passed, or it was taken back already."""

    code = "undo_over"


class BulkBatch(Base):
    """One action on many tasks; `rows` says of each task whether it worked, and else why not.

    A row somebody has asked to take back has `undone`: whether that worked, and else why not.
    """

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
    def left(self) -> list[str]:
        """Return the ids of the tasks with which it worked and which nobody has taken back."""
        return [row["task_id"] for row in self.rows if row["ok"] and not row.get("undone")]

    @property
    def undo_until(self) -> datetime | None:
        """Return until when it can be taken back, if at all."""
        return self.at + UNDO_WINDOW if self.action in INVERSE and self.left else None

    def may_undo(self, now: datetime) -> bool:
        """Tell whether it can still be taken back."""
        return self.undo_until is not None and now < self.undo_until

    def require_actor(self, actor: Actor) -> None:
        """Raise unless the actor did it himself."""
        if self.actor_id != actor.user_id:
            raise NotFound("batch", self.id)

    def undo(self, now: datetime, task_ids: Collection[str] = ()) -> tuple[str, list[str]]:
        """Mark rows as taken back, all that are left unless some are named.

        Returns the action that does so, and with which tasks.
        """
        chosen = [one for one in self.left if not task_ids or one in task_ids]
        if not self.may_undo(now) or not chosen:
            raise UndoOver(f"{self.id} cannot be taken back")
        self.note_undone({one: {"ok": True} for one in chosen})
        self.undone_at = now
        return INVERSE[self.action], chosen

    def note_undone(self, results: Mapping[str, Mapping[str, Any]]) -> None:
        """Keep what became of rows that were to be taken back."""
        self.rows = [
            {**row, "undone": dict(results[row["task_id"]])} if row["task_id"] in results else row
            for row in self.rows
        ]
