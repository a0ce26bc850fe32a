"""A process that does jobs until none is left; started by the tests, and killed by some."""

import random
import sys
import time
from datetime import timedelta

from engine.db import Database
from engine.kernel.clock import SystemClock
from engine.kernel.ids import new_id
from engine.scheduler.jobs import Worker
from tests.integration.scheduler.effects import effect

LEASE = timedelta(seconds=1)


def leave_a_mark(uow, job) -> None:
    uow.session.execute(effect.insert().values(id=new_id(), ref=job.ref))
    # Now and then somebody is slow, so that a kill or the end of a lease finds it at work.
    time.sleep(1.3 if random.random() < 0.01 else random.random() * 0.004)


def main(url: str, seconds: float) -> None:
    database = Database(url)
    clock = SystemClock()
    worker = Worker(database, clock, {"mark": leave_a_mark}, lease=LEASE)
    end = clock.now() + timedelta(seconds=seconds)
    print("ready", flush=True)
    while clock.now() < end:
        if not worker.tick(limit=5):
            time.sleep(0.05)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
