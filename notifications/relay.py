"""The way of a fact to people: take it from the outbox, route, render, deliver.

A fact is turned into deliveries in one transaction, which also empties the outbox. Mails
then go out by jobs, one each, so that a mail that fails is tried again by itself.
"""

import logging
import os
import secrets
from datetime import timedelta

from engine.db import Database, UnitOfWork
from engine.db.database import DatabaseAway, DatabaseBusy
from engine.kernel.clock import Clock
from engine.kernel.errors import Conflict
from engine.kernel.settings import Settings
from engine.scheduler.jobs import Handler, Staged
from engine.scheduler.model import Job, Rearm
from engine.scheduler.rules import LEASE
from engine.scheduler.service import NewJob, schedule
from notifications import queries
from notifications.digests import DIGEST, send_digest
from notifications.dispatcher import DELIVER, ROUTE, Dispatcher
from notifications.mail_links import FORGET, forget_links
from notifications.queries import Taken

logger = logging.getLogger(__name__)

# What the notifications do for themselves from time to time.
RECURRING = (FORGET,)


class TakenOver(Conflict):
    """Another relay has taken the fact; what was done is undone."""

    code = "taken_over"


class Relay:
    """Takes facts from the outbox of one database, in the name of one process."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        settings: Settings,
        dispatcher: Dispatcher | None = None,
        lease: timedelta = LEASE,
    ) -> None:
        self._database = database
        self._clock = clock
        self._dispatcher = dispatcher or Dispatcher(settings)
        self._lease = lease
        self._name = f"{os.getpid()}-{secrets.token_hex(6)}"

    def run_due(self, limit: int = 50) -> int:
        """Tell what waits to be told, at most `limit` facts; return how many were taken."""
        with self._database.reading(self._clock) as uow:
            if not queries.is_anything_due(uow.session, uow.now):
                return 0
        taken = self._database.transact(self._clock, lambda uow: self._take(uow, limit))
        for each in taken:
            self._tell(each)
        return len(taken)

    def _take(self, uow: UnitOfWork, limit: int) -> list[Taken]:
        return queries.take(uow.session, self._name, uow.now, self._lease, limit)

    def _tell(self, taken: Taken) -> None:
        try:
            self._database.transact(self._clock, lambda uow: self._dispatch(uow, taken))
        except TakenOver:
            logger.info("fact lost", extra={"action": "fact_lost", "event": taken.event_id})
        except (DatabaseAway, DatabaseBusy):
            logger.warning("fact waits", extra={"action": "fact_waits", "event": taken.event_id})
        except Exception as error:
            extra = {"action": "fact_failed", "event": taken.event_id}
            logger.warning("fact failed: %s", error, extra=extra, exc_info=error)
            self._database.transact(self._clock, lambda uow: self._hand_over(uow, taken))

    def _dispatch(self, uow: UnitOfWork, taken: Taken) -> None:
        self._dispatcher.dispatch(uow, queries.fact_of(uow.session, taken.event_id))
        uow.session.flush()
        if not queries.finish(uow.session, taken):
            raise TakenOver(taken.event_id)

    def _hand_over(self, uow: UnitOfWork, taken: Taken) -> None:
        """Leave a fact that cannot be told to a job, with its retries and its incident."""
        if queries.finish(uow.session, taken):
            schedule(uow, NewJob(ROUTE, uow.now, None, taken.event_id))


def jobs(settings: Settings, dispatcher: Dispatcher | None = None) -> dict[str, Handler]:
    """Return what the scheduler does for the notifications."""
    does = dispatcher or Dispatcher(settings)

    def digest(uow: UnitOfWork, job: Job) -> Rearm | None:
        return send_digest(uow, job, does)

    return {
        ROUTE: does.route_again,
        DELIVER: Staged(does.prepare, does.send, does.record),
        DIGEST: digest,
        FORGET: forget_links,
    }
