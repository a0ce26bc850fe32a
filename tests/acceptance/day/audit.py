"""Holds the test's own book against the database when the day is over.

Every function returns the findings as sentences; none of them means all is well.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from SpiffWorkflow.util.task import TaskState
from sqlalchemy import select

from engine.access.queries import actor_for
from engine.db import UnitOfWork
from engine.db.audit import EventRow
from engine.db.chain import verify
from engine.db.outbox import OutboxRow
from engine.definitions import store
from engine.instances.model import RUNNING, ProcessInstance
from engine.kernel.actor import SYSTEM
from engine.processes.model import Incident
from engine.processes.ports import CasePorts
from engine.scheduler.model import DEAD, JobRow
from engine.tasks import queries as tasks
from engine.tasks.model import OPEN, PLAIN, TaskCandidate, UserTask
from engine.tasks.records import TaskSigner
from engine.tasks.rules import InboxFilter
from engine.workflow.specs.tasks import PersonTask
from engine.workflow.state import load
from notifications.model import SENT, Delivery, Message
from tests.acceptance.day.books import MACHINE, Books
from tests.acceptance.day.customers import CUSTOMER
from tests.acceptance.day.working_day import WorkingDay


class Audit:
    """Looks through everything a day has left behind."""

    def __init__(self, day: WorkingDay, uow: UnitOfWork) -> None:
        self.day, self.uow, self.session = day, uow, uow.session
        self.tasks = list(self.session.scalars(select(UserTask)))
        self.cases = list(self.session.scalars(select(ProcessInstance)))
        self.facts = list(self.session.scalars(select(EventRow).order_by(EventRow.id)))

    def findings(self) -> list[str]:
        """Return everything that is not as it should be."""
        checks = (
            self._refusals,
            self._waiting_sets,
            self._entitled,
            self._inboxes,
            self._candidates,
            self._leavers,
            self._chains,
            self._machines,
            self._notices,
        )
        found = [f"{check.__name__[1:]}: {one}" for check in checks for one in check()]
        return found + Books(self.day.ledger, self.day.staff, self.session).findings()

    def _refusals(self) -> Iterator[str]:
        for one in self.day.ledger.undefined():
            yield f"{one.verb} ended with {one.outcome}"

    def _waiting_sets(self) -> Iterator[str]:
        """Open tasks are the runtime's waiting set, each once."""
        known = defaultdict(list)
        for task in self.tasks:
            if task.state == OPEN and task.kind == PLAIN:
                known[task.instance_id].append(task.id)
        for case in self.cases:
            waits = self._waits(case) if case.status == RUNNING else set()
            if sorted(known[case.id]) != sorted(waits):
                yield f"{case.business_key}: rows {known[case.id]}, runtime {waits}"
            if case.status == RUNNING and not waits and not self._has_job(case):
                yield f"{case.business_key} waits for nobody and nothing"
        by_id = {task.id: task for task in self.tasks}
        for task in self.tasks:
            parent = by_id.get(task.parent_task_id or "")
            if task.state == OPEN and task.kind != PLAIN and (parent is None or not parent.is_open):
                yield f"the signer's task {task.id} has no open parent"

    def _waits(self, case: ProcessInstance) -> set[str]:
        loaded = store.load(self.session, case.definition_id)
        instance = load(loaded.workflow, case.state, CasePorts(self.uow, SYSTEM, case))
        return {
            token.key
            for token in instance.tasks.values()
            if isinstance(token.task_spec, PersonTask)
            and token.state == TaskState.STARTED
            and not token.live
            and not token.role
        }

    def _has_job(self, case: ProcessInstance) -> bool:
        found = select(JobRow.id).where(JobRow.instance_id == case.id, JobRow.state == "due")
        return self.session.scalars(found).first() is not None

    def _entitled(self) -> Iterator[str]:
        """Whoever holds or did a task belongs to its candidates, or was given it."""
        for task in self.tasks:
            allowed = self._allowed(task)
            for role, user_id in (("holds", task.assignee_id), ("did", task.completed_by)):
                outside = user_id in (None, MACHINE, "") or (
                    user_id == CUSTOMER and task.is_customer_step
                )
                if not outside and user_id not in allowed and task.state != "cancelled":
                    yield f"{user_id} {role} {task.activity_id} {task.id} ({task.kind})"

    def _allowed(self, task: UserTask) -> set[str]:
        staff = self.day.staff
        found = {key.removeprefix("user:") for key in task.candidates or () if "@" not in key}
        for group in task.candidates or ():
            found |= staff.holders(group)
        found |= {agent for principal, agent in self.day.stand_ins if principal in found}
        found |= self._given.get(task.id, set())
        found |= {
            other.completed_by or ""
            for other in self.tasks
            if (other.instance_id, other.activity_id) == (task.instance_id, task.activity_id)
            and other.id < task.id
        }
        found |= {heir for leaver, heir in self.day.gone.items() if leaver in found}
        return found

    @property
    def _given(self) -> dict[str, set[str]]:
        cached = getattr(self, "_given_cache", None)
        if cached is None:
            cached = self._read_given()
            self._given_cache = cached
        return cached

    def _read_given(self) -> dict[str, set[str]]:
        """Return to whom tasks were given: by our book, and as signers or by the diagram."""
        given: dict[str, set[str]] = defaultdict(set)
        for one in self.day.ledger.done("reassign", "delegate", "addSign"):
            given[one.about] |= set(one.to)
        for signer in self.session.scalars(select(TaskSigner)):
            if signer.user_id in given[signer.task_id] | set(self.day.gone.values()):
                given[signer.child_task_id or ""].add(signer.user_id)
        for fact in self.facts:
            if fact.name == "TaskOpened" and fact.facts.get("assignee_id"):
                given[fact.facts["task_id"]].add(fact.facts["assignee_id"])
        for leaver, heir in self.day.gone.items():
            for people in given.values():
                if leaver in people:
                    people.add(heir)
        return given

    def _inboxes(self) -> Iterator[str]:
        """Each open task stands in somebody's inbox, and only with people who may do it."""
        seen: set[str] = set()
        for person in self.day.staff.people.values():
            if person.id in self.day.gone:
                continue
            mine, claimable = self._inbox(person.id)
            seen |= {task.id for task in (*mine, *claimable)}
            keys = {*person.groups, f"user:{person.id}"}
            for task in claimable:
                if not keys & set(task.candidates or ()):
                    yield f"{person.username} may claim {task.id} and is no candidate"
        for task in self.tasks:
            if task.state == OPEN and task.id not in seen and not task.hold:
                yield f"{task.activity_id} {task.id} stands in nobody's inbox: {task.candidates}"

    def _inbox(self, user_id: str) -> list[Sequence[UserTask]]:
        actor = actor_for(self.session, user_id, self.uow.now)
        return [
            tasks.inbox(self.session, actor, InboxFilter(view, size=5000), self.uow.now).rows
            for view in ("mine", "claimable")
        ]

    def _candidates(self) -> Iterator[str]:
        """Nobody is asked for what is over."""
        closed = {task.id for task in self.tasks if task.state != OPEN}
        for row in self.session.scalars(select(TaskCandidate)):
            if row.task_id in closed:
                yield f"{row.task_id} is closed and still has candidates"

    def _leavers(self) -> Iterator[str]:
        for task in self.tasks:
            if task.state == OPEN and task.assignee_id in self.day.gone:
                yield f"{task.activity_id} {task.id} is with {task.assignee_id}, who has left"

    def _chains(self) -> Iterable[str]:
        return verify(self.session).breaks

    def _machines(self) -> Iterator[str]:
        for job in self.session.scalars(select(JobRow).where(JobRow.state == DEAD)):
            yield f"the job {job.kind} {job.ref} died: {job.error}"
        late = select(JobRow).where(JobRow.state == "due", JobRow.due_at < self.uow.now)
        for job in self.session.scalars(late):
            yield f"the job {job.kind} {job.ref} was due at {job.due_at}: {job.error}"
        for one in self.session.scalars(select(Incident)):
            yield f"incident {one.code} at {one.definition_key}.{one.activity_id}: {one.message}"

    def _notices(self) -> Iterator[str]:
        if self.session.scalars(select(OutboxRow.id)).first() is not None:
            yield "facts wait to be told"
        found = list(self.session.scalars(select(Delivery)))
        told = Counter((one.event_id, one.channel, one.recipient_id) for one in found)
        yield from (f"told {count} times: {key}" for key, count in told.items() if count > 1)
        sent = {one.id for one in found if one.channel == "email" and one.state == SENT}
        counted = Counter(self.day.mailbox.keys)
        yield from (
            f"{key} was mailed {count} times" for key, count in counted.items() if count > 1
        )
        if sent != set(counted):
            yield f"marked as sent and mailed differ by {len(sent ^ set(counted))}"
        messages = len(list(self.session.scalars(select(Message.id))))
        inapp = sum(one.channel == "inapp" for one in found)
        if messages != inapp:
            yield f"{inapp} messages were delivered, {messages} are there"


def audited(day: WorkingDay) -> list[str]:
    """Return the findings of a day."""
    with day.parts.database.reading(day.clock) as uow:
        audit: Any = Audit(day, uow)
        found: list[str] = audit.findings()
        return found
