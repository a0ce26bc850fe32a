"""Copies the diagram asks for: planned when a task is done or a case ends, sent by a job."""

from engine.db import UnitOfWork
from engine.definitions.store import Loaded
from engine.instances.model import ProcessInstance
from engine.processes.finishing import properties_of
from engine.scheduler.service import NewJob, schedule
from engine.tasks.model import PLAIN, UserTask

COPIES = "copies"


def plan_copies(uow: UnitOfWork, task: UserTask) -> None:
    """Plan the copies of a task that was done, where its node asks for any by `cc`."""
    if task.kind == PLAIN and properties_of(uow, task).get("cc"):
        schedule(uow, NewJob(COPIES, uow.now, task.instance_id, task.id))


def plan_last_copies(uow: UnitOfWork, case: ProcessInstance, loaded: Loaded) -> None:
    """Plan the copies of a case that ends, where its process asks for any by `cc`."""
    if loaded.process.extensions.properties.get("cc"):
        schedule(uow, NewJob(COPIES, uow.now, case.id, case.id))
