"""Every question about escalations."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.escalations.model import OPEN, Escalation
from engine.kernel.errors import NotFound
from engine.tasks.model import OPEN as TASK_OPEN
from engine.tasks.model import UserTask


def get_escalation(session: Session, escalation_id: str) -> Escalation:
    """Return an escalation by its id."""
    found = session.get(Escalation, escalation_id)
    if found is None:
        raise NotFound("escalation", escalation_id)
    return found


def levels_reached(session: Session, task_id: str) -> set[int]:
    """Return the levels a task has reached."""
    return set(session.scalars(select(Escalation.level).where(Escalation.task_id == task_id)))


def escalations_of(session: Session, instance_id: str) -> list[Escalation]:
    """Return the escalations of a case, the oldest first."""
    statement = select(Escalation).where(Escalation.instance_id == instance_id)
    return list(session.scalars(statement.order_by(Escalation.reached_at, Escalation.level)))


def open_escalations(session: Session, scopes: Sequence[str], limit: int = 200) -> list[Escalation]:
    """Return the escalations within the scopes that nobody has taken up, the highest first."""
    statement = select(Escalation).where(Escalation.state == OPEN)
    statement = statement.where(or_(*(Escalation.org_path.like(f"{path}%") for path in scopes)))
    ordered = statement.order_by(Escalation.level.desc(), Escalation.reached_at)
    return list(session.scalars(ordered.limit(limit)))


def cases_with_limits(session: Session, org_path: str) -> list[str]:
    """Return the cases within a unit that have an open task with a limit."""
    statement = (
        select(UserTask.instance_id)
        .where(UserTask.state == TASK_OPEN, UserTask.sla_code.is_not(None))
        .where(UserTask.org_path.like(f"{org_path}%"))
        .distinct()
    )
    return list(session.scalars(statement))
