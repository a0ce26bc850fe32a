"""Facts about tasks that leaders assign."""

from dataclasses import dataclass

from engine.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class WorkTaskEvent(Event):
    """A fact about one task."""

    instance_id: str
    work_task_id: str
    number: str


@dataclass(frozen=True, kw_only=True)
class WorkTaskCreated(WorkTaskEvent):
    """Somebody was given a task."""

    owner: str


@dataclass(frozen=True, kw_only=True)
class ProgressMissing(WorkTaskEvent):
    """A report on progress did not come in time."""

    owner: str
    reminders: int


@dataclass(frozen=True, kw_only=True)
class WorkTaskExtended(WorkTaskEvent):
    """The due date was moved."""

    due_at: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class WorkTaskEnded(WorkTaskEvent):
    """The task is done or was cancelled."""

    status: str
