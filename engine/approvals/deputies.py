"""Deputies 代理 who take over what is open already when they begin."""

from collections.abc import Mapping

from engine.access.queries import actor_for
from engine.approvals import queries
from engine.approvals.checks import require_fit
from engine.approvals.events import OpenWorkTakenOver
from engine.db import UnitOfWork
from engine.kernel.actor import SYSTEM, Actor
from engine.kernel.errors import Forbidden, NotFound
from engine.scheduler.jobs import Handler
from engine.scheduler.model import Job
from engine.scheduler.service import NewJob, schedule
from engine.staff import queries as staff
from engine.staff.model import Deputy
from engine.staff.service import appoint_deputy
from engine.tasks import queries as tasks
from engine.tasks.events import TaskReassigned
from engine.tasks.model import LENT, PLAIN, UserTask
from engine.tasks.service import (
    Remark,
    add_candidates,
    add_note,
    keep_chain,
    set_claimable,
    task_facts,
)

BEGINS = "deputy.begins"


def handlers() -> Mapping[str, Handler]:
    """Return what is done when a deputy begins who takes over open work."""
    return {BEGINS: begin_deputy}


def appoint(uow: UnitOfWork, actor: Actor, deputy: Deputy, *, takes_open: bool = False) -> None:
    """Let somebody stand in for a colleague; on wish also for what is open when he begins.

    What was begun before a deputy stays with the principal unless somebody says so.
    """
    appoint_deputy(uow, actor, deputy)
    uow.session.flush()
    if not takes_open:
        return
    if deputy.valid_from <= uow.now:
        take_over_open(uow, deputy)
    else:
        schedule(uow, NewJob(BEGINS, deputy.valid_from, None, deputy.id))


def begin_deputy(uow: UnitOfWork, job: Job) -> None:
    """Let a deputy take over what is open now; one dismissed meanwhile takes over nothing."""
    try:
        deputy = staff.get_deputy(uow.session, job.ref)
    except NotFound:
        return
    if deputy.is_enabled and deputy.valid_from <= uow.now < deputy.valid_to:
        take_over_open(uow, deputy)


def take_over_open(uow: UnitOfWork, deputy: Deputy) -> tuple[str, ...]:
    """Give an agent the open work of his principal within his processes; return the tasks.

    Not what is lent or waits for signers, what the principal does for somebody else, nor
    where the agent started the case or decides already. The principal may still do it all.
    """
    principal = staff.get_user(uow.session, deputy.principal_id)
    agent = staff.get_user(uow.session, deputy.agent_id)
    if not agent.is_active:
        return ()
    groups = actor_for(uow.session, principal.id, uow.now).groups if principal.is_active else ()
    own_groups = actor_for(uow.session, agent.id, uow.now).groups
    taken = []
    for task_id in queries.work_to_stand_in_for(uow.session, principal.id, groups):
        task, instance = tasks.lock_task(uow, task_id)
        may_anyway = own_groups & set(task.candidates or ()) and not task.assignee_id
        barred = may_anyway or instance.starter_id == agent.id
        if barred or not _may_take(uow, task, deputy):
            continue
        _stand_in(uow, task, (principal.id, principal.name), (agent.id, agent.name))
        keep_chain(uow, instance)
        taken.append(task.id)
    if taken:
        fact = OpenWorkTakenOver(
            deputy_id=deputy.id,
            principal_id=principal.id,
            agent_id=agent.id,
            task_ids=tuple(taken),
        )
        uow.record(fact, SYSTEM)
    return tuple(taken)


def _may_take(uow: UnitOfWork, task: UserTask, deputy: Deputy) -> bool:
    if deputy.process_keys and task.definition_key not in deputy.process_keys:
        return False
    if not task.is_open or task.kind != PLAIN or task.hold or task.has_signers:
        return False
    is_borrowed = task.lending == LENT or task.acting_for_id is not None
    is_others = task.assignee_id not in (None, deputy.principal_id)
    is_named = f"user:{deputy.agent_id}" in (task.candidates or ())
    if is_borrowed or is_others or is_named:
        return False
    try:
        require_fit(uow, task, deputy.agent_id)
    except Forbidden:
        return False
    return True


def _stand_in(
    uow: UnitOfWork, task: UserTask, principal: tuple[str, str], agent: tuple[str, str]
) -> None:
    """Let an agent do a task for his principal, who keeps sight of it and may take it back."""
    own, other = f"user:{principal[0]}", f"user:{agent[0]}"
    stand_ins = {**(task.stand_ins or {}), agent[0]: list(principal)}
    keys = [*(task.candidates or ()), other]
    if task.assignee_id is None:
        uow.store(task, stand_ins=stand_ins, candidates=keys)
        add_candidates(uow, task, [other])
    else:
        keys = list(dict.fromkeys([*keys, own]))
        uow.store(
            task,
            stand_ins=stand_ins,
            candidates=keys,
            assignee_id=agent[0],
            assignee_name=agent[1],
            acting_for_id=principal[0],
            acting_for_name=principal[1],
            claimed_at=uow.now,
        )
        set_claimable(uow, task, claimable=False)
        add_candidates(uow, task, [own])
        fact = TaskReassigned(
            **task_facts(task),
            former_assignee_id=principal[0],
            assignee_id=agent[0],
            reason=f"代{principal[1]}",
        )
        uow.record(fact, SYSTEM)
    add_note(uow, SYSTEM, task, Remark("stand_in", "", (agent[1],)))
    uow.session.flush()
