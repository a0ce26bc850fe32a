"""A station whose clerk answers a complaint, on both databases."""

from datetime import timedelta

import pytest

from engine.deadlines import service as deadlines
from engine.definitions.service import World, deploy
from engine.escalations.jobs import handlers as alarms
from engine.instances.model import ProcessInstance
from engine.kernel.actor import SYSTEM, Actor
from engine.processes.service import NewCase, start_process
from engine.scheduler.jobs import Worker
from engine.tasks.model import UserTask
from engine.timekeeping.jobs import handlers
from tests.companies import employ, found_company
from tests.diagrams import sequence, user_task
from tests.founding import founded

DIAGRAM = sequence(
    "complaint",
    {
        "look": user_task("look", "BUSINESS_CLERK@station", sla="CMP.INVESTIGATE"),
        "reply": user_task(
            "reply", "BUSINESS_CLERK@station", sla="CMP.REPLY", slaFrom="instance", warn="80%"
        ),
    },
).replace(
    b'isExecutable="true">',
    b'isExecutable="true"><extensionElements><camunda:properties>'
    b'<camunda:property name="sla" value="CMP.REPLY"/>'
    b"</camunda:properties></extensionElements>",
)
ACTORS = {}


@pytest.fixture
def do(database, clock):
    def do(verb, *args):
        with database.unit_of_work(clock) as uow:
            return verb(uow, *args)

    return do


@pytest.fixture
def worker(database, clock):
    return Worker(database, clock, {**alarms(), **handlers()})


@pytest.fixture
def work(worker, clock):
    def work(**passes: float) -> None:
        clock.advance(timedelta(**passes))
        worker.tick()

    return work


@pytest.fixture
def office(database, clock) -> Actor:
    """Return the clerk of a station with limits, calendars and the process."""
    clerk = founded(database, clock, "complaints", lambda: _furnish(database, clock))
    return Actor(
        clerk,
        "Clerk",
        "2001011",
        permissions=frozenset({"case:start", "case:read", "clock:pause"}),
        scopes=("/10/20/2001/200101/",),
    )


def _furnish(database, clock) -> str:
    with database.unit_of_work(clock) as uow:
        found_company(uow)
        deadlines.load_seed(uow)
        deploy(uow, SYSTEM, {"complaint.bpmn": DIAGRAM}, World())
        return employ(uow, "clerk", "2001011", "BUSINESS_CLERK")


@pytest.fixture
def case(office, do) -> str:
    return do(lambda uow: start_process(uow, office, NewCase("complaint", {})).id)


@pytest.fixture
def stored(do):
    """Return what reads a case and its open task."""

    def read() -> tuple[ProcessInstance, UserTask]:
        return do(
            lambda uow: (
                uow.session.query(ProcessInstance).one(),
                uow.session.query(UserTask).filter_by(state="open").one(),
            )
        )

    return read
