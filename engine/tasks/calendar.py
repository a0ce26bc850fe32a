"""What is due when: the open tasks of one's inbox by the day they are due."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.kernel.actor import Actor
from engine.kernel.clock import COMPANY_ZONE
from engine.tasks.model import OPEN, TaskCandidate, UserTask
from engine.tasks.rules import candidate_keys

WEEK = 7
# More tasks than this in one month are not listed one by one.
MOST_TASKS = 1000


def month_grid(first: date) -> list[list[date]]:
    """Return the weeks that show a month, Monday first, with the days around it."""
    start = first - timedelta(days=first.weekday())
    weeks: list[list[date]] = []
    while not weeks or (start.year, start.month) == (first.year, first.month):
        weeks.append([start + timedelta(days=number) for number in range(WEEK)])
        start += timedelta(days=WEEK)
    return weeks


def due_between(session: Session, actor: Actor, begin: date, end: date) -> list[UserTask]:
    """Return the tasks due from one day to another, his own and those he may claim."""
    claimable = select(TaskCandidate.task_id).where(
        TaskCandidate.candidate.in_(candidate_keys(actor)), TaskCandidate.is_claimable
    )
    statement = (
        select(UserTask)
        .where(UserTask.state == OPEN, UserTask.due_at >= _midnight(begin))
        .where(UserTask.due_at < _midnight(end + timedelta(days=1)))
        .where(or_(UserTask.assignee_id == actor.user_id, UserTask.id.in_(claimable)))
        .order_by(UserTask.due_at, UserTask.id)
        .limit(MOST_TASKS)
    )
    return list(session.scalars(statement))


def by_day(tasks: Iterable[UserTask]) -> dict[date, list[UserTask]]:
    """Return tasks by the company's day on which they are due."""
    found: dict[date, list[UserTask]] = {}
    for task in tasks:
        if task.due_at is not None:
            found.setdefault(task.due_at.astimezone(COMPANY_ZONE).date(), []).append(task)
    return found


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), COMPANY_ZONE)
