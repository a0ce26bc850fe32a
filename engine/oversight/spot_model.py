"""A sample of finished cases, and what was found in each of them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Id, JsonText, Name, UtcDateTime

# How far the check of a case that was drawn has come.
DRAWN = "DRAWN"
FOUND_OK = "OK"
DEFECT = "DEFECT"
ANSWERED = "ANSWERED"
SILENT = "SILENT"
APPEALED = "APPEALED"
UPHELD = "UPHELD"
WITHDRAWN = "WITHDRAWN"
STATES = (DRAWN, FOUND_OK, DEFECT, ANSWERED, SILENT, APPEALED, UPHELD, WITHDRAWN)
# A finding counts until it is withdrawn on appeal.
DEFECTS = (DEFECT, ANSWERED, SILENT, APPEALED, UPHELD)


class SpotSample(Base):
    """A sample drawn from finished cases; seed and population let anybody draw it again."""

    __tablename__ = "hq_spot_sample"
    __table_args__ = (Index("ix_hq_spot_sample_org_path", "org_path"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    org_id: Mapped[str] = mapped_column(Id)
    org_path: Mapped[str] = mapped_column(String(255))
    matter: Mapped[str] = mapped_column(String(16), default="")
    period_from: Mapped[date] = mapped_column(Date)
    period_to: Mapped[date] = mapped_column(Date)
    method: Mapped[str] = mapped_column(String(8))
    amount: Mapped[int] = mapped_column(Integer)
    seed: Mapped[str] = mapped_column(String(64))
    population: Mapped[Any] = mapped_column(JsonText)
    size: Mapped[int] = mapped_column(Integer)
    drawn_by: Mapped[str] = mapped_column(String(64))
    drawn_by_name: Mapped[str] = mapped_column(String(100))
    drawn_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SpotCheck(Base):
    """A finished case that was drawn: its finding, the unit's answer, an appeal."""

    __tablename__ = "hq_spot_check"
    __table_args__ = (
        Index("ix_hq_spot_check_sample_id", "sample_id"),
        Index("ix_hq_spot_check_org_path_drawn_at", "org_path", "drawn_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    sample_id: Mapped[str] = mapped_column(Id)
    instance_id: Mapped[str] = mapped_column(Id, default="", index=True)
    source_instance_id: Mapped[str] = mapped_column(Id, index=True)
    matter: Mapped[str] = mapped_column(String(16))
    case_no: Mapped[str] = mapped_column(String(64))
    case_title: Mapped[str] = mapped_column(Name)
    org_id: Mapped[str] = mapped_column(Id)
    org_path: Mapped[str] = mapped_column(String(255))
    status: Mapped[str] = mapped_column(String(10), default=DRAWN)
    severity: Mapped[str] = mapped_column(String(10), default="")
    finding: Mapped[str] = mapped_column(Text, default="")
    checked_by: Mapped[str] = mapped_column(String(64), default="")
    checked_by_name: Mapped[str] = mapped_column(String(100), default="")
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_name: Mapped[str] = mapped_column(String(100), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    appealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision: Mapped[str] = mapped_column(Text, default="")
    decided_by_name: Mapped[str] = mapped_column(String(100), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    drawn_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def is_defect(self) -> bool:
        """Tell whether a defect was found and has not been withdrawn on appeal."""
        return self.status in DEFECTS
