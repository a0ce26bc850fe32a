"""An office for tests: a county with clerks and heads, and diagrams to run."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.access.queries import actor_for
from engine.bootstrap import register
from engine.db import Database
from engine.deadlines.service import load_seed
from engine.definitions.service import World
from engine.instances.model import ProcessInstance
from engine.instances.queries import get_instance
from engine.kernel.actor import SYSTEM, Actor
from engine.kernel.clock import FixedClock
from engine.processes.service import NewCase, complete_task, start_process
from engine.processes.starts import deploy_processes
from engine.processes.topics import known_topics
from engine.tasks.model import UserTask
from engine.tasks.queries import open_tasks_of, tasks_of
from tests.companies import employ, found_company
from tests.founding import founded

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  targetNamespace="http://gridflow.example/test">"""


def diagram(body: str, key: str = "leave", roots: str = "", starters: str = "") -> bytes:
    """Return a diagram around the elements of one process."""
    may = f' camunda:candidateStarterGroups="{starters}"' if starters else ""
    process = f'<bpmn:process id="{key}" name="请假" isExecutable="true"{may}>{body}</bpmn:process>'
    return f"{HEAD}{roots}{process}</bpmn:definitions>".encode()


def sequence(*flows: tuple[str, str]) -> str:
    """Return plain sequence flows between elements."""
    return "".join(
        f'<bpmn:sequenceFlow id="f_{source}_{target}" sourceRef="{source}" targetRef="{target}"/>'
        for source, target in flows
    )


def user_task(key: str, group: str = "BUSINESS_CLERK@county", more: str = "") -> str:
    """Return a user task for a group."""
    return f'<bpmn:userTask id="{key}" name="{key}" camunda:candidateGroups="{group}" {more}/>'


ONE_TASK = (
    '<bpmn:startEvent id="start"/>'
    + user_task("approve")
    + '<bpmn:endEvent id="end"/>'
    + sequence(("start", "approve"), ("approve", "end"))
)


@dataclass
class Office:
    """A database with a county office in it."""

    database: Database
    clock: FixedClock
    people: dict[str, str]

    def actor(self, name: str) -> Actor:
        """Return somebody as he is entitled now."""
        with self.database.reading(self.clock) as uow:
            return actor_for(uow.session, self.people[name], uow.now)

    def deploy(self, body: str, key: str = "leave", **more: str) -> None:
        """Deploy a diagram with one process."""
        files = {f"{key}.bpmn": diagram(body, key, **more)}
        with self.database.unit_of_work(self.clock) as uow:
            deploy_processes(uow, SYSTEM, files, World(known_topics()))

    def start(self, who: str, key: str = "leave", **data: Any) -> str:
        """Start a case and return its id."""
        actor = self.actor(who)
        with self.database.unit_of_work(self.clock) as uow:
            return start_process(uow, actor, NewCase(key, data)).id

    def case(self, case_id: str) -> ProcessInstance:
        """Return a case as it is now."""
        with self.database.reading(self.clock) as uow:
            return get_instance(uow.session, case_id)

    def open(self, case_id: str) -> list[UserTask]:
        """Return the tasks of a case that wait."""
        with self.database.reading(self.clock) as uow:
            return open_tasks_of(uow.session, case_id)

    def tasks(self, case_id: str) -> list[UserTask]:
        """Return all tasks of a case."""
        with self.database.reading(self.clock) as uow:
            return tasks_of(uow.session, case_id)

    def complete(self, who: str, task_id: str, data: Mapping[str, Any] | None = None) -> None:
        """Complete a task as somebody."""
        actor = self.actor(who)
        with self.database.unit_of_work(self.clock) as uow:
            complete_task(uow, actor, task_id, data or {})

    def act(self, who: str, verb: Any, *arguments: Any) -> Any:
        """Do something of a service as somebody, in a transaction of its own."""
        actor = self.actor(who)
        with self.database.unit_of_work(self.clock) as uow:
            return verb(uow, actor, *arguments)


def open_office(database: Database, clock: FixedClock) -> Office:
    """Create the county, its people and the delivered limits."""
    register()
    people = founded(database, clock, "office", lambda: _people(database, clock))
    return Office(database, clock, people)


def _people(database: Database, clock: FixedClock) -> dict[str, str]:
    with database.unit_of_work(clock) as uow:
        found_company(uow)
        load_seed(uow)
        return {
            "wang": employ(uow, "wang", "200101", "BUSINESS_CLERK"),
            "li": employ(uow, "li", "200101", "BUSINESS_CLERK"),
            "head": employ(uow, "head", "200101", "MARKETING_HEAD", "TEAM_LEAD"),
            "stranger": employ(uow, "stranger", "2001011", "METER_READER"),
            "admin": employ(uow, "admin", "10", "PROCESS_ADMIN", "BPM_ANALYST"),
        }
