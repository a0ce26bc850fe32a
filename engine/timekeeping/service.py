"""Changes of calendars and limits: planned, looked at, then made or dropped."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from engine.db import UnitOfWork
from engine.deadlines import queries as deadlines
from engine.deadlines.rules.changes import (
    Change,
    DaysChange,
    PatternsChange,
    PolicyChange,
    PolicyEnd,
    kind_of,
    to_json,
    unit_of,
)
from engine.deadlines.rules.checks import (
    Found,
    edition_problems,
    missing_of,
    pattern_problems,
    policy_problems,
    problem,
    replaced_by,
)
from engine.deadlines.service import current_rules, make_change, permission_for, require_edit
from engine.kernel.actor import Actor
from engine.kernel.errors import Conflict, Invalid, NotFound
from engine.kernel.ids import new_id
from engine.scheduler.service import NewJob, schedule
from engine.staff import queries as staff
from engine.timekeeping import queries
from engine.timekeeping.events import DeadlineChangeDropped, DeadlineChangeMade
from engine.timekeeping.model import DROPPED, RUNNING, DeadlineChange

# The job that works a change through the open cases, some at a time.
WORK_THROUGH = "deadlines.work_through"
EVERYWHERE = "/"


class DeadlinesChanged(Conflict):
    """Calendars or limits have changed since the change was looked at; look again."""

    code = "deadlines_changed"


def plan_change(uow: UnitOfWork, actor: Actor, change: Change, subject: str = "") -> str:
    """Keep a change that is to be looked at before it is made; return its id.

    Raises `Invalid` with what is wrong in it, `Forbidden` outside one's own units.
    """
    require_edit(uow, actor, permission_for(change), unit_of(change))
    if isinstance(change, PolicyChange):
        change = _with_predecessor(uow, change)
    problems = _problems(uow, change)
    if problems:
        raise Invalid(problems)
    row = DeadlineChange(
        id=new_id(),
        kind=kind_of(change),
        org_id=unit_of(change),
        org_path=path_of(uow, unit_of(change)),
        subject=(subject or _subject(change))[:200],
        payload=to_json(change),
        planned_at=uow.now,
        planned_by=actor.user_id,
        planned_by_name=actor.name,
    )
    uow.session.add(row)
    uow.session.flush()
    return row.id


def make_planned_change(
    uow: UnitOfWork, actor: Actor, change_id: str, seen: str | None = None
) -> None:
    """Make a planned change, and let a job work it through the open cases.

    `seen` is the token of the calendars and limits the reader saw it foreseen with; when
    they have changed meanwhile he looks again.
    """
    row = queries.lock_change(uow.session, change_id)
    change = row.change
    require_edit(uow, actor, permission_for(change), row.org_id)
    row.require_planned()
    if seen is not None and seen != deadlines.version(uow.session):
        raise DeadlinesChanged("calendars or limits have changed since")
    make_change(uow, actor, change)
    row.state, row.made_at, row.made_by_name = RUNNING, uow.now, actor.name
    uow.record(DeadlineChangeMade(change_id=row.id, kind=row.kind, subject=row.subject), actor)
    payload = {"change": row.id, "after": ""}
    schedule(uow, NewJob(WORK_THROUGH, uow.now, None, row.id, payload))


def drop_change(uow: UnitOfWork, actor: Actor, change_id: str) -> None:
    """Give up a planned change."""
    row = queries.lock_change(uow.session, change_id)
    require_edit(uow, actor, permission_for(row.change), row.org_id)
    row.require_planned()
    row.state = DROPPED
    uow.record(DeadlineChangeDropped(change_id=row.id, kind=row.kind, subject=row.subject), actor)


def change_at_once(uow: UnitOfWork, actor: Actor, change: Change, subject: str = "") -> str:
    """Make a change without looking at it first; the command line does. Return its id."""
    change_id = plan_change(uow, actor, change, subject)
    make_planned_change(uow, actor, change_id)
    return change_id


def path_of(uow: UnitOfWork, org_id: str) -> str:
    """Return the path of a unit; that of the whole company contains every other."""
    if not org_id:
        return EVERYWHERE
    unit = staff.directory(uow.session).units.get(org_id)
    if unit is None:
        raise NotFound("org_unit", org_id)
    return unit.path


def _with_predecessor(uow: UnitOfWork, change: PolicyChange) -> PolicyChange:
    known = current_rules(uow).policies.get(change.policy.code, ())
    return replace(change, replaces=replaced_by(change.policy, known))


def _problems(uow: UnitOfWork, change: Change) -> Sequence[Found]:
    if isinstance(change, DaysChange):
        return [] if change.days else [problem("days", "no_days", "no day is named")]
    if isinstance(change, PatternsChange):
        return pattern_problems(change.patterns)
    if isinstance(change, PolicyEnd):
        begins = change.policy.effective_from or date.min
        too_soon = change.last_on < begins
        return [problem("last_on", "date_order", "ends before it begins")] if too_soon else []
    known = current_rules(uow).policies.get(change.policy.code, ())
    return [
        *missing_of(change.policy),
        *policy_problems(change.policy),
        *edition_problems(change.policy, known),
    ]


def _subject(change: Change) -> str:
    if isinstance(change, PolicyChange | PolicyEnd):
        return f"{change.policy.code} {change.policy.item_zh}".strip()
    if isinstance(change, DaysChange):
        days = sorted(change.days)
        ends = [days[0], days[-1]] if len(days) > 1 else days
        return " – ".join(on.isoformat() for on in ends)
    return ""
