"""One move of a case: the runtime advances, what comes of it is written down."""

from collections import deque

from engine.db import UnitOfWork
from engine.definitions import store
from engine.instances.model import ProcessInstance
from engine.kernel.actor import SYSTEM, Actor
from engine.processes.copies import plan_copies, plan_last_copies
from engine.processes.passing import MOST_PASSES, Pass
from engine.processes.ports import CasePorts, surroundings
from engine.processes.rules import outcome_of
from engine.processes.topics import closers
from engine.processes.writer import MoveWriter
from engine.staff import queries as staff
from engine.tasks import queries as tasks
from engine.tasks.events import TaskPassed
from engine.tasks.model import DONE, UserTask
from engine.tasks.service import task_facts
from engine.workflow import Advance, CancelInstance, Command, CompleteTask, advance


def move(
    uow: UnitOfWork,
    actor: Actor,
    instance: ProcessInstance,
    command: Command,
    *,
    was_cancelled: bool = False,
) -> Advance:
    """Move a locked case by one command and write down what comes of it.

    Tasks that pass by themselves are completed at once; the outcome of the command itself
    is returned.
    """
    if was_cancelled:
        _close_records(uow, actor, instance, command)
    result, passes = _step(uow, actor, instance, command, was_cancelled=was_cancelled)
    waiting, number = deque(passes), 0
    while waiting and number < MOST_PASSES:
        number += 1
        one = waiting.popleft()
        task = tasks.get_task(uow.session, one.task_id)
        if task.is_open:
            let_pass(uow, task, one)
            answer = CompleteTask(task.id, one.data)
            waiting.extend(_step(uow, SYSTEM, instance, answer)[1])
    return result


def _close_records(
    uow: UnitOfWork, actor: Actor, instance: ProcessInstance, command: Command
) -> None:
    """Let the business lines bring what a case was about to its end."""
    reason = command.reason if isinstance(command, CancelInstance) else ""
    context = surroundings(uow, actor, instance)
    for close in closers():
        close(context, reason)


def let_pass(uow: UnitOfWork, task: UserTask, one: Pass) -> None:
    """Mark a task as done by itself, on the word of who agreed before."""
    person = staff.users_by_ids(uow.session, [one.user_id]).get(one.user_id)
    name = person.name if person else SYSTEM.name
    uow.store(
        task,
        state=DONE,
        form_data=dict(one.data),
        outcome=next((outcome_of(one.data, field) for field in one.data), None),
        assignment_note=f"{one.rule}: {one.note}"[:500],
        completed_at=uow.now,
        completed_by=one.user_id or SYSTEM.user_id,
        completed_by_name=name,
        assignee_id=task.assignee_id or one.user_id or SYSTEM.user_id,
        assignee_name=task.assignee_name or name,
    )
    fact = TaskPassed(**task_facts(task), rule=one.rule, user_id=one.user_id, outcome=task.outcome)
    uow.record(fact, SYSTEM)
    plan_copies(uow, task)


def _step(
    uow: UnitOfWork,
    actor: Actor,
    instance: ProcessInstance,
    command: Command,
    *,
    was_cancelled: bool = False,
) -> tuple[Advance, list[Pass]]:
    loaded = store.load(uow.session, instance.definition_id)
    ports = CasePorts(uow, actor, instance)
    state = instance.state or None
    result = advance(loaded.workflow, state, command, uow.now, ports)
    writer = MoveWriter(uow, actor, instance, loaded)
    writer.write(result, was_cancelled=was_cancelled)
    if result.status != "running" and not was_cancelled:
        plan_last_copies(uow, instance, loaded)
    return result, writer.passes
