"""What the scheduler does with changes of deadlines and with clocks that stand still."""

from collections.abc import Mapping

from sqlalchemy import insert

from engine.db import UnitOfWork
from engine.escalations.service import Moved, redate_case
from engine.instances.queries import lock_instance
from engine.kernel.ids import new_id
from engine.scheduler.jobs import Handler
from engine.scheduler.model import Job, Rearm
from engine.tasks.service import keep_chain
from engine.timekeeping import queries
from engine.timekeeping.model import DONE, RUNNING, DeadlineChange, DeadlineMove
from engine.timekeeping.pausing import RESUME, resume_by_clock
from engine.timekeeping.service import WORK_THROUGH
from engine.timekeeping.timers import TIMER, fire_when_due, rearm_timers

# So many cases are locked in one transaction, in the order of their ids.
BATCH = 20


def handlers() -> Mapping[str, Handler]:
    """Return what is done with each kind of job."""
    return {TIMER: fire_when_due, WORK_THROUGH: work_through, RESUME: resume_by_clock}


def work_through(uow: UnitOfWork, job: Job) -> Rearm | None:
    """Work out the due dates of the next cases a change may touch, and log what moved.

    The last case done is part of the job, kept in the same transaction: whoever takes the
    job after a restart goes on there. A case done twice moves nothing the second time.
    """
    change = queries.lock_change(uow.session, job.payload["change"])
    if change.state != RUNNING:
        return None
    cases = queries.next_cases(uow.session, change.org_path, job.payload["after"], BATCH)
    for case_id in cases:
        _redate(uow, change, case_id)
    change.cases_seen += len(cases)
    if len(cases) == BATCH:
        return Rearm(uow.now, WORK_THROUGH, {"change": change.id, "after": cases[-1]})
    change.state, change.done_at = DONE, uow.now
    return None


def _redate(uow: UnitOfWork, change: DeadlineChange, case_id: str) -> None:
    instance = lock_instance(uow, case_id)
    if not instance.is_live:
        return
    moved = redate_case(uow, instance)
    if rearm_timers(uow, instance) or moved:
        keep_chain(uow, instance)
    if not moved:
        return
    known = queries.known_moves(uow.session, change.id, case_id)
    common = {
        "change_id": change.id,
        "instance_id": instance.id,
        "org_path": instance.org_path,
        "business_key": instance.business_key,
        "title": instance.title,
        "at": uow.now,
    }
    rows = [{**common, **_log_of(one)} for one in moved]
    rows = [row for row in rows if row["task_id"] not in known]
    if rows:
        uow.session.execute(insert(DeadlineMove), rows)
    change.moved += len(rows)


def _log_of(one: Moved) -> dict[str, object]:
    task = one.task
    return {
        "id": new_id(),
        "task_id": task.id if task else "",
        "task_name": task.name if task else "",
        "task_name_en": (task.name_en or "") if task else "",
        "old_due_at": one.old_due_at,
        "new_due_at": one.new_due_at,
    }
