"""Every question about changes of deadlines and what they move."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from engine.db import UnitOfWork
from engine.deadlines.rules import Light, TimeRules, light
from engine.deadlines.rules.changes import Change, foreseen
from engine.deadlines.service import assuming, current_rules, may_edit, permission_for
from engine.instances.model import LIVE, ProcessInstance
from engine.kernel.actor import Actor
from engine.kernel.errors import NotFound
from engine.processes.limits import Limit, promised, reckoned_limit
from engine.scheduler.model import DUE, JobRow
from engine.scheduler.queries import jobs_by_case
from engine.tasks.model import OPEN, UserTask
from engine.tasks.queries import open_tasks_by_case
from engine.timekeeping.model import DONE, RUNNING, DeadlineChange, DeadlineMove
from engine.timekeeping.timers import TIMER, Timed, timed_anew, timer_names

BATCH = 200
PAGE = 25
RANK = {Light.GREEN: 0, Light.YELLOW: 1, Light.RED: 2}


@dataclass(frozen=True)
class Foreseen:
    """A due date a change would move; without a task it is the promise of the case."""

    case: ProcessInstance
    task: UserTask | None
    old_due_at: datetime
    new_due_at: datetime
    old_light: Light
    new_light: Light

    @property
    def turns(self) -> Light | None:
        """Return what the light turns to for the worse, if it does."""
        return self.new_light if RANK[self.new_light] > RANK[self.old_light] else None


@dataclass(frozen=True)
class Unmoved:
    """A drawn timer that asks for working time, but keeps its moment; `reason` is why."""

    case: ProcessInstance
    name: str
    name_en: str
    due_at: datetime
    reason: str


@dataclass(frozen=True)
class Foresight:
    """What a change would do: how many open due dates were looked at, and which would move.

    `timers` counts the drawn timers that would move; `unmoved` are those nobody can reckon anew.
    `kept` are due dates that would move if nobody had set them by hand.
    """

    looked_at: int
    moves: Sequence[Foreseen]
    timers: int = 0
    unmoved: Sequence[Unmoved] = ()
    kept: Sequence[Foreseen] = ()

    def turning(self, to: Light) -> int:
        """Return how many lights would turn to a colour."""
        return sum(move.turns is to for move in self.moves)


def get_change(session: Session, change_id: str) -> DeadlineChange:
    """Return a change."""
    found = session.get(DeadlineChange, change_id)
    if found is None:
        raise NotFound("deadline_change", change_id)
    return found


def lock_change(session: Session, change_id: str) -> DeadlineChange:
    """Return a change, locked until the transaction ends."""
    statement = select(DeadlineChange).where(DeadlineChange.id == change_id).with_for_update()
    found = session.scalars(statement.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound("deadline_change", change_id)
    return found


def visible_change(uow: UnitOfWork, actor: Actor, change_id: str) -> DeadlineChange:
    """Return a change somebody may know of, who may make such changes there himself."""
    found = get_change(uow.session, change_id)
    if not may_see_change(uow, actor, found):
        raise NotFound("deadline_change", change_id)
    return found


def may_see_change(uow: UnitOfWork, actor: Actor, row: DeadlineChange) -> bool:
    """Tell whether somebody may know of a change."""
    return may_edit(uow, actor, permission_for(row.change), row.org_id)


def changes(session: Session, limit: int = 200) -> list[DeadlineChange]:
    """Return changes, the latest first."""
    statement = select(DeadlineChange).order_by(DeadlineChange.planned_at.desc())
    return list(session.scalars(statement.limit(limit)))


def moves_of(
    session: Session, change_id: str, page: int = 1, size: int = PAGE
) -> tuple[list[DeadlineMove], bool]:
    """Return a page of the due dates a change moved, the soonest first, and if more follow."""
    statement = select(DeadlineMove).where(DeadlineMove.change_id == change_id)
    ordered = statement.order_by(DeadlineMove.new_due_at, DeadlineMove.id)
    rows = list(session.scalars(ordered.offset((max(page, 1) - 1) * size).limit(size + 1)))
    return rows[:size], len(rows) > size


def moves_count(session: Session, change_id: str) -> int:
    """Return how many due dates a change has moved so far."""
    statement = select(func.count()).where(DeadlineMove.change_id == change_id)
    return session.scalar(statement) or 0


def known_moves(
    session: Session, change_id: str, instance_ids: Sequence[str]
) -> set[tuple[str, str]]:
    """Return case and task of the due dates of these cases a change has moved already."""
    statement = select(DeadlineMove.instance_id, DeadlineMove.task_id).where(
        DeadlineMove.change_id == change_id, DeadlineMove.instance_id.in_(instance_ids)
    )
    return {(row.instance_id, row.task_id) for row in session.execute(statement)}


def next_cases(session: Session, org_path: str, after: str, limit: int) -> list[str]:
    """Return live cases with a due date or a timer within a unit, in the order of their ids."""
    waiting = (
        select(UserTask.id)
        .where(UserTask.instance_id == ProcessInstance.id)
        .where(UserTask.state == OPEN, UserTask.sla_code.is_not(None))
    )
    timed = (
        select(JobRow.id)
        .where(JobRow.instance_id == ProcessInstance.id)
        .where(JobRow.state == DUE, JobRow.kind == TIMER)
    )
    statement = (
        select(ProcessInstance.id)
        .where(ProcessInstance.status.in_(LIVE), ProcessInstance.id > after)
        .where(ProcessInstance.org_path.like(f"{org_path}%"))
        .where(or_(ProcessInstance.due_at.is_not(None), waiting.exists(), timed.exists()))
    )
    return list(session.scalars(statement.order_by(ProcessInstance.id).limit(limit)))


def is_at_work(session: Session) -> bool:
    """Tell whether a change is being worked through the open cases."""
    statement = select(DeadlineChange.id).where(DeadlineChange.state == RUNNING)
    return session.scalar(statement.limit(1)) is not None


def last_done(session: Session) -> DeadlineChange | None:
    """Return the change that was made last."""
    statement = select(DeadlineChange).where(DeadlineChange.state == DONE)
    return session.scalars(statement.order_by(DeadlineChange.done_at.desc()).limit(1)).first()


def foresee(uow: UnitOfWork, change: Change, org_path: str) -> Foresight:
    """Return which open due dates within a unit a change would move, the soonest first."""
    after = foreseen(current_rules(uow), change)
    looked_at, timers, unmoved = 0, 0, list[Unmoved]()
    moves, kept = list[Foreseen](), list[Foreseen]()
    for case, open_tasks, jobs in _open_cases(uow.session, org_path):
        things: list[UserTask | None] = [None, *open_tasks]
        for thing in things:
            old, new = _limits(uow, case, thing, after)
            looked_at += old is not None or new is not None
            if old and new and old.due_at != new.due_at:
                by_hand = thing is not None and bool(thing.dated_by_name)
                (kept if by_hand else moves).append(_foreseen(case, thing, old, new, uow.now))
        for job in jobs:
            was, will = _timed(uow, case, job, after)
            timers += bool(was and will and will.due_at and was.due_at != will.due_at)
            if will and will.due_at is None:
                names = timer_names(uow, case, job.payload)
                unmoved.append(Unmoved(case, *names, job.due_at, will.reason))
    soonest = sorted(moves, key=lambda move: move.new_due_at)
    by_due = sorted(unmoved, key=lambda one: one.due_at)
    return Foresight(looked_at, soonest, timers, by_due, kept)


def _open_cases(
    session: Session, org_path: str
) -> Iterator[tuple[ProcessInstance, list[UserTask], list[JobRow]]]:
    after = ""
    while ids := next_cases(session, org_path, after, BATCH):
        after = ids[-1]
        statement = select(ProcessInstance).where(ProcessInstance.id.in_(ids))
        tasks, jobs = open_tasks_by_case(session, ids), jobs_by_case(session, ids, TIMER)
        for case in session.scalars(statement.order_by(ProcessInstance.id)):
            yield case, tasks.get(case.id, []), jobs.get(case.id, [])


def _timed(
    uow: UnitOfWork, case: ProcessInstance, job: JobRow, after: TimeRules
) -> tuple[Timed | None, Timed | None]:
    """Return a drawn timer as it is now and as it will be."""
    old = timed_anew(uow, case, job.payload)
    with assuming(uow, after):
        return old, timed_anew(uow, case, job.payload)


def _limits(
    uow: UnitOfWork, case: ProcessInstance, task: UserTask | None, after: TimeRules
) -> tuple[Limit | None, Limit | None]:
    """Return a limit as it is now and as it will be."""
    old = _limit(uow, case, task)
    with assuming(uow, after):
        return old, _limit(uow, case, task)


def _limit(uow: UnitOfWork, case: ProcessInstance, task: UserTask | None) -> Limit | None:
    if task is not None:
        return reckoned_limit(uow, task, case)
    due_at = promised(uow, case)
    return Limit(due_at, ()) if due_at else None


def _foreseen(
    case: ProcessInstance, task: UserTask | None, old: Limit, new: Limit, now: datetime
) -> Foreseen:
    was, will = (light(now, each.yellow_at, each.due_at) for each in (old, new))
    return Foreseen(case, task, old.due_at, new.due_at, was, will)
