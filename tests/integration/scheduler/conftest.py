"""Jobs that leave a note, and a worker who does them."""

import pytest

from engine.scheduler import service
from engine.scheduler.jobs import Worker
from engine.scheduler.model import JobRow
from engine.scheduler.service import NewJob


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def handlers(done):
    return {"note": lambda uow, job: done.append(job.ref)}


@pytest.fixture
def plan(database, clock):
    def plan(*jobs: NewJob) -> None:
        with database.unit_of_work(clock) as uow:
            service.schedule_many(uow, jobs)

    return plan


@pytest.fixture
def jobs(database, clock):
    def jobs() -> list[JobRow]:
        with database.reading(clock) as uow:
            rows = uow.session.query(JobRow).order_by(JobRow.ref).all()
            uow.session.expunge_all()
            return rows

    return jobs


@pytest.fixture
def worker(database, clock, handlers):
    return Worker(database, clock, handlers)
