"""Reading user tasks: one task, the inbox, its counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, and_, func, join, or_, select, union_all
from sqlalchemy.orm import Session

from engine.db import UnitOfWork
from engine.db.locking import LockedRow
from engine.instances.model import ProcessInstance
from engine.instances.queries import MOVED_COLUMNS, adopt_case
from engine.kernel.actor import Actor
from engine.kernel.errors import NotFound
from engine.tasks.filtering import filtered, ordered
from engine.tasks.model import DONE, KEPT, OPEN, TaskCandidate, TaskComment, UserTask
from engine.tasks.records import (
    BY_MAIL,
    WITHDRAWN,
    Circulation,
    Signature,
    TaskNote,
    TaskSigner,
)
from engine.tasks.rules import COUNT_LIMIT, InboxFilter, candidate_keys
from engine.tasks.signers import work_below

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list; `has_more` tells whether another follows."""

    rows: Sequence[T]
    has_more: bool


def get_task(session: Session, task_id: str) -> UserTask:
    """Return a task."""
    found = session.get(UserTask, task_id)
    if found is None:
        raise NotFound("task", task_id)
    return found


def lock_task(uow: UnitOfWork, task_id: str) -> tuple[UserTask, ProcessInstance]:
    """Return a task as it is now, with its case, which is locked until the transaction ends."""
    uow.session.flush()
    found = _LOCKED.find(uow.connection, task_id)
    if found is None:
        raise NotFound("task", task_id)
    count = len(LOCKED_COLUMNS)
    task = uow.adopt(UserTask, dict(zip(LOCKED_COLUMNS, found[:count], strict=True)))
    return task, adopt_case(uow, found[count:])


# What is read of a task that somebody acts on; the rest is read when it is asked for.
LOCKED_COLUMNS = (
    "id",
    "instance_id",
    "definition_id",
    "activity_id",
    "name",
    "business_key",
    "title",
    "org_path",
    "state",
    "assignee_id",
    "assignee_name",
    "acting_for_id",
    "stand_ins",
    "candidates",
    "kind",
    "hold",
    "lending",
    "has_signers",
    "return_to",
    "form_key",
    "local_variables",
    "due_at",
)
_TASK: Any = UserTask.__table__
_CASE: Any = ProcessInstance.__table__
# Both rows are read and locked in one statement, past the session.
_LOCKED = LockedRow(
    (*(_TASK.c[name] for name in LOCKED_COLUMNS), *MOVED_COLUMNS),
    join(_TASK, _CASE, _CASE.c.id == _TASK.c.instance_id),
    _TASK.c.id,
)


def inbox(session: Session, actor: Actor, wanted: InboxFilter, now: datetime) -> Page[UserTask]:
    """Return a page of the tasks of a view, the most urgent first."""
    if wanted.view == "claimable" and wanted.is_plain:
        statement = _most_urgent_claimable(actor, wanted)
    else:
        statement = ordered(session, matching(actor, wanted, now), wanted)
        statement = statement.offset(wanted.offset)
        statement = statement.limit(wanted.size + 1)
    rows = list(session.scalars(statement))
    return Page(rows[: wanted.size], len(rows) > wanted.size)


def matching(actor: Actor, wanted: InboxFilter, now: datetime) -> Select[UserTask]:
    """Return the statement of all tasks a filter lets through, in no order."""
    return filtered(_of_view(actor, wanted.view), wanted, now)


def counts(session: Session, actor: Actor, now: datetime) -> dict[str, int]:
    """Return how many tasks wait in each view, counted no further than the limit."""
    mine = select(UserTask.id).where(_mine(actor))
    overdue = mine.where(UserTask.due_at <= now)
    claimable = (
        select(TaskCandidate.task_id)
        .where(TaskCandidate.candidate.in_(candidate_keys(actor)), TaskCandidate.is_claimable)
        .distinct()
    )
    named = {"mine": mine, "overdue": overdue, "claimable": claimable}
    limited = [
        select(func.count()).select_from(query.limit(COUNT_LIMIT).subquery()).scalar_subquery()
        for query in named.values()
    ]
    return dict(zip(named, session.execute(select(*limited)).one(), strict=True))


def open_tasks_of(session: Session, instance_id: str) -> list[UserTask]:
    """Return the tasks of a case that wait."""
    statement = select(UserTask).where(UserTask.instance_id == instance_id, UserTask.state == OPEN)
    return list(session.scalars(statement.order_by(UserTask.id)))


def open_tasks_by_case(session: Session, instance_ids: Sequence[str]) -> dict[str, list[UserTask]]:
    """Return the waiting tasks of several cases, by the case."""
    statement = select(UserTask).where(
        UserTask.instance_id.in_(instance_ids), UserTask.state == OPEN
    )
    found: dict[str, list[UserTask]] = {}
    for task in session.scalars(statement.order_by(UserTask.id)):
        found.setdefault(task.instance_id, []).append(task)
    return found


def tasks_by_id(session: Session, task_ids: Sequence[str]) -> list[UserTask]:
    """Return tasks by their ids."""
    return list(session.scalars(select(UserTask).where(UserTask.id.in_(task_ids))))


def open_children(session: Session, task_ids: Sequence[str]) -> list[UserTask]:
    """Return the open work of signers added to tasks, and of those they added in turn."""
    return [one for one in work_below(session, task_ids) if one.is_open]


def finished_tasks_of(session: Session, instance_id: str) -> list[UserTask]:
    """Return the tasks of a case that were done, the oldest first."""
    statement = select(UserTask).where(UserTask.instance_id == instance_id, UserTask.state == DONE)
    return list(session.scalars(statement.order_by(UserTask.completed_at, UserTask.id)))


def kept_answers(session: Session, instance_id: str) -> list[UserTask]:
    """Return the answers of a case that stand although their node comes again."""
    statement = select(UserTask).where(
        UserTask.instance_id == instance_id, UserTask.state == DONE, UserTask.hold == KEPT
    )
    return list(session.scalars(statement))


def notes_of(session: Session, instance_id: str) -> list[TaskNote]:
    """Return what was said with operations on the tasks of a case, the oldest first."""
    statement = select(TaskNote).where(
        TaskNote.instance_id == instance_id, TaskNote.operation != BY_MAIL
    )
    return list(session.scalars(statement.order_by(TaskNote.id)))


def answered_by_mail(session: Session, instance_id: str) -> set[str]:
    """Return the tasks of a case whose answer came through a mail.

    A task that stayed open for signers may have been answered anew since: then that counts.
    """
    anew = and_(TaskNote.operation == WITHDRAWN, UserTask.is_undone.is_(False))
    statement = (
        select(TaskNote.task_id, TaskNote.operation)
        .join(UserTask, UserTask.id == TaskNote.task_id)
        .where(TaskNote.instance_id == instance_id, or_(TaskNote.operation == BY_MAIL, anew))
        .order_by(TaskNote.id)
    )
    last = {str(row.task_id): row.operation for row in session.execute(statement)}
    return {task_id for task_id, operation in last.items() if operation == BY_MAIL}


def signers_of(session: Session, task_id: str) -> list[TaskSigner]:
    """Return everybody who was added to a task, in the order they sign."""
    statement = select(TaskSigner).where(TaskSigner.task_id == task_id)
    return list(session.scalars(statement.order_by(TaskSigner.number)))


def signer_of_child(session: Session, child_task_id: str) -> TaskSigner | None:
    """Return the added signer whose work a task is."""
    statement = select(TaskSigner).where(TaskSigner.child_task_id == child_task_id)
    return session.scalars(statement).first()


def signature_of(session: Session, task_id: str) -> Signature | None:
    """Return the latest handwritten signature under a task."""
    statement = select(Signature).where(Signature.task_id == task_id)
    return session.scalars(statement.order_by(Signature.id.desc())).first()


def is_reader(session: Session, instance_id: str, user_id: str) -> bool:
    """Tell whether a case was sent to somebody to read."""
    statement = select(Circulation.id).where(
        Circulation.instance_id == instance_id,
        Circulation.reader_id == user_id,
        Circulation.cancelled_at.is_(None),
    )
    return session.scalars(statement.limit(1)).first() is not None


def tasks_of(session: Session, instance_id: str) -> list[UserTask]:
    """Return all tasks of a case, the oldest first."""
    statement = select(UserTask).where(UserTask.instance_id == instance_id)
    return list(session.scalars(statement.order_by(UserTask.id)))


def handlers_of(session: Session, instance_id: str, activities: Sequence[str]) -> set[str]:
    """Return who did any of these steps of a case, and those in whose stead it was done."""
    statement = select(UserTask.completed_by, UserTask.acting_for_id).where(
        UserTask.instance_id == instance_id,
        UserTask.activity_id.in_(activities),
        UserTask.state == DONE,
    )
    return {who for row in session.execute(statement) for who in row if who}


def comments_of(session: Session, instance_id: str) -> list[TaskComment]:
    """Return the remarks on a case, the oldest first."""
    statement = select(TaskComment).where(TaskComment.instance_id == instance_id)
    return list(session.scalars(statement.order_by(TaskComment.id)))


def waiting_by_group(session: Session) -> dict[str, int]:
    """Return how many tasks wait to be claimed by each group or person."""
    statement = select(TaskCandidate.candidate, func.count()).where(TaskCandidate.is_claimable)
    return dict(session.execute(statement.group_by(TaskCandidate.candidate)).all())


def _mine(actor: Actor) -> Any:
    return and_(UserTask.assignee_id == actor.user_id, UserTask.state == OPEN)


def _of_view(actor: Actor, view: str) -> Select[UserTask]:
    if view == "done":
        return select(UserTask).where(
            UserTask.completed_by == actor.user_id, UserTask.state == DONE
        )
    if view == "claimable":
        ids = select(TaskCandidate.task_id).where(
            TaskCandidate.candidate.in_(candidate_keys(actor)), TaskCandidate.is_claimable
        )
        return select(UserTask).where(UserTask.id.in_(ids))
    return select(UserTask).where(_mine(actor))


def _most_urgent_claimable(actor: Actor, wanted: InboxFilter) -> Select[UserTask]:
    """Take the first rows of each group from the index, then the first of those.

    The cost is that of the page times the number of groups, not of what waits in them.
    """
    reach = wanted.offset + wanted.size + 1
    per_group = [
        select(
            select(TaskCandidate.task_id, TaskCandidate.sort_at)
            .where(TaskCandidate.candidate == key, TaskCandidate.is_claimable.is_(True))
            .order_by(TaskCandidate.sort_at, TaskCandidate.task_id)
            .limit(reach)
            .subquery()
        )
        for key in candidate_keys(actor)
    ]
    merged = union_all(*per_group).subquery()
    first = (
        select(merged.c.task_id, merged.c.sort_at)
        .distinct()
        .order_by(merged.c.sort_at, merged.c.task_id)
        .offset(wanted.offset)
        .limit(wanted.size + 1)
        .subquery()
    )
    return (
        select(UserTask)
        .join(first, first.c.task_id == UserTask.id)
        .order_by(first.c.sort_at, UserTask.id)
    )
