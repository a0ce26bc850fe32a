"""Urging, copies, circulation: what is read or hastened without deciding anything."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.access.rules import Permission
from engine.approvals import queries, rules
from engine.approvals.checks import active_people, required
from engine.approvals.events import (
    CaseCirculated,
    CirculationAnswered,
    CirculationWithdrawn,
    TaskUrged,
)
from engine.db import UnitOfWork
from engine.instances.model import ProcessInstance
from engine.instances.queries import get_instance, lock_instance
from engine.kernel.actor import Actor
from engine.kernel.errors import Conflict, Forbidden, Invalid
from engine.kernel.ids import new_id
from engine.tasks import queries as tasks
from engine.tasks.model import UserTask
from engine.tasks.records import Circulation
from engine.tasks.service import Remark, add_note, keep_chain, require_sight, task_facts

COPY = "copy"
CIRCULATION = "circulate"
KINDS = (COPY, CIRCULATION)


class UrgedRecently(Conflict):
    """The task was urged a short while ago; `again_at` says when it may be again."""

    code = "urged_recently"


@dataclass(frozen=True)
class Sending:
    """A case to be read: in which way, by whom, with which remark, from which task."""

    kind: str
    people: Sequence[str]
    remark: str = ""
    task_id: str = ""


def open_task(uow: UnitOfWork, actor: Actor, task_id: str) -> None:
    """Note that somebody who works on a task has looked at it for the first time."""
    task = tasks.get_task(uow.session, task_id)
    if task.first_read_at is None and actor.user_id in (task.assignee_id, task.acting_for_id):
        task.first_read_at = uow.now


def urge_task(uow: UnitOfWork, actor: Actor, task_id: str, remark: str = "") -> None:
    """Ask those who work on a task for haste, not again within four hours.

    The starter may, everybody who did a task of the case, and who urges by office.
    """
    task, instance = tasks.lock_task(uow, task_id)
    task.require_open()
    _require_part(uow, actor, instance)
    if not rules.may_urge(task.urged_at, uow.now):
        raise _urged_recently([task])
    _urge(uow, actor, task, remark)
    keep_chain(uow, instance)


def urge_case(uow: UnitOfWork, actor: Actor, instance_id: str, remark: str = "") -> int:
    """Ask everybody a case waits for for haste, but who urges and who was urged just now.

    Returns how many tasks that is; raises `UrgedRecently` when nobody is left to urge.
    """
    instance = lock_instance(uow, instance_id)
    _require_part(uow, actor, instance)
    others = [one for one in tasks.open_tasks_of(uow.session, instance_id)
              if one.assignee_id != actor.user_id]  # fmt: skip
    again = [task for task in others if rules.may_urge(task.urged_at, uow.now)]
    if others and not again:
        raise _urged_recently(others)
    for task in again:
        _urge(uow, actor, task, remark)
    keep_chain(uow, instance)
    return len(again)


def _require_part(uow: UnitOfWork, actor: Actor, instance: ProcessInstance) -> None:
    if not may_urge(uow, actor, instance.id):
        raise Forbidden(f"{actor.user_id} has no part in {instance.business_key}")


def _urged_recently(urged: Sequence[UserTask]) -> UrgedRecently:
    first = min(task.urged_at for task in urged if task.urged_at is not None)
    return UrgedRecently("it was urged a short while ago", again_at=first + rules.URGE_EVERY)


def _urge(uow: UnitOfWork, actor: Actor, task: UserTask, remark: str) -> None:
    uow.store(task, urged_at=uow.now, urge_count=task.urge_count + 1)
    add_note(uow, actor, task, Remark("urge", remark.strip()))
    fact = TaskUrged(**task_facts(task), remark=remark.strip(), count=task.urge_count)
    uow.record(fact, actor)


def may_urge(uow: UnitOfWork, actor: Actor, instance_id: str) -> bool:
    """Tell whether somebody has a part in a case that lets him urge."""
    instance = get_instance(uow.session, instance_id)
    if instance.starter_id == actor.user_id:
        return True
    if actor.may(Permission.TASK_ASSIGN) and actor.sees(instance.org_path):
        return True
    done = tasks.finished_tasks_of(uow.session, instance_id)
    return any(task.completed_by == actor.user_id for task in done)


def send_case(uow: UnitOfWork, actor: Actor, instance_id: str, sending: Sending) -> list[str]:
    """Send a case to people to read; who has it already gets no second one.

    A copy is for information, a circulation may be answered. Returns who got it.
    """
    require_sight(uow, actor, instance_id)
    if sending.kind not in KINDS:
        raise Invalid([{"field": "kind", "code": "unknown", "message": "copy or circulate"}])
    remark = sending.remark.strip()
    if sending.kind == CIRCULATION:
        remark = required("remark", remark)
    instance = lock_instance(uow, instance_id)
    known = queries.circulations_by_reader(uow.session, instance_id, sending.kind)
    principal = _principal(uow, actor, sending.task_id)
    reached = []
    for person in active_people(uow, sending.people):
        row = known.get(person.id)
        if row is not None and row.cancelled_at is None:
            continue
        if row is not None:
            row.cancelled_at, row.remark, row.sent_at = None, remark, uow.now
            row.sender_id, row.sender_name = actor.user_id, actor.name
            row.acting_for_name = principal
        else:
            uow.session.add(
                Circulation(
                    id=new_id(),
                    instance_id=instance_id,
                    task_id=sending.task_id or None,
                    kind=sending.kind,
                    business_key=instance.business_key,
                    title=instance.title,
                    sender_id=actor.user_id,
                    sender_name=actor.name,
                    acting_for_name=principal,
                    reader_id=person.id,
                    reader_name=person.name,
                    remark=remark,
                    sent_at=uow.now,
                )
            )
        reached.append(person.id)
    if reached:
        uow.session.flush()
        uow.record(
            CaseCirculated(
                instance_id=instance_id,
                business_key=instance.business_key,
                title=instance.title,
                kind=sending.kind,
                users=tuple(reached),
                remark=remark,
            ),
            actor,
        )
        keep_chain(uow, instance)
    return reached


def _principal(uow: UnitOfWork, actor: Actor, task_id: str) -> str | None:
    """Return in whose stead somebody sends a case from a task."""
    task = tasks.get_task(uow.session, task_id) if task_id else None
    principal = task.principal_of(actor) if task else None
    return principal[1] if principal else None


def mark_read(uow: UnitOfWork, actor: Actor, circulation_id: str) -> None:
    """Note that the reader has read what he was sent, also after the case has ended."""
    row = own_circulation(uow, actor, circulation_id)
    row.read_at = row.read_at or uow.now


def reply_to(uow: UnitOfWork, actor: Actor, circulation_id: str, opinion: str) -> None:
    """Write an opinion to a circulation; the case does not wait for it."""
    row = own_circulation(uow, actor, circulation_id)
    if row.kind != CIRCULATION:
        raise Conflict("a copy is only read", reason="copy")
    opinion = required("opinion", opinion)
    instance = lock_instance(uow, row.instance_id)
    row.reply, row.replied_at, row.read_at = opinion, uow.now, row.read_at or uow.now
    uow.record(
        CirculationAnswered(
            instance_id=row.instance_id,
            business_key=row.business_key,
            title=row.title,
            sender_id=row.sender_id,
            reply=opinion,
        ),
        actor,
    )
    keep_chain(uow, instance)


def cancel_circulation(uow: UnitOfWork, actor: Actor, circulation_id: str) -> None:
    """Take what one has sent back from a reader who has not read it."""
    row = queries.get_circulation(uow.session, circulation_id)
    if row.sender_id != actor.user_id:
        raise Forbidden(f"{actor.user_id} did not send this")
    if row.read_at is not None or row.cancelled_at is not None:
        raise Conflict("it was read already", reason="read")
    instance = lock_instance(uow, row.instance_id)
    row.cancelled_at = uow.now
    fact = CirculationWithdrawn(instance_id=row.instance_id, user_id=row.reader_id)
    uow.record(fact, actor)
    keep_chain(uow, instance)


def own_circulation(uow: UnitOfWork, actor: Actor, circulation_id: str) -> Circulation:
    """Return something somebody was sent to read; raises when it was sent to another."""
    row = queries.get_circulation(uow.session, circulation_id)
    if row.reader_id != actor.user_id or row.cancelled_at is not None:
        raise Forbidden(f"{actor.user_id} was not sent this")
    return row
