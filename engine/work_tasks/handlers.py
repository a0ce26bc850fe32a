"""What diagrams do with tasks that leaders assign."""

from typing import Any

from engine.kernel.errors import NotFound
from engine.kernel.inputs import to_int, to_list, to_moment, to_needed_moment, to_text
from engine.processes.topics import ServiceContext, case_cancelled, service_task
from engine.work_tasks import queries, service
from engine.work_tasks.model import WorkTask


@service_task("work_tasks.create")
def create(
    context: ServiceContext,
    *,
    title: Any = None,
    owner: Any = None,
    dueAt: Any = None,
    source: Any = None,
    type: Any = None,  # the name in the diagrams
) -> dict[str, Any]:
    """Give somebody a task; the same step of the same case gives it once."""
    for known in queries.tasks_of_case(context.uow.session, context.instance_id):
        if known.activity_id == context.activity_id and known.is_open:
            return {"taskNo": known.number}
    variables = context.variables or {}
    new = service.NewWorkTask(
        instance_id=context.instance_id,
        activity_id=context.activity_id,
        org_id=str(variables.get("orgId") or context.org_id),
        title=to_text("title", title),
        owner=to_text("owner", owner, 100),
        due_at=to_moment("dueAt", dueAt),
        source=to_text("source", source, 60),
        type=to_text("type", type, 20),
    )
    # A case that is about the task has the task's number; any other case has its own.
    number = context.business_key if context.business_key.startswith("RW") else ""
    taken = number and queries.task_by_number(context.uow.session, number)
    task = service.create_task(context.uow, context.actor, new, "" if taken else number)
    return {"taskNo": task.number}


@service_task("work_tasks.accept")
def accept(context: ServiceContext, *, owner: Any = None, subtasks: Any = None) -> None:
    """Begin the work, perhaps in parts."""
    listed = subtasks if subtasks is not None else (context.variables or {}).get("subtasks")
    parts = [_part(entry) for entry in to_list(listed)]
    name = to_text("owner", owner, 100)
    service.accept_task(context.uow, context.actor, _task(context), name, parts)


@service_task("work_tasks.remind_progress")
def remind_progress(context: ServiceContext, *, taskNo: Any = None) -> None:
    """Keep that a report on progress is missing."""
    task = _task(context, to_text("taskNo", taskNo, 32))
    service.remind_progress(context.uow, context.actor, task)


@service_task("work_tasks.extend")
def extend(context: ServiceContext, *, newDue: Any = None, reason: Any = None) -> dict[str, Any]:
    """Move the due date."""
    due_at = to_needed_moment("newDue", newDue)
    text = to_text("reason", reason, 2000)
    task = _task(context)
    return {"extensions": service.extend_task(context.uow, context.actor, task, due_at, text)}


@service_task("work_tasks.finish")
def finish(context: ServiceContext, *, score: Any = None, comment: Any = None) -> None:
    """Keep the result as checked."""
    points = None if score in (None, "") else to_int("score", score)
    text = to_text("comment", comment, 2000)
    service.finish_task(context.uow, context.actor, _task(context), points, text)


@service_task("work_tasks.cancel")
def cancel(context: ServiceContext, *, reason: Any = None) -> None:
    """Take the task back."""
    text = to_text("reason", reason, 2000)
    service.cancel_task(context.uow, context.actor, _task(context), text)


def _task(context: ServiceContext, number: str = "") -> WorkTask:
    wanted = number or str((context.variables or {}).get("taskNo") or "")
    found = queries.tasks_of_case(context.uow.session, context.instance_id)
    named = [task for task in found if task.number == wanted]
    whole = [task for task in found if task.parent_id is None]
    if not named and not whole:
        raise NotFound("work_task", wanted or context.instance_id)
    return (*named, *whole)[0]


def _part(entry: Any) -> tuple[str, str]:
    if isinstance(entry, dict):
        title = entry.get("title") or entry.get("name")
        owner = entry.get("owner") or entry.get("person")
        return to_text("subtasks", title), to_text("subtasks", owner, 100)
    return to_text("subtasks", entry), ""


@case_cancelled
def take_back(context: ServiceContext, reason: str) -> None:
    """Take back the tasks a case has given that is cancelled."""
    for task in queries.tasks_of_case(context.uow.session, context.instance_id):
        if task.is_open:
            service.cancel_task(context.uow, context.actor, task, reason)
