"""Giving work to a colleague: for good, for an opinion, or all of it when somebody leaves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.access.rules import Permission
from engine.approvals import queries, rules
from engine.approvals.checks import (
    active_people,
    require_fit,
    require_permitted,
    required,
    signers_around,
)
from engine.approvals.events import TaskDelegated, TaskResolved, WorkHandedOver
from engine.db import UnitOfWork
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Conflict, Forbidden, Invalid
from engine.processes import signing
from engine.staff import queries as staff
from engine.staff.model import User
from engine.tasks import queries as tasks
from engine.tasks.events import TaskReassigned
from engine.tasks.model import GIVEN_BACK, LENT, TaskCandidate, UserTask
from engine.tasks.records import DROPPED, TaskSigner
from engine.tasks.service import (
    Remark,
    add_note,
    keep_chain,
    reassign_task,
    set_claimable,
    task_facts,
)
from engine.tasks.signers import planned_for


class NotLent(Conflict):
    """The task was not lent, or has come back already."""

    code = "task_not_lent"


@dataclass(frozen=True)
class HandOver:
    """What became of the open work of somebody who leaves.

    `kept` are tasks the colleague must not decide, with the reason; `roles` the roles
    nobody but the leaver holds at their unit, so that future work would find nobody.
    """

    moved: tuple[str, ...]
    kept: tuple[str, ...]
    roles: tuple[str, ...]


def pass_on(uow: UnitOfWork, actor: Actor, task_id: str, to_id: str, reason: str) -> None:
    """Give a task to a colleague for good; he decides, and sees why it came to him."""
    task = tasks.get_task(uow.session, task_id)
    require_permitted(uow, task, rules.REASSIGN)
    person = active_people(uow, [to_id])[0]
    require_fit(uow, task, person.id)
    reassign_task(uow, actor, task_id, (person.id, person.name), reason)


def delegate_task(uow: UnitOfWork, actor: Actor, task_id: str, to_id: str, reason: str) -> None:
    """Lend a task to a colleague for his opinion; it comes back to the actor, who decides."""
    task, instance = tasks.lock_task(uow, task_id)
    task.require_worker(actor)
    task.require_free()
    instance.require_running()
    require(actor, Permission.TASK_DELEGATE)
    require_permitted(uow, task, rules.DELEGATE)
    reason = required("reason", reason)
    person = active_people(uow, [to_id])[0]
    if person.id == actor.user_id:
        raise Invalid([{"field": "people", "code": "oneself", "message": "choose a colleague"}])
    uow.store(
        task,
        owner_id=actor.user_id,
        owner_name=actor.name,
        assignee_id=person.id,
        assignee_name=person.name,
        lending=LENT,
    )
    set_claimable(uow, task, claimable=False)
    add_note(uow, actor, task, Remark("delegate", reason, (person.name,)))
    fact = TaskDelegated(
        **task_facts(task), owner_id=actor.user_id, assignee_id=person.id, reason=reason
    )
    uow.record(fact, actor)
    keep_chain(uow, instance)


def resolve_task(uow: UnitOfWork, actor: Actor, task_id: str, opinion: str) -> None:
    """Give a lent task back to its owner with an opinion; he decides."""
    task, instance = tasks.lock_task(uow, task_id)
    task.require_open()
    if task.lending != LENT or task.assignee_id != actor.user_id:
        raise NotLent(f"{task.id} was not lent to {actor.user_id}")
    opinion = required("opinion", opinion)
    owner = task.owner_id or ""
    add_note(uow, actor, task, Remark("resolve", opinion, (task.owner_name or "",)))
    _back_to_owner(uow, task)
    uow.record(TaskResolved(**task_facts(task), owner_id=owner, opinion=opinion), actor)
    keep_chain(uow, instance)


def recall_task(uow: UnitOfWork, actor: Actor, task_id: str) -> None:
    """Take a task one has lent back before the opinion has come."""
    task, instance = tasks.lock_task(uow, task_id)
    task.require_open()
    if task.lending != LENT or task.owner_id != actor.user_id:
        raise NotLent(f"{actor.user_id} has not lent {task.id}")
    add_note(uow, actor, task, Remark("recall", "", (task.assignee_name or "",)))
    _back_to_owner(uow, task)
    uow.record(TaskResolved(**task_facts(task), owner_id=actor.user_id, opinion=""), actor)
    keep_chain(uow, instance)


def hand_over_all(uow: UnitOfWork, actor: Actor, from_id: str, to_id: str, reason: str) -> HandOver:
    """Give all open work of somebody who leaves to a colleague.

    What the colleague may not decide, because he started the case and duties are
    separated, stays and is named.
    """
    leaver = staff.get_user(uow.session, from_id)
    unit = staff.get_unit(uow.session, leaver.org_id)
    # Whoever keeps the accounts of the unit may do it too: he is told when somebody leaves.
    keeps_accounts = actor.may(Permission.STAFF_EDIT)
    if not (keeps_accounts and actor.reaches(Permission.STAFF_EDIT, unit.path)):
        require(actor, Permission.TASK_REASSIGN, unit.path)
    reason = required("reason", reason)
    colleague = active_people(uow, [to_id])[0]
    if colleague.id == leaver.id:
        raise Invalid([{"field": "people", "code": "oneself", "message": "choose a colleague"}])
    moved, kept = [], []
    for task_id in queries.work_of(uow.session, leaver.id):
        task, instance = tasks.lock_task(uow, task_id)
        try:
            require_fit(uow, task, colleague.id)
        except Forbidden:
            kept.append(task.id)
            continue
        _replace(uow, task, leaver.id, (colleague.id, colleague.name))
        add_note(uow, actor, task, Remark("hand_over", reason, (colleague.name,)))
        fact = TaskReassigned(
            **task_facts(task),
            former_assignee_id=leaver.id,
            assignee_id=colleague.id,
            reason=reason,
        )
        uow.record(fact, actor)
        uow.session.flush()
        keep_chain(uow, instance)
        moved.append(task.id)
    _hand_over_later(uow, actor, leaver.id, colleague, reason)
    fact_of_all = WorkHandedOver(
        from_id=leaver.id, to_id=colleague.id, task_ids=tuple(moved), reason=reason
    )
    uow.record(fact_of_all, actor)
    return HandOver(tuple(moved), tuple(kept), queries.sole_roles(uow, leaver.id))


def _back_to_owner(uow: UnitOfWork, task: UserTask) -> None:
    uow.store(
        task,
        assignee_id=task.owner_id,
        assignee_name=task.owner_name,
        owner_id=None,
        owner_name=None,
        lending=GIVEN_BACK,
    )


def _hand_over_later(
    uow: UnitOfWork, actor: Actor, leaver_id: str, colleague: User, reason: str
) -> None:
    """Let a colleague sign where somebody who leaves would have been asked later on.

    Where the colleague signs himself, nobody is asked instead.
    """
    for signer in planned_for(uow.session, leaver_id):
        task, instance = tasks.lock_task(uow, signer.task_id)
        if colleague.id in signers_around(uow, task):
            signer.state = DROPPED
        else:
            signer.user_id, signer.user_name = colleague.id, colleague.name
        add_note(uow, actor, task, Remark("hand_over", reason, (colleague.name,)))
        uow.session.flush()
        signing.go_on(uow, actor, task, instance)
        keep_chain(uow, instance)


def _replace(uow: UnitOfWork, task: UserTask, old: str, new: tuple[str, str]) -> None:
    """Put a colleague in somebody's place wherever a task names him."""
    changes: dict[str, object] = {}
    for part in ("assignee", "owner", "acting_for"):
        if getattr(task, f"{part}_id") == old:
            changes |= {f"{part}_id": new[0], f"{part}_name": new[1]}
    changes |= _without_two_parts(task, changes)
    if task.stand_ins:
        changes["stand_ins"] = _stand_ins(task.stand_ins, old, new)
    keys = [f"user:{new[0]}" if key == f"user:{old}" else key for key in task.candidates or ()]
    if keys != list(task.candidates or ()):
        changes["candidates"] = list(dict.fromkeys(keys))
        is_his = changes.get("assignee_id", task.assignee_id) == new[0]
        row = uow.session.get(TaskCandidate, (task.id, f"user:{old}"))
        there = uow.session.get(TaskCandidate, (task.id, f"user:{new[0]}"))
        if row is not None and there is None:
            fresh = TaskCandidate(
                task_id=task.id,
                candidate=f"user:{new[0]}",
                is_claimable=row.is_claimable and not is_his,
                sort_at=row.sort_at,
            )
            uow.session.add(fresh)
        if row is not None:
            uow.session.delete(row)
    uow.store(task, **changes)
    for signer in tasks.signers_of(uow.session, task.parent_task_id or task.id):
        _replace_signer(signer, old, new)


def _without_two_parts(task: UserTask, changes: Mapping[str, object]) -> dict[str, object]:
    """Return what else changes when a colleague would act for himself, or lend to himself."""
    who = {part: changes.get(f"{part}_id", getattr(task, f"{part}_id"))
           for part in ("assignee", "owner", "acting_for")}  # fmt: skip
    found: dict[str, object] = {}
    if who["acting_for"] and who["acting_for"] == who["assignee"]:
        found |= {"acting_for_id": None, "acting_for_name": None}
    if task.lending == LENT and who["owner"] == who["assignee"]:
        found |= {"owner_id": None, "owner_name": None, "lending": GIVEN_BACK}
    return found


def _stand_ins(
    there: Mapping[str, Sequence[str]], old: str, new: tuple[str, str]
) -> dict[str, list[str]] | None:
    """Return who stands in for whom with a colleague in somebody's place; nobody for himself."""
    found = {
        new[0] if agent == old else agent: list(new) if whom[0] == old else list(whom)
        for agent, whom in there.items()
    }
    return {agent: whom for agent, whom in found.items() if agent != whom[0]} or None


def _replace_signer(signer: TaskSigner, old: str, new: tuple[str, str]) -> None:
    if signer.user_id == old and signer.is_open:
        signer.user_id, signer.user_name = new
