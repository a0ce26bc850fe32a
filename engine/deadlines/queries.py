"""Every question about calendars and limits."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.db.versions import token_of
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
from engine.deadlines.rules.timetable import time_rules
from engine.kernel.errors import NotFound

PLAIN = [each.name for each in fields(Policy) if each.name != "unit"]
PATTERN_SETS = ("hours", "weekdays", "cycle_days")
PATTERN_PLAIN = [each.name for each in fields(Pattern) if each.name not in PATTERN_SETS]

_kept: WeakKeyDictionary[Any, tuple[str, TimeRules]] = WeakKeyDictionary()


def rules_in_force(session: Session) -> TimeRules:
    """Return all limits and calendars; costs one statement while nobody changes them.

    Before the tables are filled, what is delivered with GridFlow holds.
    """
    token = version(session)
    if not token:
        return seed_time_rules()
    kept = _kept.get(session.get_bind())
    if kept is None or kept[0] != token:
        kept = (token, _read(session))
        _kept[session.get_bind()] = kept
    return kept[1]


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
