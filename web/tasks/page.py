"""What the page of a task shows besides the case."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import request, url_for

from engine.access.rules import Permission
from engine.approvals import queries, rules
from engine.approvals.visibility import HIDE, hidden_fields
from engine.db import UnitOfWork
from engine.definitions import store
from engine.instances.model import ProcessInstance
from engine.kernel.actor import Actor
from engine.kernel.errors import Invalid
from engine.processes.finishing import field_permissions, form_of, people_to_choose
from engine.processes.rules import OPINION_FIELDS
from engine.tasks.model import UserTask
from engine.tasks.planning import may_plan
from web.approvals.page import permitted
from web.names import candidates_of
from web.reviews.packages import beside
from web.shown_form import ShownForm, limit, shown_form
from web.shown_tables import spell_tables
from web.tasks.signing import asks_for_signature


def task_parts(
    uow: UnitOfWork, actor: Actor, task: UserTask, case: ProcessInstance
) -> dict[str, Any]:
    """Return what may be done with a task, its form and its candidates."""
    node = queries.allowed_operations(uow, actor, task)
    may = allowed(actor, task, node)
    people = people_to_choose(uow, actor, task, case)
    form = task_form(uow, task, case, may["complete"], hidden_fields(uow, actor, case), people)
    # A shared computer must not show one person what another has typed.
    form.key = f"task:{actor.user_id}:{task.id}"
    return {
        "may": may,
        "operations": permitted(uow, actor, task),
        "came_from": came_from(),
        "form": form,
        "candidates": candidates_of(uow, task),
        "signs": may["complete"] and asks_for_signature(uow, task),
        "phrases": queries.phrases(uow.session, actor) if may["complete"] else [],
        "draft_at": task.draft_at if task.draft and may["complete"] else None,
        "beside": beside(uow, actor, task, case),
        "may_plan": may_plan(actor, task),
        "sent_back": queries.sent_back_with(uow.session, task),
    }


def allowed(actor: Actor, task: UserTask, node: frozenset[str]) -> dict[str, bool]:
    """Return which buttons a reader of a task finds; the services decide again."""
    is_mine = task.is_open and actor.user_id in (task.assignee_id, task.acting_for_id)
    is_free = task.is_open and not task.assignee_id and task.is_candidate(actor)
    is_free_to_give = task.assignee_id == actor.user_id or (
        actor.may(Permission.TASK_REASSIGN) and actor.sees(task.org_path)
    )
    return {
        "claim": is_free,
        "release": is_mine and task.assignee_id == actor.user_id and bool(task.candidates),
        "reassign": rules.REASSIGN in node and is_free_to_give,
        "complete": is_mine and queries.COMPLETE in node,
    }


def task_form(
    uow: UnitOfWork,
    task: UserTask,
    case: ProcessInstance,
    is_writable: bool,
    hidden: Iterable[str] = (),
    people: Mapping[str, Any] | None = None,
) -> ShownForm:
    """Return the form of a task with what is known, typed or submitted.

    `hidden` fields are left out, `people` may be chosen for later steps.
    """
    variables = {**(case.variables or {}), **(task.local_variables or {}), **(people or {})}
    for name in own_words(uow, task):
        variables.pop(name, None)
    # What somebody has not handed in yet is for nobody else to read.
    typed = task.form_data or (task.draft if is_writable else None) or {}
    shown = shown_form(form_of(uow, task), variables, typed, f"task:{task.id}")
    limit(shown, {**field_permissions(uow, task), **dict.fromkeys(hidden, HIDE)})
    spell_tables(uow, shown, (str(variables.get("orgId") or task.org_id), case.org_id))
    if is_writable:
        shown.action = url_for("tasks.complete", task_id=task.id, **came_from())
        shown.draft_url = url_for("tasks.save_draft", task_id=task.id)
        shown.upload_url = url_for("files.upload")
        shown.saved_at = task.draft_at.isoformat() if task.draft_at else ""
    return shown


def came_from() -> dict[str, Any]:
    """Return the list a task was opened from, as it stands in the address."""
    known = ("view", "text", "process", "light", "sort", "columns")
    return {name: request.args[name] for name in known if name in request.args}


def own_words(uow: UnitOfWork, task: UserTask) -> set[str]:
    """Return the fields everybody fills in himself: a decision and what explains it.

    An earlier step of the case may have used the same names; its decision must not stand
    in the form as if it were already this one's.
    """
    node = store.load(uow.session, task.definition_id).node_by_id.get(task.activity_id)
    properties = node.extensions.properties if node is not None else {}
    return {properties.get("decision", "result"), *OPINION_FIELDS}


def json_object(name: str) -> dict[str, Any]:
    """Return an object of the request's JSON; raise `Invalid` when it is something else."""
    body = request.get_json(silent=True)
    value = body.get(name) if isinstance(body, Mapping) else None
    if value is None and isinstance(body, Mapping) and name in body:
        return {}
    if not isinstance(value, dict):
        raise Invalid([{"field": name, "code": "wrong_kind", "message": "an object is expected"}])
    return value
