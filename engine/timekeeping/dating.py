"""Setting the due moment of one open task by hand, with a reason, and taking that back."""

from collections.abc import Sequence
from datetime import datetime

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.deadlines.rules import next_alarm
from engine.deadlines.rules.checks import Found, problem
from engine.deadlines.rules.days import local_date
from engine.deadlines.service import current_rules
from engine.escalations.queries import escalation_with_key
from engine.escalations.raising import count_anew, ring_at
from engine.instances.model import ProcessInstance
from engine.kernel.actor import Actor, require
from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.errors import Conflict, Forbidden, Invalid
from engine.processes.limits import (
    Limit,
    Span,
    drawn_warning,
    promise_span,
    promised,
    reckoned_limit,
    span_of,
)
from engine.scheduler.service import NewJob, cancel_for, schedule
from engine.tasks.model import UserTask
from engine.tasks.queries import lock_task
from engine.tasks.service import Remark, add_note, keep_chain, sort_anew, task_facts
from engine.timekeeping.events import DueDateSet

LONGEST_REASON = 500
SET, TAKEN_BACK = "date_set", "date_reckoned"


class NotDatedByHand(Conflict):
    """The due moment of the task is the one its limit or diagram gives."""

    code = "not_dated_by_hand"


def may_date(actor: Actor, task: UserTask) -> bool:
    """Tell whether somebody may set when an open task is due: who leads those who do it.

    The customer's own steps are left out: what he was promised is not moved by hand.
    """
    leads = actor.may(Permission.TASK_ASSIGN) and actor.sees(task.org_path)
    return task.is_open and not task.is_customer_step and leads


def date_task(
    uow: UnitOfWork, actor: Actor, task_id: str, due_at: datetime | None, reason: str
) -> None:
    """Set when an open task is due inside the company, earlier or later than its limit says.

    The promise to the customer stays where it is, and bounds the date while it is not broken
    and its clock runs. Changed calendars, limits and pauses leave the date alone.
    """
    task, instance = _locked(uow, actor, task_id)
    problems = _problems(uow, task, instance, due_at, reason)
    if problems or due_at is None:
        raise Invalid(problems)
    before = task.drawn_due_at if task.dated_by_name else task.due_at
    uow.store(task, dated_by_name=actor.name, drawn_due_at=before)
    warning = drawn_warning(uow.now, due_at)
    _set(uow, actor, task, Limit(due_at, (warning,), warning), Remark(SET, reason.strip()))
    keep_chain(uow, instance)


def reckon_task(uow: UnitOfWork, actor: Actor, task_id: str, reason: str) -> None:
    """Let a task be due again when its limit or its diagram says."""
    task, instance = _locked(uow, actor, task_id)
    if not task.dated_by_name:
        raise NotDatedByHand(f"{task.id} is due by its limit")
    problems = _reason_problems(reason)
    if problems:
        raise Invalid(problems)
    limit = reckoned_limit(uow, task, instance) or _drawn(task)
    uow.store(task, dated_by_name=None, drawn_due_at=None)
    _set(uow, actor, task, limit, Remark(TAKEN_BACK, reason.strip()))
    keep_chain(uow, instance)


def _locked(uow: UnitOfWork, actor: Actor, task_id: str) -> tuple[UserTask, ProcessInstance]:
    task, instance = lock_task(uow, task_id)
    require(actor, Permission.TASK_ASSIGN, task.org_path)
    task.require_open()
    if task.is_customer_step:
        raise Forbidden(f"{task.id} is a step of the customer")
    return task, instance


def _set(
    uow: UnitOfWork, actor: Actor, task: UserTask, limit: Limit | None, remark: Remark
) -> None:
    old, new = task.due_at, limit.due_at if limit else None
    uow.store(task, due_at=new, warn_at=limit.yellow_at if limit else None)
    sort_anew(uow, [task])
    _ring_anew(uow, task, limit)
    when = new.astimezone(COMPANY_ZONE).strftime("%Y-%m-%d %H:%M") if new else ""
    add_note(uow, actor, task, Remark(remark.operation, remark.text, (when,) if when else ()))
    fact = DueDateSet(
        **task_facts(task),
        old_due_at=old,
        new_due_at=new,
        by_hand=remark.operation == SET,
        reason=remark.text,
    )
    uow.record(fact, actor)


def _ring_anew(uow: UnitOfWork, task: UserTask, limit: Limit | None) -> None:
    """Plan the next warning anew, and when what has climbed already climbs on."""
    if limit is None:
        cancel_for(uow, [task.id])
        return
    alarm = next_alarm(uow.now, limit.due_at, limit.warnings, task.ladder or "E1")
    if alarm and task.ladder != "none":
        job = NewJob(alarm.kind, alarm.due_at, task.instance_id, task.id, alarm.payload)
        schedule(uow, job)
    matter = escalation_with_key(uow.session, f"overdue:{task.id}")
    if matter is not None and matter.is_alive and limit.due_at > uow.now:
        ring_at(uow, matter, count_anew(uow, matter))


def _drawn(task: UserTask) -> Limit | None:
    """Return the due moment the diagram drew."""
    if task.drawn_due_at is None:
        return None
    warning = drawn_warning(task.created_at, task.drawn_due_at)
    return Limit(task.drawn_due_at, (warning,), warning)


def _problems(
    uow: UnitOfWork,
    task: UserTask,
    instance: ProcessInstance,
    due_at: datetime | None,
    reason: str,
) -> Sequence[Found]:
    found = _reason_problems(reason)
    if due_at is None:
        return [*found, problem("due_at", "required", "a moment is needed")]
    if due_at <= uow.now:
        found.append(problem("due_at", "in_the_past", "must be later than now"))
    until = promised_until(uow, task, instance)
    if until is not None and due_at > until:
        found.append(problem("due_at", "after_promise", "later than the customer was promised"))
    return found


def _reason_problems(reason: str) -> list[Found]:
    if not reason.strip():
        return [problem("reason", "required", "a reason is needed")]
    if len(reason) > LONGEST_REASON:
        return [problem("reason", "length", f"at most {LONGEST_REASON} characters")]
    return []


def promised_until(uow: UnitOfWork, task: UserTask, instance: ProcessInstance) -> datetime | None:
    """Return the promise a date by hand must keep: that of the case, or the step's own.

    None when nothing is promised, the promise is broken, or its clock stands still.
    """
    case = promise_span(uow, instance)
    if case is not None:
        moment, span = promised(uow, instance), case
    else:
        own, limit = span_of(uow, task, instance), reckoned_limit(uow, task, instance)
        if own is None or limit is None or not _is_promise(uow, own):
            return None
        moment, span = limit.due_at, own
    stands = any(pause.to_at is None for pause in span.pauses)
    return moment if moment and moment > uow.now and not stands else None


def _is_promise(uow: UnitOfWork, span: Span) -> bool:
    policy = current_rules(uow).policy(span.code, local_date(span.start), span.case)
    return policy.is_promise
