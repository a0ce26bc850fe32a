"""Stopping the clock of a case by hand, with a reason, and letting it run again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.deadlines import queries as deadlines
from engine.deadlines.model import PauseReason
from engine.deadlines.rules import SHORT_UNITS, Policy, due
from engine.deadlines.rules.checks import Found, problem
from engine.deadlines.service import current_rules
from engine.documents import queries as documents
from engine.escalations.service import redate_case
from engine.explain.queries import subscriptions_of
from engine.instances.model import ProcessInstance
from engine.instances.queries import lock_instance
from engine.kernel.actor import SYSTEM, Actor, require
from engine.kernel.errors import Conflict, Invalid, NotFound
from engine.kernel.ids import new_id
from engine.scheduler.model import Job
from engine.scheduler.service import NewJob, cancel_for, schedule
from engine.tasks.queries import open_tasks_of
from engine.tasks.service import keep_chain, require_sight
from engine.timekeeping.events import ClockPaused, ClockResumed
from engine.timekeeping.timers import rearm_timers

# The job that lets a clock run again at its time.
RESUME = "clock.resume"
BY_PERSON, BY_DATE = "person", "date"
LONGEST_NOTE = 500


class ClockStandsAlready(Conflict):
    """The clock of the case was stopped for the same reason already."""

    code = "clock_stands_already"


class ClockRuns(Conflict):
    """The pause is over already."""

    code = "clock_runs"


@dataclass(frozen=True)
class NewPause:
    """Why the clock is to stand still, until when or what, and the files that prove it.

    `awaits` is the id of an open task or of an awaited message of the case.
    """

    reason: str
    note: str
    until: datetime | None = None
    awaits: str = ""
    evidence: tuple[str, ...] = ()


def may_pause(actor: Actor, instance: ProcessInstance) -> bool:
    """Tell whether somebody may stop the clock of a case, and let it run again."""
    may = actor.may(Permission.CLOCK_PAUSE) and actor.reaches(
        Permission.CLOCK_PAUSE, instance.org_path
    )
    return instance.is_live and may


def pause_clock(uow: UnitOfWork, actor: Actor, instance_id: str, new: NewPause) -> str:
    """Stop the clock of a case; return the pause's id.

    The due dates move when the clock runs again, by what the pause cost in their own
    measure. A reason may need evidence, and may say how long a pause lasts at most
    (domain.md 3.1: supplements 15 working days, confirmation one month).
    """
    require_sight(uow, actor, instance_id)
    instance = lock_instance(uow, instance_id)
    require(actor, Permission.CLOCK_PAUSE, instance.org_path)
    instance.require_running()
    reason = deadlines.pause_reasons(uow.session).get(new.reason)
    problems = _problems(uow, instance, new, reason)
    if problems or reason is None:
        raise Invalid(problems)
    if any(_is_open(each) and each["reason"] == new.reason for each in instance.pauses or ()):
        raise ClockStandsAlready(f"{instance.business_key} stands", reason=new.reason)
    pause_id = new_id()
    until = _ends(uow, instance, reason, new.until)
    instance.pauses = [*(instance.pauses or ()), _stored(uow, actor, pause_id, new, until)]
    if until is not None:
        payload = {"pause": pause_id}
        schedule(
            uow, NewJob(RESUME, until, instance.id, pause_id, payload, key=f"clock:{pause_id}")
        )
    uow.record(
        ClockPaused(
            instance_id=instance.id,
            pause_id=pause_id,
            reason=new.reason,
            note=new.note.strip(),
            until=until,
            awaits=new.awaits,
            evidence=new.evidence,
        ),
        actor,
    )
    keep_chain(uow, instance)
    return pause_id


def resume_clock(uow: UnitOfWork, actor: Actor, instance_id: str, pause_id: str, note: str) -> None:
    """Let a clock that was stopped by hand run again, before its time."""
    require_sight(uow, actor, instance_id)
    instance = lock_instance(uow, instance_id)
    require(actor, Permission.CLOCK_PAUSE, instance.org_path)
    if not note.strip():
        raise Invalid([problem("note", "required", "a reason is needed")])
    _resume(uow, actor, instance, pause_id, (BY_PERSON, note.strip()[:LONGEST_NOTE]))
    cancel_for(uow, [pause_id])


def resume_by_clock(uow: UnitOfWork, job: Job) -> None:
    """Let a clock run again whose time is over; one that runs already stays as it is."""
    instance = lock_instance(uow, job.instance_id or "")
    if not instance.is_live:
        return
    try:
        _resume(uow, SYSTEM, instance, job.payload["pause"], (BY_DATE, ""))
    except ClockRuns:
        # Somebody, or the awaited event, was faster: the pause ended then, not now.
        return


def awaitable(uow: UnitOfWork, instance: ProcessInstance) -> list[tuple[str, str, str]]:
    """Return what a pause may wait for: (id, Chinese name, English name) of tasks and messages."""
    tasks = [
        (task.id, task.name, task.name_en or "") for task in open_tasks_of(uow.session, instance.id)
    ]
    waiting = subscriptions_of(uow.session, instance.id)
    return [*tasks, *((one.id, one.name, one.name) for one in waiting)]


def _resume(
    uow: UnitOfWork, actor: Actor, instance: ProcessInstance, pause_id: str, how: tuple[str, str]
) -> None:
    stored = [dict(each) for each in instance.pauses or ()]
    found = next((each for each in stored if each.get("id") == pause_id), None)
    if found is None:
        raise NotFound("pause", pause_id)
    if not _is_open(found):
        raise ClockRuns(f"{pause_id} is over", at=datetime.fromisoformat(found["to"]))
    # A job that rings late must not cost the customer's time.
    planned = found.get("until") if how[0] == BY_DATE else None
    found["to"], found["how"] = planned or uow.now.isoformat(), how[0]
    instance.pauses = stored
    uow.record(
        ClockResumed(
            instance_id=instance.id,
            pause_id=pause_id,
            reason=found["reason"],
            how=how[0],
            note=how[1],
        ),
        actor,
    )
    redate_case(uow, instance)
    rearm_timers(uow, [instance])
    keep_chain(uow, instance)


def _is_open(pause: Mapping[str, Any]) -> bool:
    return not pause.get("to")


def _problems(
    uow: UnitOfWork, instance: ProcessInstance, new: NewPause, reason: PauseReason | None
) -> list[Found]:
    if reason is None or not reason.by_hand:
        return [problem("reason", "unknown", "no such reason")]
    found = []
    if not new.note.strip():
        found.append(problem("note", "required", "a reason is needed"))
    if len(new.note) > LONGEST_NOTE:
        found.append(problem("note", "length", f"at most {LONGEST_NOTE} characters"))
    if reason.needs_evidence and not new.evidence:
        found.append(problem("evidence", "needs_evidence", "this reason needs a file"))
    own = {document.id for document in documents.documents_of_case(uow.session, instance.id)}
    if set(new.evidence) - own:
        found.append(problem("evidence", "unknown", "not a file of this case"))
    if new.until is not None and new.until <= uow.now:
        found.append(problem("until", "in_the_past", "must be later than now"))
    if new.awaits and new.awaits not in {each[0] for each in awaitable(uow, instance)}:
        found.append(problem("awaits", "unknown", "the case does not wait for this"))
    return found + _too_long(uow, instance, reason, new.until)


def _too_long(
    uow: UnitOfWork, instance: ProcessInstance, reason: PauseReason, until: datetime | None
) -> list[Found]:
    longest = _longest(uow, instance, reason)
    if until is None or longest is None or until <= longest:
        return []
    return [problem("until", "pause_too_long", f"at most {reason.longest}")]


def _ends(
    uow: UnitOfWork, instance: ProcessInstance, reason: PauseReason, until: datetime | None
) -> datetime | None:
    longest = _longest(uow, instance, reason)
    return min((each for each in (until, longest) if each), default=None)


def _longest(uow: UnitOfWork, instance: ProcessInstance, reason: PauseReason) -> datetime | None:
    """Return how long a pause from now may last by its reason, none without an end."""
    if not reason.longest:
        return None
    number = reason.longest.rstrip("WDHM")
    unit = SHORT_UNITS[reason.longest[len(number) :]]
    calendar = current_rules(uow).calendar(instance.org_path)
    # A pause for working days lasts to the close of the last of them.
    return max(due(Policy(reason.code, int(number), unit), uow.now, calendar), uow.now + _MOMENT)


_MOMENT = timedelta(minutes=1)


def _stored(
    uow: UnitOfWork, actor: Actor, pause_id: str, new: NewPause, until: datetime | None
) -> dict[str, Any]:
    return {
        "id": pause_id,
        "reason": new.reason,
        "from": uow.now.isoformat(),
        "to": None,
        "task": new.awaits,
        "by": actor.user_id,
        "by_name": actor.name,
        "note": new.note.strip(),
        "until": until and until.isoformat(),
        "evidence": list(new.evidence),
    }
