"""Reading batches, and what can be decided in a list."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.bulk.model import BulkBatch
from engine.bulk.rules import Decision, plain_decision
from engine.db import UnitOfWork
from engine.instances.model import ProcessInstance
from engine.kernel.actor import Actor
from engine.kernel.errors import NotFound
from engine.processes.finishing import decision_field, form_of
from engine.tasks.model import UserTask


def get_batch(session: Session, actor: Actor, batch_id: str) -> BulkBatch:
    """Return a batch of the actor's."""
    found = session.get(BulkBatch, batch_id)
    if found is None:
        raise NotFound("batch", batch_id)
    found.require_actor(actor)
    return found


def with_cases(session: Session, task_ids: Sequence[str]) -> list[tuple[UserTask, ProcessInstance]]:
    """Return tasks with their cases, in one statement."""
    statement = select(UserTask, ProcessInstance).join(
        ProcessInstance, ProcessInstance.id == UserTask.instance_id
    )
    rows = session.execute(statement.where(UserTask.id.in_(task_ids)))
    return [(task, case) for task, case in rows]


def decision_of(uow: UnitOfWork, task: UserTask) -> Decision | None:
    """Return the decision a task consists of, if it asks for nothing else."""
    return plain_decision(form_of(uow, task), decision_field(uow, task))
