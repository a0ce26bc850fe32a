"""A bureau for tests: clerks, heads and leaders of a county, and diagrams that name them."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from engine.bootstrap import register
from engine.db import Database
from engine.db.audit import EventRow
from engine.deadlines.service import load_seed
from engine.kernel.actor import SYSTEM
from engine.kernel.clock import FixedClock
from engine.staff.service import name_leader
from engine.tasks.model import UserTask
from tests.companies import employ, found_company
from tests.founding import founded
from tests.integration.processes.office import Office, sequence

PEOPLE = {
    "wang": ("200101", "BUSINESS_CLERK"),
    "li": ("200101", "BUSINESS_CLERK"),
    "zhao": ("200101", "TEAM_LEAD"),
    "qian": ("200101", "MARKETING_HEAD"),
    "sun": ("200101", "DEPUTY_GM"),
    "zhou": ("2001", "GM"),
    "wu": ("2001011", "METER_READER"),
}
AGREE = {"result": "agree", "opinion": "同意"}
REFUSE = {"result": "refuse", "opinion": "不同意"}


@dataclass
class Bureau(Office):
    """An office whose tests speak of tasks by their activity and of people by name."""

    def task(self, case: str, activity: str, who: str = "") -> UserTask:
        """Return the open task at a node, of somebody if several are open there."""
        found = [
            one
            for one in self.open(case)
            if one.activity_id == activity and (not who or one.assignee_id == self.people[who])
        ]
        assert found, f"no open task {activity} {who} among {self.nodes(case)}"
        return found[-1]

    def nodes(self, case: str) -> list[str]:
        """Return where a case waits for people."""
        return sorted(one.activity_id for one in self.open(case))

    def waits_for(self, case: str) -> list[str]:
        """Return whom a case waits for, by name."""
        return sorted(one.assignee_name or "" for one in self.open(case))

    def agree(self, who: str, case: str, activity: str, **more: Any) -> str:
        """Let somebody agree at a node; return the task's id."""
        task = self._of(who, case, activity)
        self.complete(who, task.id, {**AGREE, **more})
        return task.id

    def do(self, who: str, case: str, activity: str, verb: Any, *arguments: Any) -> Any:
        """Let somebody do something with a task at a node."""
        return self.act(who, verb, self._of(who, case, activity).id, *arguments)

    def facts(self, name: str) -> list[dict[str, Any]]:
        """Return the facts of a name that were recorded."""
        with self.database.reading(self.clock) as uow:
            rows = uow.session.query(EventRow).filter_by(name=name).order_by(EventRow.id)
            return [row.facts for row in rows]

    def _of(self, who: str, case: str, activity: str) -> UserTask:
        mine = [one for one in self.open(case) if one.assignee_id == self.people[who]]
        fit = [one for one in mine if one.activity_id == activity]
        return fit[-1] if fit else self.task(case, activity)


def open_bureau(database: Database, clock: FixedClock) -> Bureau:
    """Create the county, its people and their leaders."""
    register()
    people = founded(database, clock, "bureau", lambda: _employed(database, clock))
    return Bureau(database, clock, people)


def _employed(database: Database, clock: FixedClock) -> dict[str, str]:
    with database.unit_of_work(clock) as uow:
        found_company(uow)
        load_seed(uow)
        people = {name: employ(uow, name, *where) for name, where in PEOPLE.items()}
        people["admin"] = employ(uow, "admin", "10", "PROCESS_ADMIN")
        name_leader(uow, SYSTEM, "200101", people["sun"])
        name_leader(uow, SYSTEM, "2001", people["zhou"])
        return people


def task(key: str, who: str = "", *, inner: str = "", group: str = "", **properties: str) -> str:
    """Return a user task for somebody, for a group, or with a loop inside."""
    pairs = "".join(
        f'<camunda:property name="{name}" value={quoteattr(value)}/>'
        for name, value in properties.items()
    )
    person = f' camunda:assignee="{who}"' if who else ""
    groups = f' camunda:candidateGroups="{group}"' if group else ""
    return (
        f'<bpmn:userTask id="{key}" name="{key}"{person}{groups}><bpmn:extensionElements>'
        f"<camunda:properties>{pairs}</camunda:properties></bpmn:extensionElements>"
        f"{inner}</bpmn:userTask>"
    )


def countersign(people: str, over: str, *, sequential: bool = False) -> str:
    """Return the loop of a countersignature over a FEEL list of people."""
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}"'
        f' camunda:collection={quoteattr("=" + people)} camunda:elementVariable="person">'
        f'<bpmn:completionCondition xsi:type="bpmn:tFormalExpression">{escape(over)}'
        "</bpmn:completionCondition></bpmn:multiInstanceLoopCharacteristics>"
    )


def line(*tasks: tuple[str, str]) -> str:
    """Return a process of tasks one after the other, given as (id, element)."""
    ids = ["start", *(key for key, _ in tasks), "end"]
    body = '<bpmn:startEvent id="start"/>' + "".join(one for _, one in tasks)
    flows = sequence(*pairwise(ids))
    return f'{body}<bpmn:endEvent id="end"/>{flows}'
