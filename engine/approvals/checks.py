"""What every operation asks first: the reason, the node's permission, who is concerned."""

from collections.abc import Iterable

from engine.approvals.rules import permitted
from engine.db import UnitOfWork
from engine.instances.queries import get_instance
from engine.kernel.errors import Forbidden, Invalid
from engine.processes.finishing import properties_of
from engine.processes.paths import path_of
from engine.staff import queries as staff
from engine.staff.model import User
from engine.tasks.model import CANCELLED, PLAIN, UserTask
from engine.tasks.queries import tasks_of
from engine.tasks.records import DROPPED
from engine.tasks.signers import signers_below, top_of, work_below

LONGEST_TEXT = 2000


class NotPermittedHere(Forbidden):
    """The diagram does not permit this operation at this node."""

    code = "not_permitted_here"


def required(field: str, text: str) -> str:
    """Return a reason or opinion without the space around it; raises when there is none."""
    text = text.strip()
    if not 0 < len(text) <= LONGEST_TEXT:
        facts = {"field": field, "code": "required", "message": f"1 to {LONGEST_TEXT} characters"}
        raise Invalid([facts])
    return text


def require_permitted(uow: UnitOfWork, task: UserTask, operation: str) -> None:
    """Raise unless the node of a task permits an operation."""
    if operation not in permitted(properties_of(uow, task)):
        raise NotPermittedHere(
            f"{task.activity_id} does not permit {operation}", operation=operation, node=task.name
        )


def active_people(uow: UnitOfWork, user_ids: Iterable[str]) -> list[User]:
    """Return people by their ids in the order given, each once; all must be active."""
    wanted = list(dict.fromkeys(user_ids))
    known = staff.users_by_ids(uow.session, wanted)
    wrong = [one for one in wanted if one not in known or not known[one].is_active]
    if wrong or not wanted:
        facts = {"field": "people", "code": "unknown_people", "message": "choose active people"}
        raise Invalid([facts], people=wrong)
    return [known[one] for one in wanted]


def voters(uow: UnitOfWork, task: UserTask) -> set[str]:
    """Return who takes part in the round of the countersignature a task belongs to."""
    if task.loop_counter is None:
        return set()
    # The same step of another call or run is another countersignature.
    rows = [row for row in tasks_of(uow.session, task.instance_id) if path_of(row) == path_of(task)]
    same = [row for row in rows if row.activity_id == task.activity_id and row.kind == PLAIN]
    begun = max((row.id for row in same if row.loop_counter == 0 and row.id <= task.id), default="")
    round_ = [row for row in same if row.id >= begun and row.state != CANCELLED]
    return {user for row in round_ for user in (row.assignee_id, row.owner_id) if user}


def signers_around(uow: UnitOfWork, task: UserTask) -> set[str]:
    """Return who signs above and below a task, or has what they sign for in his hands."""
    top = top_of(uow.session, task)
    below = work_below(uow.session, [top.id]) if top.has_signers else []
    rows = signers_below(uow.session, [top.id, *(one.id for one in below)])
    found = {one.user_id for one in rows if one.state != DROPPED}
    return found | {user_id for user_id in (top.assignee_id, top.owner_id) if user_id}


def require_fit(uow: UnitOfWork, task: UserTask, user_id: str) -> None:
    """Raise when somebody must not get a task: his own case, or a second voice in one vote."""
    if properties_of(uow, task).get("excludeStarter") == "true":
        instance = get_instance(uow.session, task.instance_id)
        if instance.starter_id == user_id:
            raise Forbidden(f"{user_id} started {instance.business_key}", reason="own_case")
    around = voters(uow, task)
    if task.parent_task_id or task.has_signers:
        around |= signers_around(uow, task)
    if user_id in around and task.assignee_id != user_id:
        raise Forbidden(f"{user_id} decides here already", reason="votes_already")


def workers_of(tasks: Iterable[UserTask]) -> tuple[str, ...]:
    """Return who works on tasks now or waits for their signers, each once."""
    found = (user for task in tasks for user in (task.assignee_id, task.owner_id) if user)
    return tuple(dict.fromkeys(found))
