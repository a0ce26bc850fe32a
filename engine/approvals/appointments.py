"""Reading who stands in for whom, now and from a day to come."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from engine.kernel.actor import Actor
from engine.staff.model import Deputy, OrgUnit, User

MOST = 200


def of_principal(session: Session, user_id: str, now: datetime) -> Sequence[Deputy]:
    """Return who stands in for somebody now or will, the next to begin first."""
    return list(session.scalars(_not_over(now).where(Deputy.principal_id == user_id)))


def of_agent(session: Session, user_id: str, now: datetime) -> Sequence[Deputy]:
    """Return for whom somebody stands in now or will, the next to begin first."""
    return list(session.scalars(_not_over(now).where(Deputy.agent_id == user_id)))


def of_people_of(session: Session, actor: Actor, now: datetime) -> Sequence[Deputy]:
    """Return who stands in for others within somebody's reach, himself left out."""
    if not actor.scopes:
        return []
    within = or_(*(OrgUnit.path.like(f"{scope}%") for scope in actor.scopes))
    statement = (
        _not_over(now)
        .join(User, User.id == Deputy.principal_id)
        .join(OrgUnit, OrgUnit.id == User.org_id)
        .where(within, Deputy.principal_id != actor.user_id)
    )
    return list(session.scalars(statement))


def _not_over(now: datetime) -> Select[Deputy]:
    statement = select(Deputy).where(Deputy.is_enabled, Deputy.valid_to > now)
    return statement.order_by(Deputy.valid_from, Deputy.id).limit(MOST)
