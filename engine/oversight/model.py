"""A package frozen for review, its conclusion, and orders of supervision."""

import hashlib
from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Id, LongText, UtcDateTime
from engine.kernel.errors import Conflict

SUBMITTED = "SUBMITTED"
CONCLUDED = "CONCLUDED"
OPEN = "OPEN"
ANSWERED = "ANSWERED"


class ReviewConcluded(Conflict):
    """The review has its conclusion already."""

    code = "review_concluded"


class HqReview(Base):
    """What a unit submitted, as it was then: `package` never changes, `package_hash` proves it."""

    __tablename__ = "hq_review"
    __table_args__ = (
        Index("ix_hq_review_matter_source_no", "matter", "source_no"),
        Index("ix_hq_review_org_path_submitted_at", "org_path", "submitted_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    instance_id: Mapped[str] = mapped_column(Id, index=True)
    matter: Mapped[str] = mapped_column(String(16))
    source_no: Mapped[str] = mapped_column(String(64))
    org_id: Mapped[str] = mapped_column(Id)
    org_path: Mapped[str] = mapped_column(String(255))
    summary: Mapped[str] = mapped_column(Text, default="")
    package: Mapped[str] = mapped_column(LongText)
    package_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(12), default=SUBMITTED)
    conclusion: Mapped[str] = mapped_column(String(20), default="")
    conditions: Mapped[str] = mapped_column(Text, default="")
    submitted_by: Mapped[str] = mapped_column(String(64))
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    concluded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_intact(self) -> bool:
        """Tell whether the package is still what was submitted."""
        return hashlib.sha256(self.package.encode()).hexdigest() == self.package_hash

    def conclude(self, result: str, conditions: str, now: datetime) -> None:
        """Give the review its conclusion, once."""
        if self.status == CONCLUDED:
            raise ReviewConcluded(f"{self.number} is concluded", number=self.number)
        self.status, self.conclusion = CONCLUDED, result
        self.conditions, self.concluded_at = conditions, now


class Supervision(Base):
    """An order to a unit to do what is late, and its answer."""

    __tablename__ = "supervision"
    __table_args__ = (Index("ix_supervision_unit_path_status", "unit_path", "status"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    instance_id: Mapped[str] = mapped_column(Id, index=True)
    case_no: Mapped[str] = mapped_column(String(64), default="")
    level: Mapped[str] = mapped_column(String(8))
    unit_id: Mapped[str] = mapped_column(Id)
    unit_path: Mapped[str] = mapped_column(String(255))
    reason: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(String(10), default=OPEN)
    answer: Mapped[str] = mapped_column(Text, default="")
    opened_by: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
