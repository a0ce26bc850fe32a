"""Whoever is killed, every job is done exactly once."""

import os
import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import func, select

from engine.kernel.clock import SystemClock
from engine.scheduler import service
from engine.scheduler.model import JobRow
from engine.scheduler.service import NewJob
from tests.integration.scheduler.effects import effect

JOBS = 300
# Ample even on a busy machine; the test ends as soon as the work is done.
SECONDS = 100


@pytest.fixture
def start(database):
    processes = []
    effect.create(database.engine)

    def start() -> subprocess.Popen:
        url = database.url.render_as_string(hide_password=False)
        module = "tests.integration.scheduler.busy_worker"
        process = subprocess.Popen(
            [sys.executable, "-m", module, url, str(SECONDS)], stdout=subprocess.PIPE
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()
    effect.drop(database.engine)


def waiting(database) -> int:
    with database.engine.connect() as connection:
        statement = select(func.count()).select_from(JobRow).where(JobRow.state == "due")
        return connection.scalar(statement)


@pytest.mark.slow
def test_every_job_is_done_once_though_workers_are_killed(database, start):
    clock = SystemClock()
    with database.unit_of_work(clock) as uow:
        jobs = [NewJob("mark", uow.now, None, f"job-{number}") for number in range(JOBS)]
        service.schedule_many(uow, jobs)

    workers = [start() for _ in range(3)]
    assert all(worker.stdout.readline() == b"ready\n" for worker in workers)
    time.sleep(0.4)
    os.kill(workers[0].pid, signal.SIGKILL)
    time.sleep(0.3)
    os.kill(workers[1].pid, signal.SIGKILL)
    start()
    end = time.monotonic() + SECONDS
    while waiting(database) and time.monotonic() < end:
        time.sleep(0.2)

    with database.engine.connect() as connection:
        marks = connection.execute(select(effect.c.ref, func.count()).group_by(effect.c.ref)).all()
    assert waiting(database) == 0
    assert len(marks) == JOBS
    assert {count for _, count in marks} == {1}
