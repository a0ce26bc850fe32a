"""A matter that climbs the chain of command, what was done about it, and instructions."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Id, JsonText, Name, UtcDateTime
from engine.kernel.actor import Actor
from engine.kernel.errors import Conflict

# How a matter stands: nobody has taken it up; somebody has; the leader does the task himself;
# it is with the handlers again; concluded by a person; over because the work was done.
OPEN = "open"
ACKNOWLEDGED = "acknowledged"
TAKEN = "taken"
HANDED_BACK = "handed_back"
CLOSED = "closed"
SETTLED = "settled"
ALIVE = (OPEN, ACKNOWLEDGED, TAKEN, HANDED_BACK)

# Why somebody above should hear of it.
OVERDUE, DRAWN, MANUAL, REPEATED = "overdue", "drawn", "manual", "repeated"
REASONS = (OVERDUE, DRAWN, MANUAL, REPEATED)


class AlreadyAcknowledged(Conflict):
    """Somebody has taken the escalation up already."""

    code = "already_acknowledged"


class EscalationOver(Conflict):
    """The escalation is closed; nothing more can be done about it."""

    code = "escalation_over"


class NothingToTakeOver(Conflict):
    """The case has not exactly one open task that could be taken over."""

    code = "nothing_to_take_over"


class Escalation(Base):
    """A matter somebody above should hear of: why, at which level, with whom, until when.

    `key` says what it is about: there is one matter for one breach, whatever is restarted.
    `groups` and `users` stand on the present level; `answer_by` is when one of them must
    have taken it up; `climbs_at` when it goes on to the next level unless something happens.
    """

    __tablename__ = "escalation"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_escalation_instance_id", "instance_id"),
        Index("ix_escalation_state_reached_at", "state", "reached_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(120))
    instance_id: Mapped[str] = mapped_column(Id)
    task_id: Mapped[str | None] = mapped_column(Id)
    activity_id: Mapped[str | None] = mapped_column(String(200))
    definition_key: Mapped[str] = mapped_column(String(100))
    business_key: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(Name)
    org_id: Mapped[str] = mapped_column(Id)
    org_path: Mapped[str] = mapped_column(String(255))
    reason: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(100), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    ladder: Mapped[str] = mapped_column(String(20))
    late: Mapped[Any] = mapped_column(JsonText)
    level: Mapped[int] = mapped_column(Integer)
    groups: Mapped[Any] = mapped_column(JsonText)
    users: Mapped[Any] = mapped_column(JsonText)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    raised_by: Mapped[str] = mapped_column(String(64))
    raised_by_name: Mapped[str] = mapped_column(String(100))
    reached_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer_by: Mapped[datetime | None] = mapped_column(UtcDateTime)
    climbs_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(14), default=OPEN)
    holder_id: Mapped[str | None] = mapped_column(String(64))
    holder_name: Mapped[str | None] = mapped_column(String(100))
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_task_id: Mapped[str | None] = mapped_column(Id)
    former_id: Mapped[str | None] = mapped_column(String(64))
    former_name: Mapped[str | None] = mapped_column(String(100))
    conclusion: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[str | None] = mapped_column(String(64))
    closed_by_name: Mapped[str | None] = mapped_column(String(100))

    @property
    def is_alive(self) -> bool:
        """Tell whether something can still be done about it."""
        return self.state in ALIVE

    def is_late(self, now: datetime) -> bool:
        """Tell whether nobody has taken it up in time."""
        return self.state == OPEN and self.answer_by is not None and now > self.answer_by

    def is_held_by(self, actor: Actor) -> bool:
        """Tell whether the actor stands on the present level, or has taken it up."""
        is_named = actor.user_id in (*(self.users or ()), self.holder_id)
        return is_named or bool(actor.groups & set(self.groups or ()))

    def require_alive(self) -> None:
        """Raise when it is over."""
        if not self.is_alive:
            raise EscalationOver(f"{self.id} is {self.state}", state=self.state)

    def acknowledge(self, actor: Actor, now: datetime) -> None:
        """Note that somebody has taken the matter up."""
        self.require_alive()
        if self.state != OPEN:
            raise AlreadyAcknowledged(f"{self.id} is {self.state}", by=self.holder_name)
        self.state, self.acknowledged_at = ACKNOWLEDGED, now
        self.holder_id, self.holder_name = actor.user_id, actor.name

    def reach(self, level: int, groups: tuple[str, ...], users: tuple[str, ...]) -> None:
        """Put the matter on a level, where nobody has taken it up yet."""
        self.level, self.groups, self.users = level, list(groups), list(users)
        self.state, self.holder_id, self.holder_name = OPEN, None, None

    def end(self, state: str, actor: Actor, conclusion: str, now: datetime) -> None:
        """End the matter, by a person's conclusion or because the work is done."""
        self.require_alive()
        self.state, self.conclusion, self.closed_at = state, conclusion, now
        self.closed_by, self.closed_by_name = actor.user_id, actor.name


class EscalationHolder(Base):
    """A group or person (`user:<id>`) on the present level of a matter that is not over."""

    __tablename__ = "escalation_holder"
    __table_args__ = (Index("ix_escalation_holder_holder", "holder"),)

    escalation_id: Mapped[str] = mapped_column(Id, primary_key=True)
    holder: Mapped[str] = mapped_column(String(120), primary_key=True)


class EscalationEntry(Base):
    """Something that happened in a matter; append-only.

    `mark` is what can happen once only: a level is reached once, so no restart repeats it.
    """

    __tablename__ = "escalation_entry"
    __table_args__ = (UniqueConstraint("escalation_id", "mark"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    escalation_id: Mapped[str] = mapped_column(Id)
    mark: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    level: Mapped[int] = mapped_column(Integer)
    author_id: Mapped[str] = mapped_column(String(64))
    author_name: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text, default="")
    receivers: Mapped[Any] = mapped_column(JsonText)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Instruction(Base):
    """What a leader told the handlers of a case to do, and by when."""

    __tablename__ = "instruction"
    __table_args__ = (Index("ix_instruction_instance_id", "instance_id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    instance_id: Mapped[str] = mapped_column(Id)
    escalation_id: Mapped[str | None] = mapped_column(Id)
    author_id: Mapped[str] = mapped_column(String(64))
    author_name: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    receivers: Mapped[Any] = mapped_column(JsonText)
    task_ids: Mapped[Any] = mapped_column(JsonText)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    late_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
