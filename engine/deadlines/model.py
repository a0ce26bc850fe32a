"""Calendars, limits and reasons to pause as rows."""

from datetime import date, datetime

from sqlalchemy import Date, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Flag, Id, Name, UtcDateTime

OFFICIAL = "OFFICIAL"
PROVISIONAL = "PROVISIONAL"
LOCAL = "LOCAL"


class CalDay(Base):
    """A day that differs from what its weekday promises; an empty `org_id` is the nation."""

    __tablename__ = "cal_day"
    __table_args__ = (UniqueConstraint("org_id", "day"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    org_id: Mapped[str] = mapped_column(Id, default="")
    day: Mapped[date] = mapped_column(Date)
    type: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(Name, default="")
    source: Mapped[str] = mapped_column(String(12), default=OFFICIAL)
    hours: Mapped[str] = mapped_column(String(60), default="")


class WorkPattern(Base):
    """Hours of a unit that come again; the fields mean what they mean in `rules.Pattern`."""

    __tablename__ = "work_pattern"
    __table_args__ = (Index("ix_work_pattern_org_id", "org_id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    org_id: Mapped[str] = mapped_column(Id, default="")
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(60), default="")
    name_en: Mapped[str] = mapped_column(String(60), default="")
    hours: Mapped[str] = mapped_column(String(120))
    weekdays: Mapped[str] = mapped_column(String(20), default="")
    cycle_length: Mapped[int] = mapped_column(Integer, default=0)
    cycle_days: Mapped[str] = mapped_column(String(200), default="")
    anchor: Mapped[date | None] = mapped_column(Date)
    works_holidays: Mapped[bool] = mapped_column(Flag, default=False)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class SlaPolicy(Base):
    """A limit with its basis; the fields mean what they mean in `rules.Policy`."""

    __tablename__ = "sla_policy"
    __table_args__ = (Index("ix_sla_policy_code", "code"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(String(64))
    sla_class: Mapped[str] = mapped_column(String(20), default="")
    region: Mapped[str] = mapped_column(String(16), default="")
    item_zh: Mapped[str] = mapped_column(Name, default="")
    item_en: Mapped[str] = mapped_column(Name, default="")
    biz_type: Mapped[str] = mapped_column(String(20), default="")
    amount: Mapped[int] = mapped_column(Integer)
    unit: Mapped[str] = mapped_column(String(8))
    starts_with: Mapped[str] = mapped_column(String(8), default="task")
    is_promise: Mapped[bool] = mapped_column(Flag, default=False)
    warn_rule: Mapped[str] = mapped_column(String(60), default="80%")
    yellow_rule: Mapped[str] = mapped_column(String(20), default="")
    ladder: Mapped[str] = mapped_column(String(20), default="E1")
    calendar: Mapped[str] = mapped_column(String(8), default="OFFICE")
    basis_doc: Mapped[str] = mapped_column(Name, default="")
    basis_art: Mapped[str] = mapped_column(String(60), default="")
    source_text: Mapped[str] = mapped_column(Text, default="")
    scope: Mapped[str] = mapped_column(String(12), default="COMPANY")
    scope_org_id: Mapped[str | None] = mapped_column(Id)
    effective_from: Mapped[date | None] = mapped_column(Date)
    effective_to: Mapped[date | None] = mapped_column(Date)
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_by: Mapped[str | None] = mapped_column(String(100))


class PauseReason(Base):
    """Why a clock may stand still, which clock of a case that is, and what it takes.

    `longest` is how long a pause made by hand may last (`15WD`, `30D`), empty without end;
    `by_hand` tells whether a person may choose it, or only a diagram.
    """

    __tablename__ = "sla_pause_reason"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    clock: Mapped[str] = mapped_column(String(20))
    name_zh: Mapped[str] = mapped_column(Name)
    name_en: Mapped[str] = mapped_column(Name)
    by_hand: Mapped[bool] = mapped_column(Flag, default=True)
    needs_evidence: Mapped[bool] = mapped_column(Flag, default=False)
    longest: Mapped[str] = mapped_column(String(10), default="")
