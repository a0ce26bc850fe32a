"""The clocks of a case and of its tasks: what was promised, and what the company set itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine.db import UnitOfWork
from engine.deadlines.rules import Policy, UnknownPolicy
from engine.deadlines.rules.clocks import SlaClock, clock_at
from engine.deadlines.rules.days import local_date
from engine.deadlines.service import current_rules
from engine.instances.model import ProcessInstance
from engine.processes.limits import Span, promise_span, span_of
from engine.tasks.model import UserTask
from engine.tasks.queries import open_tasks_of

# The company's own limit beside a promise has the promise's code and this ending.
INTERNAL = ".INTERNAL"


@dataclass(frozen=True)
class StoppedSpan:
    """One time the clock stood still: why, from when to when, and by whom."""

    reason: str
    from_at: datetime
    to_at: datetime | None
    id: str = ""
    by_name: str = ""
    note: str = ""
    until: datetime | None = None
    awaits: str = ""
    how: str = ""
    evidence: tuple[str, ...] = ()

    @property
    def is_by_hand(self) -> bool:
        """Tell whether a person stopped the clock, not a step of the diagram."""
        return bool(self.by_name)


@dataclass(frozen=True)
class Clocks:
    """The two clocks side by side; `step` is the task the internal one belongs to, if any.

    A step whose due moment was set by hand has no internal clock: that moment stands instead.
    """

    promise: SlaClock | None
    internal: SlaClock | None
    step: UserTask | None = None
    pauses: tuple[StoppedSpan, ...] = ()

    @property
    def main(self) -> SlaClock | None:
        """Return the clock whose time is told apart: the promise, else the internal one."""
        return self.promise or self.internal


def clocks_of_case(uow: UnitOfWork, case: ProcessInstance) -> Clocks:
    """Return the promise of a case beside its internal limit, else the nearest open step's."""
    span, pauses = promise_span(uow, case), pauses_of_case(case)
    promise = _clock(uow, case, span)
    internal = _clock(uow, case, _internal(uow, span))
    if internal is not None or not case.is_live:
        return Clocks(promise, internal, pauses=pauses)
    steps = [(task, _of_step(uow, case, task)) for task in _open(uow, case)]
    running = [(clock.due_at, task, clock) for task, clock in steps if clock]
    dated = [(task.due_at, task, None) for task, _ in steps if task.dated_by_name and task.due_at]
    if not running and not dated:
        return Clocks(promise, None, pauses=pauses)
    _due, task, found = min([*running, *dated], key=lambda each: each[0])
    return Clocks(promise, found, task, pauses)


def clocks_of_task(uow: UnitOfWork, task: UserTask, case: ProcessInstance) -> Clocks:
    """Return the promise of the case beside the limit of one step.

    Where the case promises nothing but the step does, its promise stands beside its own
    internal limit.
    """
    promise = _clock(uow, case, promise_span(uow, case))
    span, by_hand = span_of(uow, task, case), bool(task.dated_by_name)
    own = _clock(uow, case, span, task.completed_at)
    if promise is None and own is not None and own.policy.is_promise:
        internal = _clock(uow, case, _internal(uow, span), task.completed_at)
        return Clocks(own, None if by_hand else internal, task, pauses_of_case(case))
    return Clocks(promise, None if by_hand else own, task, pauses_of_case(case))


def pauses_of_case(case: ProcessInstance) -> tuple[StoppedSpan, ...]:
    """Return all times the clocks of a case stood still, the latest first."""
    return tuple(_stopped(each) for each in reversed(case.pauses or ()))


def spent(clock: SlaClock) -> tuple[tuple[str, timedelta], ...]:
    """Return elapsed, company's and customer's time of a clock, by name."""
    return (
        ("elapsed", clock.elapsed),
        ("company", clock.company),
        ("customer", clock.customer),
    )


def _of_step(uow: UnitOfWork, case: ProcessInstance, task: UserTask) -> SlaClock | None:
    """Return the clock of a step's limit; a due moment set by hand has none."""
    return None if task.dated_by_name else _clock(uow, case, span_of(uow, task, case))


def _open(uow: UnitOfWork, case: ProcessInstance) -> list[UserTask]:
    return open_tasks_of(uow.session, case.id)


def _internal(uow: UnitOfWork, span: Span | None) -> Span | None:
    if span is None or span.code.endswith(INTERNAL):
        return None
    return Span(span.code + INTERNAL, span.start, span.case, span.pauses)


def _clock(
    uow: UnitOfWork, case: ProcessInstance, span: Span | None, until: datetime | None = None
) -> SlaClock | None:
    policy = _policy(uow, span) if span else None
    if span is None or policy is None:
        return None
    calendar = current_rules(uow).calendar(span.case.org_path, policy.calendar)
    return clock_at(policy, span.start, calendar, span.pauses, until or case.ended_at or uow.now)


def _policy(uow: UnitOfWork, span: Span) -> Policy | None:
    try:
        return current_rules(uow).policy(span.code, local_date(span.start), span.case)
    except UnknownPolicy:
        return None


def _stopped(stored: dict[str, Any]) -> StoppedSpan:
    return StoppedSpan(
        reason=stored["reason"],
        from_at=datetime.fromisoformat(stored["from"]),
        to_at=_moment(stored.get("to")),
        id=stored.get("id", ""),
        by_name=stored.get("by_name", ""),
        note=stored.get("note", ""),
        until=_moment(stored.get("until")),
        awaits=stored.get("task", "") if stored.get("by") else "",
        how=stored.get("how", ""),
        evidence=tuple(stored.get("evidence", ())),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
