"""A user task: work waiting for a person, and the rules of its state."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import BY_KEY, Base, Flag, Id, JsonText, Name, UtcDateTime, filled_index
from engine.kernel.actor import Actor
from engine.kernel.errors import Conflict, Forbidden
from engine.kernel.lights import light

OPEN = "open"
DONE = "done"
CANCELLED = "cancelled"
# Why a task was cancelled, as its outcome: somebody else decided for its node, or the step
# before it was taken back.
DECIDED = "decided"
TAKEN_BACK = "taken_back"
# What a row stands for: work of the diagram, or of a signer added before, after or beside it.
PLAIN = "task"
BEFORE = "before"
AFTER = "after"
PARALLEL = "parallel"
# The answer of a finished instance stands when its node comes again after a step back.
KEPT = "kept"
# How far the lending of a task has come.
LENT = "lent"
GIVEN_BACK = "given_back"


class TaskAlreadyClaimed(Conflict):
    """Someone else claimed the task first."""

    code = "task_already_claimed"

    def __init__(self, task_id: str, assignee: str, assignee_name: str) -> None:
        super().__init__(
            f"{task_id} belongs to {assignee}", assignee=assignee, assignee_name=assignee_name
        )
        self.assignee = assignee


class TaskNotOpen(Conflict):
    """The task has been completed or cancelled meanwhile."""

    code = "task_not_open"


class TaskOnHold(Conflict):
    """The task waits for signers somebody added to it."""

    code = "task_on_hold"


class TaskLent(Conflict):
    """The task was lent for an opinion and is to be given back, not completed."""

    code = "task_lent"


class NotACandidate(Forbidden):
    """The actor is neither the assignee of the task nor one of its candidates."""

    code = "not_a_candidate"


class UserTask(Base):
    """Work waiting for a person.

    `assignee_id` is who works on it, `owner_id` who lent it out or waits for added signers,
    `acting_for_id` in whose stead the assignee acts. `hold` says which signers it waits for.
    `form_data` is what was submitted, for ever; `draft` what was typed and not submitted yet.
    `dated_by_name` is who set the due moment by hand, `drawn_due_at` the one before that.
    `is_undone` tells that a later step back took the result away, `return_to` where the case
    goes on when a task that was sent back is completed.
    """

    __tablename__ = "user_task"
    __table_args__ = (
        filled_index("ix_user_task_assignee_id_state_due_at", "assignee_id", "state", "due_at"),
        filled_index("ix_user_task_owner_id_state", "owner_id", "state"),
        filled_index("ix_user_task_acting_for_id_state", "acting_for_id", "state"),
        Index("ix_user_task_instance_id_state", "instance_id", "state"),
        Index("ix_user_task_state_warn_at_due_at", "state", "warn_at", "due_at"),
        filled_index("ix_user_task_completed_by_completed_at", "completed_by", "completed_at"),
        filled_index("ix_user_task_parent_task_id", "parent_task_id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    instance_id: Mapped[str] = mapped_column(Id)
    definition_id: Mapped[str] = mapped_column(Id)
    definition_key: Mapped[str] = mapped_column(String(100))
    activity_id: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(Name)
    name_en: Mapped[str | None] = mapped_column(Name)
    business_key: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(Name)
    org_id: Mapped[str] = mapped_column(Id)
    org_path: Mapped[str] = mapped_column(String(255))
    state: Mapped[str] = mapped_column(String(10), default=OPEN)
    assignee_id: Mapped[str | None] = mapped_column(String(64))
    assignee_name: Mapped[str | None] = mapped_column(String(100))
    owner_id: Mapped[str | None] = mapped_column(String(64))
    owner_name: Mapped[str | None] = mapped_column(String(100))
    acting_for_id: Mapped[str | None] = mapped_column(String(64))
    acting_for_name: Mapped[str | None] = mapped_column(String(100))
    stand_ins: Mapped[Any] = mapped_column(JsonText, nullable=True)
    kind: Mapped[str] = mapped_column(String(10), default=PLAIN)
    parent_task_id: Mapped[str | None] = mapped_column(Id)
    hold: Mapped[str | None] = mapped_column(String(10))
    lending: Mapped[str | None] = mapped_column(String(12))
    has_signers: Mapped[bool] = mapped_column(Flag, default=False)
    return_to: Mapped[str | None] = mapped_column(String(200))
    is_undone: Mapped[bool] = mapped_column(Flag, default=False)
    first_read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    urged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    urge_count: Mapped[int] = mapped_column(Integer, default=0)
    candidates: Mapped[Any] = mapped_column(JsonText, nullable=True)
    assignment_note: Mapped[str | None] = mapped_column(String(500))
    form_key: Mapped[str | None] = mapped_column(String(200))
    priority: Mapped[int] = mapped_column(Integer, default=50)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    warn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dated_by_name: Mapped[str | None] = mapped_column(String(100))
    drawn_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    follow_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sla_code: Mapped[str | None] = mapped_column(String(64))
    ladder: Mapped[str | None] = mapped_column(String(20))
    pause_reason: Mapped[str | None] = mapped_column(String(40))
    is_customer_step: Mapped[bool] = mapped_column(Boolean, default=False)
    loop_counter: Mapped[int | None] = mapped_column(Integer)
    local_variables: Mapped[Any] = mapped_column(JsonText, nullable=True)
    draft: Mapped[Any] = mapped_column(JsonText, nullable=True)
    draft_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    form_data: Mapped[Any] = mapped_column(JsonText, nullable=True)
    outcome: Mapped[str | None] = mapped_column(String(64))
    opinion: Mapped[str | None] = mapped_column(Text)
    completed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    completed_by: Mapped[str | None] = mapped_column(String(64))
    completed_by_name: Mapped[str | None] = mapped_column(String(100))

    @property
    def is_open(self) -> bool:
        """Tell whether the task still waits."""
        return self.state == OPEN

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether the task waits past its due time."""
        return self.is_open and self.due_at is not None and now > self.due_at

    def light(self, now: datetime) -> str:
        """Return `red` from the due time on, `yellow` from the warning on, else `green`."""
        return light(now, self.warn_at, self.due_at, self.completed_at).value.lower()

    def is_candidate(self, actor: Actor) -> bool:
        """Tell whether the actor belongs to those who may claim the task."""
        return any(
            key in actor.groups or key == f"user:{actor.user_id}" for key in self.candidates or ()
        )

    def require_open(self) -> None:
        """Raise unless the task still waits."""
        if not self.is_open:
            raise TaskNotOpen(
                f"{self.id} is {self.state}",
                state=self.state,
                by=self.completed_by_name,
                at=self.completed_at,
            )

    @property
    def signed_as(self) -> str:
        """Return the name under an opinion: whoever acts for another says so."""
        name = self.completed_by_name or self.assignee_name or ""
        return f"{name}（代{self.acting_for_name}）" if self.acting_for_name else name

    def principal_of(self, actor: Actor) -> tuple[str, str] | None:
        """Return id and name of the one the actor stands in for, if he does."""
        principal = (self.stand_ins or {}).get(actor.user_id)
        if principal is None or any(key in actor.groups for key in self.candidates or ()):
            return None
        return principal[0], principal[1]

    def require_free(self) -> None:
        """Raise unless the task may go to somebody else.

        A task with added signers stays where it is, and so does the work of such a signer:
        he was meant himself, and can be taken out again.
        """
        self.require_open()
        if self.has_signers or self.hold or self.kind != PLAIN:
            raise TaskOnHold(f"{self.id} has added signers", hold=self.hold or "signers")
        if self.lending == LENT:
            raise TaskLent(f"{self.id} was lent for an opinion")

    def require_worker(self, actor: Actor) -> None:
        """Raise unless the actor may work on the task now."""
        self.require_open()
        if self.hold:
            raise TaskOnHold(f"{self.id} waits for added signers", hold=self.hold)
        if actor.user_id in (self.assignee_id, self.acting_for_id) or actor.is_system:
            return
        if self.assignee_id and self.is_candidate(actor):
            raise TaskAlreadyClaimed(self.id, self.assignee_id, self.assignee_name or "")
        if not self.is_candidate(actor):
            raise NotACandidate(f"{actor.user_id} is no candidate of {self.id}")

    def claim(self, actor: Actor, now: datetime) -> None:
        """Make the actor the assignee."""
        self.require_worker(actor)
        self._give(actor.user_id, actor.name, now)
        self.acting_for_id, self.acting_for_name = self.principal_of(actor) or (None, None)

    def release(self, actor: Actor) -> None:
        """Put the task back for all candidates, unless others have a hand in it."""
        self.require_free()
        if self.assignee_id != actor.user_id:
            raise Forbidden(f"{actor.user_id} does not hold {self.id}")
        if not self.candidates:
            raise Conflict("the task has no other candidates", reason="no_candidates")
        self.put_back()

    def put_back(self) -> None:
        """Leave the task to whoever may claim it."""
        self.assignee_id = self.assignee_name = self.claimed_at = None
        self.acting_for_id = self.acting_for_name = None

    @property
    def principal(self) -> tuple[str, str] | None:
        """Return id and name of whom the assignee acts for, if for anybody."""
        return (self.acting_for_id, self.acting_for_name or "") if self.acting_for_id else None

    def reassign(self, user_id: str, name: str, now: datetime) -> None:
        """Give the task to somebody else."""
        self.require_free()
        self._give(user_id, name, now)
        self.acting_for_id = self.acting_for_name = None

    def _give(self, user_id: str, name: str, now: datetime) -> None:
        self.assignee_id, self.assignee_name, self.claimed_at = user_id, name, now


def cancelled_by(decider: str | None, now: datetime) -> dict[str, Any]:
    """Return how a task is cancelled: as it is, or because somebody has decided for its node."""
    changes: dict[str, Any] = {"state": CANCELLED, "completed_at": now}
    if decider:
        changes |= {"outcome": DECIDED, "completed_by_name": decider}
    return changes


class TaskCandidate(Base):
    """A group (`ROLE@<unit id>`) or person (`user:<id>`) who may claim an open task.

    The rows go when the task ends, so the table holds open work only; it repeats the sort
    key, so that one index answers "the most urgent of this group".
    """

    __tablename__ = "task_candidate"
    __table_args__ = (
        Index("ix_task_candidate_key_open_due", "candidate", "is_claimable", "sort_at", "task_id"),
        BY_KEY,
    )

    task_id: Mapped[str] = mapped_column(Id, primary_key=True)
    candidate: Mapped[str] = mapped_column(String(120), primary_key=True)
    is_claimable: Mapped[bool] = mapped_column(Flag, default=True)
    sort_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TaskComment(Base):
    """A remark on a case, made at one of its tasks or on the case itself."""

    __tablename__ = "task_comment"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    instance_id: Mapped[str] = mapped_column(Id, index=True)
    task_id: Mapped[str | None] = mapped_column(Id)
    author_id: Mapped[str] = mapped_column(String(64))
    author_name: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
