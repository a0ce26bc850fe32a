"""Questions about service orders."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.complaints.model import CLOSED, ServiceOrder
from engine.customers.queries import within
from engine.kernel.actor import Actor
from engine.kernel.errors import NotFound


def get_order(session: Session, order_id: str) -> ServiceOrder:
    """Return a service order."""
    found = session.get(ServiceOrder, order_id)
    if found is None:
        raise NotFound("service_order", order_id)
    return found


def order_of_case(session: Session, instance_id: str, biz_id: str = "") -> ServiceOrder | None:
    """Return the service order a case is about: the named one, else the latest."""
    statement = select(ServiceOrder).where(ServiceOrder.instance_id == instance_id)
    found = list(session.scalars(statement.order_by(ServiceOrder.id.desc())))
    named = [order for order in found if order.id == biz_id]
    return next(iter([*named, *found]), None)


def orders(
    session: Session, actor: Actor, kinds: Sequence[str] = (), offset: int = 0, limit: int = 50
) -> list[ServiceOrder]:
    """Return the service orders within the actor's reach, the latest first."""
    statement = select(ServiceOrder).where(within(ServiceOrder.org_path, actor))
    if kinds:
        statement = statement.where(ServiceOrder.kind.in_(kinds))
    latest = statement.order_by(ServiceOrder.id.desc()).offset(offset).limit(limit)
    return list(session.scalars(latest))


def count_repeats(session: Session, order: ServiceOrder, since: datetime) -> int:
    """Return how often the same customer came with the same matter since a moment."""
    if not order.place or not order.category:
        return 0
    statement = select(func.count()).where(
        ServiceOrder.place == order.place,
        ServiceOrder.category == order.category,
        ServiceOrder.created_at >= since,
        ServiceOrder.id != order.id,
    )
    return session.scalar(statement) or 0


def home_of(session: Session, place: str) -> str:
    """Return where the same customer lived when he last came, `""` when nobody knows."""
    if not place:
        return ""
    statement = select(ServiceOrder.home_org_id).where(
        ServiceOrder.place == place, ServiceOrder.home_org_id != ""
    )
    return session.scalar(statement.order_by(ServiceOrder.id.desc()).limit(1)) or ""


def load_of_crews(session: Session, groups: Sequence[str]) -> dict[str, int]:
    """Return how many open orders each crew has."""
    statement = (
        select(ServiceOrder.crew_group, func.count())
        .where(ServiceOrder.crew_group.in_(groups), ServiceOrder.status != CLOSED)
        .group_by(ServiceOrder.crew_group)
    )
    return {group: number for group, number in session.execute(statement)}
