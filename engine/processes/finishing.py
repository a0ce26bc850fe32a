"""Finishing a task: what its form accepts, who may, what is kept of it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from bpmn.model import FlowNode
from engine.db import UnitOfWork
from engine.definitions import store
from engine.instances.model import ProcessInstance
from engine.kernel.actor import Actor
from engine.kernel.errors import Conflict, Forbidden, Invalid
from engine.kernel.feel.present import present
from engine.processes import rules
from engine.processes.choosing import offered
from engine.tasks import queries as tasks
from engine.tasks.events import TaskCompleted
from engine.tasks.model import DONE, UserTask
from engine.tasks.rules import REFUSED
from engine.tasks.service import task_facts
from forms.schema import Form
from forms.validation import validate


class OwnCase(Forbidden):
    """The starter of the case may not decide it himself."""

    code = "own_case"


class ClaimFirst(Conflict):
    """The node wants its task claimed before it is done."""

    code = "claim_first"


class DecidedBefore(Forbidden):
    """Whoever decided an earlier step may not decide this one, such as an appeal against it."""

    code = "decided_before"


class SignatureNeeded(Conflict):
    """The node asks for a handwritten signature under this very data."""

    code = "signature_needed"


def node_of(uow: UnitOfWork, task: UserTask) -> FlowNode | None:
    """Return the element a task was drawn as."""
    return store.load(uow.session, task.definition_id).node_by_id.get(task.activity_id)


def properties_of(uow: UnitOfWork, task: UserTask) -> Mapping[str, str]:
    """Return what the diagram says of a task."""
    node = node_of(uow, task)
    return node.extensions.properties if node else {}


def form_of(uow: UnitOfWork, task: UserTask) -> Form | None:
    """Return the form of a task, from the version its process was deployed with."""
    return store.load(uow.session, task.definition_id).form(task.form_key)


def field_permissions(uow: UnitOfWork, task: UserTask) -> dict[str, str]:
    """Return what the task's node says of single fields: read, write, hide or required."""
    return rules.field_permissions(properties_of(uow, task).get("fields", ""))


def require_separate(
    uow: UnitOfWork, actor: Actor, task: UserTask, instance: ProcessInstance
) -> None:
    """Raise when duties are separated: the starter's own case, or a step against one's own."""
    properties = properties_of(uow, task)
    own = actor.user_id == instance.starter_id and not actor.is_system
    if own and properties.get("excludeStarter") == "true":
        raise OwnCase(f"{actor.user_id} started {instance.business_key}")
    steps = rules.named_steps(properties)
    if steps and not actor.is_system:
        barred = tasks.handlers_of(uow.session, instance.id, steps)
        if barred & {actor.user_id, task.acting_for_id}:
            raise DecidedBefore(f"{actor.user_id} decided before", steps=", ".join(steps))


def checked_data(
    uow: UnitOfWork,
    actor: Actor,
    task: UserTask,
    instance: ProcessInstance,
    submitted: Mapping[str, Any],
) -> dict[str, Any]:
    """Return what the form of a task keeps of a submission; raises `Invalid` with the fields."""
    form = form_of(uow, task)
    if form is None:
        return dict(submitted)
    visible = {**(instance.variables or {}), **(task.local_variables or {})}
    visible |= people_to_choose(uow, actor, task, instance)
    return checked(uow, actor, form, submitted, visible, field_permissions(uow, task))


def people_to_choose(
    uow: UnitOfWork, actor: Actor, task: UserTask, instance: ProcessInstance
) -> dict[str, Any]:
    """Return the variable with the people the form of a task lets choose from, if it does."""
    own_unit = str((instance.variables or {}).get("orgId") or task.org_id)
    place = ((own_unit, instance.org_id), instance.starter_id)
    return offered(uow, actor, form_of(uow, task), task.definition_id, place)


def checked(
    uow: UnitOfWork,
    actor: Actor,
    form: Form,
    submitted: Mapping[str, Any],
    visible: Mapping[str, Any],
    permissions: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return what a form keeps of a submission; raises `Invalid` with the fields."""
    functions = present(uow.now)
    outcome = validate(form, submitted, visible, actor.language, permissions, functions)
    if outcome.errors:
        raise Invalid(
            [
                {"field": path, "message": message}
                for path, messages in outcome.errors.items()
                for message in messages
            ]
        )
    # A diagram may ask for what the form left out: a box not ticked is false, the rest null.
    boxes = {one.path[0] for one in form.fields if one.type == "checkbox"}
    data = {**dict.fromkeys(sorted(outcome.unset)), **outcome.data}
    return {
        name: False if value is None and name in boxes else value for name, value in data.items()
    }


def form_hash(data: Mapping[str, Any]) -> str:
    """Return the hash a handwritten signature binds itself to."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def require_signature(uow: UnitOfWork, task: UserTask, data: Mapping[str, Any]) -> None:
    """Raise unless a node that asks for a signature has one under this very data."""
    if properties_of(uow, task).get("signature") != "required":
        return
    found = tasks.signature_of(uow.session, task.id)
    if found is None or found.form_hash != form_hash(data):
        raise SignatureNeeded(f"{task.id} is to be signed by hand")


def require_opinion(uow: UnitOfWork, task: UserTask, data: Mapping[str, Any]) -> None:
    """Raise when a node asks for a reason, always or with a refusal, and none was written."""
    rule = properties_of(uow, task).get("opinion")
    refuses = rules.outcome_of(data, decision_field(uow, task)) in REFUSED
    if (rule == "always" or (rule == "refuse" and refuses)) and not rules.opinion_of(data):
        form = form_of(uow, task)
        fields = [name for name in rules.OPINION_FIELDS if form is not None and name in form.keys]
        field = fields[0] if fields else rules.OPINION_FIELDS[0]
        raise Invalid([{"field": field, "code": "required", "message": "a reason is needed"}])


def require_claimed(uow: UnitOfWork, task: UserTask) -> None:
    """Raise when a node wants its task claimed before it is done, and nobody has claimed it."""
    if task.assignee_id is None and properties_of(uow, task).get("claim") == "required":
        raise ClaimFirst(f"{task.id} is to be claimed first")


def answer_of(
    uow: UnitOfWork, actor: Actor, task: UserTask, data: dict[str, Any]
) -> dict[str, Any]:
    """Return the columns an answer fills, whoever gave it and in whose stead."""
    principal = task.principal_of(actor)
    return {
        "form_data": data,
        "draft": None,
        "outcome": rules.outcome_of(data, decision_field(uow, task)),
        "opinion": rules.opinion_of(data),
        "completed_by": actor.user_id,
        "completed_by_name": actor.name,
        "acting_for_id": principal[0] if principal else None,
        "acting_for_name": principal[1] if principal else None,
    }


def finish(uow: UnitOfWork, actor: Actor, task: UserTask, data: dict[str, Any]) -> None:
    """Mark a task as done by the actor."""
    was_overdue = task.is_overdue(uow.now)
    uow.store(
        task,
        state=DONE,
        completed_at=uow.now,
        assignee_id=task.assignee_id or actor.user_id,
        assignee_name=task.assignee_name or actor.name,
        **answer_of(uow, actor, task, data),
    )
    uow.record(
        TaskCompleted(**task_facts(task), outcome=task.outcome, was_overdue=was_overdue), actor
    )


def decision_field(uow: UnitOfWork, task: UserTask) -> str:
    """Return the name of the form's field that decides."""
    return properties_of(uow, task).get("decision", "result")


def may_go_straight(
    uow: UnitOfWork, task: UserTask, instance: ProcessInstance, data: Mapping[str, Any]
) -> bool:
    """Tell whether a task that was sent back leads straight to who refused.

    Not when a field the diagram calls a key one has changed: then all is decided anew; nor
    when that node is gone from the version the case was carried over to.
    """
    loaded = store.load(uow.session, task.definition_id)
    if task.return_to not in loaded.node_by_id:
        return False
    names = loaded.process.extensions.properties.get("keyFields", "")
    before = {**(instance.variables or {}), **(task.local_variables or {})}
    keys = [name.strip() for name in names.split(",") if name.strip()]
    return all(name not in data or data[name] == before.get(name) for name in keys)
