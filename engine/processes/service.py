"""What is done with cases: start, complete a task, deliver messages, cancel, correct, retry."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.definitions import queries as definitions
from engine.definitions import store
from engine.definitions.model import ProcessDefinition
from engine.instances.model import RUNNING, ProcessInstance
from engine.instances.queries import lock_instance
from engine.kernel.actor import Actor
from engine.kernel.errors import Forbidden
from engine.kernel.ids import new_id
from engine.processes import finishing, rules, signing
from engine.processes.choosing import offered
from engine.processes.copies import plan_copies
from engine.processes.events import ProcessStarted
from engine.processes.finishing import form_of
from engine.processes.moving import move
from engine.processes.straight import leave_task
from engine.staff import queries as staff
from engine.staff.model import OrgUnit
from engine.staff.service import take_number
from engine.tasks import queries as tasks
from engine.tasks.model import LENT, PLAIN, TaskLent
from engine.workflow import Advance, Command, Start

__all__ = [
    "NewCase",
    "NotAStarter",
    "Trigger",
    "complete_task",
    "form_of",
    "may_start",
    "move",
    "run_command",
    "start_by_event",
    "start_process",
]


class NotAStarter(Forbidden):
    """The actor holds none of the roles that may start the process."""

    code = "not_a_starter"


@dataclass(frozen=True)
class NewCase:
    """What a case begins with."""

    key: str
    submitted: Mapping[str, Any]
    business_key: str = ""
    org_id: str = ""


def may_start(actor: Actor, definition: ProcessDefinition) -> bool:
    """Tell whether an actor may start a process: by role, or anybody if it names none."""
    if not definition.is_startable or not actor.may(Permission.CASE_START):
        return False
    roles = set(filter(None, definition.starter_roles.split(",")))
    return actor.is_system or not roles or any(g.split("@")[0] in roles for g in actor.groups)


def start_process(uow: UnitOfWork, actor: Actor, new: NewCase) -> ProcessInstance:
    """Start a case of the latest version of a process and return it.

    The start form's data is checked; `Invalid` names the fields.
    """
    definition = definitions.latest_definition(uow.session, new.key)
    if not may_start(actor, definition):
        raise NotAStarter(f"{actor.user_id} may not start {new.key}", process=new.key)
    loaded = store.load(uow.session, definition.id)
    form = loaded.form(definition.start_form_key)
    people = people_to_choose(uow, actor, definition, new.org_id)
    data = dict(new.submitted)
    if form is not None:
        data = finishing.checked(uow, actor, form, new.submitted, people)
    return _begin(uow, actor, definition, new, data)


def people_to_choose(
    uow: UnitOfWork, actor: Actor, definition: ProcessDefinition, org_id: str = ""
) -> dict[str, Any]:
    """Return the variable with the people a start form lets choose from, if it does."""
    form = store.load(uow.session, definition.id).form(definition.start_form_key)
    return offered(uow, actor, form, definition.id, ((org_id or actor.org_id,), actor.user_id))


def complete_task(
    uow: UnitOfWork, actor: Actor, task_id: str, submitted: Mapping[str, Any]
) -> None:
    """Complete a task with a form's data; the case moves on. An unclaimed task is claimed.

    Raises `Invalid` with the fields, `TaskNotOpen` when somebody was faster.
    """
    task, instance = tasks.lock_task(uow, task_id)
    task.require_worker(actor)
    instance.require_running()
    if task.lending == LENT:
        raise TaskLent(f"{task.id} was lent for an opinion")
    finishing.require_claimed(uow, task)
    finishing.require_separate(uow, actor, task, instance)
    data = finishing.checked_data(uow, actor, task, instance, submitted)
    finishing.require_opinion(uow, task, data)
    finishing.require_signature(uow, task, data)
    if task.has_signers or task.kind != PLAIN:
        signing.answer(uow, actor, task, instance, data)
        return
    finishing.finish(uow, actor, task, data)
    plan_copies(uow, task)
    leave_task(uow, actor, task, instance, data)


def run_command(uow: UnitOfWork, actor: Actor, instance_id: str, command: Command) -> Advance:
    """Move a case by a command of the system: a timer, a message, an answer of a service."""
    instance = lock_instance(uow, instance_id)
    instance.require_running()
    return move(uow, actor, instance, command)


@dataclass(frozen=True)
class Trigger:
    """What sets a process off besides a person, and on whose behalf."""

    definition_id: str
    start_event: str
    payload: Mapping[str, Any]
    business_key: str = ""
    org_id: str = ""


def start_by_event(uow: UnitOfWork, actor: Actor, trigger: Trigger) -> ProcessInstance:
    """Start a case at a message, signal or timer start event."""
    definition = definitions.get_definition(uow.session, trigger.definition_id)
    new = NewCase(definition.key, trigger.payload, trigger.business_key, trigger.org_id)
    return _begin(uow, actor, definition, new, dict(trigger.payload), trigger.start_event)


def _begin(
    uow: UnitOfWork,
    actor: Actor,
    definition: ProcessDefinition,
    new: NewCase,
    data: dict[str, Any],
    start_event: str | None = None,
) -> ProcessInstance:
    loaded = store.load(uow.session, definition.id)
    org = _unit_of(uow, actor, new)
    number = new.business_key or take_number(uow, loaded.facts.number_prefix or "LC", org.id)
    name = f"{definition.name} {number}"
    instance = ProcessInstance(
        id=new_id(),
        definition_id=definition.id,
        definition_key=definition.key,
        version=definition.version,
        business_key=number,
        title=rules.title_of(loaded.facts.title, name, data),
        status=RUNNING,
        org_id=org.id,
        org_path=org.path,
        starter_id=actor.user_id,
        starter_name=actor.name,
        started_at=uow.now,
        priority=50,
        pauses=[],
        variables=data,
        revision=0,
        has_incident=False,
        state=b"",
    )
    uow.session.add(instance)
    uow.session.flush()
    uow.adopt_chain(instance.id, instance.chain_head)
    uow.record(
        ProcessStarted(
            instance_id=instance.id,
            definition_key=definition.key,
            business_key=number,
            title=instance.title,
            version=definition.version,
            starter_id=actor.user_id,
        ),
        actor,
    )
    variables = {**data, "starter": actor.user_id}
    variables.setdefault("orgId", org.id)
    move(uow, actor, instance, Start(variables, number, start_event))
    return instance


def _unit_of(uow: UnitOfWork, actor: Actor, new: NewCase) -> OrgUnit:
    """Return the unit a case belongs to; what the system itself starts is the group's."""
    root = staff.directory(uow.session).root()
    return staff.get_unit(uow.session, new.org_id or actor.org_id or (root.id if root else ""))
