"""A process that tells what waits to be told; started by the tests, and killed by some."""

import sys
import time
from datetime import timedelta

from engine.bootstrap import register
from engine.db import Database
from engine.kernel.clock import SystemClock
from engine.kernel.ids import new_id
from engine.kernel.settings import Settings
from engine.scheduler.jobs import Worker
from notifications import relay
from notifications.channels import EMAIL
from notifications.dispatcher import Dispatcher
from notifications.relay import Relay
from tests.integration.notifications.letters import Mailbox

LEASE = timedelta(seconds=1)


def main(url: str, folder: str, seconds: float) -> None:
    register()
    database, clock = Database(url), SystemClock()
    # No quiet hours: the test may run at night.
    settings = Settings(secret_key="s" * 40, data_dir=folder, quiet_from="0:00", quiet_to="0:00")
    dispatcher = Dispatcher(settings, {EMAIL: Mailbox(database.engine, new_id)})
    carrier = Relay(database, clock, settings, dispatcher, lease=LEASE)
    worker = Worker(database, clock, relay.jobs(settings, dispatcher), lease=LEASE)
    end = clock.now() + timedelta(seconds=seconds)
    print("ready", flush=True)
    while clock.now() < end:
        if not carrier.run_due(limit=5) + worker.run_due(limit=5):
            time.sleep(0.05)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
