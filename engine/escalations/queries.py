"""Every question about escalations and instructions."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from engine.db import UnitOfWork
from engine.escalations.model import (
    ALIVE,
    OPEN,
    Escalation,
    EscalationEntry,
    EscalationHolder,
    Instruction,
)
from engine.instances.model import LIVE, ProcessInstance
from engine.instances.queries import lock_instance
from engine.kernel.actor import Actor
from engine.kernel.errors import NotFound
from engine.tasks.model import OPEN as TASK_OPEN
from engine.tasks.model import UserTask
from engine.tasks.rules import candidate_keys

MOST = 200


def get_escalation(session: Session, escalation_id: str) -> Escalation:
    """Return an escalation by its id."""
    found = session.get(Escalation, escalation_id)
    if found is None:
        raise NotFound("escalation", escalation_id)
    return found


def lock_escalation(uow: UnitOfWork, escalation_id: str) -> tuple[Escalation, ProcessInstance]:
    """Return an escalation as it is now, with its case, locked until the transaction ends."""
    known = get_escalation(uow.session, escalation_id)
    case = lock_instance(uow, known.instance_id)
    uow.session.refresh(known)
    return known, case


def escalation_with_key(session: Session, key: str) -> Escalation | None:
    """Return the escalation about a breach, if it was raised."""
    return session.scalars(select(Escalation).where(Escalation.key == key)).first()


def escalations_of(session: Session, instance_id: str) -> list[Escalation]:
    """Return the escalations of a case, the oldest first."""
    statement = select(Escalation).where(Escalation.instance_id == instance_id)
    return list(session.scalars(statement.order_by(Escalation.raised_at, Escalation.id)))


def entries_of(session: Session, escalation_id: str) -> list[EscalationEntry]:
    """Return what happened in a matter, the oldest first."""
    statement = select(EscalationEntry).where(EscalationEntry.escalation_id == escalation_id)
    return list(session.scalars(statement.order_by(EscalationEntry.id)))


def get_instruction(session: Session, instruction_id: str) -> Instruction:
    """Return an instruction by its id."""
    found = session.get(Instruction, instruction_id)
    if found is None:
        raise NotFound("instruction", instruction_id)
    return found


def instructions_of(session: Session, instance_id: str) -> list[Instruction]:
    """Return what the handlers of a case were told, the latest first."""
    statement = select(Instruction).where(Instruction.instance_id == instance_id)
    return list(session.scalars(statement.order_by(Instruction.id.desc())))


def mine(session: Session, actor: Actor, limit: int = MOST) -> list[Escalation]:
    """Return the matters that stand with the actor, those nobody has taken up first."""
    held = select(EscalationHolder.escalation_id).where(
        EscalationHolder.holder.in_(candidate_keys(actor))
    )
    statement = _going_on(select(Escalation)).where(Escalation.id.in_(held))
    urgent = statement.order_by(Escalation.state != OPEN, Escalation.answer_by, Escalation.id)
    return list(session.scalars(urgent.limit(limit)))


def count_mine(session: Session, actor: Actor) -> int:
    """Return how many matters wait for the actor to take them up."""
    held = select(EscalationHolder.escalation_id).where(
        EscalationHolder.holder.in_(candidate_keys(actor))
    )
    waiting = _going_on(select(Escalation.id)).where(
        Escalation.id.in_(held), Escalation.state == OPEN
    )
    counted = select(func.count()).select_from(waiting.limit(MOST).subquery())
    return session.scalar(counted) or 0


def open_escalations(
    session: Session, scopes: Sequence[str], limit: int = MOST, states: Sequence[str] = (OPEN,)
) -> list[Escalation]:
    """Return the matters within the scopes in these states, the highest first."""
    statement = _going_on(select(Escalation), states)
    statement = statement.where(within(Escalation.org_path, scopes))
    ordered = statement.order_by(Escalation.level.desc(), Escalation.reached_at, Escalation.id)
    return list(session.scalars(ordered.limit(limit)))


def ended_escalations(
    session: Session, scopes: Sequence[str], limit: int = MOST
) -> list[Escalation]:
    """Return the matters within the scopes that are over, the latest first."""
    statement = select(Escalation).where(
        Escalation.state.not_in(ALIVE), within(Escalation.org_path, scopes)
    )
    return list(session.scalars(statement.order_by(Escalation.closed_at.desc()).limit(limit)))


def within(column: Any, scopes: Iterable[str]) -> Any:
    """Return the condition that a path lies within one of the scopes; none fits nothing."""
    return or_(column.in_(()), *(column.like(f"{path}%") for path in scopes))


def _going_on(statement: Select[Any], states: Sequence[str] = ALIVE) -> Select[Any]:
    """Leave out matters whose task or case is over, though their next ring has not come."""
    return (
        statement.outerjoin(UserTask, UserTask.id == Escalation.task_id)
        .join(ProcessInstance, ProcessInstance.id == Escalation.instance_id)
        .where(Escalation.state.in_(states))
        .where(or_(Escalation.task_id.is_(None), UserTask.state == TASK_OPEN))
        .where(ProcessInstance.status.in_(LIVE))
    )


def is_told(session: Session, actor: Actor, escalation: Escalation) -> bool:
    """Tell whether the actor ever heard of a matter as one of its levels."""
    keys = set(candidate_keys(actor))
    rows = entries_of(session, escalation.id)
    return any(keys & set(row.receivers or ()) for row in rows if row.kind == "level")


def was_below(session: Session, actor: Actor, escalation: Escalation) -> bool:
    """Tell whether the actor stood on a lower level of a matter and let it climb."""
    keys = set(candidate_keys(actor))
    rows = entries_of(session, escalation.id)
    lower = (row for row in rows if row.kind == "level" and row.level < escalation.level)
    return any(keys & set(row.receivers or ()) for row in lower)
