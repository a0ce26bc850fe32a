"""A county, its province and headquarters, with the delivered review between them."""

from pathlib import Path
from typing import Any

import bpmn
import forms
from engine.bootstrap import register
from engine.db import Database
from engine.deadlines.service import load_seed
from engine.definitions.service import World
from engine.kernel.actor import SYSTEM
from engine.kernel.clock import FixedClock
from engine.oversight import queries
from engine.oversight.jobs import handlers
from engine.oversight.model import HqReview
from engine.processes.jobs import fire_timer
from engine.processes.starts import deploy_processes
from engine.processes.topics import known_topics
from engine.scheduler.jobs import Worker
from engine.staff.service import NewUnit, create_unit
from tests.companies import employ, found_company
from tests.founding import founded
from tests.integration.processes.office import Office, diagram, sequence

PEOPLE = {
    "clerk": ("200101", "BUSINESS_CLERK"),
    "head": ("200101", "MARKETING_HEAD"),
    "other": ("200102", "MARKETING_HEAD"),
    "province": ("20", "HQ_REVIEWER"),
    "deputy": ("20", "DEPUTY_GM"),
    "desk": ("10", "HQ_RECEPTION"),
    "reviewer": ("10", "HQ_REVIEWER"),
    "market": ("10", "MARKETING_HEAD"),
    "plan": ("10", "PLANNING_HEAD"),
    "grid": ("10", "DISPATCH_HEAD"),
    "meng": ("10", "DIRECTOR"),
    "xu": ("10", "DIRECTOR"),
    "admin": ("10", "PROCESS_ADMIN"),
}
INS = {
    "topImportant": "false",
    "capacityKva": "capacityKva",
    "households": "0",
    "grade": "&quot;NONE&quot;",
    "staffDuty": "false",
    "summary": "applyName",
    "matter": "&quot;CONNECTION&quot;",
    "sourceNo": "bizNo",
    "orgId": "orgId",
}
CALLER = (
    "<bpmn:extensionElements><camunda:properties>"
    '<camunda:property name="sla" value="CONN.TOTAL"/></camunda:properties>'
    '</bpmn:extensionElements><bpmn:startEvent id="start"/>'
    '<bpmn:callActivity id="hq" name="hq" calledElement="hq_review"><bpmn:extensionElements>'
    + "".join(f'<camunda:in sourceExpression="={x}" target="{name}"/>' for name, x in INS.items())
    + '<camunda:out source="hqResult" target="hqResult"/></bpmn:extensionElements>'
    '</bpmn:callActivity><bpmn:endEvent id="end"/>' + sequence(("start", "hq"), ("hq", "end"))
)
OPINION = {"result": "agree", "opinion": "同意"}
TWO = "1. 送电前复核保护定值\n2. 备自投试验合格"


class House(Office):
    """An office that speaks of one review."""

    def submit(self, **more: Any) -> str:
        """Start a connection that asks headquarters at once; return the case."""
        facts = {"applyName": "云数据中心", "capacityKva": 12000, "bizNo": "YK1", "slaClass": "LV"}
        return self.start("clerk", "service_connection", **{**facts, **more})

    def do(self, who: str, case: str, activity: str, **data: Any) -> str:
        """Complete the first open task at a step; return its id."""
        task = next(one for one in self.open(case) if one.activity_id == activity)
        self.complete(who, task.id, data)
        return task.id

    def review_of(self, case: str) -> HqReview:
        """Return the review of a case as it is now."""
        with self.database.reading(self.clock) as uow:
            return queries.reviews_of_case(uow.session, case)[-1]

    def opine(self, case: str, result: str = "agree") -> None:
        """Let the three departments of a connection say the same."""
        said = {**OPINION, "result": result, "conditions": "双回路"}
        for _ in range(3):
            seats = [one for one in self.open(case) if one.activity_id == "department_review"]
            role = seats[0].local_variables["seat"].partition("_")[0]
            names = {"MARKETING": "market", "PLANNING": "plan", "DISPATCH": "grid"}
            self.complete(names[role], seats[0].id, said)

    def decide(self, case: str, result: str, who: str = "meng", step: str = "sign_off") -> None:
        """Carry a review from the formal check to its signature."""
        if any(one.activity_id == "formal_check" for one in self.open(case)):
            self.do("desk", case, "formal_check", result="pass")
        self.opine(case, "agree" if result == "agree" else "refuse")
        proposal = {"proposal": "refuse" if result == "refuse" else "agree"}
        self.do("reviewer", case, "consolidate", **proposal, proposalText="综合意见")
        more = {"hqConditions": TWO} if result == "conditional" else {}
        self.do(who, case, step, hqResult=result, **more)

    def tick(self) -> None:
        """Let everything ring that is due."""
        worker = Worker(self.database, self.clock, {**handlers(), "timer": fire_timer})
        while worker.tick():
            pass


def open_house(database: Database, clock: FixedClock) -> House:
    """Create the units and people and deploy the review with a process that calls it."""
    register()
    return House(
        database, clock, founded(database, clock, "house", lambda: _furnish(database, clock))
    )


def _furnish(database: Database, clock: FixedClock) -> dict[str, str]:
    with database.unit_of_work(clock) as uow:
        found_company(uow)
        create_unit(uow, SYSTEM, NewUnit("200102", "东岭县公司", "COUNTY", "2001"))
        load_seed(uow)
        people = {name: employ(uow, name, *where) for name, where in PEOPLE.items()}
        files = {"service_connection.bpmn": diagram(CALLER, "service_connection")}
        folders = (Path(bpmn.__file__).parent, Path(forms.__file__).parent)
        for folder in folders:
            for path in sorted((folder / "hq_review").iterdir()):
                if path.suffix in (".bpmn", ".dmn", ".form"):
                    files[path.name] = path.read_bytes()
        deploy_processes(uow, SYSTEM, files, World(known_topics()))
        return people
