"""A project, its history, the budget it draws on, and the assets it leaves."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Id, JsonText, Name, UtcDateTime
from engine.kernel.errors import Conflict

PROPOSED = "PROPOSED"
APPROVED = "APPROVED"
REJECTED = "REJECTED"
CLOSED = "CLOSED"


class ProjectOver(Conflict):
    """The project was rejected or is closed."""

    code = "project_over"


class Project(Base):
    """A project; `plain_name` is how names are compared."""

    __tablename__ = "project"
    __table_args__ = (
        Index("ix_project_plain_name_created_at", "plain_name", "created_at"),
        Index("ix_project_company_id_year", "company_id", "year"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    instance_id: Mapped[str] = mapped_column(Id, index=True)
    org_id: Mapped[str] = mapped_column(Id)
    org_path: Mapped[str] = mapped_column(String(255), index=True)
    company_id: Mapped[str] = mapped_column(Id)
    year: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(Name)
    plain_name: Mapped[str] = mapped_column(Name)
    type: Mapped[str] = mapped_column(String(20), default="")
    estimate: Mapped[Decimal] = mapped_column(Numeric(16, 2))
    voltage: Mapped[str] = mapped_column(String(10), default="")
    stage: Mapped[str] = mapped_column(String(16), default="")
    progress: Mapped[int] = mapped_column(Integer, default=0)
    status: Mapped[str] = mapped_column(String(12), default=PROPOSED)
    decision_level: Mapped[str] = mapped_column(String(20), default="")
    approval_no: Mapped[str] = mapped_column(String(80), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    final_account: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def require_open(self) -> None:
        """Raise when the project was rejected or is closed."""
        if self.status in (REJECTED, CLOSED):
            raise ProjectOver(f"{self.number} is {self.status}", number=self.number)

    def require_approved(self) -> None:
        """Raise unless the project may be carried out."""
        if self.status != APPROVED:
            raise ProjectOver(f"{self.number} is {self.status}", number=self.number)


class ProjectStage(Base):
    """A step in the history of a project."""

    __tablename__ = "project_stage"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id"), index=True)
    stage: Mapped[str] = mapped_column(String(16))
    progress: Mapped[int] = mapped_column(Integer)
    facts: Mapped[Any] = mapped_column(JsonText)
    recorded_by: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProjectBudget(Base):
    """What a company may spend on projects in a year."""

    __tablename__ = "project_budget"

    company_id: Mapped[str] = mapped_column(Id, primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    amount: Mapped[Decimal] = mapped_column(Numeric(16, 2))


class ProjectAsset(Base):
    """An asset a project left behind."""

    __tablename__ = "project_asset"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id"), index=True)
    name: Mapped[str] = mapped_column(Name)
    value: Mapped[Decimal] = mapped_column(Numeric(16, 2))
