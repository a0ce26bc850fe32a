"""What every step of an order has in common: who hears, what is kept, when it rings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.db import UnitOfWork
from engine.deadlines.rules import Case
from engine.deadlines.service import current_rules
from engine.escalations.history import Happened, line_of
from engine.escalations.raising import keys_of
from engine.escalations.rules import who_is_told
from engine.kernel.actor import SYSTEM, Actor
from engine.scheduler.service import NewJob, schedule
from engine.staff import queries as staff
from engine.supervision import rules
from engine.supervision.events import SupervisionRaised
from engine.supervision.model import SupervisionEntry, SupervisionOrder

SUPERVISION_DUE = "supervision.due"


def hearers(uow: UnitOfWork, order: SupervisionOrder) -> tuple[str, ...]:
    """Return who must hear of an order on its level: the person named, and a leader."""
    people = staff.directory(uow.session)
    unit = people.units.get(order.unit_id)
    rung = rules.rung_for(order.level, unit.type if unit else "")
    told = keys_of(who_is_told(rung, (), order.unit_id, people, uow.now))
    if order.level == 1 and unit is not None and unit.leader_id:
        told = (f"user:{unit.leader_id}",)
    named = (f"user:{order.person_id}",) if order.person_id else ()
    return tuple(dict.fromkeys((*named, *told)))


def keepers_of(uow: UnitOfWork, order: SupervisionOrder) -> tuple[str, ...]:
    """Return who waits for the reply: the opener, else the department that supervises."""
    if order.opened_by != SYSTEM.user_id:
        return (f"user:{order.opened_by}",)
    keeper = order.keeper_path.strip("/").rpartition("/")[2]
    people = staff.directory(uow.session)
    return keys_of(who_is_told(rules.KEEPER, (), keeper, people, uow.now))


def due_from_now(uow: UnitOfWork, unit_path: str) -> datetime:
    """Return by when a unit must reply if it is asked now."""
    return current_rules(uow).due(rules.POLICY, uow.now, Case.of(unit_path, {}))


def ring(uow: UnitOfWork, order: SupervisionOrder) -> None:
    """Let an order climb when its reply is overdue."""
    schedule(uow, NewJob(SUPERVISION_DUE, order.due_at, order.instance_id, order.id))


@dataclass(frozen=True)
class Step(Happened):
    """Something that happened to an order, with what was handed in."""

    files: Sequence[str] = ()


def keep(uow: UnitOfWork, actor: Actor, order: SupervisionOrder, step: Step) -> None:
    """Keep what happened to an order; a level is climbed to once."""
    line = line_of(uow, actor, step, f"level:{order.level}" if step.kind == "climbed" else "")
    shown = {"colour": order.colour, "files": list(step.files)}
    uow.session.add(SupervisionEntry(**line, **shown, order_id=order.id))


def announce_raised(
    uow: UnitOfWork, actor: Actor, order: SupervisionOrder, *, is_late: bool
) -> None:
    """Tell all who have heard of an order that it has become graver."""
    order.told = list(dict.fromkeys((*order.told, *hearers(uow, order))))
    fact = SupervisionRaised(
        **facts(order),
        level=order.level,
        receivers=tuple(order.told),
        keepers=keepers_of(uow, order),
        due_at=order.due_at,
        is_late=is_late,
    )
    uow.record(fact, actor)


def facts(order: SupervisionOrder) -> dict[str, Any]:
    """Return the fields every fact about an order carries."""
    return {
        "instance_id": order.instance_id,
        "order_id": order.id,
        "number": order.number,
        "business_key": order.case_no,
        "title": order.title,
        "colour": order.colour,
        "unit_id": order.unit_id,
    }
