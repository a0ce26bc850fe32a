"""Everything people said in a case, for its print sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.tasks import queries as tasks
from engine.tasks.model import PLAIN, UserTask
from engine.tasks.records import Circulation


@dataclass(frozen=True)
class Opinion:
    """One line of the print sheet: who did what, when, in whose stead, and what he said."""

    at: datetime
    node: str
    operation: str
    author: str
    acting_for: str | None
    people: tuple[str, ...]
    text: str
    outcome: str | None
    task_id: str | None


def opinions(session: Session, instance_id: str) -> list[Opinion]:
    """Return everything people did and said in a case, the oldest first."""
    said = [
        Opinion(
            at=note.at,
            node=note.node,
            operation=note.operation,
            author=note.author_name,
            acting_for=note.acting_for_name,
            people=tuple(note.people or ()),
            text=note.text,
            outcome=None,
            task_id=note.task_id,
        )
        for note in tasks.notes_of(session, instance_id)
        if note.operation != "return"
    ]
    # An answer stays when the task was cancelled while it waited for signers after it.
    rows = tasks.tasks_of(session, instance_id)
    said += [_of_task(task) for task in rows if task.completed_by and task.completed_at]
    sent = circulations_of(session, instance_id)
    said += _of_senders(sent)
    said += [_of_reader(row) for row in sent if row.reply]
    return sorted(said, key=lambda one: one.at)


def _of_task(task: UserTask) -> Opinion:
    assert task.completed_at is not None, "a finished task knows when"
    return Opinion(
        at=task.completed_at,
        node=task.name,
        operation="complete" if task.kind == PLAIN else f"sign_{task.kind}",
        author=task.completed_by_name or "",
        acting_for=task.acting_for_name,
        people=(),
        text=task.opinion or "",
        outcome=task.outcome,
        task_id=task.id,
    )


def _of_senders(rows: Sequence[Circulation]) -> list[Opinion]:
    """Return one line for what was sent to several readers at once."""
    together: dict[tuple[datetime, str, str, str], list[Circulation]] = {}
    for row in rows:
        together.setdefault((row.sent_at, row.kind, row.sender_name, row.remark), []).append(row)
    return [
        Opinion(
            at=at,
            node="",
            operation=f"send_{kind}",
            author=author,
            acting_for=same[0].acting_for_name,
            people=tuple(row.reader_name for row in same),
            text=remark,
            outcome=None,
            task_id=same[0].task_id,
        )
        for (at, kind, author, remark), same in together.items()
    ]


def _of_reader(row: Circulation) -> Opinion:
    return Opinion(
        at=row.replied_at or row.sent_at,
        node="",
        operation="reply",
        author=row.reader_name,
        acting_for=None,
        people=(row.sender_name,),
        text=row.reply or "",
        outcome=None,
        task_id=row.task_id,
    )


def circulations_of(session: Session, instance_id: str) -> list[Circulation]:
    """Return to whom a case was sent to read, and who has read it, the oldest first."""
    statement = select(Circulation).where(
        Circulation.instance_id == instance_id, Circulation.cancelled_at.is_(None)
    )
    return list(session.scalars(statement.order_by(Circulation.sent_at, Circulation.id)))
