"""A case in which people do what comes to their minds, allowed or not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from engine.approvals import queries
from engine.approvals.deputies import appoint
from engine.approvals.lending import (
    delegate_task,
    hand_over_all,
    pass_on,
    recall_task,
    resolve_task,
)
from engine.approvals.reading import Sending, mark_read, reply_to, send_case, urge_task
from engine.approvals.returning import WayBack, return_task
from engine.approvals.signing import Addition, add_signers, remove_signer
from engine.approvals.withdrawing import cancel_case, withdraw_task
from engine.bootstrap import Container
from engine.kernel.actor import SYSTEM
from engine.kernel.errors import GridFlowError
from engine.kernel.ids import new_id
from engine.kernel.settings import Settings
from engine.processes.administration import resume_process, suspend_process
from engine.processes.migration import migrate_case
from engine.staff.model import ACTIVE, DISABLED, Deputy
from engine.staff.service import dismiss_deputy, set_status
from engine.tasks.model import LENT, UserTask
from engine.tasks.queries import signers_of
from engine.tasks.service import claim_task, release_task, save_draft
from engine.workflow import StepFailed
from tests.integration.approvals.bureau import Bureau
from tests.property.approvals.holding import everything_holds
from tests.property.approvals.stage import CREW, NAMED, Stage

OFTEN = ("agree",) * 8
VERBS = (
    *OFTEN, "refuse", "return", "straight", "withdraw", "withdraw", "lend", "resolve", "recall",
    "pass", "before", "after", "parallel", "before", "after", "parallel", "remove", "urge", "copy",
    "circulate", "reply", "claim", "release", "draft", "deputy", "dismiss", "disable", "enable",
    "hand_over", "migrate", "back", "suspend", "resume", "wait", "cancel",
)  # fmt: skip
# What anybody may try with a task that is over.
OF_ANY_TASK = ("withdraw", "remove")


class Play:
    """One case, who was asked besides those the diagram names, and what was said in it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.bureau: Bureau = stage.bureau
        self.names = {user_id: name for name, user_id in self.bureau.people.items()}
        stage.clear()
        self.case = self.bureau.start("wang")
        self.given: set[str] = set()
        self.said: set[str] = set()
        self.deputies: list[str] = []
        self.worker = Container(Settings(), self.bureau.clock, self.bureau.database).worker()

    def step(self, verb: str, which: int, whom: int) -> None:
        """Do something; what the rules refuse leaves everything as it was."""
        every = self.bureau.tasks(self.case)
        pool = every if verb in OF_ANY_TASK else [one for one in every if one.is_open]
        if not pool and verb not in ("wait", "resume", "enable"):
            return
        one = pool[which % len(pool)] if pool else every[-1]
        said = f"话{len(self.said)}"
        before = [_shape(row) for row in every]
        try:
            self._verbs(one, CREW[whom % len(CREW)], whom, said)[verb]()
        except StepFailed:
            raise
        except GridFlowError:
            assert before == [_shape(row) for row in self.bureau.tasks(self.case)], verb
        else:
            self._note(verb, said)
        everything_holds(self)

    def drain(self) -> None:
        """Let everybody do what waits for him until the case ends."""
        self._everybody_comes_back()
        for _ in range(90):
            if not self.bureau.case(self.case).is_live:
                return
            ready = [one for one in self.bureau.open(self.case) if not one.hold]
            if ready:
                self._do_own(ready[0])
            else:
                self._wait()
            everything_holds(self)
        raise AssertionError("the case comes to no end")

    def _do_own(self, one: UserTask) -> None:
        who = self.names[one.assignee_id] if one.assignee_id else self._candidate(one)
        if one.lending == LENT:
            self.bureau.act(who, resolve_task, one.id, "可以")
        else:
            self._answer(who, one, "agree", "同意")

    def _candidate(self, one: UserTask) -> str:
        keys = [key for key in one.candidates if key.startswith("user:")]
        if keys:
            return self.names[keys[0].removeprefix("user:")]
        return "admin" if any(key.startswith("PROCESS_ADMIN") for key in one.candidates) else "li"

    def _everybody_comes_back(self) -> None:
        self.stage.clear()
        if self.bureau.case(self.case).status == "suspended":
            self.bureau.act("admin", resume_process, self.case)

    def _note(self, verb: str, said: str) -> None:
        if verb in ("agree", "refuse", "return", "straight", "lend", "resolve", "pass", "before",
                    "after", "parallel", "circulate", "copy"):  # fmt: skip
            self.said.add(said)

    def _verbs(
        self, one: UserTask, other: str, number: int, said: str
    ) -> dict[str, Callable[[], Any]]:
        act, person = self.bureau.act, self.bureau.people[other]
        who = self._holder(one, other)
        return {
            "agree": lambda: self._answer(who, one, "agree", said),
            "refuse": lambda: self._answer(who, one, "refuse", said),
            "return": lambda: act(who, return_task, one.id, self._way(one, number, said, False)),
            "straight": lambda: act(who, return_task, one.id, self._way(one, number, said, True)),
            "withdraw": lambda: act(self._author(one), withdraw_task, one.id),
            "lend": lambda: self._give(other, who, delegate_task, one.id, person, said),
            "resolve": lambda: act(who, resolve_task, one.id, said),
            "recall": lambda: act(self._owner(one), recall_task, one.id),
            "pass": lambda: self._give(other, who, pass_on, one.id, person, said),
            "before": lambda: self._add(who, one, "before", number, said),
            "after": lambda: self._add(who, one, "after", number, said),
            "parallel": lambda: self._add(who, one, "parallel", number, said),
            "remove": lambda: self._remove(one, number),
            "urge": lambda: act("wang", urge_task, one.id, said),
            "copy": lambda: self._send("copy", person, said),
            "circulate": lambda: self._send("circulate", person, said),
            "reply": lambda: self._reply(other, said),
            "claim": lambda: act(other, claim_task, one.id),
            "release": lambda: act(who, release_task, one.id),
            "draft": lambda: act(who, save_draft, one.id, {"plan": said}),
            "deputy": lambda: self._deputy(who, other, takes_open=number % 2 == 0),
            "dismiss": self._dismiss,
            "disable": lambda: self._set(other, DISABLED),
            "enable": lambda: self._set(other, ACTIVE),
            "hand_over": lambda: self._hand_over(who, other),
            "migrate": lambda: act("admin", migrate_case, self.case, self.stage.there),
            "back": lambda: act("admin", migrate_case, self.case, self.stage.back),
            "suspend": lambda: act("admin", suspend_process, self.case, "暂停"),
            "resume": lambda: act("admin", resume_process, self.case),
            "wait": self._wait,
            "cancel": lambda: number == 0 and act("wang", cancel_case, self.case, "不办了"),
        }

    def _holder(self, one: UserTask, other: str) -> str:
        held = one.assignee_id or one.owner_id or one.completed_by or ""
        return self.names.get(held, other)

    def _author(self, one: UserTask) -> str:
        return self.names.get(one.completed_by or "", "wang")

    def _owner(self, one: UserTask) -> str:
        return self.names.get(one.owner_id or "", "wang")

    def _answer(self, who: str, one: UserTask, result: str, said: str) -> None:
        self.bureau.complete(who, one.id, {"result": result, "opinion": said})

    def _give(self, to: str, who: str, verb: Any, *arguments: str) -> None:
        self.bureau.act(who, verb, *arguments)
        self.given.add(self.bureau.people[to])

    def _add(self, who: str, one: UserTask, position: str, number: int, said: str) -> None:
        names = [CREW[number % 6], CREW[(number * 5 + 2) % 6]][: 1 + number % 2]
        people = [self.bureau.people[name] for name in names]
        mode = ("all", "any", "sequence")[number % 3]
        self.bureau.act(who, add_signers, one.id, Addition(position, people, said, mode))
        self.given |= set(people)

    def _remove(self, one: UserTask, number: int) -> None:
        with self.bureau.database.reading(self.bureau.clock) as uow:
            found = [(row.added_by, row.user_id) for row in signers_of(uow.session, one.id)]
        added_by, user_id = found[number % len(found)] if found else ("", "")
        self.bureau.act(self.names.get(added_by, "wang"), remove_signer, one.id, user_id)

    def _send(self, kind: str, person: str, said: str) -> None:
        reached = self.bureau.act("wang", send_case, self.case, Sending(kind, [person], said))
        if not reached:
            # Who has it already gets no second one, and the remark goes nowhere.
            self.said.discard(said)
            raise GridFlowError("nobody was reached")

    def _reply(self, who: str, said: str) -> None:
        with self.bureau.database.reading(self.bureau.clock) as uow:
            rows = queries.circulations_of(uow.session, self.case)
            mine = [row.id for row in rows if row.reader_id == self.bureau.people[who]]
        for number in mine:
            self.bureau.act(who, mark_read, number)
            self.bureau.act(who, reply_to, number, said)

    def _deputy(self, principal: str, agent: str, *, takes_open: bool) -> None:
        now = self.bureau.clock.now()
        deputy = Deputy(
            id=new_id(),
            principal_id=self.bureau.people[principal],
            agent_id=self.bureau.people[agent],
            process_keys=[],
            valid_from=now,
            valid_to=now + timedelta(hours=3),
            is_enabled=True,
        )
        number = deputy.id
        self.bureau.act(
            principal, lambda uow, actor: appoint(uow, actor, deputy, takes_open=takes_open)
        )
        self.deputies.append(number)
        self.given.add(self.bureau.people[agent])

    def _dismiss(self) -> None:
        if self.deputies:
            self.bureau.act("admin", self._dismiss_one, self.deputies.pop())

    def _dismiss_one(self, uow: Any, _actor: Any, number: str) -> None:
        dismiss_deputy(uow, SYSTEM, number)

    def _set(self, name: str, status: str) -> None:
        with self.bureau.database.unit_of_work(self.bureau.clock) as uow:
            set_status(uow, SYSTEM, self.bureau.people[name], status)

    def _hand_over(self, leaver: str, to: str) -> None:
        people = self.bureau.people
        self.bureau.act("admin", hand_over_all, people[leaver], people[to], "离职")
        self.given.add(people[to])

    def _wait(self) -> None:
        self.bureau.clock.advance(timedelta(hours=2))
        self.worker.run_due()

    def _way(self, one: UserTask, number: int, said: str, straight: bool) -> WayBack:
        with self.bureau.database.reading(self.bureau.clock) as uow:
            found = [target.activity_id for target in queries.return_targets(uow, one)]
        to = found[number % len(found)] if found else "draft"
        return WayBack(to, said, straight)


def named(activity: str, people: dict[str, str]) -> set[str]:
    """Return the ids of those the diagram names at a node."""
    return {people[name] for name in NAMED[activity]}


def _shape(row: UserTask) -> tuple[object, ...]:
    return (row.id, row.state, row.assignee_id, row.owner_id, row.hold, row.lending, row.outcome)
