"""An outage, what it does to customers, and what was published about it."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Flag, Id, JsonText, UtcDateTime
from engine.kernel.errors import Conflict

DRAFT = "DRAFT"
PUBLISHED = "PUBLISHED"
IN_OUTAGE = "IN_OUTAGE"
RESTORED = "RESTORED"
CANCELLED = "CANCELLED"
OVER = (RESTORED, CANCELLED)


class OutageOver(Conflict):
    """The outage has ended or was cancelled."""

    code = "outage_over"


class Outage(Base):
    """An interruption of supply of whole lines."""

    __tablename__ = "outage"
    __table_args__ = (Index("ix_outage_org_path_plan_from", "org_path", "plan_from"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    instance_id: Mapped[str] = mapped_column(Id, index=True)
    org_id: Mapped[str] = mapped_column(Id)
    org_path: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(Text, default="")
    lines: Mapped[Any] = mapped_column(JsonText)
    plan_from: Mapped[datetime] = mapped_column(UtcDateTime)
    plan_to: Mapped[datetime | None] = mapped_column(UtcDateTime)
    transformer_ids: Mapped[Any] = mapped_column(JsonText, default=list)
    households: Mapped[int] = mapped_column(Integer, default=0)
    customer_hours: Mapped[Decimal] = mapped_column(Numeric(14, 2), default=0)
    important_users: Mapped[int] = mapped_column(Integer, default=0)
    is_top_important: Mapped[bool] = mapped_column(Flag, default=False)
    is_repeated: Mapped[bool] = mapped_column(Flag, default=False)
    status: Mapped[str] = mapped_column(String(12), default=DRAFT)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    off_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    on_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    actual_customer_hours: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def is_over(self) -> bool:
        """Tell whether the outage has ended or was cancelled."""
        return self.status in OVER

    def require_open(self) -> None:
        """Raise when the outage has ended or was cancelled."""
        if self.is_over:
            raise OutageOver(f"{self.number} is {self.status}", number=self.number)


class OutageNotice(Base):
    """What the public was told about an outage, and where."""

    __tablename__ = "outage_notice"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    outage_id: Mapped[str] = mapped_column(ForeignKey("outage.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    channels: Mapped[Any] = mapped_column(JsonText)
    plan_from: Mapped[datetime] = mapped_column(UtcDateTime)
    plan_to: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
