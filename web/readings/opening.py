"""Noting that somebody has opened what waited for him."""

from dataclasses import dataclass

from engine.approvals import queries, reading
from engine.db import UnitOfWork
from engine.kernel.actor import Actor
from engine.tasks.model import UserTask
from web import context


@dataclass(frozen=True)
class News:
    """What of a case its reader sees for the first time: what he was sent, a task of his."""

    circulations: tuple[str, ...]
    task_id: str = ""


def news_of(uow: UnitOfWork, actor: Actor, case_id: str, task: UserTask | None = None) -> News:
    """Return what somebody is about to see for the first time."""
    rows = queries.circulations_of(uow.session, case_id)
    unread = [row.id for row in rows if row.reader_id == actor.user_id and row.read_at is None]
    return News(tuple(unread), task.id if task is not None and _is_new(actor, task) else "")


def note_opening(actor: Actor, news: News) -> None:
    """Note that it was seen; nothing is written when nothing is new."""
    if not news.circulations and not news.task_id:
        return
    with context.open_uow() as uow:
        for circulation_id in news.circulations:
            reading.mark_read(uow, actor, circulation_id)
        if news.task_id:
            reading.open_task(uow, actor, news.task_id)


def _is_new(actor: Actor, task: UserTask) -> bool:
    works = actor.user_id in (task.assignee_id, task.acting_for_id)
    return task.is_open and works and task.first_read_at is None
