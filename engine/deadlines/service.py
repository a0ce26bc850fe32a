"""What is done with calendars and limits."""

import csv
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import cast

from sqlalchemy import insert

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.db.versions import renew_token
from engine.deadlines import queries
from engine.deadlines.events import CalendarChanged, PolicyChanged
from engine.deadlines.model import (
    OFFICIAL,
    PROVISIONAL,
    CalDay,
    PauseReason,
    SlaPolicy,
)
from engine.deadlines.rules import Day, DayType, Hours, Policy, TimeRules, read_warn_rule
from engine.deadlines.rules.timetable import NATION, seed_days, seed_policies, seed_rows
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Invalid
from engine.kernel.ids import new_id


def current_rules(uow: UnitOfWork) -> TimeRules:
    """Return the limits and calendars in force, asked of the database once per transaction."""
    kept = uow.session.info.get("time_rules")
    if kept is None:
        kept = uow.session.info["time_rules"] = queries.rules_in_force(uow.session)
    return cast(TimeRules, kept)


def load_seed(uow: UnitOfWork) -> int:
    """Add the delivered calendars and limits that are missing; return how many rows came new."""
    known_days = queries.days_on(uow.session, NATION, list(seed_days()))
    days = [day for day in seed_days().items() if day[0] not in known_days]
    known = {_identity(queries.policy_of(row)) for row in queries.policies(uow.session)}
    policies = [policy for policy in seed_policies() if _identity(policy) not in known]
    reasons = queries.pause_reasons(uow.session)
    missing = [row for row in seed_rows("pause_reasons.csv") if row["code"] not in reasons]
    for table, rows in (
        (CalDay, [_day_row(NATION, *day) for day in days]),
        (SlaPolicy, [_policy_row(policy) for policy in policies]),
        (PauseReason, missing),
    ):
        if rows:
            uow.session.execute(insert(table), rows)
    if days or policies:
        _renew_version(uow)
    return len(days) + len(policies) + len(missing)


def set_days(
    uow: UnitOfWork, actor: Actor, org_id: str, days: Mapping[date, Day], source: str = OFFICIAL
) -> None:
    """Set special days of a unit (`""` is the nation), replacing those of the same dates.

    An official arrangement of the nation also ends all provisional days of its years.
    """
    require(actor, Permission.CALENDAR_EDIT)
    old = queries.days_on(uow.session, org_id, list(days))
    years = {day.year for day in days} if source == OFFICIAL else set()
    ended = [row for year in years for row in queries.days_of(uow.session, org_id, year)]
    for row in {*old.values(), *(row for row in ended if row.source == PROVISIONAL)}:
        uow.session.delete(row)
    uow.session.flush()
    uow.session.execute(
        insert(CalDay), [_day_row(org_id, on, day, source) for on, day in days.items()]
    )
    _renew_version(uow)
    changed = sorted(day.isoformat() for day in days)
    uow.record(CalendarChanged(org_id=org_id, days=changed, source=source), actor)


def import_days(uow: UnitOfWork, actor: Actor, text: str) -> int:
    """Set the nation's special days from a table `date,type,name[,hours]`; return how many.

    `type` is HOLIDAY or MAKEUP; a wrong line is named, and then nothing is set.
    """
    days: dict[date, Day] = {}
    problems = []
    for number, row in enumerate(csv.DictReader(text.lstrip("\ufeff").splitlines()), start=2):
        try:
            days[date.fromisoformat(row["date"].strip())] = _read_day(row)
        except (KeyError, ValueError, AttributeError) as error:
            problems.append({"field": f"line {number}", "code": "bad_day", "message": str(error)})
    if problems or not days:
        nothing = {"field": "", "code": "no_days", "message": "no line with date,type,name"}
        raise Invalid(problems or [nothing])
    set_days(uow, actor, NATION, days)
    return len(days)


def add_policy(uow: UnitOfWork, actor: Actor, policy: Policy) -> str:
    """Add a limit, or a new edition of one; return the row's id."""
    require(actor, Permission.SLA_EDIT)
    _check(policy)
    row = _policy_row(policy)
    uow.session.execute(insert(SlaPolicy), [row])
    _renew_version(uow)
    uow.record(
        PolicyChanged(
            policy_code=policy.code,
            amount=policy.amount,
            unit=policy.unit,
            scope_org_id=policy.scope_org_id,
        ),
        actor,
    )
    return str(row["id"])


def _read_day(row: Mapping[str, str]) -> Day:
    hours = (row.get("hours") or "").strip()
    kind = DayType(row["type"].strip().upper())
    return Day(kind, (row.get("name") or "").strip(), Hours.read(hours) if hours else None)


def _check(policy: Policy) -> None:
    problems = []
    if policy.amount < 0:
        problems.append({"field": "amount", "code": "negative", "message": "must not be negative"})
    try:
        read_warn_rule(policy.warn_rule)
    except ValueError as error:
        problems.append({"field": "warn_rule", "code": "warn_rule", "message": str(error)})
    if policy.effective_from and policy.effective_to:
        if policy.effective_to < policy.effective_from:
            message = "ends before it begins"
            problems.append({"field": "effective_to", "code": "order", "message": message})
    if problems:
        raise Invalid(problems)


def _identity(policy: Policy) -> tuple[object, ...]:
    return (
        policy.code,
        policy.sla_class,
        policy.region,
        policy.scope_org_id,
        policy.effective_from,
    )


def _day_row(org_id: str, on: date, day: Day, source: str | None = None) -> dict[str, object]:
    return {
        "id": new_id(),
        "org_id": org_id,
        "day": on,
        "type": day.type.value,
        "name": day.name,
        "source": source or (PROVISIONAL if day.provisional else OFFICIAL),
        "hours": str(day.hours or ""),
    }


def _policy_row(policy: Policy) -> dict[str, object]:
    values = {each.name: getattr(policy, each.name) for each in fields(Policy)}
    return {"id": new_id(), **values, "unit": policy.unit.value}


def _renew_version(uow: UnitOfWork) -> None:
    uow.session.info.pop("time_rules", None)
    renew_token(uow.session, "deadlines")
