"""The worker: takes what is due, does it, and survives whatever happens meanwhile."""

import logging
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler

from engine.db import Database, UnitOfWork
from engine.db.database import DatabaseAway, DatabaseBusy
from engine.kernel.actor import SYSTEM
from engine.kernel.clock import Clock
from engine.kernel.errors import Conflict, NotFound
from engine.scheduler import queries
from engine.scheduler.events import JobDied
from engine.scheduler.model import DEAD, DONE, GiveUp, Job, Rearm
from engine.scheduler.queries import ALL_KINDS, Claim, Lane
from engine.scheduler.rules import LEASE, error_text, wait_after
from engine.scheduler.service import KEPT, RUNNING, delete_finished

logger = logging.getLogger(__name__)

KEEP_FINISHED = timedelta(days=7)

# How work ends: done, to ring again, or beyond hope.
Ending = Rearm | GiveUp | None
InTransaction = Callable[[UnitOfWork, Job], Ending]
WhenDead = Callable[[UnitOfWork, Job, str], None]


@dataclass(frozen=True)
class Outside:
    """A handler that first asks the world outside, without a transaction, then records.

    `call` may run twice when a process dies in between; `record` counts once.
    """

    call: Callable[[Job], Any]
    record: Callable[[UnitOfWork, Job, Any], Ending]


@dataclass(frozen=True)
class Staged:
    """A handler that marks what it is about to do, does it outside, then records it.

    `prepare` commits before `call` begins, so that a crash in between leaves a mark. It
    returns what `call` needs, or when to ring instead.
    """

    prepare: Callable[[UnitOfWork, Job], Any]
    call: Callable[[Job, Any], Any]
    record: Callable[[UnitOfWork, Job, Any], Ending]


Handler = InTransaction | Outside | Staged


class LeaseLost(Conflict):
    """Somebody else has taken or cancelled the job; what was done is undone."""

    code = "lease_lost"


class UnknownKind(NotFound):
    """No handler is registered for this kind of job."""

    code = "unknown_job_kind"


class Worker:
    """Does due jobs of one database, in the name of one process."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        handlers: Mapping[str, Handler],
        when_dead: WhenDead | None = None,
        lease: timedelta = LEASE,
        lane: Lane = ALL_KINDS,
    ) -> None:
        self.database = database
        self.clock = clock
        self.handlers = handlers
        self.when_dead = when_dead
        self.lease = lease
        self.lane = lane
        self.name = f"{os.getpid()}-{secrets.token_hex(6)}"

    def lanes(self) -> tuple["Worker", "Worker"]:
        """Return two workers who share the work: a slow world outside never delays a timer."""
        outside = frozenset(
            kind for kind, handler in self.handlers.items() if isinstance(handler, Outside | Staged)
        )
        return self._on(Lane(besides=outside)), self._on(Lane(only=outside))

    def _on(self, lane: Lane) -> "Worker":
        return Worker(self.database, self.clock, self.handlers, self.when_dead, self.lease, lane)

    def run_due(self, limit: int = 20) -> int:
        """Do what is due, at most `limit` jobs; return how many were taken."""
        with self.database.reading(self.clock) as uow:
            if not queries.is_anything_due(uow.session, uow.now, self.lane):
                return 0
        jobs = self.database.transact(self.clock, lambda uow: self._take(uow, limit))
        for job in jobs:
            self._run(job)
        return len(jobs)

    def tick(self, limit: int = 20, rounds: int = 10) -> int:
        """Do what is due until nothing is left or it is somebody else's turn.

        Work in portions plans its next one for now: that is due in the same tick.
        """
        total = 0
        for _ in range(rounds):
            taken = self.run_due(limit)
            total += taken
            if not taken:
                break
        return total

    def _take(self, uow: UnitOfWork, limit: int) -> list[Job]:
        claim = Claim(self.name, uow.now, self.lease, limit, self.lane)
        return queries.take(uow.session, claim)

    def _run(self, job: Job) -> None:
        try:
            handler = self.handlers.get(job.kind)
            if handler is None:
                raise UnknownKind("job handler", job.kind)
            work = self._prepared(handler, job)
            self.database.transact(self.clock, lambda uow: self._perform(uow, job, work))
        except LeaseLost:
            logger.info("job lost", extra={"action": "job_lost", "job": job.id})
        except (DatabaseAway, DatabaseBusy):
            # The lease ends by itself; then whoever is alive takes the job again.
            logger.warning("job postponed", extra={"action": "job_postponed", "job": job.id})
        except Exception as error:  # noqa: BLE001 (one broken job must not stop the others)
            self._fail(job, error)

    def _prepared(self, handler: Handler, job: Job) -> InTransaction:
        if isinstance(handler, Outside):
            # A batch may have taken long: whoever calls must still hold the job.
            self.database.transact(self.clock, lambda uow: self._renew(uow, job))
            answer = handler.call(job)
        elif isinstance(handler, Staged):
            staged = handler
            mark = self.database.transact(self.clock, lambda uow: self._mark(uow, staged, job))
            if isinstance(mark, Rearm):
                return lambda _uow, _job: mark
            answer = handler.call(job, mark)
        else:
            return handler
        record = handler.record
        return lambda uow, job: record(uow, job, answer)

    def _mark(self, uow: UnitOfWork, handler: Staged, job: Job) -> Any:
        mark = handler.prepare(uow, job)
        self._renew(uow, job)
        return mark

    def _renew(self, uow: UnitOfWork, job: Job) -> None:
        if not queries.change_if_mine(uow.session, job, lease_until=uow.now + self.lease):
            raise LeaseLost(job.id)

    def _fail(self, job: Job, error: Exception) -> None:
        text = error_text(error)
        extra = {"action": "job_failed", "job": job.id, "retries_left": job.retries_left - 1}
        logger.warning("job failed: %s", text, extra=extra, exc_info=error)
        try:
            self.database.transact(self.clock, lambda uow: self._note_failure(uow, job, text))
        except (DatabaseAway, DatabaseBusy):
            logger.warning("failure not noted", extra={"action": "job_postponed", "job": job.id})

    def _note_failure(self, uow: UnitOfWork, job: Job, text: str) -> None:
        left = job.retries_left - 1
        common = {"owner": None, "lease_until": None, "error": text}
        if left > 0:
            later = uow.now + wait_after(job.retries - left)
            queries.change_if_mine(uow.session, job, retries_left=left, due_at=later, **common)
            return
        if queries.change_if_mine(uow.session, job, retries_left=0, state=DEAD, **common):
            self._announce_death(uow, job, text)

    def _perform(self, uow: UnitOfWork, job: Job, work: InTransaction) -> None:
        """Do the work and end the job in one transaction, or leave nothing behind."""
        uow.session.info[RUNNING] = job
        ending = work(uow, job)
        values: dict[str, Any] = {"owner": None, "lease_until": None, "error": None}
        if isinstance(ending, Rearm):
            again = {"kind": ending.kind, "due_at": ending.due_at, "payload": ending.payload}
            values |= {**again, "retries_left": job.retries}
        elif isinstance(ending, GiveUp):
            values |= {"state": DEAD, "error": ending.error}
        elif not uow.session.info.get(KEPT):
            values |= {"state": DONE}
        if not queries.change_if_mine(uow.session, job, **values):
            raise LeaseLost(job.id)
        if isinstance(ending, GiveUp):
            self._announce_death(uow, job, ending.error)

    def _announce_death(self, uow: UnitOfWork, job: Job, text: str) -> None:
        fact = JobDied(
            job_id=job.id, kind=job.kind, ref=job.ref, case_id=job.instance_id, error=text
        )
        uow.record(fact, SYSTEM)
        if self.when_dead:
            self.when_dead(uow, job, text)


def run_due(
    database: Database, clock: Clock, handlers: Mapping[str, Handler], limit: int = 20
) -> int:
    """Do what is due once, at most `limit` jobs; return how many were taken."""
    return Worker(database, clock, handlers).run_due(limit)


def purge(uow: UnitOfWork, job: Job) -> Rearm:
    """Delete old finished jobs, and come back tomorrow."""
    while delete_finished(uow, uow.now - KEEP_FINISHED):
        pass
    return Rearm(uow.now + timedelta(days=1), job.kind, {})


class Scheduler:
    """The tick: calls a function every so many seconds, one call at a time."""

    def __init__(self, tick: Callable[[], object], seconds: float = 1.0) -> None:
        self._tick = tick
        self._scheduler = BackgroundScheduler(timezone="UTC", daemon=True)
        self._scheduler.add_job(
            self._safely,
            "interval",
            seconds=seconds,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )

    def start(self) -> None:
        """Begin to tick in a thread of its own."""
        self._scheduler.start()

    def stop(self) -> None:
        """Let the running tick end, then stop."""
        self._scheduler.shutdown(wait=True)

    def _safely(self) -> None:
        try:
            self._tick()
        except DatabaseAway:
            logger.warning("database away", extra={"action": "tick_postponed"})
        except Exception:  # the tick must go on, whatever a part of it does
            logger.exception("tick failed", extra={"action": "tick_failed"})
