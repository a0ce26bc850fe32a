"""An application for supply, the plans replied to it, and the fees it causes."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Id, JsonText, Name, UtcDateTime
from engine.kernel.errors import Conflict

RUNNING = "RUNNING"
ENERGISED = "ENERGISED"
ARCHIVED = "ARCHIVED"
REJECTED = "REJECTED"
CANCELLED = "CANCELLED"
OPEN = (RUNNING, ENERGISED)


class ApplicationClosed(Conflict):
    """The application has come to its end."""

    code = "application_closed"


class Application(Base):
    """What a customer applied for."""

    __tablename__ = "application"
    __table_args__ = (
        Index("ix_application_place_status", "place", "status"),
        Index("ix_application_org_path_created_at", "org_path", "created_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    instance_id: Mapped[str] = mapped_column(Id, index=True)
    org_id: Mapped[str] = mapped_column(Id)
    org_path: Mapped[str] = mapped_column(String(255))
    apply_name: Mapped[str] = mapped_column(Name)
    phone: Mapped[str] = mapped_column(String(40), default="")
    address: Mapped[str] = mapped_column(Name)
    place: Mapped[str] = mapped_column(Name)
    customer_type: Mapped[str] = mapped_column(String(20))
    customer_class: Mapped[str] = mapped_column(String(8), default="")
    capacity: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    voltage: Mapped[str] = mapped_column(String(10), default="")
    promise_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    account_id: Mapped[str | None] = mapped_column(Id)
    archive_no: Mapped[str] = mapped_column(String(60), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(String(12), default=RUNNING)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    energised_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_open(self) -> bool:
        """Tell whether the application has not come to its end."""
        return self.status in OPEN

    def require_open(self) -> None:
        """Raise when the application has come to its end."""
        if not self.is_open:
            raise ApplicationClosed(f"{self.number} is {self.status}", number=self.number)

    def close(self, status: str, now: datetime, reason: str = "") -> None:
        """Bring the application to its end."""
        self.require_open()
        self.status, self.closed_at, self.reason = status, now, reason


class SupplyPlan(Base):
    """One version of the supply plan replied to an application."""

    __tablename__ = "supply_plan"
    __table_args__ = (
        Index("ix_supply_plan_application_id_version", "application_id", "version", unique=True),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    application_id: Mapped[str] = mapped_column(ForeignKey("application.id"))
    version: Mapped[int] = mapped_column(Integer)
    reply: Mapped[Any] = mapped_column(JsonText)
    recorded_by: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BusinessFee(Base):
    """What an applicant has to pay, with its items and their basis."""

    __tablename__ = "business_fee"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    application_id: Mapped[str] = mapped_column(ForeignKey("application.id"), index=True)
    amount: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    items: Mapped[Any] = mapped_column(JsonText)
    recorded_by: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
