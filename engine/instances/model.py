"""A process instance and the trail of activities it leaves behind."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, deferred, mapped_column

from engine.db import BY_KEY, Base, Flag, Id, JsonText, LongBytes, Name, UtcDateTime
from engine.db.audit import GENESIS, ChainHead
from engine.kernel.errors import Conflict

RUNNING = "running"
SUSPENDED = "suspended"
COMPLETED = "completed"
TERMINATED = "terminated"
CANCELLED = "cancelled"
FAILED = "failed"
LIVE = (RUNNING, SUSPENDED, FAILED)


class InstanceNotRunning(Conflict):
    """The case has ended, or is suspended, so that nothing in it can move."""

    code = "instance_not_running"


class ProcessInstance(Base):
    """One case.

    `state` is the runtime's own compact form and means nothing outside `engine.workflow`;
    `variables` is a copy of the outermost variables for readers. `audit_seq` and
    `audit_hash` are the head of the case's chain in the event log.
    """

    __tablename__ = "process_instance"
    __table_args__ = (
        Index("ix_process_instance_definition_key_status", "definition_key", "status"),
        Index("ix_process_instance_starter_id_started_at", "starter_id", "started_at"),
        Index("ix_process_instance_status_started_at", "status", "started_at"),
        Index("ix_process_instance_org_path", "org_path", mysql_length={"org_path": 190}),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    definition_id: Mapped[str] = mapped_column(Id, index=True)
    definition_key: Mapped[str] = mapped_column(String(100))
    version: Mapped[int] = mapped_column(Integer)
    business_key: Mapped[str] = mapped_column(String(64), index=True)
    title: Mapped[str] = mapped_column(Name)
    status: Mapped[str] = mapped_column(String(12), default=RUNNING)
    org_id: Mapped[str] = mapped_column(Id)
    org_path: Mapped[str] = mapped_column(String(255))
    starter_id: Mapped[str] = mapped_column(String(64))
    starter_name: Mapped[str] = mapped_column(String(100))
    priority: Mapped[int] = mapped_column(Integer, default=50)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[str | None] = mapped_column(String(500))
    pauses: Mapped[Any] = mapped_column(JsonText, nullable=True)
    variables: Mapped[Any] = mapped_column(JsonText, nullable=True)
    audit_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    audit_hash: Mapped[str] = mapped_column(String(64), default=GENESIS)
    revision: Mapped[int] = mapped_column(Integer, default=0)
    has_incident: Mapped[bool] = mapped_column(Flag, default=False)
    state: Mapped[bytes] = deferred(mapped_column(LongBytes))

    @property
    def is_live(self) -> bool:
        """Tell whether the case has not ended."""
        return self.status in LIVE

    @property
    def chain_head(self) -> ChainHead:
        """Return the head of the case's audit chain."""
        return ChainHead(self.audit_seq, self.audit_hash)

    def require_running(self) -> None:
        """Raise unless the case can move."""
        if self.status not in (RUNNING, FAILED):
            raise InstanceNotRunning(
                f"{self.business_key} is {self.status}",
                business_key=self.business_key,
                status=self.status,
            )

    def store_head(self, head: ChainHead) -> None:
        """Keep the new head of the audit chain."""
        self.audit_seq, self.audit_hash = head.seq, head.hash


class ActivityRow(Base):
    """One visit of an element of the diagram, or its end; append-only.

    `event` is `entered`, `completed`, `cancelled` or `failed`; a visit that begins and
    ends in one move leaves only the later row. `seq` orders the rows of one case.
    """

    __tablename__ = "activity_history"
    __table_args__ = BY_KEY

    instance_id: Mapped[str] = mapped_column(Id, primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    activity_id: Mapped[str] = mapped_column(String(200))
    name: Mapped[str | None] = mapped_column(Name)
    type: Mapped[str] = mapped_column(String(40))
    event: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    token: Mapped[str | None] = mapped_column(String(64))
    move: Mapped[int] = mapped_column(Integer)
