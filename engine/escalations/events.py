"""Facts about late work, escalated matters, and what leaders do about them."""

from dataclasses import dataclass
from datetime import datetime

from engine.kernel.events import Event
from engine.tasks.events import TaskEvent


@dataclass(frozen=True, kw_only=True)
class TaskWarned(TaskEvent):
    """A task is soon due."""

    assignee_id: str | None
    candidates: tuple[str, ...]
    due_at: datetime
    ladder: str


@dataclass(frozen=True, kw_only=True)
class TaskOverdue(TaskEvent):
    """A task was not done in time; the first level heard of it."""

    assignee_id: str | None
    candidates: tuple[str, ...]
    due_at: datetime
    ladder: str
    groups: tuple[str, ...]
    users: tuple[str, ...]
    escalation_id: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskEscalated(TaskEvent):
    """A late task reached a higher level."""

    assignee_id: str | None
    due_at: datetime
    ladder: str
    level: int
    groups: tuple[str, ...]
    users: tuple[str, ...]
    escalation_id: str = ""


@dataclass(frozen=True, kw_only=True)
class DueDateMoved(TaskEvent):
    """A task got another due moment, because of a pause or a calendar."""

    old_due_at: datetime
    new_due_at: datetime


@dataclass(frozen=True, kw_only=True)
class PromiseMoved(Event):
    """The promise of a case got another end, because of a pause, a calendar or a limit."""

    instance_id: str
    business_key: str
    title: str
    old_due_at: datetime | None
    new_due_at: datetime


@dataclass(frozen=True, kw_only=True)
class MatterEvent(Event):
    """Something happened in an escalated matter."""

    instance_id: str
    escalation_id: str
    task_id: str | None
    business_key: str
    title: str
    level: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class EscalationRaised(MatterEvent):
    """The chain of command should hear of something that is not a task past its due moment."""

    text: str
    groups: tuple[str, ...]
    users: tuple[str, ...]
    answer_by: datetime | None


@dataclass(frozen=True, kw_only=True)
class EscalationClimbed(EscalationRaised):
    """Nobody took such a matter up in time, or it was not settled; a higher level hears of it."""


@dataclass(frozen=True, kw_only=True)
class EscalationAcknowledged(MatterEvent):
    """Somebody took an escalated matter up."""


@dataclass(frozen=True, kw_only=True)
class EscalationTakenOver(MatterEvent):
    """A leader took the task to himself."""

    taken_task_id: str
    former_id: str | None
    receivers: tuple[str, ...]
    text: str


@dataclass(frozen=True, kw_only=True)
class EscalationHandedBack(MatterEvent):
    """A leader gave the matter back to its handlers."""

    receivers: tuple[str, ...]
    text: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class EscalationClosed(MatterEvent):
    """A matter is over; `state` says whether a person concluded it or the work was done."""

    state: str
    conclusion: str


@dataclass(frozen=True, kw_only=True)
class InstructionGiven(Event):
    """A leader told the handlers of a case what to do."""

    instance_id: str
    instruction_id: str
    escalation_id: str | None
    business_key: str
    title: str
    receivers: tuple[str, ...]
    text: str
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class InstructionLate(Event):
    """What a leader asked for by a moment was not done by then."""

    instance_id: str
    instruction_id: str
    business_key: str
    title: str
    author_id: str
    receivers: tuple[str, ...]
    text: str
    due_at: datetime
