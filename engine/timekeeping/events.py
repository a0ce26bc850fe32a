"""Facts about changes of deadlines and about clocks that stand still."""

from dataclasses import dataclass
from datetime import datetime

from engine.kernel.events import Event
from engine.tasks.events import TaskEvent


@dataclass(frozen=True, kw_only=True)
class DeadlineChangeMade(Event):
    """A change was made; the open due dates are being worked out anew."""

    change_id: str
    kind: str
    subject: str


@dataclass(frozen=True, kw_only=True)
class DeadlineChangeDropped(Event):
    """A planned change was given up."""

    change_id: str
    kind: str
    subject: str


@dataclass(frozen=True, kw_only=True)
class TimerMoved(Event):
    """A timer of the diagram that waits for a limit got another moment."""

    instance_id: str
    activity_id: str
    old_due_at: datetime
    new_due_at: datetime


@dataclass(frozen=True, kw_only=True)
class ClockPaused(Event):
    """Somebody stopped the clock of a case."""

    instance_id: str
    pause_id: str
    reason: str
    note: str
    until: datetime | None
    awaits: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ClockResumed(Event):
    """A clock somebody stopped runs again: a person let it, or its time was over."""

    instance_id: str
    pause_id: str
    reason: str
    how: str
    note: str


@dataclass(frozen=True, kw_only=True)
class DueDateSet(TaskEvent):
    """Somebody set when a task is due by hand, or let its limit count again."""

    old_due_at: datetime | None
    new_due_at: datetime | None
    by_hand: bool
    reason: str
