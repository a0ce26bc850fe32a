"""Every question about jobs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true, update
from sqlalchemy.orm import Session

from engine.kernel.errors import NotFound
from engine.scheduler.model import DEAD, DUE, Job, JobRow


@dataclass(frozen=True)
class Lane:
    """Which kinds of jobs a worker takes: only these, or all but those."""

    only: frozenset[str] | None = None
    besides: frozenset[str] = frozenset()

    def condition(self) -> ColumnElement[bool]:
        """Return the lane as a condition on jobs."""
        if self.only is not None:
            return JobRow.kind.in_(sorted(self.only))
        return JobRow.kind.not_in(sorted(self.besides)) if self.besides else true()


ALL_KINDS = Lane()


def is_anything_due(session: Session, now: datetime, lane: Lane = ALL_KINDS) -> bool:
    """Tell whether a job could be taken now; one look at an index."""
    statement = select(JobRow.id).where(_takeable(now), lane.condition()).limit(1)
    return session.scalars(statement).first() is not None


@dataclass(frozen=True)
class Claim:
    """Who wants jobs: his name, how long he may hold them, how many, and of which kinds."""

    owner: str
    now: datetime
    lease: timedelta
    limit: int
    lane: Lane = ALL_KINDS


def take(session: Session, claim: Claim) -> list[Job]:
    """Take the jobs that are due longest and that nobody else holds."""
    statement = (
        select(JobRow)
        .where(_takeable(claim.now), claim.lane.condition())
        .order_by(JobRow.due_at)
        .limit(claim.limit)
        .with_for_update(skip_locked=True)
    )
    rows = list(session.scalars(statement))
    if not rows:
        return []
    taken = update(JobRow).where(JobRow.id.in_([row.id for row in rows]))
    until = claim.now + claim.lease
    session.execute(
        taken.values(owner=claim.owner, lease_until=until, attempt=JobRow.attempt + 1),
        execution_options={"synchronize_session": False},
    )
    return [_job(row, claim.owner) for row in rows]


def change_if_mine(session: Session, job: Job, **values: Any) -> bool:
    """Change a job unless somebody else has taken or cancelled it meanwhile."""
    statement = update(JobRow).where(
        JobRow.id == job.id,
        JobRow.owner == job.owner,
        JobRow.attempt == job.attempt,
        JobRow.state == DUE,
    )
    result: Any = session.execute(
        statement.values(**values), execution_options={"synchronize_session": False}
    )
    return bool(result.rowcount)


def get_job(session: Session, job_id: str) -> JobRow:
    """Return a job by its id."""
    row = session.get(JobRow, job_id)
    if row is None:
        raise NotFound("job", job_id)
    return row


def jobs_of(session: Session, refs: Iterable[str]) -> list[JobRow]:
    """Return the jobs about something that wait, the next one first."""
    statement = select(JobRow).where(JobRow.ref.in_(list(refs)), JobRow.state == DUE)
    return list(session.scalars(statement.order_by(JobRow.due_at)))


def jobs_of_instance(session: Session, instance_id: str) -> list[JobRow]:
    """Return the jobs of a case that wait, the next one first."""
    statement = select(JobRow).where(JobRow.instance_id == instance_id, JobRow.state == DUE)
    return list(session.scalars(statement.order_by(JobRow.due_at)))


def jobs_by_case(
    session: Session, instance_ids: Iterable[str], kind: str
) -> dict[str, list[JobRow]]:
    """Return the jobs of one kind of several cases that wait, by the case."""
    statement = select(JobRow).where(
        JobRow.instance_id.in_(list(instance_ids)), JobRow.state == DUE, JobRow.kind == kind
    )
    found: dict[str, list[JobRow]] = {}
    for row in session.scalars(statement.order_by(JobRow.due_at, JobRow.id)):
        found.setdefault(str(row.instance_id), []).append(row)
    return found


def waiting_kinds(session: Session, kinds: Iterable[str]) -> frozenset[str]:
    """Return those kinds of which a job waits."""
    statement = select(JobRow.kind).where(JobRow.kind.in_(list(kinds)), JobRow.state == DUE)
    return frozenset(session.scalars(statement))


def dead_jobs(session: Session, limit: int = 100) -> list[JobRow]:
    """Return the jobs that ran out of retries, the latest first."""
    statement = select(JobRow).where(JobRow.state == DEAD).order_by(JobRow.due_at.desc())
    return list(session.scalars(statement.limit(limit)))


def finished_ids(session: Session, before: datetime, limit: int) -> list[str]:
    """Return jobs that ended before a moment."""
    statement = select(JobRow.id).where(JobRow.state.in_(("done", "cancelled")))
    return list(session.scalars(statement.where(JobRow.due_at < before).limit(limit)))


def counts(session: Session, now: datetime) -> dict[str, int]:
    """Return how many jobs are late and how many are dead."""
    late = select(func.count()).where(JobRow.state == DUE, JobRow.due_at < now)
    dead = select(func.count()).where(JobRow.state == DEAD)
    return {"late": session.scalar(late) or 0, "dead": session.scalar(dead) or 0}


def _takeable(now: datetime) -> ColumnElement[bool]:
    free = or_(JobRow.lease_until.is_(None), JobRow.lease_until < now)
    return and_(JobRow.state == DUE, JobRow.due_at <= now, free)


def _job(row: JobRow, owner: str) -> Job:
    return Job(
        id=row.id,
        dedupe_key=row.dedupe_key,
        kind=row.kind,
        instance_id=row.instance_id,
        ref=row.ref,
        due_at=row.due_at,
        attempt=row.attempt + 1,
        owner=owner,
        retries=row.retries,
        retries_left=row.retries_left,
        payload=dict(row.payload or {}),
    )
