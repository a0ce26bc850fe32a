"""What somebody does next when he comes to his desk: anything an office does, well or not."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from engine.access.queries import actor_for
from engine.approvals.queries import return_targets
from engine.bootstrap import Container
from engine.db import UnitOfWork
from engine.instances.model import ProcessInstance
from engine.instances.queries import get_instance
from engine.tasks import queries as tasks
from engine.tasks.model import LENT, PLAIN, UserTask
from engine.tasks.rules import InboxFilter
from tests.acceptance.day.doors import Door
from tests.acceptance.day.ledger import Entry, Ledger, Outcome
from tests.acceptance.day.papers import Papers
from tests.acceptance.day.staff import Person, Staff

PROCESSES = {
    "service_connection": {"BUSINESS_CLERK", "ACCOUNT_MANAGER", "AGENT"},
    "outage_notice": {"OPS_TEAM", "DISPATCH_PLANNER", "DISPATCHER"},
    "complaint_handling": {"AGENT", "BUSINESS_CLERK", "ACCOUNT_MANAGER"},
    "project_approval": {"PROJECT_CLERK"},
    "task_assignment": {"TEAM_LEAD", "SPECIALIST", "DEPUTY_GM"},
    "refund_approval": {"BUSINESS_CLERK", "CASHIER", "METER_READER"},
    "hq_review": {"HQ_RECEPTION", "HQ_REVIEWER", "MARKETING_HEAD"},
}
# How often each is done, of a hundred.
WEIGHTS = {
    "complete": 46, "claim": 8, "return": 5, "addSign": 4, "withdraw": 4,
    "delegate": 3, "reassign": 3, "release": 2, "removeSign": 2, "recall": 2, "urge": 2,
    "cc": 2, "circulate": 2, "comment": 2, "meddle": 3, "look": 3, "cancel": 1,
}  # fmt: skip
PEOPLE = {"addSign": 2, "cc": 3, "circulate": 2, "delegate": 1, "reassign": 1}


class Desk:
    """Somebody at work: looks at his inbox, picks a task and does something with it."""

    def __init__(
        self, parts: Container, staff: Staff, ledger: Ledger, person: Person, door: Door
    ) -> None:
        self._parts, self._staff, self._ledger = parts, staff, ledger
        self.person, self.door = person, door

    def act(self, random: Random) -> None:
        """Do one thing."""
        verb = random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        one = self._pick(random, verb)
        if one is None:
            return
        if verb == "look":
            self._note("look", one.id, self.door.look(f"/tasks/{one.id}"))
        elif verb == "cancel":
            self._note("cancel", one.instance_id, self.door.cancel(one.instance_id))
        elif verb == "comment":
            other = random.choice(list(self._staff.people.values()))
            outcome = self.door.comment(one.instance_id, f"请 @{other.username} 看一下")
            self._note("comment", one.instance_id, outcome)
        elif verb in ("complete", "meddle"):
            self._complete(random, one)
        else:
            self._operate(random, one, verb)

    def start(self, random: Random) -> None:
        """Begin a case."""
        mine = [key for key, roles in PROCESSES.items() if roles & self.person.roles]
        process = random.choice(mine or list(PROCESSES))
        papers = Papers(self._staff, random)
        data = papers.application(process, self._parts.clock.now(), self.door.upload)
        outcome = self.door.start(process, data)
        self._note("start", outcome.made or process, outcome)

    def _complete(self, random: Random, one: UserTask) -> None:
        if one.lending == LENT and one.assignee_id == self.person.id:
            self._operate(random, one, "resolve")
            return
        papers = Papers(self._staff, random)
        data = papers.answer(one.form_key or "", self._parts.clock.now(), self.door.upload)
        if "auditAmount" in data:
            data["auditAmount"] = self._amount_of(one)
        self._note("complete", one.id, self.door.complete(one.id, data))

    def _amount_of(self, one: UserTask) -> Any:
        with self._reading() as uow:
            return (get_instance(uow.session, one.instance_id).variables or {})["refundAmount"]

    def _operate(self, random: Random, one: UserTask, verb: str) -> None:
        fields = self._fields(random, one, verb)
        to = tuple(fields.get("user_id") or ())
        outcome = self.door.operate(one.id, verb, _single(verb, fields))
        self._note(verb, one.id, outcome, to)

    def _fields(self, random: Random, one: UserTask, verb: str) -> dict[str, Any]:
        count = random.randint(1, PEOPLE.get(verb, 1))
        people = random.sample(list(self._staff.people), count) if verb in PEOPLE else []
        fields: dict[str, Any] = {"reason": "请协助", "remark": "请尽快", "opinion": "可以"}
        fields |= {"user_id": people} if people else {}
        fields["position"] = random.choice(["before", "after", "parallel"])
        fields["mode"] = random.choice(["all", "any", "sequence"])
        fields["way"] = random.choice(["straight", "anew"])
        with self._reading() as uow:
            fields["to_activity"] = _target(random, uow, one) if verb == "return" else ""
            signers = tasks.signers_of(uow.session, one.id) if verb == "removeSign" else []
        fields["signer"] = random.choice(signers).user_id if signers else self.person.id
        return fields

    def _pick(self, random: Random, verb: str) -> UserTask | None:
        """Return a task for what is meant to be done: mostly one that fits, not always."""
        with self._reading() as uow:
            actor = actor_for(uow.session, self.person.id, uow.now)
            views = {"withdraw": ("done",), "meddle": ()}.get(verb, ("mine", "claimable"))
            found: list[UserTask] = []
            for view in views:
                found += tasks.inbox(uow.session, actor, InboxFilter(view, size=12), uow.now).rows
            if verb == "recall":
                found = _lent_by(uow, self.person.id)
            if verb == "cancel":
                found = _of_own_cases(uow, self.person.id)
            if not found and verb in ("meddle", "urge", "look", "comment", "removeSign"):
                found = _any(uow)
        fitting = [one for one in found if _fits(verb, one)]
        return random.choice(fitting or found) if found else None

    def _note(self, verb: str, about: str, outcome: Outcome, to: Sequence[str] = ()) -> None:
        self._ledger.note(Entry(self.person.id, verb, about, outcome, tuple(to)))

    def _reading(self) -> Any:
        return self._parts.database.reading(self._parts.clock)


def _fits(verb: str, one: UserTask) -> bool:
    if verb == "removeSign":
        return one.has_signers
    if verb in ("addSign", "reassign", "delegate"):
        return one.kind == PLAIN and not one.has_signers
    return verb != "complete" or not one.hold


def _single(verb: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields as the dialogs send them: one person where they ask for one."""
    if verb in ("delegate", "reassign"):
        return {**fields, "user_id": fields["user_id"][0]}
    return fields


def _target(random: Random, uow: UnitOfWork, one: UserTask) -> str:
    found = return_targets(uow, tasks.get_task(uow.session, one.id))
    return random.choice(found).activity_id if found else one.activity_id


def _lent_by(uow: UnitOfWork, user_id: str) -> list[UserTask]:
    found = uow.session.query(UserTask).filter_by(owner_id=user_id, lending=LENT, state="open")
    return list(found.limit(12))


def _of_own_cases(uow: UnitOfWork, user_id: str) -> list[UserTask]:
    cases = uow.session.query(ProcessInstance.id).filter_by(starter_id=user_id, status="running")
    found = uow.session.query(UserTask).filter(
        UserTask.instance_id.in_(cases), UserTask.state == "open"
    )
    return list(found.limit(12))


def _any(uow: UnitOfWork) -> list[UserTask]:
    return list(
        uow.session.query(UserTask).filter_by(state="open").order_by(UserTask.due_at).limit(40)
    )
