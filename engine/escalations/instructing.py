"""Instructions 批示: what a leader tells the handlers of a case to do, and by when."""

from dataclasses import dataclass
from datetime import datetime

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.escalations import queries
from engine.escalations.acting import checked, handlers_of, may_handle, take_up
from engine.escalations.events import InstructionGiven
from engine.escalations.model import Escalation, Instruction
from engine.escalations.raising import Entry, keep_entry
from engine.instances.model import ProcessInstance
from engine.instances.queries import lock_instance
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Conflict, Invalid
from engine.kernel.ids import new_id
from engine.scheduler.service import NewJob, schedule
from engine.tasks.queries import open_tasks_of
from engine.tasks.service import keep_chain

INSTRUCTION_DUE = "instruction.due"


class NobodyToInstruct(Conflict):
    """No step of the case waits for a person, so nobody could be told."""

    code = "nobody_to_instruct"


@dataclass(frozen=True)
class NewInstruction:
    """What the handlers are to do; `due_at` when it is to be done by."""

    text: str
    due_at: datetime | None = None


def instruct_case(
    uow: UnitOfWork, actor: Actor, instance_id: str, new: NewInstruction
) -> Instruction:
    """Tell the handlers of a case within the actor's reach what to do."""
    case = lock_instance(uow, instance_id)
    require(actor, Permission.ESCALATION_HANDLE, case.org_path)
    return _instruct(uow, actor, case, new, None)


def instruct_matter(
    uow: UnitOfWork, actor: Actor, escalation_id: str, new: NewInstruction
) -> Instruction:
    """Tell the handlers of an escalated matter what to do; whoever does so takes it up."""
    row, case = queries.lock_escalation(uow, escalation_id)
    if not may_handle(uow, actor, row):
        require(actor, Permission.ESCALATION_HANDLE, row.org_path)
        return _instruct(uow, actor, case, new, None)
    return _instruct(uow, actor, case, new, row)


def _instruct(
    uow: UnitOfWork,
    actor: Actor,
    case: ProcessInstance,
    new: NewInstruction,
    row: Escalation | None,
) -> Instruction:
    text = checked("text", new.text)
    if new.due_at is not None and new.due_at <= uow.now:
        raise Invalid([{"field": "due_at", "code": "past", "message": "a moment to come"}])
    told = handlers_of(uow, case.id)
    if not told:
        raise NobodyToInstruct(f"nobody works on {case.business_key}")
    given = Instruction(
        id=new_id(),
        instance_id=case.id,
        escalation_id=row.id if row else None,
        author_id=actor.user_id,
        author_name=actor.name,
        text=text,
        receivers=list(told),
        task_ids=[task.id for task in open_tasks_of(uow.session, case.id)],
        due_at=new.due_at,
        at=uow.now,
    )
    uow.session.add(given)
    if row is not None:
        take_up(uow, actor, row)
        keep_entry(uow, actor, row, Entry("instructed", text, new.due_at, told))
    if new.due_at is not None:
        schedule(uow, NewJob(INSTRUCTION_DUE, new.due_at, case.id, given.id))
    uow.record(
        InstructionGiven(
            instance_id=case.id,
            instruction_id=given.id,
            escalation_id=given.escalation_id,
            business_key=case.business_key,
            title=case.title,
            receivers=told,
            text=text,
            due_at=new.due_at,
        ),
        actor,
    )
    keep_chain(uow, case)
    return given
