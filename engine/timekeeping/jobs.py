"""What the scheduler does with changes of deadlines and with clocks that stand still."""

from collections.abc import Mapping, Sequence

from engine.db import UnitOfWork
from engine.escalations.service import Moved, redate_cases
from engine.instances.queries import lock_instances
from engine.kernel.ids import new_id
from engine.scheduler.jobs import Handler
from engine.scheduler.model import Job, Rearm
from engine.tasks.queries import open_tasks_by_case
from engine.tasks.service import keep_chain
from engine.timekeeping import queries
from engine.timekeeping.model import DONE, RUNNING, DeadlineChange, DeadlineMove
from engine.timekeeping.pausing import RESUME, resume_by_clock
from engine.timekeeping.service import WORK_THROUGH
from engine.timekeeping.timers import TIMER, fire_when_due, rearm_timers

# So many cases are locked in one transaction, in the order of their ids.
BATCH = 100


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
    if cases:
        _redate(uow, change, cases)
    change.cases_seen += len(cases)
    if len(cases) == BATCH:
        return Rearm(uow.now, WORK_THROUGH, {"change": change.id, "after": cases[-1]})
    change.state, change.done_at = DONE, uow.now
    return None


def _redate(uow: UnitOfWork, change: DeadlineChange, case_ids: Sequence[str]) -> None:
    cases = [case for case in lock_instances(uow, case_ids) if case.is_live]
    moved = redate_cases(uow, cases, open_tasks_by_case(uow.session, case_ids))
    timed = rearm_timers(uow, cases)
    known = queries.known_moves(uow.session, change.id, case_ids)
    rows = []
    for case in cases:
        if moved[case.id] or case.id in timed:
            keep_chain(uow, case)
        common = {
            "change_id": change.id,
            "instance_id": case.id,
            "org_path": case.org_path,
            "business_key": case.business_key,
            "title": case.title,
            "at": uow.now,
        }
        rows += [{**common, **_log_of(one)} for one in moved[case.id]]
    rows = [row for row in rows if (row["instance_id"], row["task_id"]) not in known]
    uow.insert(DeadlineMove, rows)
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
