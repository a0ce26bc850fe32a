"""A small company for benchmarks: one unit, one clerk, the approval process deployed."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.engine import make_url

from engine.access.queries import actor_for
from engine.access.service import define_roles
from engine.bootstrap import register
from engine.db import Base, Database
from engine.deadlines.service import load_seed
from engine.definitions.service import World
from engine.kernel.actor import SYSTEM, Actor
from engine.kernel.clock import FixedClock
from engine.processes.service import NewCase, complete_task, start_process
from engine.processes.starts import deploy_processes
from engine.staff.service import NewUnit, NewUser, create_unit, create_user, grant_role
from engine.tasks.queries import open_tasks_of
from tests.benchmarks.approval import OURS, SUBMITTED, diagram, form

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
SUBSCRIBERS = {"TaskOpened": ("notifications",)}


@dataclass(frozen=True)
class Company:
    """A database with everything a clerk needs to work on approvals."""

    database: Database
    clock: FixedClock
    clerk: Actor

    def start(self, _number: int = 0) -> str:
        """Start a case and return its id."""
        with self.database.unit_of_work(self.clock) as uow:
            return start_process(uow, self.clerk, NewCase("bench_approval", SUBMITTED)).id

    def complete_one(self, case_id: str, submitted: dict[str, object] | None = None) -> None:
        """Complete the first open task of a case, as a person at the door would."""
        task_id = self.open_task(case_id)
        self.complete(task_id, submitted)

    def complete(self, task_id: str, submitted: dict[str, object] | None = None) -> None:
        """Complete a task through the service layer, in one durable transaction."""
        data = submitted or SUBMITTED
        self.database.transact(
            self.clock, lambda uow: complete_task(uow, self.clerk, task_id, data)
        )

    def open_task(self, case_id: str, activity: str = "") -> str:
        """Return an open task of a case."""
        with self.database.reading(self.clock) as uow:
            found = open_tasks_of(uow.session, case_id)
            return next(t.id for t in found if not activity or t.activity_id == activity)


def found_company(url: str) -> Company:
    """Create the tables and the company in an empty database."""
    register()
    database = Database(url, SUBSCRIBERS)
    Base.metadata.drop_all(database.engine)
    Base.metadata.create_all(database.engine)
    clock = FixedClock(NOW)
    with database.unit_of_work(clock) as uow:
        define_roles(uow)
        load_seed(uow)
        unit = create_unit(uow, SYSTEM, NewUnit(code="10", name="集团", type="GROUP"))
        user = create_user(uow, SYSTEM, NewUser(username="clerk", name="受理员", org_id=unit.id))
        grant_role(uow, SYSTEM, user.id, "BUSINESS_CLERK", unit.id)
        files = {
            "bench.bpmn": diagram(OURS),
            "approve.form": form(),
        }
        deploy_processes(uow, SYSTEM, files, World())
    return Company(database, clock, clerk_of(database, clock))


def join_company(url: str) -> Company:
    """Return the company that another process founded."""
    register()
    database = Database(url, SUBSCRIBERS)
    clock = FixedClock(NOW)
    return Company(database, clock, clerk_of(database, clock))


def clerk_of(database: Database, clock: FixedClock) -> Actor:
    """Return the clerk as an actor."""
    from engine.staff.queries import user_by_username

    with database.reading(clock) as uow:
        user = user_by_username(uow.session, "clerk")
        assert user is not None
        return actor_for(uow.session, user.id, uow.now)


def fresh_schema(server: str, name: str) -> str:
    """Return the address of a new, empty MariaDB schema."""
    database = Database(server)
    with database.engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name} CHARACTER SET utf8mb4"))
    database.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)
