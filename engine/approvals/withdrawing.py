"""Taking back: what one has completed, or the whole case one has started."""

from engine.approvals import rules
from engine.approvals.checks import require_permitted, required, workers_of
from engine.approvals.events import CaseWithdrawn, TaskWithdrawn
from engine.approvals.following import CannotWithdraw, what_followed
from engine.approvals.giving import give_again
from engine.approvals.returning import undo
from engine.db import UnitOfWork
from engine.definitions import store
from engine.instances.model import ProcessInstance
from engine.instances.queries import get_instance, lock_instance, trail
from engine.kernel.actor import Actor
from engine.kernel.errors import Forbidden
from engine.processes import signing
from engine.processes.finishing import node_of
from engine.processes.moving import move
from engine.tasks import queries as tasks
from engine.tasks.model import AFTER, CANCELLED, DONE, PLAIN, TAKEN_BACK, UserTask
from engine.tasks.records import SIGNED
from engine.tasks.service import Remark, add_note, keep_chain, task_facts
from engine.workflow import CancelInstance, MoveToken

__all__ = ["CannotWithdraw", "cancel_case", "may_cancel", "require_withdrawable", "withdraw_task"]


def withdraw_task(uow: UnitOfWork, actor: Actor, task_id: str, reason: str = "") -> None:
    """Take back what the actor has completed last, while nobody has gone on from there.

    The tasks that followed are cancelled, and the actor has his own again as he left it.
    """
    task, instance = tasks.lock_task(uow, task_id)
    _require_way_back(uow, actor, task, instance)
    if task.is_open:
        _take_answer_back(uow, actor, task, instance)
        return
    followed = what_followed(uow, task, instance)
    undo(uow, [task, *followed.tasks])
    hop = MoveToken(followed.token, task.activity_id, followed.sweep, followed.rejoin)
    result = move(uow, actor, instance, hop)
    for again in tasks.tasks_by_id(uow.session, [one.id for one in result.opened]):
        if again.activity_id == task.activity_id:
            uow.store(again, return_to=task.return_to)
            give_again(uow, again, task, is_present=True)
    for gone in tasks.tasks_by_id(uow.session, [one.id for one in result.closed]):
        if gone.state == CANCELLED:
            uow.store(gone, outcome=TAKEN_BACK)
    _record(uow, actor, task, reason, followed.workers)
    keep_chain(uow, instance)


def require_withdrawable(uow: UnitOfWork, actor: Actor, task_id: str) -> None:
    """Raise what keeps the actor from taking a step back now; nothing changes."""
    task = tasks.get_task(uow.session, task_id)
    instance = get_instance(uow.session, task.instance_id)
    _require_way_back(uow, actor, task, instance)
    if not task.is_open:
        what_followed(uow, task, instance)


def cancel_case(uow: UnitOfWork, actor: Actor, instance_id: str, reason: str) -> None:
    """End one's own case, as long as the diagram lets the starter."""
    instance = lock_instance(uow, instance_id)
    if instance.starter_id != actor.user_id:
        raise Forbidden(f"{actor.user_id} did not start {instance.business_key}")
    instance.require_running()
    reason = required("reason", reason)
    if not may_cancel(uow, instance):
        raise CannotWithdraw(f"{instance.business_key} has gone on", reason="gone_on")
    users = workers_of(tasks.open_tasks_of(uow.session, instance.id))
    uow.record(
        CaseWithdrawn(
            instance_id=instance.id,
            business_key=instance.business_key,
            title=instance.title,
            users=tuple(user for user in users if user != actor.user_id),
            reason=reason,
        ),
        actor,
    )
    move(uow, actor, instance, CancelInstance(reason[:500]), was_cancelled=True)


def may_cancel(uow: UnitOfWork, instance: ProcessInstance) -> bool:
    """Tell whether the starter may still cancel his case.

    Until the node `cancelUntil` of the process is reached; without it, while nobody else has
    completed anything. `starterCancel="false"` never lets him.
    """
    properties = store.load(uow.session, instance.definition_id).process.extensions.properties
    if properties.get("starterCancel") == "false":
        return False
    limit = properties.get("cancelUntil")
    if limit:
        visited = {row.activity_id for row in trail(uow.session, instance.id)}
        return limit not in visited
    done = tasks.finished_tasks_of(uow.session, instance.id)
    return all(task.completed_by == instance.starter_id for task in done)


def _require_way_back(
    uow: UnitOfWork, actor: Actor, task: UserTask, instance: ProcessInstance
) -> None:
    instance.require_running()
    require_permitted(uow, task, rules.WITHDRAW)
    _require_own(task, actor)
    if not task.is_open and getattr(node_of(uow, task), "loop", None) is not None:
        raise CannotWithdraw(f"{task.id} is a countersignature", reason="countersignature")


def _require_own(task: UserTask, actor: Actor) -> None:
    if task.completed_by != actor.user_id:
        raise Forbidden(f"{actor.user_id} did not complete {task.id}")
    is_held = task.is_open and task.hold == AFTER
    if not is_held and (task.state != DONE or task.is_undone or task.kind != PLAIN):
        raise CannotWithdraw(f"{task.id} is not the last step", reason="not_last")


def _take_answer_back(
    uow: UnitOfWork, actor: Actor, task: UserTask, instance: ProcessInstance
) -> None:
    """Take an answer back for which the signers after it have not answered."""
    signers = tasks.signers_of(uow.session, task.id)
    if any(signer.state == SIGNED and signer.position == AFTER for signer in signers):
        raise CannotWithdraw("an added signer has answered", reason="next_finished")
    asked = [one for one in signers if one.is_open and one.position == AFTER]
    gone = tuple(one.user_id for one in asked)
    signing.recall(uow, actor, asked)
    if task.opinion:
        add_note(uow, actor, task, Remark("unsaid", task.opinion))
    uow.store(task, draft=task.form_data, form_data=None, outcome=None, opinion=None,
              completed_by=None, completed_by_name=None)  # fmt: skip
    signing.give_back(uow, task)
    _record(uow, actor, task, "", gone)
    keep_chain(uow, instance)


def _record(
    uow: UnitOfWork, actor: Actor, task: UserTask, reason: str, gone: tuple[str, ...]
) -> None:
    users = tuple(user for user in gone if user != actor.user_id)
    add_note(uow, actor, task, Remark("withdraw", reason.strip()))
    uow.record(TaskWithdrawn(**task_facts(task), users=users, reason=reason.strip()), actor)
