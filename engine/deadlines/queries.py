"""Every question about calendars and limits."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import ColumnElement, and_, not_, or_, select, true
from sqlalchemy.orm import Session

from engine.db.versions import Kept, token_of
from engine.deadlines.model import (
    LOCAL,
    PROVISIONAL,
    CalDay,
    PauseReason,
    SlaPolicy,
    WorkPattern,
)
from engine.deadlines.rules import (
    Day,
    DayType,
    Hours,
    Pattern,
    Policy,
    TimeRules,
    Unit,
    seed_time_rules,
)
from engine.deadlines.rules.checks import same_cases
from engine.deadlines.rules.timetable import time_rules
from engine.kernel.errors import NotFound

PLAIN = [each.name for each in fields(Policy) if each.name != "unit"]
PATTERN_SETS = ("hours", "weekdays", "cycle_days")
PATTERN_PLAIN = [each.name for each in fields(Pattern) if each.name not in PATTERN_SETS]


def rules_in_force(session: Session) -> TimeRules:
    """Return all limits and calendars; costs one statement while nobody changes them.

    Before the tables are filled, what is delivered with GridFlow holds.
    """
    return _RULES.of(session) if version(session) else seed_time_rules()


def version(session: Session) -> str:
    """Return the token that changes with every change of a calendar or a limit."""
    return token_of(session, "deadlines")


def days_of(session: Session, org_id: str, year: int) -> list[CalDay]:
    """Return the special days of a unit in a year, in order."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    statement = select(CalDay).where(CalDay.org_id == org_id, CalDay.day.between(first, last))
    return list(session.scalars(statement.order_by(CalDay.day)))


def days_between(session: Session, org_id: str, first: date, last: date) -> dict[date, CalDay]:
    """Return a unit's own special days from one date to another, both included."""
    statement = select(CalDay).where(CalDay.org_id == org_id, CalDay.day.between(first, last))
    return {row.day: row for row in session.scalars(statement)}


def patterns_of(session: Session, org_id: str) -> list[WorkPattern]:
    """Return the hours and shifts a unit has itself, in a steady order."""
    statement = select(WorkPattern).where(WorkPattern.org_id == org_id)
    return list(session.scalars(statement.order_by(WorkPattern.kind, WorkPattern.id)))


def get_policy(session: Session, policy_id: str) -> SlaPolicy:
    """Return one edition of a limit."""
    found = session.get(SlaPolicy, policy_id)
    if found is None:
        raise NotFound("sla_policy", policy_id)
    return found


def days_on(session: Session, org_id: str, days: Sequence[date]) -> dict[date, CalDay]:
    """Return the special days of a unit among the given dates."""
    statement = select(CalDay).where(CalDay.org_id == org_id, CalDay.day.in_(days))
    return {row.day: row for row in session.scalars(statement)}


def policies(session: Session, code: str | None = None) -> list[SlaPolicy]:
    """Return all limits, or all editions of one, in the order of their codes."""
    statement = select(SlaPolicy).order_by(SlaPolicy.code, SlaPolicy.id)
    if code is not None:
        statement = statement.where(SlaPolicy.code == code)
    return list(session.scalars(statement))


@dataclass(frozen=True)
class PolicyFilter:
    """What somebody wants to see of the limits; pages count from 1."""

    text: str = ""
    biz_type: str = ""
    state: str = "in_force"
    kind: str = ""
    page: int = 1
    size: int = 25


def search_policies(
    session: Session, wanted: PolicyFilter, today: date
) -> tuple[list[SlaPolicy], bool]:
    """Return a page of limits in the order of their codes, and whether more follow."""
    own = SlaPolicy
    begun = or_(own.effective_from.is_(None), own.effective_from <= today)
    lasting = or_(own.effective_to.is_(None), own.effective_to >= today)
    states: dict[str, ColumnElement[bool]] = {
        "in_force": and_(begun, lasting),
        "future": not_(begun),
        "ended": not_(lasting),
        "unproven": or_(own.basis_doc.like("%待核%"), own.basis_doc == ""),
        "local": own.scope_org_id.is_not(None),
    }
    statement = select(own).where(states.get(wanted.state, true()))
    if wanted.biz_type:
        statement = statement.where(own.biz_type == wanted.biz_type)
    if wanted.kind:
        statement = statement.where(own.is_promise == (wanted.kind == "promise"))
    if wanted.text:
        like = f"%{wanted.text.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
        texts = (own.code, own.item_zh, own.item_en, own.basis_doc)
        statement = statement.where(or_(*(text.like(like, escape="!") for text in texts)))
    ordered = statement.order_by(own.code, own.sla_class, own.region, own.effective_from, own.id)
    offset = (max(wanted.page, 1) - 1) * wanted.size
    rows = list(session.scalars(ordered.offset(offset).limit(wanted.size + 1)))
    return rows[: wanted.size], len(rows) > wanted.size


def business_types(session: Session) -> list[str]:
    """Return the kinds of business limits are kept for."""
    return list(session.scalars(select(SlaPolicy.biz_type).distinct().order_by(SlaPolicy.biz_type)))


def editions_of(session: Session, policy: SlaPolicy) -> list[SlaPolicy]:
    """Return all editions of a limit for the same cases, the latest first."""
    same = [row for row in policies(session, policy.code) if _same_cases(row, policy)]
    return sorted(same, key=lambda row: row.effective_from or date.min, reverse=True)


def _same_cases(one: SlaPolicy, other: SlaPolicy) -> bool:
    return same_cases(policy_of(one), policy_of(other))


def pause_reasons(session: Session) -> dict[str, PauseReason]:
    """Return the reasons a clock may stand still for, by code."""
    return {row.code: row for row in session.scalars(select(PauseReason))}


def day_of(row: CalDay) -> Day:
    """Return what the rules need of a row of a calendar."""
    hours = Hours.read(row.hours) if row.hours else None
    return Day(DayType(row.type), row.name, hours, row.source == PROVISIONAL, row.source == LOCAL)


def pattern_of(row: WorkPattern) -> Pattern:
    """Return what the rules need of a row of hours."""
    values = {name: getattr(row, name) for name in PATTERN_PLAIN}
    return Pattern(
        hours=Hours.read(row.hours, overnight=True),
        weekdays=_numbers(row.weekdays),
        cycle_days=_numbers(row.cycle_days),
        **values,
    )


def policy_of(row: SlaPolicy) -> Policy:
    """Return what the rules need of a row of limits."""
    return Policy(unit=Unit(row.unit), **{name: getattr(row, name) for name in PLAIN})


def _numbers(text: str) -> frozenset[int]:
    return frozenset(int(part) for part in text.split(",") if part)


def _read(session: Session) -> TimeRules:
    days: dict[str, dict[date, Day]] = {}
    for row in session.scalars(select(CalDay)):
        days.setdefault(row.org_id, {})[row.day] = day_of(row)
    patterns: dict[str, list[Pattern]] = {}
    for each in session.scalars(select(WorkPattern).order_by(WorkPattern.id)):
        patterns.setdefault(each.org_id, []).append(pattern_of(each))
    policies = [policy_of(row) for row in session.scalars(select(SlaPolicy))]
    return time_rules(policies, days, patterns)


_RULES = Kept("deadlines", _read)
