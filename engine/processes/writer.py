"""Writes down what a move brought about, each table in one statement."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete

from engine.db import UnitOfWork
from engine.db.prepared import Prepared
from engine.deadlines.rules import Case, UnknownPolicy, next_alarm
from engine.deadlines.service import current_rules
from engine.definitions import store
from engine.definitions.rules import form_key_of
from engine.definitions.store import Loaded
from engine.instances.model import ActivityRow, ProcessInstance
from engine.kernel.actor import Actor
from engine.kernel.ids import new_id
from engine.processes import rules
from engine.processes.assignees import resolve_tasks
from engine.processes.drawn import escalation_jobs
from engine.processes.events import IncidentOpened, ProcessEnded
from engine.processes.limits import CaseClock, TaskLimit, task_limit
from engine.processes.model import EventSubscription, Incident
from engine.processes.passing import Pass, find_passes
from engine.processes.rows import (
    history_row,
    step_incident,
    subscription_row,
    task_row,
    timer_payload,
)
from engine.scheduler.service import FEW, NewJob, cancel_for, schedule_many
from engine.tasks.events import TaskOpened
from engine.tasks.model import TaskCandidate, UserTask
from engine.tasks.rules import sort_key
from engine.tasks.service import cancel_tasks
from engine.workflow import Advance, OpenedTask, ThrownMessage

_CANDIDATES: Any = TaskCandidate.__table__
_FORGET_CANDIDATES = delete(_CANDIDATES).where(
    _CANDIDATES.c.task_id.in_(bindparam("closed", expanding=True))
)

_FORGET_ONE = Prepared(delete(_CANDIDATES).where(_CANDIDATES.c.task_id == bindparam("closed")))


class MoveWriter:
    """Writes one move of one case; `write` is the only door."""

    def __init__(
        self, uow: UnitOfWork, actor: Actor, instance: ProcessInstance, loaded: Loaded
    ) -> None:
        self._uow = uow
        self._actor = actor
        self._case = instance
        self._loaded = loaded
        self._jobs: list[NewJob] = []
        self._pauses = list(instance.pauses or ())
        self._has_incident = instance.has_incident
        self._alarmed: list[str] = []
        self.passes: list[Pass] = []

    def write(self, advance: Advance, *, was_cancelled: bool = False) -> None:
        """Write the state, tasks, jobs, subscriptions, history and facts of a move."""
        self._close_tasks(advance)
        self._open_tasks(advance)
        self._keep_timers(advance)
        self._keep_subscriptions(advance)
        self._pass_on(advance)
        self._keep_history(advance)
        self._open_incidents(advance)
        if self._jobs:
            schedule_many(self._uow, self._jobs)
        self._keep_case(advance, was_cancelled=was_cancelled)

    def _close_tasks(self, advance: Advance) -> None:
        closed = [task.id for task in advance.closed]
        if not closed:
            return
        self._alarmed = self._with_alarms(closed)
        if self._case.pauses:
            self._resume(closed)
        connection = self._uow.connection
        if len(closed) > FEW:
            connection.execute(_FORGET_CANDIDATES, {"closed": closed})
        else:
            _FORGET_ONE.run(connection, [{"closed": task_id} for task_id in closed])
        cancelled = [task.id for task in advance.closed if task.outcome == "cancelled"]
        if cancelled:
            done = [task.id for task in advance.closed if task.outcome == "completed"]
            cancel_tasks(self._uow, self._actor, cancelled, done)

    def _resume(self, closed: list[str]) -> None:
        """End the pauses that waited for what is over; due dates move by how long they took."""
        resumed = rules.after_resume(self._pauses, closed, self._uow.now)
        if resumed != self._pauses:
            self._pauses = resumed
            self._jobs.append(NewJob(rules.REDATE, self._uow.now, self._case.id, self._case.id))

    def _with_alarms(self, closed: list[str]) -> list[str]:
        """Leave out tasks that are known to have no due time, and so no job."""
        known = self._uow.session.identity_map.values()
        idle = {task.id for task in known if isinstance(task, UserTask) and task.due_at is None}
        return [task_id for task_id in closed if task_id not in idle]

    def _open_tasks(self, advance: Advance) -> None:
        if not advance.opened:
            return
        found = resolve_tasks(self._uow, self._case, advance.opened, advance.variables)
        limits = [self._limit(opened, advance) for opened in advance.opened]
        now = self._uow.now
        rows = [
            task_row(self._case, opened, who, limit, now)
            for opened, who, limit in zip(advance.opened, found, limits, strict=True)
        ]
        for row in rows:
            self._show_form(row)
            self._pause(row)
        self._uow.insert(UserTask, rows)
        self._add_candidates(rows)
        self.passes = find_passes(self._uow, self._case, self._loaded, advance, found)
        passing = {one.task_id for one in self.passes}
        for row, limit in zip(rows, limits, strict=True):
            if row["id"] not in passing:
                self._announce(row, limit)

    def _show_form(self, task: dict[str, Any]) -> None:
        """Give a task the form its diagram names, or draws field by field."""
        loaded = store.load(self._uow.session, task["definition_id"])
        node = loaded.node_by_id.get(task["activity_id"])
        task["form_key"] = form_key_of(node) or task["form_key"]

    def _pause(self, task: Mapping[str, Any]) -> None:
        if task["pause_reason"]:
            self._pauses = rules.after_pause(
                self._pauses, task["pause_reason"], self._uow.now, task["id"]
            )

    def _limit(self, opened: OpenedTask, advance: Advance) -> TaskLimit:
        case = self._case
        clock = CaseClock(
            now=self._uow.now,
            started_at=case.started_at,
            org_path=case.org_path,
            variables=advance.variables,
            pauses=rules.promise_pauses(self._pauses),
        )
        return task_limit(current_rules(self._uow), opened, clock)

    def _add_candidates(self, tasks: Sequence[Mapping[str, Any]]) -> None:
        rows = [
            {
                "task_id": task["id"],
                "candidate": key,
                # Whoever is stood in for may take his work back.
                "is_claimable": task["assignee_id"] is None
                or key == f"user:{task['acting_for_id']}",
                "sort_at": sort_key(task["due_at"]),
            }
            for task in tasks
            for key in task["candidates"]
        ]
        self._uow.insert(TaskCandidate, rows)

    def _announce(self, task: Mapping[str, Any], limit: TaskLimit) -> None:
        self._uow.record(
            TaskOpened(
                task_id=task["id"],
                instance_id=task["instance_id"],
                activity_id=task["activity_id"],
                task_name=task["name"],
                title=task["title"],
                business_key=task["business_key"],
                assignee_id=task["assignee_id"],
                candidates=tuple(task["candidates"]),
                due_at=task["due_at"],
                is_customer_step=task["is_customer_step"],
            ),
            self._actor,
        )
        alarm = next_alarm(self._uow.now, limit.due_at, limit.warn_at, limit.ladder)
        if alarm is not None and limit.ladder != "none":
            self._jobs.append(
                NewJob(alarm.kind, alarm.due_at, self._case.id, task["id"], alarm.payload)
            )

    def _keep_timers(self, advance: Advance) -> None:
        stale = [*advance.dropped_timers, *advance.dropped_services, *self._alarmed]
        if stale:
            cancel_for(self._uow, stale)
        now, case_id = self._uow.now, self._case.id
        for timer in advance.timers:
            drawn = timer_payload(timer, now)
            self._jobs.append(NewJob("timer", timer.due_at, case_id, timer.id, drawn))
        for call in advance.services:
            asked = {"topic": call.topic, "inputs": dict(call.inputs), "activity": call.activity}
            self._jobs.append(NewJob("service", now, case_id, call.token, asked))

    def _keep_subscriptions(self, advance: Advance) -> None:
        if advance.dropped_subscriptions:
            if self._pauses:
                self._resume(list(advance.dropped_subscriptions))
            gone = EventSubscription.id.in_(advance.dropped_subscriptions)
            self._uow.connection.execute(delete(EventSubscription).where(gone))
        rows = [subscription_row(self._case, one, self._uow.now) for one in advance.subscriptions]
        self._uow.insert(EventSubscription, rows)

    def _pass_on(self, advance: Advance) -> None:
        self._jobs += escalation_jobs(self._case, advance.escalations, self._uow.now)
        for thrown in advance.thrown:
            is_message = isinstance(thrown, ThrownMessage)
            payload: dict[str, Any] = {"name": thrown.name, "payload": dict(thrown.payload)}
            if isinstance(thrown, ThrownMessage):
                payload["correlation"] = thrown.correlation
                payload["business_key"] = thrown.business_key
                payload["keep"] = thrown.properties.get("keep", "").lower() == "true"
            kind = "message" if is_message else "signal"
            self._jobs.append(NewJob(kind, self._uow.now, self._case.id, new_id(), payload))

    def _keep_history(self, advance: Advance) -> None:
        records = rules.history_rows(advance.history)
        rows = [history_row(self._case, number, one) for number, one in enumerate(records)]
        self._uow.insert(ActivityRow, rows)

    def _open_incidents(self, advance: Advance) -> None:
        for found in advance.incidents:
            incident = step_incident(self._case, found, self._uow.now)
            self._uow.session.add(incident)
            self._has_incident = True
            self._uow.record(incident_opened(incident), self._actor)

    def _keep_case(self, advance: Advance, *, was_cancelled: bool) -> None:
        case, now = self._case, self._uow.now
        status = rules.status_of(advance, was_cancelled=was_cancelled)
        changes: dict[str, Any] = {
            "state": advance.state,
            "variables": dict(advance.variables),
            "revision": case.revision + 1,
        }
        # An index is written whenever a statement names its columns, changed or not.
        seldom = {
            "pauses": self._pauses,
            "status": status,
            "has_incident": self._has_incident,
        }
        changes |= {name: to for name, to in seldom.items() if to != getattr(case, name)}
        promised = self._promised(advance)
        if promised is not None and promised != case.due_at:
            changes["due_at"] = promised
        if status in rules.ENDED and case.ended_at is None:
            changes |= {"ended_at": now, "end_reason": advance.ended_by[:500]}
            self._record_end(status, changes["end_reason"])
        head = self._uow.chain_head(case.id)
        self._uow.store(case, **changes, audit_seq=head.seq, audit_hash=head.hash)

    def _promised(self, advance: Advance) -> datetime | None:
        """Return when the promise to the customer ends; it moves with every pause."""
        promise = self._loaded.facts.promise
        if not promise:
            return None
        case = Case.of(self._case.org_path, advance.variables)
        pauses = rules.promise_pauses(self._pauses)
        try:
            limits = current_rules(self._uow)
            return limits.due(promise, self._case.started_at, case, pauses, self._uow.now)
        except UnknownPolicy:
            # The class of the case, which decides the limit, is worked out in its first steps.
            return None

    def _record_end(self, status: str, reason: str) -> None:
        case = self._case
        self._uow.record(
            ProcessEnded(
                instance_id=case.id,
                definition_key=case.definition_key,
                business_key=case.business_key,
                title=case.title,
                status=status,
                reason=reason,
                starter_id=case.starter_id,
            ),
            self._actor,
        )


def incident_opened(incident: Incident) -> IncidentOpened:
    """Return the fact that an incident was opened."""
    return IncidentOpened(
        incident_id=incident.id,
        instance_id=incident.instance_id,
        business_key=incident.business_key,
        activity_id=incident.activity_id,
        error_code=incident.code,
        message=incident.message,
    )
