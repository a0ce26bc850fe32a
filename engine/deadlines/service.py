"""What is done with calendars and limits."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import date, timedelta
from typing import cast

from sqlalchemy import delete, insert

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.db.versions import renew_token
from engine.deadlines import queries
from engine.deadlines.events import CalendarChanged, HoursChanged, PolicyChanged, PolicyEnded
from engine.deadlines.model import (
    LOCAL,
    OFFICIAL,
    PROVISIONAL,
    CalDay,
    PauseReason,
    SlaPolicy,
    WorkPattern,
)
from engine.deadlines.rules import Day, Pattern, Policy, TimeRules
from engine.deadlines.rules.changes import (
    Change,
    DaysChange,
    PatternsChange,
    PolicyChange,
    PolicyEnd,
    to_json,
    unit_of,
)
from engine.deadlines.rules.checks import pattern_problems, policy_problems
from engine.deadlines.rules.timetable import NATION, seed_days, seed_policies, seed_rows
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Forbidden, Invalid
from engine.kernel.ids import new_id
from engine.staff import queries as staff


def current_rules(uow: UnitOfWork) -> TimeRules:
    """Return the limits and calendars in force, asked of the database once per transaction."""
    kept = uow.session.info.get("time_rules")
    if kept is None:
        kept = uow.session.info["time_rules"] = queries.rules_in_force(uow.session)
    return cast(TimeRules, kept)


@contextmanager
def assuming(uow: UnitOfWork, rules: TimeRules) -> Iterator[None]:
    """Let this transaction reckon with other limits and calendars for a while."""
    before = current_rules(uow)
    uow.session.info["time_rules"] = rules
    try:
        yield
    finally:
        uow.session.info["time_rules"] = before


def load_seed(uow: UnitOfWork) -> int:
    """Add the delivered calendars and limits that are missing; return how many rows came new."""
    known_days = queries.days_on(uow.session, NATION, list(seed_days()))
    days = [day for day in seed_days().items() if day[0] not in known_days]
    known = {_identity(queries.policy_of(row)) for row in queries.policies(uow.session)}
    policies = [policy for policy in seed_policies() if _identity(policy) not in known]
    reasons = queries.pause_reasons(uow.session)
    missing = [_reason_row(row) for row in seed_rows("pause_reasons.csv")]
    missing = [row for row in missing if row["code"] not in reasons]
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


def may_edit(uow: UnitOfWork, actor: Actor, permission: str, org_id: str) -> bool:
    """Tell whether somebody may change what belongs to a unit (`""`: the whole company)."""
    directory = staff.directory(uow.session)
    unit = directory.units.get(org_id) if org_id else directory.root()
    if unit is None:
        return actor.is_system
    return actor.may(permission) and actor.reaches(permission, unit.path)


def require_edit(uow: UnitOfWork, actor: Actor, permission: str, org_id: str) -> None:
    """Raise `Forbidden` unless somebody may change what belongs to a unit."""
    require(actor, permission)
    if not may_edit(uow, actor, permission, org_id):
        raise Forbidden(f"{actor.user_id} has no reach to this unit", permission=permission)


def permission_for(change: Change) -> Permission:
    """Return what somebody needs to make a change."""
    is_calendar = isinstance(change, DaysChange | PatternsChange)
    return Permission.CALENDAR_EDIT if is_calendar else Permission.SLA_EDIT


def make_change(uow: UnitOfWork, actor: Actor, change: Change) -> None:
    """Make a change of a calendar or a limit; each is checked and audited."""
    require_edit(uow, actor, permission_for(change), unit_of(change))
    if isinstance(change, DaysChange):
        set_days(uow, actor, change.org_id, change.days, change.source)
    elif isinstance(change, PatternsChange):
        set_patterns(uow, actor, change.org_id, change.kind, change.patterns)
    elif isinstance(change, PolicyEnd):
        end_policy(uow, actor, change.policy, change.last_on)
    else:
        add_policy(uow, actor, change.policy, change.replaces)


def set_days(
    uow: UnitOfWork,
    actor: Actor,
    org_id: str,
    days: Mapping[date, Day | None],
    source: str = OFFICIAL,
) -> None:
    """Set special days of a unit (`""` is the nation), replacing those of the same dates.

    A date without a day loses the unit's own entry. An official arrangement of the nation
    also ends all provisional days of its years.
    """
    require_edit(uow, actor, Permission.CALENDAR_EDIT, org_id)
    old = queries.days_on(uow.session, org_id, list(days))
    is_arrangement = source == OFFICIAL and org_id == NATION
    years = {day.year for day in days} if is_arrangement else set()
    ended = [row for year in years for row in queries.days_of(uow.session, org_id, year)]
    for row in {*old.values(), *(row for row in ended if row.source == PROVISIONAL)}:
        uow.session.delete(row)
    uow.session.flush()
    rows = [_day_row(org_id, on, day, source) for on, day in days.items() if day is not None]
    if rows:
        uow.session.execute(insert(CalDay), rows)
    _renew_version(uow)
    fact = CalendarChanged(
        org_id=org_id,
        days=sorted(on.isoformat() for on, day in days.items() if day is not None),
        source=source,
        cleared=sorted(on.isoformat() for on, day in days.items() if day is None),
    )
    uow.record(fact, actor)


def set_patterns(
    uow: UnitOfWork, actor: Actor, org_id: str, kind: str, patterns: Sequence[Pattern]
) -> None:
    """Set all hours of a unit of one kind; without any, those of the unit above count."""
    require_edit(uow, actor, Permission.CALENDAR_EDIT, org_id)
    problems = pattern_problems(patterns)
    if problems:
        raise Invalid(problems)
    own = WorkPattern.org_id == org_id, WorkPattern.kind == kind
    uow.session.execute(delete(WorkPattern).where(*own))
    if patterns:
        uow.session.execute(insert(WorkPattern), [_pattern_row(org_id, one) for one in patterns])
    _renew_version(uow)
    hours = [f"{one.name} {one.hours}".strip() for one in patterns]
    uow.record(HoursChanged(org_id=org_id, kind=kind, hours=hours), actor)


def add_policy(
    uow: UnitOfWork, actor: Actor, policy: Policy, replaces: Policy | None = None
) -> str:
    """Add a limit, or a new edition that ends the one it replaces; return the row's id."""
    require_edit(uow, actor, Permission.SLA_EDIT, policy.scope_org_id or NATION)
    problems = policy_problems(policy)
    if problems:
        raise Invalid(problems)
    if replaces is not None and policy.effective_from is not None:
        replaced = queries.get_policy(uow.session, replaces.id)
        replaced.effective_to = policy.effective_from - timedelta(days=1)
    row = _policy_row(policy) | {"changed_at": uow.now, "changed_by": actor.name}
    uow.session.execute(insert(SlaPolicy), [row])
    _renew_version(uow)
    uow.record(
        PolicyChanged(
            policy_code=policy.code,
            amount=policy.amount,
            unit=policy.unit,
            scope_org_id=policy.scope_org_id,
            policy=to_json(PolicyChange(policy))["policy"],
            replaces=replaces.id if replaces else None,
        ),
        actor,
    )
    return str(row["id"])


def end_policy(uow: UnitOfWork, actor: Actor, policy: Policy, last_on: date) -> None:
    """End an edition of a limit on a date, the last on which it is in force."""
    require_edit(uow, actor, Permission.SLA_EDIT, policy.scope_org_id or NATION)
    row = queries.get_policy(uow.session, policy.id)
    if row.effective_from and last_on < row.effective_from:
        message = "ends before it begins"
        raise Invalid([{"field": "last_on", "code": "date_order", "message": message}])
    row.effective_to, row.changed_at, row.changed_by = last_on, uow.now, actor.name
    _renew_version(uow)
    fact = PolicyEnded(policy_code=row.code, policy_id=row.id, last_on=last_on.isoformat())
    uow.record(fact, actor)


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
        "source": (LOCAL if org_id else source) or (PROVISIONAL if day.provisional else OFFICIAL),
        "hours": str(day.hours or ""),
    }


def _pattern_row(org_id: str, pattern: Pattern) -> dict[str, object]:
    values = {name: getattr(pattern, name) for name in queries.PATTERN_PLAIN}
    return {
        "id": new_id(),
        "org_id": org_id,
        **values,
        "hours": str(pattern.hours),
        "weekdays": ",".join(map(str, sorted(pattern.weekdays))),
        "cycle_days": ",".join(map(str, sorted(pattern.cycle_days))),
    }


def _policy_row(policy: Policy) -> dict[str, object]:
    values = {each.name: getattr(policy, each.name) for each in fields(Policy)}
    return {**values, "id": new_id(), "unit": policy.unit.value}


def _reason_row(row: Mapping[str, str]) -> dict[str, object]:
    flags = {name: row[name] == "yes" for name in ("by_hand", "needs_evidence")}
    return {**row, **flags}


def _renew_version(uow: UnitOfWork) -> None:
    uow.session.info.pop("time_rules", None)
    renew_token(uow.session, "deadlines")
