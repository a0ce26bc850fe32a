"""What every page about a case shows: its facts, its diagram, its history."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import url_for

from engine.access.rules import Permission
from engine.approvals.visibility import hidden_fields
from engine.db import UnitOfWork
from engine.definitions import queries as definitions
from engine.definitions.store import Loaded
from engine.documents import queries as documents
from engine.instances.model import SUSPENDED, ActivityRow, ProcessInstance
from engine.instances.queries import get_instance, trail
from engine.kernel.actor import Actor
from engine.staff import queries as staff
from engine.tasks import queries as tasks
from engine.tasks.model import UserTask
from engine.tasks.service import require_sight
from web import context
from web.cases.comments import comment_parts
from web.cases.history import ended_as, steps
from web.cases.rights import may_correct
from web.cases.submitted import sections, visible_files
from web.diagrams import involved
from web.escalations.panel import attention
from web.names import unit_names


def show_case(uow: UnitOfWork, actor: Actor, case_id: str) -> ProcessInstance:
    """Return a case the actor may see."""
    require_sight(uow, actor, case_id)
    return get_instance(uow.session, case_id)


def case_parts(uow: UnitOfWork, actor: Actor, case: ProcessInstance) -> dict[str, Any]:
    """Return what the pages of a case and of its tasks show a reader in common."""
    hidden = hidden_fields(uow, actor, case)
    rows = trail(uow.session, case.id)
    all_tasks = tasks.tasks_of(uow.session, case.id)
    definition = definitions.get_definition(uow.session, case.definition_id)
    diagrams = involved(uow, case, rows)
    stored = documents.documents_of_case(uow.session, case.id)
    files = visible_files(uow, case, stored, hidden)
    return {
        "process_name": definition.name_in(context.language()),
        "unit_name": unit_names(uow).get(case.org_id, case.org_id),
        "marks": marks_of(rows, all_tasks),
        "ended_as": ended_as(uow, case),
        "diagrams": shown_diagrams(case, diagrams),
        "history": steps(uow, case, rows, all_tasks, diagrams.values(), hidden),
        "submitted": sections(uow, case, all_tasks, files, hidden),
        "files": files,
        "people": staff.users_by_ids(uow.session, (file.uploaded_by for file in files)),
        "attention": attention(uow, actor, case),
        **comment_parts(uow, case),
    }


def shown_diagrams(
    case: ProcessInstance, diagrams: Mapping[str, Loaded]
) -> dict[str, dict[str, str]]:
    """Return the name and address of each diagram of a case, by the process's key."""
    english = context.language() == "en"
    return {
        key: {
            "name": (one.facts.name_en if english else "") or one.facts.name,
            "url": url_for("cases.diagram", case_id=case.id, process=key),
        }
        for key, one in diagrams.items()
    }


def administered(actor: Actor, case: ProcessInstance) -> dict[str, bool]:
    """Return what the reader may do with a case as a whole; the services decide again."""
    reaches = case.is_live and actor.sees(case.org_path)
    may_suspend = reaches and actor.may(Permission.CASE_SUSPEND)
    return {
        "cancel": reaches and actor.may(Permission.CASE_CANCEL),
        "suspend": may_suspend and case.status != SUSPENDED,
        "resume": may_suspend and case.status == SUSPENDED,
        "correct": may_correct(actor, case),
    }


def marks_of(rows: Iterable[ActivityRow], all_tasks: Iterable[UserTask]) -> dict[str, list[str]]:
    """Return which elements of the diagram are done, active, failed or cancelled."""
    running: dict[tuple[str | None, str], None] = {}
    ended: dict[str, str] = {}
    for row in rows:
        if row.event == "entered":
            running[row.token, row.activity_id] = None
        else:
            running.pop((row.token, row.activity_id), None)
            ended[row.activity_id] = {"completed": "done"}.get(row.event, row.event)
    active = {activity for _token, activity in running}
    active |= {task.activity_id for task in all_tasks if task.is_open}
    marks: dict[str, list[str]] = {"active": sorted(active)}
    for activity, kind in ended.items():
        if activity not in active:
            marks.setdefault(kind, []).append(activity)
    return marks
