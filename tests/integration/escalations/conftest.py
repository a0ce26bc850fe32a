"""A county with a late task: who works, who leads, and time that passes."""

from datetime import timedelta

import pytest

from engine.access.queries import actor_for
from engine.definitions.service import World, deploy
from engine.escalations import queries
from engine.escalations.jobs import handlers
from engine.kernel.actor import SYSTEM
from engine.processes import jobs as process_jobs
from engine.processes.service import NewCase, start_process
from engine.scheduler.jobs import Worker
from engine.supervision.jobs import handlers as supervision_handlers
from engine.tasks.model import UserTask
from tests.companies import employ, found_company
from tests.founding import founded
from tests.integration.processes.office import diagram, sequence, user_task

# Started on Monday at 09:00, the task is due on the next Monday at close of business.
DUE = 'camunda:dueDate="P7DT8H30M"'
DIAGRAM = diagram(
    '<bpmn:startEvent id="start"/>'
    + user_task("check", "BUSINESS_CLERK@station", DUE)
    + '<bpmn:endEvent id="end"/>'
    + sequence(("start", "check"), ("check", "end")),
    key="work",
)
PEOPLE = {
    "clerk": ("2001011", "BUSINESS_CLERK"),
    "second": ("2001011", "BUSINESS_CLERK"),
    "lead": ("2001011", "TEAM_LEAD"),
    "elsewhere": ("2001012", "TEAM_LEAD"),
    "head": ("200101", "MARKETING_HEAD"),
    "deputy": ("200101", "DEPUTY_GM"),
    "city": ("2001", "DEPUTY_GM"),
    "supervisor": ("10", "SUPERVISOR"),
}


class Bureau:
    """People who act in transactions of their own, and a worker that is restarted each time."""

    def __init__(self, database, clock):
        self.database, self.clock = database, clock
        self.ids = {}

    def found(self):
        self.ids = founded(self.database, self.clock, "escalations", self._employ)

    def _employ(self):
        with self.database.unit_of_work(self.clock) as uow:
            found_company(uow)
            return {name: employ(uow, name, *where) for name, where in PEOPLE.items()}

    def deploy(self, diagram: bytes = DIAGRAM):
        with self.database.unit_of_work(self.clock) as uow:
            deploy(uow, SYSTEM, {"work.bpmn": diagram}, World())

    def start(self, process: str = "work") -> str:
        return self.act("clerk", lambda uow, who: start_process(uow, who, NewCase(process, {})).id)

    def act(self, name, verb, *arguments):
        with self.database.unit_of_work(self.clock) as uow:
            return verb(uow, actor_for(uow.session, self.ids[name], uow.now), *arguments)

    def read(self, question):
        with self.database.reading(self.clock) as uow:
            return question(uow)

    def pass_time(self, **length) -> None:
        """Let time pass in steps; after each, two new processes look for work."""
        end = self.clock.now() + timedelta(**length)
        while self.clock.now() < end:
            self.clock.set(min(self.clock.now() + timedelta(hours=12), end))
            for _ in range(2):
                self.worker().tick()

    def worker(self) -> Worker:
        kinds = {
            "timer": process_jobs.fire_timer,
            **handlers(),
            **supervision_handlers(),
        }
        return Worker(self.database, self.clock, kinds)

    def matter(self, case: str):
        return self.read(lambda uow: queries.escalations_of(uow.session, case)[0])

    def entries(self, case: str) -> list[tuple[str, int]]:
        row = self.matter(case)
        found = self.read(lambda uow: queries.entries_of(uow.session, row.id))
        return [(one.kind, one.level) for one in found]

    def task(self, case: str) -> UserTask:
        return self.read(lambda uow: uow.session.query(UserTask).filter_by(instance_id=case).one())


@pytest.fixture
def bureau(database, clock) -> Bureau:
    made = Bureau(database, clock)
    made.found()
    return made


@pytest.fixture
def late(bureau) -> str:
    """Return a case whose only task is due on Monday and has reached the first level."""
    bureau.deploy()
    case = bureau.start()
    bureau.clock.advance(timedelta(days=7, hours=9))
    for _ in range(2):
        bureau.worker().tick()
    return case
