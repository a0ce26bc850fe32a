"""Which fact is told to whom, in which words, with which link."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from engine.db import UnitOfWork
from engine.definitions import queries as definitions
from engine.definitions import store
from engine.instances.model import ProcessInstance
from engine.instances.queries import get_instance
from engine.kernel.errors import NotFound
from engine.staff import queries as staff
from engine.tasks.model import UserTask
from engine.tasks.queries import get_task, open_tasks_of
from notifications.approvals import APPROVAL_ROUTES
from notifications.escalations import ESCALATION_ROUTES
from notifications.notice import CUSTOMER, Fact, Notice
from notifications.reviews import REVIEW_ROUTES

SUBSCRIBER = "notifications"
ADMINISTRATORS = "PROCESS_ADMIN"
# Work about faults and safety is told at any hour.
URGENT_LADDERS = frozenset({"fault"})
URGENT_EVENTS = frozenset(
    {
        "outage.delayed",
        "outage.leaders",
        "outage.restored",
        "fault.linked",
        "fault.dispatched",
        "fault.redispatched",
        "complaint.major",
        "project.emergency",
    }
)


Route = Callable[[UnitOfWork, Fact], list[Notice]]


def subscribers() -> dict[str, tuple[str, ...]]:
    """Return the facts the notifications want to hear of."""
    return {name: (SUBSCRIBER,) for name in ROUTES}


def route(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    """Return what a fact is told as; nothing when there is nobody to tell or nothing left."""
    try:
        return [notice for notice in ROUTES[fact.name](uow, fact) if notice.audience]
    except NotFound:
        # The task or case the fact speaks of is gone; there is nothing to do about it.
        return []


def _task_opened(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    task = _open_task(uow, fact)
    if task is None:
        return []
    words = _property(uow, task, "notify")
    if task.is_customer_step:
        instance = get_instance(uow.session, task.instance_id)
        values = {**_plain(instance), **_about(task)}
        told = _notice(words or "customer.step", (CUSTOMER,), task, values, customer_task=task.id)
        return [told, _notice("task.opened", _workers(task), task, _about(task))]
    return [_notice(words or "task.opened", _workers(task), task, _about(task))]


def _task_reassigned(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    task = _open_task(uow, fact)
    # Nobody is told of a task he took back himself, or that went back into the pool.
    if task is None or fact.data["assignee_id"] in ("", fact.actor_id):
        return []
    values = {**_about(task), "from": fact.actor_name, "reason": fact.data.get("reason")}
    return [_notice("task.reassigned", (f"user:{fact.data['assignee_id']}",), task, values)]


def _task_warned(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    task = _open_task(uow, fact)
    if task is None or task.due_at is None:
        return []
    values = {**_about(task), "left": task.due_at - fact.at}
    return [_notice("task.warned", _workers(task), task, values, fact=fact)]


def _task_overdue(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    task = _open_task(uow, fact)
    if task is None or task.due_at is None:
        return []
    values = {
        **_about(task),
        "over": fact.at - task.due_at,
        "leader": _names(uow, _told(fact), fact.at),
    }
    return [
        _notice("task.overdue", _workers(task), task, values, fact=fact),
        _notice("task.escalated", _told(fact), task, {**values, "level": 1}, fact=fact),
    ]


def _task_escalated(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    task = _open_task(uow, fact)
    if task is None or task.due_at is None:
        return []
    values = {
        **_about(task),
        "over": fact.at - task.due_at,
        "level": fact.data["level"],
        "holder": task.assignee_name,
        "principal": task.acting_for_name,
    }
    return [_notice("task.escalated", _told(fact), task, values, fact=fact)]


def _notice_sent(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    data = fact.data
    values = {
        **(data.get("details") or {}),
        "title": data["title"],
        "businessKey": data["business_key"],
        "sender": fact.actor_name,
    }
    return [
        Notice(
            template=data["event"],
            audience=tuple(data.get("receivers") or ()),
            values=values,
            link=f"/cases/{data['instance_id']}",
            instance_id=data["instance_id"],
            is_urgent=data["event"] in URGENT_EVENTS,
            customer_task=_customer_step(uow, data["instance_id"]),
        )
    ]


def _process_ended(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    data = fact.data
    if fact.actor_id == data["starter_id"]:
        return []
    values = {
        "title": data["title"],
        "businessKey": data["business_key"],
        "status": data["status"],
        **_ending(uow, data["instance_id"], data.get("reason") or ""),
    }
    return [
        Notice(
            template="case.ended",
            audience=(f"user:{data['starter_id']}",),
            values=values,
            link=f"/cases/{data['instance_id']}",
            instance_id=data["instance_id"],
        )
    ]


def _ending(uow: UnitOfWork, instance_id: str, reason: str) -> dict[str, str]:
    """Return why a case ended: in somebody's words, or what its end event is called."""
    loaded = store.load(uow.session, get_instance(uow.session, instance_id).definition_id)
    node = loaded.node_by_id.get(reason)
    if node is None:
        return {"reason": reason, "reason_en": reason}
    return {"reason": node.name, "reason_en": node.extensions.properties.get("nameEn", node.name)}


def _deputy_appointed(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    deputy = staff.get_deputy(uow.session, fact.data["deputy_id"])
    principal = staff.get_user(uow.session, deputy.principal_id)
    latest = definitions.latest_definitions(uow.session)
    called = [one for one in latest if one.key in (deputy.process_keys or ())]
    values = {
        "principal": principal.name,
        "scope": "、".join(one.name for one in called),
        "scope_en": ", ".join(one.name_in("en") for one in called),
        "starts": deputy.valid_from,
        "ends": deputy.valid_to,
    }
    return [Notice("deputy.appointed", (f"user:{deputy.agent_id}",), values, "/inbox/")]


def _people_mentioned(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    data = fact.data
    values = {
        "from": fact.actor_name,
        "title": data["title"],
        "businessKey": data["business_key"],
        "remark": data["text"],
    }
    audience = tuple(f"user:{user_id}" for user_id in data["users"])
    link = f"/cases/{data['instance_id']}"
    return [Notice("comment.mentioned", audience, values, link, instance_id=data["instance_id"])]


def _incident_opened(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    root = staff.directory(uow.session).root()
    values = {
        "businessKey": fact.data.get("business_key"),
        "activity": fact.data.get("activity_id"),
        "code": fact.data.get("error_code"),
        "message": fact.data.get("message"),
    }
    audience = (f"{ADMINISTRATORS}@{root.id}",) if root else ()
    # No mail: the incident may be that mail does not work.
    return [Notice("incident.opened", audience, values, "/incidents/", mail_to_groups=False)]


ROUTES: dict[str, Route] = {
    **APPROVAL_ROUTES,
    **ESCALATION_ROUTES,
    **REVIEW_ROUTES,
    "DeputyAppointed": _deputy_appointed,
    "IncidentOpened": _incident_opened,
    "NoticeSent": _notice_sent,
    "PeopleMentioned": _people_mentioned,
    "ProcessEnded": _process_ended,
    "TaskEscalated": _task_escalated,
    "TaskOpened": _task_opened,
    "TaskOverdue": _task_overdue,
    "TaskReassigned": _task_reassigned,
    "TaskWarned": _task_warned,
}


def _notice(
    template: str,
    audience: tuple[str, ...],
    task: UserTask,
    values: Mapping[str, Any],
    fact: Fact | None = None,
    customer_task: str = "",
) -> Notice:
    return Notice(
        template=template,
        audience=audience,
        values=values,
        link=f"/tasks/{task.id}",
        instance_id=task.instance_id,
        task_id=task.id,
        is_urgent=task.ladder in URGENT_LADDERS,
        mail_to_groups=fact is not None,
        customer_task=customer_task,
    )


def _about(task: UserTask) -> dict[str, Any]:
    return {
        "title": task.title,
        "businessKey": task.business_key,
        "node": task.name,
        "node_en": task.name_en or task.name,
        "due": task.due_at,
    }


def _plain(instance: ProcessInstance) -> dict[str, Any]:
    return {
        name: value
        for name, value in (instance.variables or {}).items()
        if isinstance(value, (str, int, float, bool, list))
    }


def _open_task(uow: UnitOfWork, fact: Fact) -> UserTask | None:
    # A task done before anybody was told needs no telling.
    task = get_task(uow.session, fact.data["task_id"])
    return task if task.is_open else None


def _customer_step(uow: UnitOfWork, instance_id: str) -> str:
    steps = [task.id for task in open_tasks_of(uow.session, instance_id) if task.is_customer_step]
    return steps[0] if steps else ""


def _workers(task: UserTask) -> tuple[str, ...]:
    # Who waits for the signers he added is still the one to be told.
    worker = task.assignee_id or task.owner_id
    return (f"user:{worker}",) if worker else tuple(task.candidates or ())


def _told(fact: Fact) -> tuple[str, ...]:
    users = tuple(f"user:{user_id}" for user_id in fact.data.get("users") or ())
    return (*(fact.data.get("groups") or ()), *users)


def _names(uow: UnitOfWork, keys: tuple[str, ...], now: datetime) -> str:
    users = staff.people_in_groups(uow.session, [key for key in keys if "@" in key], now)
    named = [key.removeprefix("user:") for key in keys if key.startswith("user:")]
    known = staff.users_by_ids(uow.session, named).values()
    return "、".join(dict.fromkeys(user.name for user in (*users, *known)))


def _property(uow: UnitOfWork, task: UserTask, name: str) -> str:
    """Return a property the diagram gives a task, from the process it was drawn in."""
    loaded = store.load(uow.session, task.definition_id)
    if task.definition_key != loaded.key:
        called = definitions.find_latest(uow.session, task.definition_key)
        loaded = store.load(uow.session, called.id) if called else loaded
    node = loaded.node_by_id.get(task.activity_id)
    return node.extensions.properties.get(name, "") if node else ""
