"""What is lit within a unit: one query per panel, over open work only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from engine.access.rules import Permission
from engine.console.rules import RED, YELLOW, Count, Viewed
from engine.instances.model import SUSPENDED, ProcessInstance
from engine.kernel.actor import Actor, require
from engine.kernel.errors import NotFound
from engine.staff import queries as staff
from engine.staff.rules import Unit
from engine.tasks.model import OPEN, UserTask

PAGE = 50


@dataclass(frozen=True)
class LitCase:
    """A case with a red or yellow task; `due_at` is that of its most urgent one."""

    id: str
    business_key: str
    title: str
    definition_key: str
    org_id: str
    due_at: datetime
    is_red: bool


def viewpoint(session: Session, actor: Actor, unit_id: str = "") -> Unit:
    """Return the unit somebody looks at: the one named, else the widest within his reach."""
    require(actor, Permission.CONSOLE_READ)
    units = staff.directory(session).units
    if unit_id:
        found = units.get(unit_id)
        if found is None or not actor.sees(found.path):
            raise NotFound("org_unit", unit_id)
        return found
    widest = sorted(actor.scopes, key=len)[:1]
    found = next((unit for unit in units.values() if unit.path in widest), None)
    if found is None:
        raise NotFound("org_unit", actor.org_id)
    return found


def lit_counts(
    session: Session, viewed: Viewed, now: datetime, edges: Sequence[datetime]
) -> list[Count]:
    """Return how many lit cases there are by unit and process, the red ones also by age."""
    worst = _worst(viewed, now).subquery()
    is_red = worst.c.due_at <= now
    ages = [func.sum(case((condition, 1), else_=0)) for condition in _ages(worst, now, edges)]
    statement = (
        select(
            ProcessInstance.org_path,
            ProcessInstance.definition_key,
            func.sum(case((is_red, 0), else_=1)),
            func.sum(case((is_red, 1), else_=0)),
            *ages,
        )
        .join(worst, worst.c.instance_id == ProcessInstance.id)
        .where(*_chosen(worst, viewed, now, edges))
        .group_by(ProcessInstance.org_path, ProcessInstance.definition_key)
    )
    return [
        Count(path, process, int(yellow), int(red), tuple(int(one) for one in counted))
        for path, process, yellow, red, *counted in session.execute(statement)
    ]


def lit_cases(
    session: Session, viewed: Viewed, now: datetime, edges: Sequence[datetime], page: int = 1
) -> tuple[list[LitCase], bool]:
    """Return a page of the lit cases, the most overdue first, and whether more follow."""
    worst = _worst(viewed, now).subquery()
    statement = (
        select(
            ProcessInstance.id,
            ProcessInstance.business_key,
            ProcessInstance.title,
            ProcessInstance.definition_key,
            ProcessInstance.org_id,
            worst.c.due_at,
        )
        .join(worst, worst.c.instance_id == ProcessInstance.id)
        .where(*_chosen(worst, viewed, now, edges))
        .order_by(worst.c.due_at, ProcessInstance.id)
        .offset((max(page, 1) - 1) * PAGE)
        .limit(PAGE + 1)
    )
    rows = [LitCase(**row._mapping, is_red=row.due_at <= now) for row in session.execute(statement)]
    return rows[:PAGE], len(rows) > PAGE


def cases_by_ids(session: Session, actor: Actor, case_ids: Sequence[str]) -> list[ProcessInstance]:
    """Return those of these cases whose data the actor may see."""
    statement = select(ProcessInstance).where(ProcessInstance.id.in_(case_ids))
    found = session.scalars(statement.order_by(ProcessInstance.business_key))
    return [one for one in found if actor.sees(one.org_path)]


def policies_lit(session: Session, path: str, now: datetime) -> list[str]:
    """Return the limits that lit tasks within a unit have, for the filter."""
    statement = select(UserTask.sla_code).where(
        *_lit(now), UserTask.org_path.like(f"{path}%"), UserTask.sla_code.is_not(None)
    )
    return sorted(code for code in session.scalars(statement.distinct()) if code)


def _worst(viewed: Viewed, now: datetime) -> Select[*tuple[Any, ...]]:
    """Return each case with the due moment of its most urgent lit task."""
    statement = select(UserTask.instance_id, func.min(UserTask.due_at).label("due_at")).where(
        *_lit(now), UserTask.org_path.like(f"{viewed.path}%")
    )
    if viewed.policy:
        statement = statement.where(UserTask.sla_code == viewed.policy)
    return statement.group_by(UserTask.instance_id)


def _lit(now: datetime) -> tuple[Any, ...]:
    # Two ranges of one index: past the warning, or past the due moment without a warning.
    warned = UserTask.warn_at <= now
    late = and_(UserTask.warn_at.is_(None), UserTask.due_at <= now)
    return UserTask.state == OPEN, UserTask.due_at.is_not(None), or_(warned, late)


def _chosen(worst: Any, viewed: Viewed, now: datetime, edges: Sequence[datetime]) -> list[Any]:
    # The clock of a suspended case stands still.
    conditions = [ProcessInstance.status != SUSPENDED]
    if viewed.process:
        conditions.append(ProcessInstance.definition_key == viewed.process)
    if viewed.colour == RED:
        conditions.append(worst.c.due_at <= now)
    elif viewed.colour == YELLOW:
        conditions.append(worst.c.due_at > now)
    if viewed.bucket is not None:
        conditions.append(_ages(worst, now, edges)[viewed.bucket])
    return conditions


def _ages(worst: Any, now: datetime, edges: Sequence[datetime]) -> list[Any]:
    """Return the condition of each bucket of age, the youngest first."""
    late = worst.c.due_at
    between = [and_(late < upper, late >= lower) for upper, lower in pairwise(edges)]
    return [and_(late <= now, late >= edges[0]), *between, late < edges[-1]]
