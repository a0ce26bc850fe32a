"""What moves of instances leave behind besides the instance: incidents, subscriptions."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Id, JsonText, Name, UtcDateTime
from engine.kernel.errors import Conflict


class IncidentResolved(Conflict):
    """Somebody has settled the incident already."""

    code = "incident_resolved"


class Incident(Base):
    """Something that needs a person: a step that failed, or a job that ran out of retries.

    `ref` is the failed token for kind `step`, the job's id for kind `job`, the delivery's
    id for kind `delivery`.
    """

    __tablename__ = "incident"
    __table_args__ = (Index("ix_incident_resolved_at_opened_at", "resolved_at", "opened_at"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    instance_id: Mapped[str | None] = mapped_column(Id, index=True)
    business_key: Mapped[str] = mapped_column(String(64), default="")
    definition_key: Mapped[str] = mapped_column(String(100), default="")
    activity_id: Mapped[str] = mapped_column(String(200), default="")
    activity_name: Mapped[str] = mapped_column(Name, default="")
    org_path: Mapped[str] = mapped_column(String(255), default="")
    ref: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(64))
    message: Mapped[str] = mapped_column(Text)
    facts: Mapped[Any] = mapped_column(JsonText, nullable=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resolved_by: Mapped[str | None] = mapped_column(String(64))
    resolution: Mapped[str | None] = mapped_column(String(200))

    def resolve(self, by: str, how: str, now: datetime) -> None:
        """Settle the incident."""
        if self.resolved_at is not None:
            raise IncidentResolved(f"{self.id} was settled", by=self.resolved_by)
        self.resolved_at, self.resolved_by, self.resolution = now, by, how


class EventSubscription(Base):
    """A message or signal somebody waits for: an instance, or a process to be started by it."""

    __tablename__ = "event_subscription"
    __table_args__ = (
        Index("ix_event_subscription_kind_name_correlation", "kind", "name", "correlation"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(200))
    correlation: Mapped[str | None] = mapped_column(String(200))
    business_key: Mapped[str | None] = mapped_column(String(64))
    instance_id: Mapped[str | None] = mapped_column(Id, index=True)
    definition_id: Mapped[str | None] = mapped_column(Id)
    definition_key: Mapped[str] = mapped_column(String(100))
    activity_id: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
