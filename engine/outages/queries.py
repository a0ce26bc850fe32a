"""Questions about outages."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.customers.queries import within
from engine.kernel.actor import Actor
from engine.kernel.errors import NotFound
from engine.outages.model import Outage, OutageNotice


def get_outage(session: Session, outage_id: str) -> Outage:
    """Return an outage."""
    found = session.get(Outage, outage_id)
    if found is None:
        raise NotFound("outage", outage_id)
    return found


def outage_of_case(session: Session, instance_id: str, biz_id: str = "") -> Outage | None:
    """Return the outage a case is about: the named one, else the latest."""
    statement = select(Outage).where(Outage.instance_id == instance_id)
    found = list(session.scalars(statement.order_by(Outage.id.desc())))
    named = [outage for outage in found if outage.id == biz_id]
    return next(iter([*named, *found]), None)


def outages(
    session: Session, actor: Actor, status: Sequence[str] = (), offset: int = 0, limit: int = 50
) -> list[Outage]:
    """Return the outages within the actor's reach, the latest first."""
    statement = select(Outage).where(within(Outage.org_path, actor))
    if status:
        statement = statement.where(Outage.status.in_(status))
    latest = statement.order_by(Outage.plan_from.desc(), Outage.id).offset(offset).limit(limit)
    return list(session.scalars(latest))


def notices_of(session: Session, outage_id: str) -> list[OutageNotice]:
    """Return what was published about an outage, the oldest first."""
    statement = select(OutageNotice).where(OutageNotice.outage_id == outage_id)
    return list(session.scalars(statement.order_by(OutageNotice.id)))
