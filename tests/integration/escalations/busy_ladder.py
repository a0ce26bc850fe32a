"""A process that lets matters climb; started by the tests, and killed by one."""

import random
import sys
import time
from datetime import timedelta

from engine.bootstrap import register
from engine.db import Database
from engine.escalations.jobs import handlers
from engine.escalations.model import MANUAL
from engine.escalations.raising import CLIMB, Matter, raise_matter, ring_at
from engine.instances.model import RUNNING, ProcessInstance
from engine.instances.queries import lock_instance
from engine.kernel.actor import SYSTEM
from engine.kernel.clock import SystemClock
from engine.kernel.ids import new_id
from engine.scheduler.jobs import Worker
from engine.tasks.service import keep_chain

LEASE = timedelta(seconds=1)


def open_matters(database, clock, number: int) -> None:
    """Raise so many matters, whose levels should all have answered by now."""
    for _ in range(number):
        with database.unit_of_work(clock) as uow:
            row = ProcessInstance(
                id=new_id(),
                definition_id="def",
                definition_key="work",
                version=1,
                business_key="YK1",
                title="新装",
                status=RUNNING,
                org_id="2001011",
                org_path="/10/20/2001/200101/2001011/",
                starter_id="clerk",
                starter_name="Clerk",
                started_at=uow.now,
                pauses=[],
                variables={},
                state=b"",
            )
            uow.session.add(row)
            uow.session.flush()
            case = lock_instance(uow, row.id)
            made = raise_matter(uow, SYSTEM, case, Matter(f"manual:{row.id}", MANUAL, "E1"))
            ring_at(uow, made, uow.now)
            keep_chain(uow, case)


def main(url: str) -> None:
    register()
    database = Database(url)
    climb = handlers()[CLIMB]

    def slowly(uow, job):
        ending = climb(uow, job)
        # Now and then somebody is slow, so that a kill or the end of a lease finds it at work.
        time.sleep(1.2 if random.random() < 0.04 else random.random() * 0.02)
        return ending

    worker = Worker(database, SystemClock(), {CLIMB: slowly}, lease=LEASE)
    print("ready", flush=True)
    while True:
        if not worker.tick(limit=5):
            time.sleep(0.05)


if __name__ == "__main__":
    main(sys.argv[1])
