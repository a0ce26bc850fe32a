"""Signers added to a task: when they are asked, and when the task goes on without or with them.

Signers before a task hold it up until they have answered; those after it and beside it hold up
the move of the case. A refusal among the latter decides for the node.
"""

from collections.abc import Sequence
from typing import Any

from engine.db import UnitOfWork
from engine.instances.model import ProcessInstance
from engine.kernel.actor import Actor
from engine.kernel.ids import new_id
from engine.processes.copies import plan_copies
from engine.processes.finishing import answer_of, decision_field, finish
from engine.processes.straight import leave_task
from engine.tasks import queries as tasks
from engine.tasks.events import TaskCancelled, TaskCompleted, TaskOpened
from engine.tasks.model import (
    AFTER,
    BEFORE,
    DONE,
    OPEN,
    PARALLEL,
    PLAIN,
    UserTask,
    cancelled_by,
)
from engine.tasks.records import ASKED, DROPPED, PLANNED, SIGNED, TaskSigner
from engine.tasks.rules import REFUSED
from engine.tasks.service import keep_chain, task_facts

# How several signers decide: all of them, the first of them, or one after the other.
ALL = "all"
ANY = "any"
SEQUENCE = "sequence"
COPIED = (
    "instance_id", "definition_id", "definition_key", "activity_id", "name", "name_en",
    "business_key", "title", "org_id", "org_path", "form_key", "priority", "warn_at", "due_at",
    "local_variables", "loop_counter",
)  # fmt: skip


def answer(
    uow: UnitOfWork,
    actor: Actor,
    task: UserTask,
    instance: ProcessInstance,
    data: dict[str, Any],
) -> None:
    """Take the answer of an added signer, or of somebody whose task has signers."""
    if task.has_signers:
        _hold_or_move(uow, actor, task, instance, data)
    else:
        finish(uow, actor, task, data)
        _signed(uow, actor, task, instance)
    keep_chain(uow, instance)


def _signed(uow: UnitOfWork, actor: Actor, child: UserTask, instance: ProcessInstance) -> None:
    """Note that an added signer has answered, and let what waited for him go on."""
    signer = tasks.signer_of_child(uow.session, child.id)
    if signer is None:
        return
    signer.state = SIGNED
    uow.session.flush()
    go_on(uow, actor, tasks.get_task(uow.session, signer.task_id), instance)


def go_on(uow: UnitOfWork, actor: Actor, task: UserTask, instance: ProcessInstance) -> None:
    """Ask the next signers of a task, or let it go on when all have answered."""
    if not task.is_open:
        return
    signers = tasks.signers_of(uow.session, task.id)
    if task.hold == BEFORE:
        waiting = _waiting(uow, actor, signers, BEFORE)
        if not waiting:
            give_back(uow, task)
        ask(uow, actor, task, waiting)
    elif task.hold == AFTER:
        _after_answer(uow, actor, task, instance, signers)


def ask(uow: UnitOfWork, actor: Actor, task: UserTask, signers: Sequence[TaskSigner]) -> None:
    """Give those signers their work whose turn it is."""
    is_sequence = any(signer.mode == SEQUENCE for signer in signers)
    for signer in signers[:1] if is_sequence else signers:
        if signer.state == PLANNED:
            signer.child_task_id = _open_child(uow, actor, task, signer)
            signer.state = ASKED
    uow.session.flush()


def drop(
    uow: UnitOfWork, actor: Actor, signers: Sequence[TaskSigner], decider: str | None = None
) -> None:
    """Take signers out who have not acted; what they had open is cancelled.

    `decider` is who has answered for them all.
    """
    for signer in signers:
        _cancel_child(uow, actor, signer, decider)
        signer.state = DROPPED
    uow.session.flush()


def recall(uow: UnitOfWork, actor: Actor, signers: Sequence[TaskSigner]) -> None:
    """Ask signers after a task no more, since its answer was taken back; they stay planned."""
    for signer in signers:
        if signer.position == AFTER:
            _cancel_child(uow, actor, signer)
            signer.state, signer.child_task_id = PLANNED, None
    uow.session.flush()


def give_back(uow: UnitOfWork, task: UserTask) -> None:
    """Return a task to whoever waited for its signers."""
    uow.store(
        task,
        hold=None,
        assignee_id=task.owner_id,
        assignee_name=task.owner_name,
        owner_id=None,
        owner_name=None,
    )


def _hold_or_move(
    uow: UnitOfWork,
    actor: Actor,
    task: UserTask,
    instance: ProcessInstance,
    data: dict[str, Any],
) -> None:
    signers = tasks.signers_of(uow.session, task.id)
    uow.store(
        task,
        hold=AFTER,
        assignee_id=None,
        assignee_name=None,
        owner_id=actor.user_id,
        owner_name=actor.name,
        **answer_of(uow, actor, task, data),
    )
    _after_answer(uow, actor, task, instance, signers)


def _after_answer(
    uow: UnitOfWork,
    actor: Actor,
    task: UserTask,
    instance: ProcessInstance,
    signers: Sequence[TaskSigner],
) -> None:
    refused = task.outcome in REFUSED or bool(_refusal(uow, signers))
    waiting = _waiting(uow, actor, signers, AFTER, PARALLEL)
    if waiting and not refused:
        ask(uow, actor, task, waiting)
        return
    drop(uow, actor, waiting, actor.name)
    _finish_held(uow, actor, task, instance, _refusal(uow, signers))


def _waiting(
    uow: UnitOfWork, actor: Actor, signers: Sequence[TaskSigner], *positions: str
) -> list[TaskSigner]:
    """Return who has still to answer; the first answer of `any` frees the others."""
    fit = [signer for signer in signers if signer.position in positions]
    waiting = [signer for signer in fit if signer.is_open]
    if any(signer.mode == ANY and signer.state == SIGNED for signer in fit):
        freed = [signer for signer in waiting if signer.mode == ANY]
        drop(uow, actor, freed, actor.name)
        waiting = [signer for signer in waiting if signer not in freed]
    return waiting


def _refusal(uow: UnitOfWork, signers: Sequence[TaskSigner]) -> str:
    """Return the outcome by which a signer after or beside the task refused.

    A signer has refused too when one he asked himself after or beside him did.
    """
    ids = [
        signer.child_task_id
        for signer in signers
        if signer.state == SIGNED and signer.position in (AFTER, PARALLEL) and signer.child_task_id
    ]
    for one in tasks.tasks_by_id(uow.session, ids) if ids else ():
        if one.outcome in REFUSED:
            return one.outcome or ""
        below = _refusal(uow, tasks.signers_of(uow.session, one.id)) if one.has_signers else ""
        if below:
            return below
    return ""


def _finish_held(
    uow: UnitOfWork, actor: Actor, task: UserTask, instance: ProcessInstance, refusal: str
) -> None:
    data = dict(task.form_data or {})
    if refusal:
        data[decision_field(uow, task)] = refusal
    was_overdue = task.is_overdue(uow.now)
    uow.store(
        task,
        state=DONE,
        hold=None,
        completed_at=uow.now,
        assignee_id=task.owner_id,
        assignee_name=task.owner_name,
        owner_id=None,
        owner_name=None,
    )
    outcome = refusal or task.outcome
    uow.record(TaskCompleted(**task_facts(task), outcome=outcome, was_overdue=was_overdue), actor)
    plan_copies(uow, task)
    if task.kind == PLAIN:
        leave_task(uow, actor, task, instance, data)
    else:
        _signed(uow, actor, task, instance)


def _cancel_child(
    uow: UnitOfWork, actor: Actor, signer: TaskSigner, decider: str | None = None
) -> None:
    if signer.state != ASKED or not signer.child_task_id:
        return
    child = tasks.get_task(uow.session, signer.child_task_id)
    if child.has_signers:
        drop(uow, actor, [one for one in tasks.signers_of(uow.session, child.id) if one.is_open])
    if child.is_open:
        uow.store(child, **cancelled_by(decider, uow.now))
        uow.record(TaskCancelled(**task_facts(child)), actor)


def _open_child(uow: UnitOfWork, actor: Actor, task: UserTask, signer: TaskSigner) -> str:
    row = {
        **{name: getattr(task, name) for name in COPIED},
        "id": new_id(),
        "state": OPEN,
        "kind": signer.position,
        "parent_task_id": task.id,
        "assignee_id": signer.user_id,
        "assignee_name": signer.user_name,
        "candidates": [],
        "assignment_note": "added",
        "created_at": uow.now,
        "claimed_at": uow.now,
        "is_customer_step": False,
        "has_signers": False,
        "is_undone": False,
        "urge_count": 0,
    }
    uow.insert(UserTask, [row])
    child = tasks.get_task(uow.session, row["id"])
    fact = TaskOpened(
        **task_facts(child), assignee_id=signer.user_id, candidates=(), due_at=child.due_at
    )
    uow.record(fact, actor)
    return child.id
