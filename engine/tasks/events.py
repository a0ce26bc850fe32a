"""What can be said of a user task afterwards."""

from dataclasses import dataclass
from datetime import datetime

from engine.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class TaskEvent(Event):
    """A fact about one user task."""

    task_id: str
    instance_id: str
    activity_id: str
    task_name: str
    title: str
    business_key: str


@dataclass(frozen=True, kw_only=True)
class TaskOpened(TaskEvent):
    """Work began to wait for somebody."""

    assignee_id: str | None
    candidates: tuple[str, ...]
    due_at: datetime | None
    is_customer_step: bool = False


@dataclass(frozen=True, kw_only=True)
class TaskClaimed(TaskEvent):
    """A candidate took the task."""

    assignee_id: str


@dataclass(frozen=True, kw_only=True)
class TaskReleased(TaskEvent):
    """The assignee put the task back."""

    former_assignee_id: str


@dataclass(frozen=True, kw_only=True)
class TaskReassigned(TaskEvent):
    """Somebody gave the task to another person; who had it may have acted for (id, name)."""

    former_assignee_id: str | None
    assignee_id: str
    reason: str
    former_principal: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class TaskCompleted(TaskEvent):
    """The task was done."""

    outcome: str | None
    was_overdue: bool


@dataclass(frozen=True, kw_only=True)
class TaskPassed(TaskEvent):
    """The task was done by itself: the same person agreed before, or a rule let it pass."""

    rule: str
    user_id: str
    outcome: str | None


@dataclass(frozen=True, kw_only=True)
class TaskPlanned(TaskEvent):
    """Somebody set how urgent the task is, and when it is to be looked at again."""

    priority: int
    follow_up_at: str | None


@dataclass(frozen=True, kw_only=True)
class TaskCancelled(TaskEvent):
    """The diagram withdrew the task."""


@dataclass(frozen=True, kw_only=True)
class CommentAdded(Event):
    """Somebody made a remark on a case."""

    instance_id: str
    task_id: str | None
    comment_id: str


@dataclass(frozen=True, kw_only=True)
class PeopleMentioned(Event):
    """A remark on a case mentions people, who are to hear of it."""

    instance_id: str
    task_id: str | None
    comment_id: str
    business_key: str
    title: str
    text: str
    users: tuple[str, ...]
