"""What an installation does for itself from time to time: seal, sweep, forget."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from engine.access.jobs import forget_old_sessions
from engine.db import UnitOfWork
from engine.db.chain import seal
from engine.documents.jobs import drop_bytes, remove_loose_documents
from engine.documents.service import DocumentStore
from engine.scheduler.jobs import Handler, purge
from engine.scheduler.model import Job, Rearm
from engine.scheduler.queries import waiting_kinds
from engine.scheduler.service import NewJob, schedule_many

SEAL, FORGET, SWEEP, DROP, PURGE = (
    "upkeep.seal",
    "upkeep.forget",
    "upkeep.sweep",
    "upkeep.drop",
    "upkeep.purge",
)
RECURRING = (SEAL, FORGET, SWEEP, PURGE)
SEAL_EVERY = timedelta(minutes=10)
DAY = timedelta(days=1)


def handlers(store: DocumentStore) -> dict[str, Handler]:
    """Return what is done for each kind of upkeep."""

    def sweep(uow: UnitOfWork, job: Job) -> Rearm:
        digests = remove_loose_documents(uow)
        if digests:
            later = uow.now + timedelta(minutes=1)
            schedule_many(uow, [NewJob(DROP, later, None, DROP, {"digests": digests})])
        return Rearm(uow.now + DAY, SWEEP, {})

    def drop(uow: UnitOfWork, job: Job) -> None:
        drop_bytes(uow, store, job.payload["digests"])

    return {
        SEAL: _every(SEAL_EVERY, SEAL, lambda uow: _seal_all(uow)),
        FORGET: _every(DAY, FORGET, forget_old_sessions),
        SWEEP: sweep,
        DROP: drop,
        PURGE: purge,
    }


def schedule_upkeep(uow: UnitOfWork, more: Sequence[str] = ()) -> None:
    """Plan the recurring upkeep that is not planned yet, ours and what others bring along."""
    wanted = (*RECURRING, *more)
    known = waiting_kinds(uow.session, wanted)
    missing = [kind for kind in wanted if kind not in known]
    # Each kind is one job for ever: its key is its name, and it plans itself again.
    schedule_many(uow, [NewJob(kind, uow.now, None, kind, key=kind) for kind in missing])


def _every(
    pause: timedelta, kind: str, work: Callable[[UnitOfWork], object]
) -> Callable[[UnitOfWork, Job], Rearm]:
    def run(uow: UnitOfWork, job: Job) -> Rearm:
        work(uow)
        return Rearm(uow.now + pause, kind, {})

    return run


def _seal_all(uow: UnitOfWork) -> None:
    while seal(uow):
        uow.session.flush()
