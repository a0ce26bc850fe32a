"""Questions about orders of supervision."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import Session

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.escalations.queries import within
from engine.instances.model import ProcessInstance
from engine.instances.queries import lock_instance
from engine.kernel.actor import Actor
from engine.kernel.errors import NotFound
from engine.staff import queries as staff
from engine.supervision.model import (
    ANSWERED,
    CLOSED,
    GOING_ON,
    OPEN,
    SupervisionEntry,
    SupervisionOrder,
)
from engine.tasks.service import may_see

MOST = 200
VIEWS = ("answer", "unit", "opened", "reach", "closed")
# The gravest first, then what must be answered soonest.
_GRAVEST = (
    case({"RED": 0, "ORANGE": 1}, value=SupervisionOrder.colour, else_=2),
    SupervisionOrder.due_at,
    SupervisionOrder.id,
)


@dataclass(frozen=True)
class Standing:
    """What somebody may do with an order now."""

    reply: bool
    ask: bool
    judge: bool
    decide: bool


def get_order(session: Session, order_id: str) -> SupervisionOrder:
    """Return an order by its id."""
    found = session.get(SupervisionOrder, order_id)
    if found is None:
        raise NotFound("supervision", order_id)
    return found


def lock_order(uow: UnitOfWork, order_id: str) -> tuple[SupervisionOrder, ProcessInstance]:
    """Return an order as it is now, with its case, locked until the transaction ends."""
    known = get_order(uow.session, order_id)
    found = lock_instance(uow, known.instance_id)
    uow.session.refresh(known)
    return known, found


def going_on(session: Session, instance_id: str, unit_id: str) -> SupervisionOrder | None:
    """Return the order to a unit about a case that is not closed."""
    statement = select(SupervisionOrder).where(
        SupervisionOrder.instance_id == instance_id,
        SupervisionOrder.unit_id == unit_id,
        SupervisionOrder.status.in_(GOING_ON),
    )
    return session.scalars(statement.order_by(SupervisionOrder.id)).first()


def orders_of(session: Session, instance_id: str) -> list[SupervisionOrder]:
    """Return the orders about a case, the latest first."""
    statement = select(SupervisionOrder).where(SupervisionOrder.instance_id == instance_id)
    return list(session.scalars(statement.order_by(SupervisionOrder.id.desc())))


def gravest_by_case(session: Session, case_ids: Sequence[str]) -> dict[str, SupervisionOrder]:
    """Return of each of these cases the gravest order that is not closed, by the case.

    One query for all the rows of a page; whoever may see a case may know of its orders.
    """
    if not case_ids:
        return {}
    statement = select(SupervisionOrder).where(
        SupervisionOrder.instance_id.in_(case_ids), SupervisionOrder.status.in_(GOING_ON)
    )
    found: dict[str, SupervisionOrder] = {}
    for order in session.scalars(statement.order_by(*_GRAVEST)):
        found.setdefault(order.instance_id, order)
    return found


def entries_of(session: Session, order_id: str) -> list[SupervisionEntry]:
    """Return what happened to an order, the oldest first."""
    statement = select(SupervisionEntry).where(SupervisionEntry.order_id == order_id)
    return list(session.scalars(statement.order_by(SupervisionEntry.id)))


def orders(session: Session, actor: Actor, view: str, limit: int = MOST) -> list[SupervisionOrder]:
    """Return the orders of a view, the gravest and most urgent first."""
    statement = _of_view(session, actor, view)
    if view == "closed":
        statement = statement.order_by(SupervisionOrder.closed_at.desc())
    else:
        statement = statement.order_by(*_GRAVEST)
    return list(session.scalars(statement.limit(limit)))


def count_to_answer(session: Session, actor: Actor) -> int:
    """Return how many orders wait for a reply of the actor or his unit."""
    counted = select(func.count()).select_from(
        _of_view(session, actor, "answer").limit(MOST).subquery()
    )
    return session.scalar(counted) or 0


def open_by_colour(session: Session, path: str) -> dict[str, int]:
    """Return how many orders that are not closed there are within a unit, by colour."""
    statement = (
        select(SupervisionOrder.colour, func.count())
        .where(SupervisionOrder.status.in_(GOING_ON))
        .where(SupervisionOrder.unit_path.like(f"{path}%"))
        .group_by(SupervisionOrder.colour)
    )
    return {colour: count for colour, count in session.execute(statement)}


def open_within(session: Session, path: str, limit: int) -> list[SupervisionOrder]:
    """Return the orders within a unit that are not closed, the gravest first."""
    statement = (
        select(SupervisionOrder)
        .where(SupervisionOrder.status.in_(GOING_ON))
        .where(SupervisionOrder.unit_path.like(f"{path}%"))
        .order_by(*_GRAVEST)
    )
    return list(session.scalars(statement.limit(limit)))


def own_units(session: Session, actor: Actor) -> frozenset[str]:
    """Return the unit somebody works in and the company it is part of: he answers for both."""
    company = staff.directory(session).company(actor.org_id)
    return frozenset({actor.org_id, company.id} if company else {actor.org_id})


def is_answerer(uow: UnitOfWork, actor: Actor, order: SupervisionOrder) -> bool:
    """Tell whether the actor may reply: the person named, or people of the unit who may."""
    if actor.user_id == order.person_id:
        return True
    belongs = order.unit_id in own_units(uow.session, actor)
    return bool(actor.may(Permission.SUPERVISION_REPLY) and belongs)


def is_keeper(actor: Actor, order: SupervisionOrder) -> bool:
    """Tell whether the actor may judge: the opener, or who supervises for the same company.

    The supervised unit never judges itself, whatever its people are permitted.
    """
    if actor.is_system or actor.user_id == order.opened_by:
        return True
    return actor.may(Permission.SUPERVISION_OPEN) and actor.sees(order.keeper_path)


def may_see_order(uow: UnitOfWork, actor: Actor, order: SupervisionOrder) -> bool:
    """Tell whether the actor may know of an order."""
    if is_answerer(uow, actor, order) or is_keeper(actor, order):
        return True
    if {*actor.groups, f"user:{actor.user_id}"} & set(order.told or ()):
        return True
    return may_see(uow, actor, order.instance_id)


def standing(uow: UnitOfWork, actor: Actor, order: SupervisionOrder) -> Standing:
    """Return what somebody may do with an order now."""
    answers, keeps = is_answerer(uow, actor, order), is_keeper(actor, order)
    return Standing(
        reply=answers and order.is_going_on,
        ask=answers and order.status == OPEN and order.asked_until is None,
        judge=keeps and order.status == ANSWERED,
        decide=keeps and order.status == OPEN and order.asked_until is not None,
    )


def _of_view(session: Session, actor: Actor, view: str) -> Select[SupervisionOrder]:
    statement = select(SupervisionOrder)
    going = SupervisionOrder.status.in_(GOING_ON)
    if view == "answer":
        return statement.where(SupervisionOrder.status == OPEN, _to_answer(session, actor))
    if view == "opened":
        return statement.where(going, SupervisionOrder.opened_by == actor.user_id)
    if view == "unit":
        return statement.where(going, SupervisionOrder.unit_id.in_(own_units(session, actor)))
    closed = SupervisionOrder.status == CLOSED
    return statement.where(closed if view == "closed" else going, _reached(actor))


def _to_answer(session: Session, actor: Actor) -> Any:
    named = SupervisionOrder.person_id == actor.user_id
    if not actor.may(Permission.SUPERVISION_REPLY):
        return named
    return or_(named, SupervisionOrder.unit_id.in_(own_units(session, actor)))


def _reached(actor: Actor) -> Any:
    """Return the condition that the actor knows of an order by his part in it or his office."""
    may = actor.may(Permission.SUPERVISION_REPLY)
    return or_(
        SupervisionOrder.person_id == actor.user_id,
        SupervisionOrder.opened_by == actor.user_id,
        within(SupervisionOrder.unit_path, actor.scopes if may else ()),
    )
