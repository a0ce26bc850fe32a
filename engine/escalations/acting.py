"""What leaders do about an escalated matter: take it up or over, hand back, close, raise one."""

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.escalations import queries
from engine.escalations.events import (
    EscalationAcknowledged,
    EscalationHandedBack,
    EscalationTakenOver,
)
from engine.escalations.model import (
    CLOSED,
    HANDED_BACK,
    MANUAL,
    OPEN,
    TAKEN,
    Escalation,
    NothingToTakeOver,
)
from engine.escalations.raising import (
    Entry,
    Matter,
    end_matter,
    keep_entry,
    matter_facts,
    raise_matter,
    settle_later,
)
from engine.escalations.rules import standing_of
from engine.instances.model import ProcessInstance
from engine.instances.queries import lock_instance
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Conflict, Forbidden, Invalid
from engine.kernel.ids import new_id
from engine.processes.finishing import require_separate
from engine.staff import queries as staff
from engine.tasks.model import UserTask
from engine.tasks.queries import get_task, lock_task, open_tasks_of
from engine.tasks.service import Remark, add_note, keep_chain, may_see, set_claimable

LONGEST = 2000


class NobodyAbove(Conflict):
    """Nobody stands above the actor to whom a matter could go."""

    code = "nobody_above"


def may_see_escalation(uow: UnitOfWork, actor: Actor, row: Escalation) -> bool:
    """Tell whether the actor may know of a matter: as one who was told, or with its case."""
    if row.is_held_by(actor) or queries.is_told(uow.session, actor, row):
        return True
    return may_see(uow, actor, row.instance_id)


def may_handle(uow: UnitOfWork, actor: Actor, row: Escalation) -> bool:
    """Tell whether the actor may act on a matter.

    Whoever stands on the present level may; of the others, who may open supervision within
    reach, unless he was told lower down and let it climb.
    """
    if actor.is_system or row.is_held_by(actor):
        return True
    reaches = actor.may(Permission.SUPERVISION_OPEN) and actor.sees(row.org_path)
    return reaches and not queries.was_below(uow.session, actor, row)


def acknowledge_escalation(uow: UnitOfWork, actor: Actor, escalation_id: str) -> None:
    """Take a matter up 签收: it climbs no further for the time one has to settle it."""
    row, case = _to_handle(uow, actor, escalation_id)
    row.acknowledge(actor, uow.now)
    _note_taking_up(uow, actor, row)
    keep_chain(uow, case)


def take_over(
    uow: UnitOfWork, actor: Actor, escalation_id: str, text: str, task_id: str = ""
) -> str:
    """Take the late task to oneself 接管; return its id. `task_id` chooses among several."""
    row, case = _to_handle(uow, actor, escalation_id)
    text = checked("text", text, needed=False)
    task = _task_to_take(uow, row, task_id)
    case.require_running()
    task.require_free()
    require_separate(uow, actor, task, case)
    if task.assignee_id == actor.user_id:
        raise Conflict("the task is the actor's already", reason="own_task")
    take_up(uow, actor, row)
    former_id, former_name = task.assignee_id, task.assignee_name
    told = (f"user:{former_id}",) if former_id else tuple(task.candidates or ())
    task.reassign(actor.user_id, actor.name, uow.now)
    set_claimable(uow, task, claimable=False)
    add_note(uow, actor, task, Remark("take_over", text, (former_name,) if former_name else ()))
    row.state, row.taken_task_id = TAKEN, task.id
    row.holder_id, row.holder_name = actor.user_id, actor.name
    row.former_id, row.former_name = former_id, former_name
    until = settle_later(uow, row)
    keep_entry(uow, actor, row, Entry("taken", text, until, told))
    fact = EscalationTakenOver(
        **matter_facts(row),
        taken_task_id=task.id,
        former_id=former_id,
        receivers=told,
        text=text,
    )
    uow.record(fact, actor)
    keep_chain(uow, case)
    return task.id


def hand_back(uow: UnitOfWork, actor: Actor, escalation_id: str, text: str) -> None:
    """Give a matter back to its handlers 交回, with the task if it was taken over."""
    row, case = _to_handle(uow, actor, escalation_id)
    text = checked("text", text)
    take_up(uow, actor, row)
    told: tuple[str, ...] = ()
    if row.state == TAKEN and row.taken_task_id:
        if row.holder_id != actor.user_id:
            raise Forbidden(f"{row.holder_id} has taken the task over", by=row.holder_name)
        told = _give_back(uow, actor, row, text)
    told = told or handlers_of(uow, case.id)
    row.state, row.taken_task_id = HANDED_BACK, None
    until = settle_later(uow, row)
    keep_entry(uow, actor, row, Entry("handed_back", text, until, told))
    uow.record(
        EscalationHandedBack(**matter_facts(row), receivers=told, text=text, until=until), actor
    )
    keep_chain(uow, case)


def close_escalation(uow: UnitOfWork, actor: Actor, escalation_id: str, conclusion: str) -> None:
    """Close a matter 关闭 with a conclusion; it never climbs again."""
    row, case = _to_handle(uow, actor, escalation_id)
    conclusion = checked("text", conclusion)
    take_up(uow, actor, row)
    end_matter(uow, actor, row, CLOSED, conclusion)
    keep_chain(uow, case)


def raise_by_hand(
    uow: UnitOfWork, actor: Actor, instance_id: str, text: str, task_id: str = ""
) -> Escalation:
    """Raise a matter about a running case to whoever stands above the actor."""
    text = checked("text", text)
    case = lock_instance(uow, instance_id)
    require(actor, Permission.ESCALATION_HANDLE, case.org_path)
    if not case.is_live:
        case.require_running()
    task = get_task(uow.session, task_id) if task_id else None
    if task is not None and task.instance_id != case.id:
        raise Invalid([{"field": "task", "code": "unknown", "message": "not of this case"}])
    late = standing_of(actor.groups, case.org_path)
    if not late:
        raise NobodyAbove(f"{actor.user_id} leads none of the units above {case.business_key}")
    row = raise_matter(
        uow,
        actor,
        case,
        Matter(f"manual:{new_id()}", MANUAL, "E1", text, task=task, late=late),
    )
    if row is None or not (row.groups or row.users):
        raise NobodyAbove(f"nobody stands above {actor.user_id}")
    keep_chain(uow, case)
    return row


def take_up(uow: UnitOfWork, actor: Actor, row: Escalation) -> None:
    """Note that the actor has the matter now, whoever acts on it takes it up."""
    row.require_alive()
    if row.state == OPEN:
        row.acknowledge(actor, uow.now)
        _note_taking_up(uow, actor, row)


def handlers_of(uow: UnitOfWork, instance_id: str) -> tuple[str, ...]:
    """Return who works on a case now, as candidate keys."""
    found: list[str] = []
    for task in open_tasks_of(uow.session, instance_id):
        worker = task.assignee_id or task.owner_id
        found += [f"user:{worker}"] if worker else list(task.candidates or ())
    return tuple(dict.fromkeys(found))


def checked(field: str, text: str, *, needed: bool = True) -> str:
    """Return a text somebody typed; raises when it is missing or too long."""
    text = text.strip()
    if needed and not text:
        raise Invalid([{"field": field, "code": "required", "message": "a text is needed"}])
    if len(text) > LONGEST:
        raise Invalid([{"field": field, "code": "length", "message": "too long"}])
    return text


def _to_handle(
    uow: UnitOfWork, actor: Actor, escalation_id: str
) -> tuple[Escalation, ProcessInstance]:
    row, case = queries.lock_escalation(uow, escalation_id)
    if not may_handle(uow, actor, row):
        raise Forbidden(f"{actor.user_id} does not stand above {row.id}")
    row.require_alive()
    return row, case


def _note_taking_up(uow: UnitOfWork, actor: Actor, row: Escalation) -> None:
    until = settle_later(uow, row)
    keep_entry(uow, actor, row, Entry("acknowledged", until=until))
    uow.record(EscalationAcknowledged(**matter_facts(row)), actor)


def _task_to_take(uow: UnitOfWork, row: Escalation, task_id: str) -> UserTask:
    waiting = {task.id for task in open_tasks_of(uow.session, row.instance_id)}
    wanted = row.task_id or task_id or (next(iter(waiting)) if len(waiting) == 1 else "")
    if wanted not in waiting:
        raise NothingToTakeOver(f"{row.id} has no single open task")
    return lock_task(uow, wanted)[0]


def _give_back(uow: UnitOfWork, actor: Actor, row: Escalation, text: str) -> tuple[str, ...]:
    """Give the taken task to whom it was taken from, else to all who may claim it."""
    task, _ = lock_task(uow, row.taken_task_id or "")
    if not task.is_open or task.assignee_id != actor.user_id:
        return ()
    former = staff.users_by_ids(uow.session, [row.former_id or ""]).get(row.former_id or "")
    if former is not None and former.is_active:
        task.reassign(former.id, former.name, uow.now)
        told: tuple[str, ...] = (f"user:{former.id}",)
    else:
        task.release(actor)
        set_claimable(uow, task, claimable=True)
        told = tuple(task.candidates or ())
    add_note(uow, actor, task, Remark("hand_back", text, (former.name,) if former else ()))
    return told
