"""Everything people may try in a play, each by the verb of the engine."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

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
from engine.instances.queries import lock_instance
from engine.kernel.actor import SYSTEM
from engine.kernel.errors import GridFlowError
from engine.kernel.ids import new_id
from engine.processes import administration
from engine.processes.migration import Plan, migrate_case
from engine.staff.model import ACTIVE, DISABLED, Deputy
from engine.staff.service import dismiss_deputy
from engine.tasks.model import LENT, UserTask
from engine.tasks.queries import signers_of
from engine.tasks.service import claim_task, release_task, save_draft
from engine.workflow import standing
from tests.property.approvals.diagrams import NAMED, body
from tests.property.approvals.stage import CREW

if TYPE_CHECKING:
    from tests.property.approvals.play import Play

# What leaves a text that has to be found on the printed sheet.
SAYING = (
    "agree", "refuse", "abstain", "choose", "return", "straight", "lend", "resolve", "pass",
    "assign", "before", "after", "parallel", "circulate", "copy",
)  # fmt: skip
VERBS = (
    "agree", "refuse", "abstain", "choose", "return", "straight", "withdraw", "lend", "resolve",
    "recall", "pass", "assign", "before", "after", "parallel", "remove", "urge", "copy",
    "circulate", "reply", "claim", "release", "draft", "deputy", "dismiss", "disable", "enable",
    "hand_over", "migrate", "rush", "suspend", "resume", "wait", "hear", "cancel", "jump", "end",
    "void", "restart",
)  # fmt: skip
# With which tasks a verb may come to something; with others it is tried where there are none.
FIT: dict[str, Callable[[UserTask], bool]] = {
    "withdraw": lambda one: bool(one.completed_by) and not one.is_undone,
    "remove": lambda one: one.has_signers or one.loop_counter is not None,
    "resolve": lambda one: one.lending == LENT,
    "recall": lambda one: one.lending == LENT,
    "claim": lambda one: one.assignee_id is None and not one.hold,
    "return": lambda one: one.activity_id != "draft" and not one.hold,
    "straight": lambda one: one.activity_id != "draft" and not one.hold,
}
# What needs no open task.
OF_THE_CASE = (
    "withdraw", "remove", "wait", "resume", "enable", "hear", "migrate", "void", "restart",
    "circulate", "reply", "end",
)  # fmt: skip


class Doing:
    """The verbs of one play."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.bureau = play.bureau
        self.deputies: list[str] = []

    def verbs(
        self, one: UserTask, other: str, number: int, said: str
    ) -> dict[str, Callable[[], Any]]:
        """Return what can be done, with this task and this colleague."""
        who = self._holder(one, other)
        return {
            **self._answers(one, who, other, number, said),
            **self._gifts(one, who, other, number, said),
            **self._papers(one, who, other, said),
            **self._absences(who, other, number),
            **self._of_administrators(number),
        }

    def _answers(
        self, one: UserTask, who: str, other: str, number: int, said: str
    ) -> dict[str, Callable[[], Any]]:
        act, answer = self.bureau.act, self.play.answer
        people = self.bureau.people
        return {
            "agree": lambda: answer(who, one, "agree", said, **self._amount(one, number)),
            "refuse": lambda: answer(who, one, "refuse", said),
            "abstain": lambda: answer(who, one, "abstain", said),
            "choose": lambda: answer(who, one, "agree", said, next=[people[other]]),
            "return": lambda: act(who, return_task, one.id, self._way(one, number, said, False)),
            "straight": lambda: act(who, return_task, one.id, self._way(one, number, said, True)),
            "withdraw": lambda: act(self._author(one), withdraw_task, one.id),
            "cancel": lambda: number == 0 and act("wang", cancel_case, self.play.case, "不办了"),
            "claim": lambda: act(other, claim_task, one.id),
            "release": lambda: act(who, release_task, one.id),
            "draft": lambda: act(who, save_draft, one.id, {"plan": said}),
        }

    def _gifts(
        self, one: UserTask, who: str, other: str, number: int, said: str
    ) -> dict[str, Callable[[], Any]]:
        act, person = self.bureau.act, self.bureau.people[other]
        return {
            "lend": lambda: self._give(other, who, delegate_task, one.id, person, said),
            "resolve": lambda: act(who, resolve_task, one.id, said),
            "recall": lambda: act(self._owner(one), recall_task, one.id),
            "pass": lambda: self._give(other, who, pass_on, one.id, person, said),
            "assign": lambda: self._give(other, "sun", pass_on, one.id, person, said),
            "before": lambda: self._add(who, one, "before", number, said),
            "after": lambda: self._add(who, one, "after", number, said),
            "parallel": lambda: self._add(who, one, "parallel", number, said),
            "remove": lambda: self._remove(one, number),
        }

    def _papers(
        self, one: UserTask, who: str, other: str, said: str
    ) -> dict[str, Callable[[], Any]]:
        return {
            "urge": lambda: self.bureau.act("wang", urge_task, one.id, said),
            "copy": lambda: self._send("copy", other, said),
            "circulate": lambda: self._send("circulate", other, said),
            "reply": lambda: self._reply(other, said),
        }

    def _absences(self, who: str, other: str, number: int) -> dict[str, Callable[[], Any]]:
        return {
            "deputy": lambda: self._deputy(who, other, number),
            "dismiss": self._dismiss,
            "disable": lambda: self._set(other, DISABLED),
            "enable": lambda: self._set(other, ACTIVE),
            "hand_over": lambda: self._hand_over(who, other),
            "wait": self.play.wait,
            "hear": self.play.hear,
        }

    def _of_administrators(self, number: int) -> dict[str, Callable[[], Any]]:
        act, case = self.bureau.act, self.play.case
        return {
            "migrate": self._migrate,
            "rush": lambda: self.play.rush(1 + number % 6),
            "suspend": lambda: act("admin", administration.suspend_process, case, "暂停"),
            "resume": lambda: act("admin", administration.resume_process, case),
            "jump": lambda: self._jump(number),
            "end": lambda: (
                number == 0 and act("admin", administration.cancel_process, case, "终止")
            ),
            "void": lambda: act("admin", administration.void_process, case, "作废"),
            "restart": lambda: self._restart(number),
        }

    def _holder(self, one: UserTask, other: str) -> str:
        held = one.assignee_id or one.owner_id or one.completed_by or ""
        return self.play.names.get(held, other)

    def _author(self, one: UserTask) -> str:
        return self.play.names.get(one.completed_by or "", "wang")

    def _owner(self, one: UserTask) -> str:
        return self.play.names.get(one.owner_id or "", "wang")

    def _amount(self, one: UserTask, number: int) -> dict[str, int]:
        """Let whoever begins decide which branches are taken."""
        return {"amount": number} if one.activity_id == "draft" else {}

    def _give(self, to: str, who: str, verb: Any, *arguments: str) -> None:
        self.bureau.act(who, verb, *arguments)
        self.play.given.add(self.bureau.people[to])

    def _add(self, who: str, one: UserTask, position: str, number: int, said: str) -> None:
        names = [CREW[number % 6], CREW[(number * 5 + 2) % 6]][: 1 + number % 2]
        people = [self.bureau.people[name] for name in names]
        mode = ("all", "any", "sequence")[number % 3]
        self.bureau.act(who, add_signers, one.id, Addition(position, people, said, mode))
        self.play.given |= set(people)

    def _remove(self, one: UserTask, number: int) -> None:
        with self.bureau.database.reading(self.bureau.clock) as uow:
            found = [(row.added_by, row.user_id) for row in signers_of(uow.session, one.id)]
        added_by, user_id = found[number % len(found)] if found else ("", "")
        author = self.play.names.get(added_by, "wang")
        self.bureau.act(author, remove_signer, one.id, user_id)

    def _send(self, kind: str, to: str, said: str) -> None:
        person = self.bureau.people[to]
        sent = self.bureau.act("wang", send_case, self.play.case, Sending(kind, [person], said))
        if not sent:
            # Who has it already gets no second one, and the remark goes nowhere.
            raise GridFlowError("nobody was reached")

    def _reply(self, who: str, said: str) -> None:
        with self.bureau.database.reading(self.bureau.clock) as uow:
            rows = queries.circulations_of(uow.session, self.play.case)
            mine = [row.id for row in rows if row.reader_id == self.bureau.people[who]]
        for number in mine:
            self.bureau.act(who, mark_read, number)
            self.bureau.act(who, reply_to, number, said)

    def _deputy(self, principal: str, agent: str, number: int) -> None:
        begins = self.bureau.clock.now() + timedelta(hours=2 * (number % 3 == 2))
        deputy = Deputy(
            id=new_id(),
            principal_id=self.bureau.people[principal],
            agent_id=self.bureau.people[agent],
            process_keys=[self.play.key] if number % 5 == 4 else [],
            valid_from=begins,
            valid_to=begins + timedelta(hours=1 + number % 4),
            is_enabled=True,
        )
        key, takes_open = deputy.id, number % 2 == 0
        self.bureau.act(
            principal, lambda uow, actor: appoint(uow, actor, deputy, takes_open=takes_open)
        )
        self.deputies.append(key)
        self.play.stage.is_changed = True
        self.play.given.add(self.bureau.people[agent])

    def _dismiss(self) -> None:
        if self.deputies:
            key = self.deputies.pop()
            self.bureau.act("admin", lambda uow, _: dismiss_deputy(uow, SYSTEM, key))

    def _set(self, name: str, status: str) -> None:
        self.play.stage.set_status(name, status)

    def _hand_over(self, leaver: str, to: str) -> None:
        people = self.bureau.people
        self.bureau.act("admin", hand_over_all, people[leaver], people[to], "离职")
        self.play.given.add(people[to])

    def _way(self, one: UserTask, number: int, said: str, straight: bool) -> WayBack:
        with self.bureau.database.reading(self.bureau.clock) as uow:
            found = [target.activity_id for target in queries.return_targets(uow, one)]
        to = found[number % len(found)] if found else "draft"
        return WayBack(to, said, straight)

    def _migrate(self) -> None:
        now = self.bureau.case(self.play.case).definition_id
        one, other = self.play.stage.versions[self.play.key]
        plan = Plan(one, other) if now == one else Plan(other, one)
        self.bureau.act("admin", migrate_case, self.play.case, plan)

    def _jump(self, number: int) -> None:
        with self.bureau.database.unit_of_work(self.bureau.clock) as uow:
            here = standing(lock_instance(uow, self.play.case).state)
        hop = (here[number % len(here)].token, self._somewhere(number)) if here else ("", "draft")
        move = administration.move_token
        self.bureau.act("admin", move, self.play.case, hop, "跳转")
        self.play.was_moved = True

    def _restart(self, number: int) -> None:
        again = administration.restart_process
        self.bureau.act("admin", again, self.play.case, self._somewhere(number), "唤醒")
        self.play.was_moved = True

    def _somewhere(self, number: int) -> str:
        drawn: list[str] = re.findall(
            r'<bpmn:userTask[^>]*? id="(\w+)"', body(self.play.key, "last")
        )
        known = [one for one in drawn if one in NAMED]
        return known[number * 7 % len(known)]
