"""A package frozen for review, and what headquarters said of it."""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Flag, Id, JsonText, LongText, Name, UtcDateTime
from engine.kernel.errors import Conflict

SUBMITTED = "SUBMITTED"
SUPPLEMENT = "SUPPLEMENT"
APPEALABLE = "APPEALABLE"
APPEALED = "APPEALED"
CONCLUDED = "CONCLUDED"
# How far the fulfilment of a condition has come.
OPEN = "OPEN"
REPORTED = "REPORTED"
FULFILLED = "FULFILLED"
# How far the check of a case that was drawn has come.
DRAWN = "DRAWN"
FOUND_OK = "OK"
DEFECT = "DEFECT"
SILENT = "SILENT"
UPHELD = "UPHELD"
WITHDRAWN = "WITHDRAWN"


class ReviewConcluded(Conflict):
    """The review has its conclusion already."""

    code = "review_concluded"


class AppealedAlready(Conflict):
    """The unit has appealed once; a second appeal is not possible."""

    code = "appealed_already"


class NotAppealable(Conflict):
    """There is no refusal to appeal against, or the time for it is over."""

    code = "not_appealable"


class ConditionSettled(Conflict):
    """The condition was confirmed already, or nothing was reported yet."""

    code = "condition_settled"


class HqReview(Base):
    """One package on its way through the review; what it holds stands in its revisions.

    `instance_id` is the case the review runs in, `source_instance_id` the case it is about.
    `due_at` is the limit of the reviewers; while `paused_at` is set their clock stands still.
    """

    __tablename__ = "hq_review"
    __table_args__ = (
        Index("ix_hq_review_matter_source_no", "matter", "source_no"),
        Index("ix_hq_review_org_path_submitted_at", "org_path", "submitted_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    instance_id: Mapped[str] = mapped_column(Id, index=True)
    source_instance_id: Mapped[str] = mapped_column(Id, default="", index=True)
    matter: Mapped[str] = mapped_column(String(16))
    source_no: Mapped[str] = mapped_column(String(64))
    org_id: Mapped[str] = mapped_column(Id)
    org_path: Mapped[str] = mapped_column(String(255))
    summary: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(String(12), default=SUBMITTED)
    conclusion: Mapped[str] = mapped_column(String(20), default="")
    conditions: Mapped[str] = mapped_column(Text, default="")
    submitted_by: Mapped[str] = mapped_column(String(64))
    submitted_by_name: Mapped[str] = mapped_column(String(100), default="")
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    pauses: Mapped[Any] = mapped_column(JsonText, nullable=True)
    returned_count: Mapped[int] = mapped_column(Integer, default=0)
    lack_items: Mapped[str] = mapped_column(Text, default="")
    refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    appeal_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    appealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    appeal_reason: Mapped[str] = mapped_column(Text, default="")
    concluded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_on_time: Mapped[bool | None] = mapped_column(Flag, nullable=True)
    worked_minutes: Mapped[int | None] = mapped_column(Integer)

    @property
    def is_open(self) -> bool:
        """Tell whether the review has no conclusion yet."""
        return self.status != CONCLUDED

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether the reviewers are late; while their clock stands they are not."""
        running = self.is_open and self.paused_at is None
        return running and self.due_at is not None and now > self.due_at

    @property
    def spans(self) -> list[tuple[datetime, datetime | None]]:
        """Return when the reviewers' clock stood still; an open span has no end."""
        kept = [
            (datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in self.pauses or ()
        ]
        return [*kept, (self.paused_at, None)] if self.paused_at else list(kept)

    def pause(self, now: datetime) -> None:
        """Stop the reviewers' clock; it is the unit's turn."""
        self.paused_at = self.paused_at or now

    def resume(self, now: datetime) -> None:
        """Let the reviewers' clock run again."""
        if self.paused_at is not None:
            span = [self.paused_at.isoformat(), now.isoformat()]
            self.pauses, self.paused_at = [*(self.pauses or ()), span], None

    def conclude(self, result: str, conditions: str, now: datetime) -> None:
        """Give the review its conclusion, once."""
        if self.status == CONCLUDED:
            raise ReviewConcluded(f"{self.number} is concluded", number=self.number)
        self.resume(now)
        self.status, self.conclusion = CONCLUDED, result
        self.conditions, self.concluded_at = conditions, now

    def require_appeal(self, now: datetime) -> None:
        """Raise unless the unit may appeal now."""
        if self.appealed_at is not None:
            raise AppealedAlready(
                f"{self.number} was appealed", number=self.number, at=self.appealed_at
            )
        if self.status != APPEALABLE or (self.appeal_until and now > self.appeal_until):
            raise NotAppealable(f"{self.number} cannot be appealed", number=self.number)


class PackageRevision(Base):
    """What was submitted, as it was then: `package` never changes, `package_hash` proves it.

    `subject_id` is a review, or a case that was drawn for a spot check.
    """

    __tablename__ = "hq_package_revision"
    __table_args__ = (UniqueConstraint("subject_id", "number"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    subject_id: Mapped[str] = mapped_column(Id)
    instance_id: Mapped[str] = mapped_column(Id)
    number: Mapped[int] = mapped_column(Integer)
    note: Mapped[str] = mapped_column(Text, default="")
    package: Mapped[str] = mapped_column(LongText)
    package_hash: Mapped[str] = mapped_column(String(64))
    frozen_by: Mapped[str] = mapped_column(String(64))
    frozen_by_name: Mapped[str] = mapped_column(String(100), default="")
    frozen_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def is_intact(self) -> bool:
        """Tell whether the package is still what was submitted."""
        return hashlib.sha256(self.package.encode()).hexdigest() == self.package_hash


class ReviewCheck(Base):
    """What somebody said about one item of the checklist at one task."""

    __tablename__ = "hq_review_check"
    __table_args__ = (
        UniqueConstraint("task_id", "code"),
        Index("ix_hq_review_check_review_id", "review_id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    review_id: Mapped[str] = mapped_column(Id)
    task_id: Mapped[str] = mapped_column(Id)
    revision: Mapped[int] = mapped_column(Integer)
    stage: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(String(40))
    item: Mapped[str] = mapped_column(Name)
    item_en: Mapped[str] = mapped_column(Name, default="")
    result: Mapped[str] = mapped_column(String(4), default="")
    remark: Mapped[str] = mapped_column(String(500), default="")
    judged_by: Mapped[str] = mapped_column(String(64))
    judged_by_name: Mapped[str] = mapped_column(String(100))
    judged_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReviewCondition(Base):
    """A condition of an agreement: the unit reports its fulfilment, the reviewer confirms it."""

    __tablename__ = "hq_review_condition"
    __table_args__ = (
        UniqueConstraint("review_id", "number"),
        Index("ix_hq_review_condition_org_path_status", "org_path", "status"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    review_id: Mapped[str] = mapped_column(Id)
    number: Mapped[int] = mapped_column(Integer)
    org_id: Mapped[str] = mapped_column(Id)
    org_path: Mapped[str] = mapped_column(String(255))
    text: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[str] = mapped_column(String(10), default=OPEN)
    report: Mapped[str] = mapped_column(Text, default="")
    reported_by_name: Mapped[str] = mapped_column(String(100), default="")
    reported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reply: Mapped[str] = mapped_column(Text, default="")
    confirmed_by_name: Mapped[str] = mapped_column(String(100), default="")
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether the unit should have reported by now."""
        return self.status == OPEN and now > self.due_at

    def take_report(self, text: str, name: str, now: datetime) -> None:
        """Keep what the unit reports; a confirmed condition takes no more."""
        if self.status == FULFILLED:
            raise ConditionSettled(f"{self.id} is {self.status}")
        self.status, self.report, self.reply = REPORTED, text, ""
        self.reported_by_name, self.reported_at = name, now

    def judge(self, *, is_fulfilled: bool, reply: str, name: str, now: datetime) -> None:
        """Confirm what was reported, or give it back."""
        if self.status != REPORTED:
            raise ConditionSettled(f"{self.id} is {self.status}")
        self.status, self.reply = (FULFILLED if is_fulfilled else OPEN), reply
        if is_fulfilled:
            self.confirmed_by_name, self.confirmed_at = name, now
