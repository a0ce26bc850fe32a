"""A case in which people do what comes to their minds, allowed or not."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from engine.approvals.lending import resolve_task
from engine.bootstrap import Container
from engine.kernel.actor import SYSTEM
from engine.kernel.errors import GridFlowError
from engine.kernel.settings import Settings
from engine.processes.administration import cancel_process, resume_process
from engine.processes.service import run_command
from engine.tasks.model import LENT, UserTask
from engine.tasks.service import claim_task
from engine.workflow import CorrelateMessage, StepFailed
from tests.conftest import MONDAY_MORNING
from tests.integration.approvals.bureau import Bureau
from tests.property.approvals import holding
from tests.property.approvals.doing import FIT, OF_THE_CASE, SAYING, Doing
from tests.property.approvals.stage import CREW, Stage

MOST_STEPS = 120
Step = tuple[str, int, int]
"""A verb, and two numbers that choose the task and the colleague, or how it is done."""


class Play:
    """One case, who was asked besides those the diagram names, and what was said in it."""

    def __init__(self, stage: Stage, key: str) -> None:
        self.stage = stage
        self.bureau: Bureau = stage.bureau
        self.key = key
        self.names = {user_id: name for name, user_id in self.bureau.people.items()}
        self.bureau.clock.set(MONDAY_MORNING)
        stage.clear()
        stage.prepare(key)
        self.case = self.bureau.start("wang", self.key, amount=1)
        self.given: set[str] = set()
        self.said: set[str] = set()
        self.was_moved = False
        self.worker = Container(Settings(), self.bureau.clock, self.bureau.database).worker()
        self._doing = Doing(self)
        self.is_live, self.every = holding.everything_holds(self)

    def all(self, acts: Iterable[Step]) -> None:
        """Do one thing after the other."""
        for act in acts:
            self.step(*act)

    def step(self, verb: str, which: int, whom: int) -> None:
        """Do something; what the rules refuse leaves everything as it was."""
        pool = self.every if verb == "withdraw" else self.open
        if not pool and verb not in OF_THE_CASE:
            return
        # Of what is over, what was done last is what people come back to.
        pool = list(reversed(pool)) if verb == "withdraw" else pool
        pool = [one for one in pool if verb not in FIT or FIT[verb](one)] or pool or self.every
        one = pool[which % min(len(pool), 6)]
        said = f"话{len(self.said)}"
        before = [_shape(row) for row in self.every]
        try:
            self._doing.verbs(one, CREW[whom % len(CREW)], whom, said)[verb]()
        except StepFailed:
            raise
        except GridFlowError:
            assert before == [_shape(row) for row in self.bureau.tasks(self.case)], verb
        else:
            if verb in SAYING:
                self.said.add(said)
            self.is_live, self.every = holding.everything_holds(self)

    @property
    def open(self) -> list[UserTask]:
        """Return the tasks that wait."""
        return [one for one in self.every if one.is_open]

    def drain(self) -> None:
        """Let everybody do what waits for him until the case ends."""
        self._everybody_comes_back()
        for _ in range(MOST_STEPS):
            if not self.is_live:
                self._settle()
                return
            self.go_on()
        raise AssertionError("the case comes to no end")

    def go_on(self) -> None:
        """Let the first who can do what waits for him, or whatever else is waited for come."""
        if not self.is_live:
            return
        ready = [one for one in self.open if not one.hold]
        if ready:
            self._do_own(ready[0])
        else:
            self._move_on()
        self.is_live, self.every = holding.everything_holds(self)

    def rush(self, steps: int) -> None:
        """Let several people after each other do what waits for them."""
        with suppress(GridFlowError):
            for _ in range(steps):
                self.go_on()
        self.is_live, self.every = holding.everything_holds(self)

    def wait(self, hours: int = 2) -> None:
        """Let time go by, and do what is due then."""
        self.bureau.clock.advance(timedelta(hours=hours))
        while self.worker.run_due():
            pass

    def hear(self) -> None:
        """Let the message come the case waits for."""
        self.bureau.act(
            "admin", lambda uow, _: run_command(uow, SYSTEM, self.case, CorrelateMessage("paid"))
        )

    def _move_on(self) -> None:
        """Wait for what is no person's; a case moved by hand may stand at a join for ever."""
        if holding.waits_for_message(self):
            self.hear()
        elif self.was_moved and not holding.waits_for_time(self):
            self.bureau.act("admin", cancel_process, self.case, "走不下去")
        else:
            self.wait()

    def _settle(self) -> None:
        """Let what still climbs find out that the work is done."""
        for _ in range(12):
            if not holding.waits_for_time(self):
                return
            self.wait(48)

    def _do_own(self, one: UserTask) -> None:
        who = self.names[one.assignee_id] if one.assignee_id else self._candidate(one)
        if one.lending == LENT:
            self.bureau.act(who, resolve_task, one.id, "可以")
            return
        if one.activity_id == "chosen" and one.assignee_id is None:
            self.bureau.act(who, claim_task, one.id)
        self.answer(who, one, "agree", "同意")

    def _candidate(self, one: UserTask) -> str:
        keys = [key for key in one.candidates if key.startswith("user:")]
        if keys:
            return self.names[keys[0].removeprefix("user:")]
        return "admin" if any(key.startswith("PROCESS_ADMIN") for key in one.candidates) else "li"

    def _everybody_comes_back(self) -> None:
        self.stage.clear()
        if self.bureau.case(self.case).status == "suspended":
            self.bureau.act("admin", resume_process, self.case)

    def answer(self, who: str, one: UserTask, result: str, said: str, **more: Any) -> None:
        """Let somebody answer a task."""
        self.bureau.complete(who, one.id, {"result": result, "opinion": said, **more})


def _shape(row: UserTask) -> tuple[object, ...]:
    return (row.id, row.state, row.assignee_id, row.owner_id, row.hold, row.lending, row.outcome)
