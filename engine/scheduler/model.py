"""A job: work that is due at a moment, done once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import BY_KEY, Base, Id, JsonText, UtcDateTime

DUE = "due"
DONE = "done"
DEAD = "dead"
CANCELLED = "cancelled"


class JobRow(Base):
    """Work that is due.

    A process that takes a job writes its name and the end of its lease; `attempt` is the
    fence: only the latest taker can finish it. `dedupe_key` is what there can be only
    one of, `ref` what the job is about (a task, a timer, a token).
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_state_due_at", "state", "due_at"),
        Index("ix_job_ref", "ref"),
        Index("ix_job_instance_id", "instance_id"),
        BY_KEY,
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    instance_id: Mapped[str | None] = mapped_column(Id)
    ref: Mapped[str] = mapped_column(String(64))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default=DUE)
    attempt: Mapped[int] = mapped_column(Integer, default=0)
    owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    retries: Mapped[int] = mapped_column(Integer, default=5)
    retries_left: Mapped[int] = mapped_column(Integer, default=5)
    payload: Mapped[Any] = mapped_column(JsonText)
    error: Mapped[str | None] = mapped_column(Text)


@dataclass(frozen=True)
class Job:
    """A job as its taker sees it."""

    id: str
    dedupe_key: str
    kind: str
    instance_id: str | None
    ref: str
    due_at: datetime
    attempt: int
    owner: str
    retries: int
    retries_left: int
    payload: dict[str, Any]


@dataclass(frozen=True)
class Rearm:
    """What a handler returns when its job shall ring again, perhaps as another kind."""

    due_at: datetime
    kind: str
    payload: dict[str, Any]


@dataclass(frozen=True)
class GiveUp:
    """What a handler returns when trying again cannot help: the job dies, with its reason."""

    error: str
