"""Going on from a task that was sent back: straight to who refused, or all the way anew."""

from bpmn.ahead import place_in, region, scopes_around
from engine.db import UnitOfWork
from engine.definitions import store
from engine.instances.model import ProcessInstance
from engine.kernel.actor import Actor
from engine.processes.finishing import may_go_straight
from engine.processes.moving import move
from engine.processes.paths import is_within, path_of
from engine.tasks import queries as tasks
from engine.tasks.model import KEPT, UserTask
from engine.workflow import CompleteTask


def leave_task(
    uow: UnitOfWork,
    actor: Actor,
    task: UserTask,
    instance: ProcessInstance,
    data: dict[str, object],
) -> None:
    """Let a case go on from a task that is done.

    One that was sent back leads straight to who refused. Where it no longer may, nothing that
    was agreed on the way there before counts any more.
    """
    then = task.return_to or ""
    if then and not may_go_straight(uow, task, instance, data):
        _undo_ahead(uow, task)
        then = ""
    move(uow, actor, instance, CompleteTask(task.id, data, then))


def _undo_ahead(uow: UnitOfWork, task: UserTask) -> None:
    process = store.load(uow.session, task.definition_id).process
    scope = scopes_around(process, task.activity_id)[0]
    ahead, path = region(scope, task.activity_id), path_of(task)
    for row in tasks.finished_tasks_of(uow.session, task.instance_id):
        same = row.definition_key == task.definition_key and is_within(path_of(row), path)
        if same and row.id != task.id and place_in(scope, row.activity_id) in ahead:
            uow.store(row, is_undone=True, hold=None if row.hold == KEPT else row.hold)
