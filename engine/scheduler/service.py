"""What is done with jobs: schedule, cancel, revive."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, null, update
from sqlalchemy.dialects import mysql, sqlite

from engine.db import UnitOfWork
from engine.db.prepared import Prepared
from engine.kernel.ids import new_id
from engine.scheduler import queries
from engine.scheduler.model import CANCELLED, DUE, Job, JobRow

RUNNING = "running_job"
KEPT = "rescheduled_job"
FRESH = (
    "kind",
    "instance_id",
    "ref",
    "due_at",
    "state",
    "retries",
    "retries_left",
    "payload",
    "error",
)

COLUMNS = ("id", "dedupe_key", "attempt", "retries", *FRESH)
# So many statements in one call of the driver are cheaper than one with a list to expand.
FEW = 3
_TABLE: Any = JobRow.__table__


@dataclass(frozen=True)
class NewJob:
    """Work to be done later; there is only ever one job with the same key."""

    kind: str
    due_at: datetime
    instance_id: str | None
    ref: str
    payload: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    retries: int = 5

    @property
    def dedupe_key(self) -> str:
        """Return what there can be only one of: by default the kind's family and the ref."""
        return self.key or f"{self.kind.partition('.')[0]}:{self.ref}"


def schedule(uow: UnitOfWork, job: NewJob) -> None:
    """Plan a job, or plan anew the one with the same key."""
    schedule_many(uow, [job])


def schedule_many(uow: UnitOfWork, jobs: Sequence[NewJob]) -> None:
    """Plan jobs in one statement; a job whose key is known is planned anew.

    Whoever holds such a job at the moment loses it, unless it is the very job whose work
    this transaction does: that one rings again.
    """
    if not jobs:
        return
    running: Job | None = uow.session.info.get(RUNNING)
    rows = {job.dedupe_key: _row(job) for job in jobs}
    own = rows.pop(running.dedupe_key, None) if running else None
    if own and running:
        uow.session.info[KEPT] = True
        again = {name: own[name] for name in FRESH}
        queries.change_if_mine(uow.session, running, **again)
    if rows:
        dialect = uow.session.get_bind().dialect.name
        _upsert(dialect).run(uow.connection, list(rows.values()))


def cancel_for(uow: UnitOfWork, refs: Iterable[str]) -> None:
    """Cancel the waiting jobs about these things, except the one whose work is being done."""
    wanted = list(refs)
    if not wanted:
        return
    running: Job | None = uow.session.info.get(RUNNING)
    own = running.id if running else ""
    connection = uow.connection
    if len(wanted) > FEW:
        connection.execute(_CANCEL, {"refs": wanted, "own": own})
    else:
        _CANCEL_ONE.run(connection, [{"about": ref, "own": own} for ref in wanted])


def revive(uow: UnitOfWork, job_id: str) -> None:
    """Let a job that is over, mostly because it died, try again at once."""
    row = queries.get_job(uow.session, job_id)
    if row.state != DUE:
        row.state, row.due_at, row.retries_left = DUE, uow.now, row.retries
        row.owner = row.lease_until = row.error = None


def delete_finished(uow: UnitOfWork, before: datetime, limit: int = 1000) -> int:
    """Delete jobs that ended before a moment; return how many."""
    ids = queries.finished_ids(uow.session, before, limit)
    if ids:
        uow.session.execute(delete(JobRow).where(JobRow.id.in_(ids)))
    return len(ids)


def _row(job: NewJob) -> dict[str, Any]:
    return {
        "id": new_id(),
        "dedupe_key": job.dedupe_key,
        "kind": job.kind,
        "instance_id": job.instance_id,
        "ref": job.ref,
        "due_at": job.due_at,
        "state": DUE,
        "attempt": 0,
        "retries": job.retries,
        "retries_left": job.retries,
        "payload": job.payload,
        "error": None,
    }


_CANCEL = (
    update(_TABLE)
    .where(
        _TABLE.c.ref.in_(bindparam("refs", expanding=True)),
        _TABLE.c.state == DUE,
        _TABLE.c.id != bindparam("own"),
    )
    .values(state=CANCELLED, owner=null(), lease_until=null())
)


_CANCEL_ONE = Prepared(
    update(_TABLE)
    .where(
        _TABLE.c.ref == bindparam("about"), _TABLE.c.state == DUE, _TABLE.c.id != bindparam("own")
    )
    .values(state=CANCELLED, owner=null(), lease_until=null())
)


@cache
def _upsert(dialect: str) -> Prepared:
    # `attempt` stays: it is the fence, and must never be given twice.
    freed = {"owner": null(), "lease_until": null()}
    if dialect == "sqlite":
        lite = sqlite.insert(_TABLE)
        fresh = {name: lite.excluded[name] for name in FRESH}
        return Prepared(
            lite.on_conflict_do_update(["dedupe_key"], set_={**freed, **fresh}), COLUMNS
        )
    maria = mysql.insert(_TABLE)
    fresh = {name: maria.inserted[name] for name in FRESH}
    return Prepared(maria.on_duplicate_key_update(**freed, **fresh), COLUMNS)
