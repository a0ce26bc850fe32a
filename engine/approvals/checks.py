"""What every operation asks first: the reason, the node's permission, who is concerned."""

from collections.abc import Iterable

from engine.approvals.rules import permitted
from engine.db import UnitOfWork
from engine.kernel.errors import Forbidden, Invalid
from engine.processes.finishing import properties_of
from engine.staff import queries as staff
from engine.staff.model import User
from engine.tasks.model import UserTask

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


def workers_of(tasks: Iterable[UserTask]) -> tuple[str, ...]:
    """Return who works on tasks now or waits for their signers, each once."""
    found = (user for task in tasks for user in (task.assignee_id, task.owner_id) if user)
    return tuple(dict.fromkeys(found))
