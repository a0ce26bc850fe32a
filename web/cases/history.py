"""A case's history as people read it: who did which step, when, with what opinion."""

from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bpmn.model import Element, FlowNode
from engine.db import UnitOfWork
from engine.definitions.store import Loaded
from engine.instances.model import ActivityRow, ProcessInstance
from engine.processes.finishing import form_of
from engine.tasks.model import CANCELLED, DONE, UserTask
from forms.component import ONE_OF
from forms.options import shown_value
from web import context
from web.formats import named
from web.texts import gettext as _

Nodes = Mapping[str, FlowNode]

# Gateways and flows show on the diagram; as lines of a history they would only be noise.
TOLD = (
    "startEvent",
    "endEvent",
    "intermediateCatchEvent",
    "intermediateThrowEvent",
    "boundaryEvent",
    "serviceTask",
    "sendTask",
    "receiveTask",
    "businessRuleTask",
    "scriptTask",
    "callActivity",
    "subProcess",
)


@dataclass(frozen=True)
class Step:
    """One line of the history."""

    name: str
    kind: str
    label: str
    at: datetime
    who: str = ""
    due_at: datetime | None = None
    outcome: str = ""
    opinion: str = ""


def steps(
    uow: UnitOfWork,
    case: ProcessInstance,
    rows: Iterable[ActivityRow],
    tasks: Iterable[UserTask],
    diagrams: Iterable[Loaded],
) -> list[Step]:
    """Return the history, the oldest step first; what goes on now comes last."""
    nodes = ChainMap(*(dict(one.node_by_id) for one in diagrams))
    told = [_of_row(row, nodes, case) for row in rows if _is_told(row)]
    told += [_of_task(task, outcome_label(uow, case, task)) for task in tasks]
    return sorted(told, key=lambda step: (step.kind == "active", step.at))


def outcome_label(uow: UnitOfWork, case: ProcessInstance, task: UserTask) -> str:
    """Return how a task was decided, in the words of its form."""
    form = form_of(uow, task) if task.outcome else None
    if form is None:
        return task.outcome or ""
    data = task.form_data or {}
    for field in form.fields:
        if field.type in ONE_OF and str(data.get(field.key)) == task.outcome:
            return str(shown_value(field, data[field.key], data, context.language()))
    return task.outcome or ""


def _is_told(row: ActivityRow) -> bool:
    return row.type in TOLD and row.event != "entered"


def _of_task(task: UserTask, outcome: str) -> Step:
    name = named(task)
    if task.state == DONE:
        return Step(
            name,
            "done",
            _("Done"),
            task.completed_at or task.created_at,
            task.signed_as,
            outcome=outcome,
            opinion=task.opinion or "",
        )
    if task.state == CANCELLED:
        return Step(name, "cancelled", _("Withdrawn"), task.completed_at or task.created_at)
    label = _("In progress") if task.assignee_id else _("Waiting to be claimed")
    who = task.assignee_name or ""
    return Step(name, "active", label, task.created_at, who, due_at=task.due_at)


def _of_row(row: ActivityRow, nodes: Nodes, case: ProcessInstance) -> Step:
    kinds = {"completed": "done", "failed": "failed"}
    labels = {"completed": _("Done"), "failed": _("Failed"), "cancelled": _("Withdrawn")}
    name = element_name(nodes.get(row.activity_id)) or row.name or row.activity_id
    who = case.starter_name if row.type == "startEvent" else ""
    kind, label = kinds.get(row.event, "cancelled"), labels.get(row.event, row.event)
    return Step(name, kind, label, row.at, who)


def element_name(node: Element | None) -> str:
    """Return the name of an element in the reader's language, if the diagram has it."""
    if node is None:
        return ""
    english = node.extensions.properties.get("nameEn", "")
    return (english if context.language() == "en" else "") or node.name or ""
