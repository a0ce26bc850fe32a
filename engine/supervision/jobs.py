"""What the scheduler does when a reply to an order of supervision is overdue."""

from collections.abc import Mapping

from engine.db import UnitOfWork
from engine.kernel.actor import SYSTEM
from engine.scheduler.jobs import Handler
from engine.scheduler.model import Job, Rearm
from engine.supervision import queries, rules
from engine.supervision.keeping import SUPERVISION_DUE, Step, announce_raised, due_from_now, keep
from engine.supervision.model import OPEN
from engine.tasks.service import keep_chain


def handlers() -> Mapping[str, Handler]:
    """Return what is done when an order is due."""
    return {SUPERVISION_DUE: climb}


def climb(uow: UnitOfWork, job: Job) -> Rearm | None:
    """Make an unanswered order graver and take it a level higher; at the top it only waits."""
    order, case = queries.lock_order(uow, job.ref)
    if order.status != OPEN:
        return None
    if order.due_at > uow.now:
        return Rearm(order.due_at, job.kind, job.payload)
    if order.level >= len(rules.RUNGS):
        return None
    order.colour, order.level = rules.graver(order.colour), order.level + 1
    order.due_at = due_from_now(uow, order.unit_path)
    keep(uow, SYSTEM, order, Step("climbed", until=order.due_at))
    announce_raised(uow, SYSTEM, order, is_late=True)
    keep_chain(uow, case)
    return Rearm(order.due_at, job.kind, job.payload)
