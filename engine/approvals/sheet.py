"""What the printed sheet of a case says of people: every opinion and remark, who, in whose stead.

Also the mark by which a sheet on paper is compared with the case it was printed from.
"""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.approvals import queries
from engine.approvals.returning import RETURNED
from engine.db.audit import EventRow
from engine.instances.model import ProcessInstance
from engine.staff import queries as staff
from engine.tasks import queries as tasks
from engine.tasks.model import PLAIN, UserTask
from engine.tasks.records import Circulation, Signature, TaskNote

MARK_LENGTH = 12


@dataclass(frozen=True)
class Line:
    """One line of the sheet; `task` is the one it belongs to, `readers` who got a copy."""

    at: datetime
    operation: str
    author_id: str
    author: str
    acting_for: str = ""
    people: tuple[str, ...] = ()
    text: str = ""
    node: str = ""
    task: UserTask | None = None
    readers: tuple[Circulation, ...] = ()


@dataclass(frozen=True)
class Standing:
    """When a case stood where a sheet shows it, and how many entries were made since."""

    at: datetime
    entries_since: int


def lines(session: Session, instance_id: str) -> list[Line]:
    """Return everything people did and said in a case, the oldest first.

    A step sent back is one line, with where it went; copies sent together are one line.
    """
    by_id = {task.id: task for task in tasks.tasks_of(session, instance_id)}
    notes = tasks.notes_of(session, instance_id)
    found = [_of_note(note, by_id.get(note.task_id or "")) for note in notes]
    found += [_of_task(task) for task in by_id.values() if _is_answer(task)]
    sent = queries.circulations_of(session, instance_id)
    found += _sendings(sent)
    found += [_of_reply(row) for row in sent if row.reply]
    return sorted(found, key=lambda line: line.at)


def posts_of(session: Session, user_ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return the id of the unit and the code of the main post of people, by their ids."""
    found = {}
    for user_id, user in staff.users_by_ids(session, user_ids).items():
        main = next(iter(staff.posts_of(session, user_id)), None)
        found[user_id] = (main.org_id, main.post_code) if main else (user.org_id, "")
    return found


def signatures(session: Session, instance_id: str) -> list[Signature]:
    """Return the handwritten signatures of a case, the oldest first."""
    statement = select(Signature).where(Signature.instance_id == instance_id)
    return list(session.scalars(statement.order_by(Signature.id)))


def signature_files(session: Session, instance_id: str) -> set[str]:
    """Return the ids of the pictures of handwritten signatures of a case."""
    return {one.document_id for one in signatures(session, instance_id)}


def mark_of(instance: ProcessInstance, secret: str) -> str:
    """Return the short mark of a sheet printed now: the last entry of the trail, sealed."""
    return _mark(secret, instance.id, instance.audit_seq, instance.audit_hash)


def standing_of(
    session: Session, instance: ProcessInstance, mark: str, secret: str
) -> Standing | None:
    """Return when a case stood where the sheet with a mark shows it; None for a false mark."""
    number = mark.partition("-")[0]
    if not number.isascii() or not number.isdigit() or len(number) > MARK_LENGTH:
        return None
    where = (EventRow.stream == instance.id, EventRow.seq == int(number))
    row = session.execute(select(EventRow.at, EventRow.seq, EventRow.hash).where(*where)).first()
    if row is None:
        return None
    right = _mark(secret, instance.id, row.seq, row.hash)
    if not hmac.compare_digest(right.encode(), mark.upper().encode()):
        return None
    return Standing(row.at, instance.audit_seq - row.seq)


def _mark(secret: str, case_id: str, number: int, digest: str) -> str:
    text = f"sheet:{case_id}:{number}:{digest}".encode()
    sealed = hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
    return f"{number}-{sealed[:MARK_LENGTH].upper()}"


def _is_answer(task: UserTask) -> bool:
    # What was sent back stands there with its remark, which also says where to.
    is_done = task.completed_at is not None and task.completed_by is not None
    return is_done and task.outcome != RETURNED


def _of_note(note: TaskNote, task: UserTask | None) -> Line:
    return Line(
        note.at,
        note.operation,
        note.author_id,
        note.author_name,
        acting_for=note.acting_for_name or "",
        people=tuple(note.people or ()),
        text=note.text,
        node=note.node,
        task=task,
    )


def _of_task(task: UserTask) -> Line:
    return Line(
        task.completed_at or task.created_at,
        "complete" if task.kind == PLAIN else f"signed_{task.kind}",
        task.completed_by or "",
        task.completed_by_name or "",
        acting_for=task.acting_for_name or "",
        text=task.opinion or "",
        node=task.name,
        task=task,
    )


def _sendings(rows: Iterable[Circulation]) -> list[Line]:
    together: dict[tuple[str, str, str, datetime], list[Circulation]] = {}
    for row in rows:
        together.setdefault((row.kind, row.sender_id, row.remark, row.sent_at), []).append(row)
    return [
        Line(
            sent_at,
            f"send_{kind}",
            sender_id,
            same[0].sender_name,
            acting_for=same[0].acting_for_name or "",
            people=tuple(row.reader_name for row in same),
            text=remark,
            readers=tuple(same),
        )
        for (kind, sender_id, remark, sent_at), same in together.items()
    ]


def _of_reply(row: Circulation) -> Line:
    return Line(
        row.replied_at or row.sent_at,
        "reply",
        row.reader_id,
        row.reader_name,
        people=(row.sender_name,),
        text=row.reply or "",
    )
