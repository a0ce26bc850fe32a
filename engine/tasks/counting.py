"""How much there is in the views of the inbox besides one's tasks."""

from typing import Any

from sqlalchemy import Select, func, select, union
from sqlalchemy.orm import Session

from engine.instances.model import ProcessInstance
from engine.kernel.actor import Actor
from engine.tasks.model import DONE, OPEN, UserTask
from engine.tasks.records import Circulation
from engine.tasks.rules import COUNT_LIMIT

COPY = "copy"


def other_counts(session: Session, actor: Actor) -> dict[str, int]:
    """Return how much somebody has done, started, lent, got to read and got copies of.

    Each is counted along an index and no further than the limit.
    """
    me = actor.user_id
    sent = select(Circulation.id).where(
        Circulation.reader_id == me, Circulation.cancelled_at.is_(None)
    )
    waiting = select(UserTask.id).where(UserTask.state == OPEN)
    # Two ways into the table, each along an index of its own.
    ways = (waiting.where(UserTask.owner_id == me), waiting.where(UserTask.acting_for_id == me))
    lent = union(*(select(way.limit(COUNT_LIMIT).subquery().c.id) for way in ways))
    done = select(UserTask.id).where(UserTask.completed_by == me, UserTask.state == DONE)
    named: dict[str, Any] = {
        "done": done,
        "started": select(ProcessInstance.id).where(ProcessInstance.starter_id == me),
        "to_read": sent.where(Circulation.read_at.is_(None)),
        "read": sent.where(Circulation.read_at.is_not(None)),
        "copied": sent.where(Circulation.kind == COPY),
        "delegated": select(lent.subquery().c.id),
    }
    counted = [_count(statement) for statement in named.values()]
    return dict(zip(named, session.execute(select(*counted)).one(), strict=True))


def _count(statement: Select[Any]) -> Any:
    limited = statement.limit(COUNT_LIMIT).subquery()
    return select(func.count()).select_from(limited).scalar_subquery()
