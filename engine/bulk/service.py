"""What is done with one row of many, and what is kept of them all.

Each row is a transaction of its own at the door, so that one refusal stops no other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.approvals.lending import pass_on
from engine.approvals.reclaiming import reclaim_task
from engine.approvals.withdrawing import require_withdrawable, withdraw_task
from engine.bulk import queries
from engine.bulk.model import (
    CLAIM,
    COMPLETE,
    REASSIGN,
    RECLAIM,
    RELEASE,
    WITHDRAW,
    BulkBatch,
)
from engine.bulk.rules import MOST_ROWS
from engine.db import UnitOfWork
from engine.kernel.actor import Actor
from engine.kernel.errors import Conflict, GridFlowError, Invalid
from engine.kernel.ids import new_id
from engine.processes.service import complete_task
from engine.tasks.queries import get_task
from engine.tasks.service import claim_task, release_task

ACTIONS = (CLAIM, RELEASE, REASSIGN, COMPLETE)


class NotAPlainDecision(Conflict):
    """The form of the task asks for more than a decision, so it is filled in on its own page."""

    code = "not_a_plain_decision"


@dataclass(frozen=True)
class Order:
    """What is to be done with a task: to whom and why, or how it is decided."""

    action: str
    to: str = ""
    reason: str = ""
    decision: str = ""
    opinion: str = ""


@dataclass(frozen=True)
class Result:
    """What became of one row; `code` and `facts` say why it did not work."""

    task_id: str
    name: str
    title: str
    code: str = ""
    facts: Mapping[str, Any] | None = None


def check_order(order: Order, task_ids: Sequence[str]) -> None:
    """Raise before anything is done when the order itself is wrong."""
    problems = []
    if order.action not in ACTIONS:
        problems.append({"field": "action", "code": "unknown", "message": "unknown action"})
    if order.action == REASSIGN and not order.to:
        problems.append({"field": "user_id", "code": "required", "message": "whom?"})
    if order.action == REASSIGN and not order.reason.strip():
        problems.append({"field": "reason", "code": "required", "message": "a reason is needed"})
    if not 0 < len(task_ids) <= MOST_ROWS:
        message = f"1 to {MOST_ROWS} tasks at once"
        problems.append({"field": "task", "code": "rows", "message": message})
    if problems:
        raise Invalid(problems)


def carry_out(uow: UnitOfWork, actor: Actor, task_id: str, order: Order) -> None:
    """Do what was ordered with one task."""
    if order.action == CLAIM:
        claim_task(uow, actor, task_id)
    elif order.action == RELEASE:
        release_task(uow, actor, task_id)
    elif order.action == REASSIGN:
        pass_on(uow, actor, task_id, order.to, order.reason)
    elif order.action == RECLAIM:
        reclaim_task(uow, actor, task_id)
    elif order.action == WITHDRAW:
        withdraw_task(uow, actor, task_id)
    else:
        _decide(uow, actor, task_id, order)


def keep_batch(uow: UnitOfWork, actor: Actor, action: str, results: Sequence[Result]) -> str:
    """Keep what became of each row and return the id of the batch."""
    batch = BulkBatch(
        id=new_id(),
        actor_id=actor.user_id,
        action=action,
        rows=[
            {"task_id": one.task_id, "name": one.name, "title": one.title, **_outcome(one)}
            for one in results
        ],
        at=uow.now,
    )
    uow.session.add(batch)
    return batch.id


def begin_undo(
    uow: UnitOfWork, actor: Actor, batch_id: str, task_ids: Sequence[str] = ()
) -> tuple[Order, list[str]]:
    """Mark rows of a batch as taken back, all unless some are named.

    Returns what does so, and with which tasks.
    """
    action, chosen = queries.get_batch(uow.session, actor, batch_id).undo(uow.now, task_ids)
    return Order(action), chosen


def end_undo(uow: UnitOfWork, actor: Actor, batch_id: str, results: Sequence[Result]) -> None:
    """Keep of each row whether it was taken back, and else why not."""
    batch = queries.get_batch(uow.session, actor, batch_id)
    batch.note_undone({one.task_id: _outcome(one) for one in results})


def stuck_rows(uow: UnitOfWork, actor: Actor, batch: BulkBatch) -> dict[str, GridFlowError]:
    """Return, by task, what keeps a completed row from being taken back now."""
    if batch.action != COMPLETE or not batch.may_undo(uow.now):
        return {}
    found = {}
    # Read together, the rows are at hand when each is looked at.
    for task, _case in queries.with_cases(uow.session, batch.left):
        try:
            require_withdrawable(uow, actor, task.id)
        except GridFlowError as error:
            found[task.id] = error
    return found


def _outcome(one: Result) -> dict[str, Any]:
    facts = {key: str(value) for key, value in (one.facts or {}).items()}
    return {"ok": not one.code, "code": one.code, "facts": facts}


def _decide(uow: UnitOfWork, actor: Actor, task_id: str, order: Order) -> None:
    asked = queries.decision_of(uow, get_task(uow.session, task_id))
    if asked is None:
        raise NotAPlainDecision(f"the form of {task_id} asks for more than a decision")
    data = {asked.field.key: order.decision}
    if asked.opinion and order.opinion.strip():
        data[asked.opinion] = order.opinion.strip()
    complete_task(uow, actor, task_id, data)
