"""What people are told about approvals: sent back, urged, lent, withdrawn, to be read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.db import UnitOfWork
from engine.instances.queries import get_instance
from engine.tasks.model import UserTask
from engine.tasks.queries import get_task, open_tasks_of
from notifications.notice import Fact, Notice

WAYS = {"copy": "抄送", "circulate": "传阅"}


def _task_returned(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    data = fact.data
    again = [
        task
        for task in open_tasks_of(uow.session, data["instance_id"])
        if task.activity_id == data["to_activity"]
    ]
    told = [_of_task("task.returned", _people(data["users"]), task, fact) for task in again[:1]]
    return [*told, _of_case("task.withdrawn", data["gone"], fact)]


def _task_withdrawn(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    return [_of_case("task.withdrawn", fact.data["users"], fact)]


def _case_withdrawn(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    return [_of_case("case.withdrawn", fact.data["users"], fact)]


def _task_delegated(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    task = get_task(uow.session, fact.data["task_id"])
    return [_of_task("task.delegated", _people([fact.data["assignee_id"]]), task, fact)]


def _task_resolved(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    if fact.actor_id == fact.data["owner_id"]:
        return []
    task = get_task(uow.session, fact.data["task_id"])
    return [_of_task("task.resolved", _people([fact.data["owner_id"]]), task, fact)]


def _task_urged(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    task = get_task(uow.session, fact.data["task_id"])
    if not task.is_open:
        return []
    workers = _people([task.assignee_id]) if task.assignee_id else tuple(task.candidates or ())
    return [_of_task("task.urged", workers, task, fact)]


def _due_date_set(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    task = get_task(uow.session, fact.data["task_id"])
    if not task.is_open or fact.actor_id == task.assignee_id:
        return []
    workers = _people([task.assignee_id]) if task.assignee_id else tuple(task.candidates or ())
    notice = _of_task("task.dated", workers, task, fact)
    return [replace(notice, values={**notice.values, "byHand": fact.data["by_hand"]})]


def _case_circulated(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    get_instance(uow.session, fact.data["instance_id"])
    notice = _of_case("copy.sent", fact.data["users"], fact)
    return [notice]


def _circulation_answered(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    return [_of_case("copy.answered", [fact.data["sender_id"]], fact)]


APPROVAL_ROUTES: Mapping[str, Callable[[UnitOfWork, Fact], list[Notice]]] = {
    "CaseCirculated": _case_circulated,
    "CaseWithdrawn": _case_withdrawn,
    "CirculationAnswered": _circulation_answered,
    "TaskDelegated": _task_delegated,
    "TaskResolved": _task_resolved,
    "TaskReturned": _task_returned,
    "DueDateSet": _due_date_set,
    "TaskUrged": _task_urged,
    "TaskWithdrawn": _task_withdrawn,
}


def _of_task(template: str, audience: tuple[str, ...], task: UserTask, fact: Fact) -> Notice:
    about = {"node": task.name, "node_en": task.name_en or task.name, "due": task.due_at}
    return Notice(
        template=template,
        audience=audience,
        values={**_said(fact), **about},
        link=f"/tasks/{task.id}",
        instance_id=task.instance_id,
        task_id=task.id,
    )


def _of_case(template: str, users: Sequence[str], fact: Fact) -> Notice:
    return Notice(
        template=template,
        audience=_people(users),
        values=_said(fact),
        link=f"/cases/{fact.data['instance_id']}",
        instance_id=fact.data["instance_id"],
    )


def _said(fact: Fact) -> dict[str, Any]:
    data = fact.data
    words = (data.get(name) for name in ("remark", "opinion", "reply"))
    return {
        "title": data["title"],
        "businessKey": data["business_key"],
        "node": data.get("task_name"),
        "node_en": data.get("task_name"),
        "who": fact.actor_name,
        "from": fact.actor_name,
        "reason": data.get("reason"),
        "remark": next((word for word in words if word), None),
        "type": WAYS.get(str(data.get("kind")), ""),
    }


def _people(users: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"user:{user_id}" for user_id in users)
