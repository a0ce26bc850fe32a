"""Works through the rows: each in a transaction of its own, none stops another."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from engine.bulk import service
from engine.bulk.queries import decision_of
from engine.bulk.rules import Decision
from engine.bulk.service import Order, Result
from engine.db import UnitOfWork
from engine.kernel.actor import Actor
from engine.kernel.errors import GridFlowError
from engine.tasks.model import UserTask
from engine.tasks.queries import tasks_by_id
from engine.tasks.service import may_see
from engine.workflow import StepFailed
from forms.options import shown_value
from web import context
from web.errors import known_code
from web.formats import named
from web.incidents.texts import meaning

OrderOf = Callable[[str], Order]


def run(actor: Actor, action: str, task_ids: Sequence[str], order_of: OrderOf) -> str:
    """Do what was ordered with each task; return the id of what is kept of it."""
    ids = list(dict.fromkeys(task_ids))
    service.check_order(order_of(ids[0]) if ids else Order(action), ids)
    with context.open_reading() as uow:
        known = readable(uow, actor, tasks_by_id(uow.session, ids))
        names = {task.id: (named(task), task.title) for task in known}
    results = [_one(actor, task_id, order_of(task_id), names.get(task_id)) for task_id in ids]
    with context.open_uow() as uow:
        return service.keep_batch(uow, actor, action, results)


def take_back(actor: Actor, batch_id: str, task_ids: Sequence[str]) -> None:
    """Take rows of a batch back, all unless some are named, and keep what became of each."""
    with context.open_uow() as uow:
        order, chosen = service.begin_undo(uow, actor, batch_id, task_ids)
    results = [_one(actor, task_id, order, None) for task_id in chosen]
    with context.open_uow() as uow:
        service.end_undo(uow, actor, batch_id, results)


def _one(actor: Actor, task_id: str, order: Order, name: tuple[str, str] | None) -> Result:
    said = name or ("", task_id)
    try:
        with context.open_uow() as uow:
            service.carry_out(uow, actor, task_id, order)
    except GridFlowError as error:
        detail = meaning(error.incident) if isinstance(error, StepFailed) else error.message
        facts = {**error.facts, "detail": detail}
        return Result(task_id, *said, known_code(error), facts)
    return Result(task_id, *said)


def readable(uow: UnitOfWork, actor: Actor, tasks: Iterable[UserTask]) -> list[UserTask]:
    """Return those tasks whose case the actor may see."""
    return [task for task in tasks if may_see(uow, actor, task.instance_id)]


def decidable(uow: UnitOfWork, actor: Actor, tasks: Sequence[UserTask]) -> list[dict[str, Any]]:
    """Return each task with its choices; none where its form asks for more, or it is not his."""
    rows = []
    for task in tasks:
        is_his = task.is_open and (
            task.assignee_id == actor.user_id or (not task.assignee_id and task.is_candidate(actor))
        )
        asked = decision_of(uow, task) if is_his else None
        rows.append({"task": task, "asked": asked, "choices": choices(asked) if asked else ()})
    return rows


def choices(asked: Decision) -> tuple[tuple[str, str], ...]:
    """Return value and label of each way to decide."""
    language = context.language()
    return tuple(
        (value, str(shown_value(asked.field, value, {asked.field.key: value}, language)))
        for value in asked.values
    )
