"""How a matter is raised, climbs, and ends by itself: the same for every reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from engine.db import UnitOfWork
from engine.deadlines.service import current_rules
from engine.escalations import queries
from engine.escalations.events import (
    EscalationClimbed,
    EscalationClosed,
    EscalationRaised,
    TaskEscalated,
    TaskOverdue,
)
from engine.escalations.history import Happened, line_of
from engine.escalations.model import (
    OVERDUE,
    Escalation,
    EscalationEntry,
    EscalationHolder,
)
from engine.escalations.rules import (
    Breach,
    Rung,
    Told,
    answer_by,
    rung_of,
    settle_by,
    top_of,
    who_is_told,
)
from engine.instances.model import ProcessInstance
from engine.kernel.actor import SYSTEM, Actor
from engine.kernel.ids import new_id
from engine.scheduler.service import NewJob, schedule
from engine.staff.queries import directory
from engine.tasks.model import UserTask
from engine.tasks.queries import get_task
from engine.tasks.service import task_facts

CLIMB = "escalation.climb"


@dataclass(frozen=True)
class Matter:
    """What somebody above should hear of, and who is late with it.

    `key` is the same for the same breach. `late` are the candidate keys of those whose
    superiors are sought; without them the search begins at the unit of the case.
    """

    key: str
    reason: str
    ladder: str
    text: str = ""
    code: str = ""
    task: UserTask | None = None
    activity_id: str | None = None
    late: tuple[str, ...] = ()


def raise_matter(
    uow: UnitOfWork, actor: Actor, case: ProcessInstance, new: Matter
) -> Escalation | None:
    """Put a matter on the first level where somebody stands; once for one key.

    The caller holds the case's lock. Returns None when the ladder has no levels.
    """
    known = queries.escalation_with_key(uow.session, new.key)
    if known is not None or not top_of(new.ladder):
        return known
    task = new.task
    row = Escalation(
        id=new_id(),
        key=new.key,
        instance_id=case.id,
        task_id=task.id if task else None,
        activity_id=task.activity_id if task else new.activity_id,
        definition_key=case.definition_key,
        business_key=case.business_key,
        title=case.title,
        org_id=task.org_id if task else case.org_id,
        org_path=case.org_path,
        reason=new.reason,
        code=new.code,
        text=new.text,
        ladder=new.ladder,
        late=list(new.late),
        level=0,
        groups=[],
        users=[],
        due_at=task.due_at if task else None,
        raised_at=uow.now,
        raised_by=actor.user_id,
        raised_by_name=actor.name,
        reached_at=uow.now,
        climbs_at=uow.now,
    )
    uow.session.add(row)
    uow.session.flush()
    if not climb_on(uow, actor, row):
        # Nobody stands anywhere: the matter is seen on the console only.
        row.level = top_of(row.ladder)
        settle_later(uow, row)
    return row


def climb_on(uow: UnitOfWork, actor: Actor, row: Escalation) -> bool:
    """Put a matter on its next level and tell it; False at the top."""
    found = _next_level(uow, row)
    if found is None:
        return False
    rung, told = found
    row.reach(rung.level, told.groups, told.users)
    row.reached_at = uow.now
    row.answer_by = row.climbs_at = answer_by(
        row.ladder, row.level, breach_of(uow, row), uow.now, calendar_of(uow, row)
    )
    keep_entry(uow, actor, row, Entry("level", receivers=keys_of(told), until=row.answer_by))
    _stand(uow, row, keys_of(told))
    _announce(uow, actor, row)
    ring_at(uow, row, row.climbs_at)
    return True


def next_told(uow: UnitOfWork, row: Escalation) -> tuple[int, tuple[str, ...]]:
    """Return the level a matter climbs to next, and who stands there; 0 at the top."""
    found = _next_level(uow, row)
    return (found[0].level, keys_of(found[1])) if found else (0, ())


def ring_at(uow: UnitOfWork, row: Escalation, at: datetime) -> None:
    """Let a matter climb at a moment unless something happens to it before."""
    row.climbs_at = at
    schedule(uow, NewJob(CLIMB, at, row.instance_id, row.id))


def count_anew(uow: UnitOfWork, row: Escalation) -> datetime:
    """Return by when a level must answer now that its task is due later."""
    row.answer_by = answer_by(
        row.ladder, row.level, breach_of(uow, row), uow.now, calendar_of(uow, row)
    )
    return row.answer_by


def settle_later(uow: UnitOfWork, row: Escalation) -> datetime:
    """Give whoever took a matter up time to settle it; return until when."""
    until = settle_by(row.ladder, breach_of(uow, row), uow.now, calendar_of(uow, row))
    ring_at(uow, row, until)
    return until


def end_matter(uow: UnitOfWork, actor: Actor, row: Escalation, state: str, text: str) -> None:
    """End a matter, by a person's conclusion or because the work is done."""
    row.end(state, actor, text, uow.now)
    keep_entry(uow, actor, row, Entry(state, text))
    _stand(uow, row, ())
    uow.record(EscalationClosed(**matter_facts(row), state=state, conclusion=text), actor)


def matter_facts(row: Escalation) -> dict[str, Any]:
    """Return the fields every fact about a matter carries."""
    return {
        "instance_id": row.instance_id,
        "escalation_id": row.id,
        "task_id": row.task_id,
        "business_key": row.business_key,
        "title": row.title,
        "level": row.level,
        "reason": row.reason,
    }


@dataclass(frozen=True)
class Entry(Happened):
    """Something that happened in a matter, and who stands there when it reaches a level."""

    receivers: tuple[str, ...] = ()


def keep_entry(uow: UnitOfWork, actor: Actor, row: Escalation, entry: Entry) -> None:
    """Keep what happened in a matter; a level is reached once."""
    line = line_of(uow, actor, entry, f"level:{row.level}" if entry.kind == "level" else "")
    told = {"level": row.level, "receivers": list(entry.receivers)}
    uow.session.add(EscalationEntry(**line, **told, escalation_id=row.id))


def keys_of(told: Told) -> tuple[str, ...]:
    """Return those who hear of a level as candidate keys."""
    return (*told.groups, *(f"user:{user_id}" for user_id in told.users))


def breach_of(uow: UnitOfWork, row: Escalation) -> Breach:
    """Return what the delays of a matter are counted from."""
    task = get_task(uow.session, row.task_id) if row.task_id else None
    if row.reason == OVERDUE and task is not None and task.due_at is not None:
        return Breach(task.created_at, task.due_at)
    return Breach(row.raised_at, row.raised_at, is_limit=False)


def calendar_of(uow: UnitOfWork, row: Escalation) -> Any:
    """Return the calendar of the unit a matter belongs to."""
    return current_rules(uow).calendar(row.org_path)


def _next_level(uow: UnitOfWork, row: Escalation) -> tuple[Rung, Told] | None:
    """Return the next level where somebody else stands than now.

    A late task keeps its level-less first day when leaders are late themselves: the day
    is theirs. Any other matter goes at once to the first who stands above.
    """
    late = _late(uow, row)
    people = directory(uow.session)
    now = Told(tuple(row.groups or ()), tuple(row.users or ()))
    for level in range(row.level + 1, top_of(row.ladder) + 1):
        rung = rung_of(row.ladder, level)
        if rung is None:
            continue
        told = who_is_told(rung, late, row.org_id, people, uow.now)
        waits = row.reason == OVERDUE and level == 1
        if waits or (told != Told() and told != now):
            return rung, told
    return None


def _late(uow: UnitOfWork, row: Escalation) -> tuple[str, ...]:
    if row.task_id:
        return tuple(get_task(uow.session, row.task_id).candidates or ())
    return tuple(row.late or ())


def _stand(uow: UnitOfWork, row: Escalation, keys: Iterable[str]) -> None:
    """Let these stand on the present level, and nobody else."""
    gone = delete(EscalationHolder).where(EscalationHolder.escalation_id == row.id)
    uow.session.execute(gone)
    uow.session.add_all(
        EscalationHolder(escalation_id=row.id, holder=key) for key in dict.fromkeys(keys)
    )


def _announce(uow: UnitOfWork, actor: Actor, row: Escalation) -> None:
    told: dict[str, Any] = {"groups": tuple(row.groups), "users": tuple(row.users)}
    if row.reason == OVERDUE and row.task_id:
        task = get_task(uow.session, row.task_id)
        common = {
            **task_facts(task),
            **told,
            "assignee_id": task.assignee_id,
            "due_at": task.due_at,
            "ladder": row.ladder,
            "escalation_id": row.id,
        }
        candidates = tuple(task.candidates or ())
        if row.level == 1:
            uow.record(TaskOverdue(**common, candidates=candidates), SYSTEM)
        else:
            uow.record(TaskEscalated(**common, level=row.level), SYSTEM)
        return
    is_first = len(queries.entries_of(uow.session, row.id)) < 2
    fact = EscalationRaised if is_first else EscalationClimbed
    uow.record(
        fact(**matter_facts(row), **told, text=row.text, answer_by=row.answer_by),
        actor if is_first else SYSTEM,
    )
