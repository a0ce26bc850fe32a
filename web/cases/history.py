"""A case's history as people read it: who did which step, when, with what opinion."""

from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bpmn.model import Element, FlowNode
from engine.approvals.returning import RETURNED
from engine.approvals.sheet import Line, lines, signatures
from engine.approvals.visibility import with_children
from engine.db import UnitOfWork
from engine.definitions import store
from engine.definitions.store import Loaded
from engine.instances.model import ActivityRow, ProcessInstance
from engine.processes.finishing import decision_field, form_hash, form_of
from engine.processes.rules import OPINION_FIELDS
from engine.tasks.model import CANCELLED, DONE, UserTask
from engine.tasks.queries import answered_by_mail
from engine.tasks.records import Signature
from forms.component import ONE_OF
from forms.options import shown_value
from web import context
from web.approvals.words import operation_words, outcome_words
from web.formats import named
from web.people import acting, gone, joined, signed
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
    signature: str = ""
    signature_holds: bool = False
    by_mail: bool = False
    rank: int = 1


def steps(
    uow: UnitOfWork,
    case: ProcessInstance,
    rows: Iterable[ActivityRow],
    tasks: Iterable[UserTask],
    diagrams: Iterable[Loaded],
    hidden: frozenset[str] = frozenset(),
) -> list[Step]:
    """Return the history, the oldest step first; what goes on now comes last.

    What people did with tasks besides completing them stands there with what they said.
    """
    nodes = ChainMap(*(dict(one.node_by_id) for one in diagrams))
    told = [_of_row(row, nodes, case) for row in rows if _is_told(row)]
    # What was sent back is told by its remark, which also says where to.
    written = {one.task_id: one for one in signatures(uow.session, case.id)}
    mailed = answered_by_mail(uow.session, case.id)
    told += [
        replace(
            _with_signature(_of_task(task, spoken(uow, case, task, hidden)), task, written),
            by_mail=task.id in mailed and task.state == DONE,
        )
        for task in tasks
        if task.outcome != RETURNED
    ]
    names = {task.name: named(task) for task in tasks}
    told += [_of_line(line, names) for line in lines(uow.session, case.id) if not is_answer(line)]
    return sorted(told, key=lambda step: (step.kind == "active", step.at, step.rank))


def outcome_label(uow: UnitOfWork, case: ProcessInstance, task: UserTask) -> str:
    """Return how a task was decided, in the words of its form."""
    form = form_of(uow, task) if task.outcome else None
    if form is None:
        return outcome_words(task.outcome or "")
    data = task.form_data or {}
    for field in form.fields:
        if field.type in ONE_OF and str(data.get(field.key)) == task.outcome:
            return str(shown_value(field, data[field.key], data, context.language()))
    return outcome_words(task.outcome or "")


@dataclass(frozen=True)
class Spoken:
    """How a task was decided and what was said with it, as far as the reader may know."""

    outcome: str
    opinion: str


def spoken(
    uow: UnitOfWork, case: ProcessInstance, task: UserTask, hidden: frozenset[str]
) -> Spoken:
    """Return the decision and opinion of a task, without what is hidden from the reader."""
    outcome, opinion = outcome_label(uow, case, task), task.opinion or ""
    if hidden:
        gone = with_children(form_of(uow, task), hidden)
        outcome = "" if decision_field(uow, task) in gone else outcome
        opinion = "" if gone & set(OPINION_FIELDS) else opinion
    return Spoken(outcome, opinion)


def is_answer(line: Line) -> bool:
    """Tell whether a line is the completion of a task, not a remark or another operation."""
    return line.operation.startswith(("complete", "signed_"))


def _of_line(line: Line, names: Mapping[str, str]) -> Step:
    people = joined(
        _("%(name)s (read)", name=row.reader_name) if row.read_at else row.reader_name
        for row in line.readers
    ) or joined(names.get(name, name) for name in line.people)
    who = acting(line.author, line.acting_for)
    label = operation_words(line, people) or _("Remark")
    return Step(names.get(line.node, line.node), "remark", label, line.at, who, opinion=line.text)


def _is_told(row: ActivityRow) -> bool:
    return row.type in TOLD and row.event != "entered"


def _of_task(task: UserTask, said: Spoken) -> Step:
    name = named(task)
    if task.state == DONE:
        return Step(
            name,
            "done",
            _("Done"),
            task.completed_at or task.created_at,
            signed(task),
            outcome=said.outcome,
            opinion=said.opinion,
        )
    if task.state == CANCELLED:
        return Step(name, "cancelled", gone(task), task.completed_at or task.created_at)
    label = _("In progress") if task.assignee_id else _("Waiting to be claimed")
    who = signed(task)
    return Step(name, "active", label, task.created_at, who, due_at=task.due_at)


def _with_signature(step: Step, task: UserTask, written: Mapping[str, Signature]) -> Step:
    found = written.get(task.id)
    if found is None:
        return step
    holds = found.form_hash == form_hash(task.form_data or {})
    return replace(step, signature=found.document_id, signature_holds=holds)


def _of_row(row: ActivityRow, nodes: Nodes, case: ProcessInstance) -> Step:
    kinds = {"completed": "done", "failed": "failed"}
    labels = {"completed": _("Done"), "failed": _("Failed"), "cancelled": _("Withdrawn")}
    name = element_name(nodes.get(row.activity_id)) or row.name or row.activity_id
    who = case.starter_name if row.type == "startEvent" else ""
    kind, label = kinds.get(row.event, "cancelled"), labels.get(row.event, row.event)
    # Of one moment: the start, what people did, what it set off, the end.
    rank = {"startEvent": 0, "endEvent": 3}.get(row.type, 2)
    return Step(name, kind, label, row.at, who, rank=rank)


def ended_as(uow: UnitOfWork, case: ProcessInstance) -> str:
    """Return how a case ended, in words: a reason, or the name of its end event if it has one."""
    reason = case.end_reason or ""
    nodes = store.load(uow.session, case.definition_id).node_by_id
    by_name = {node.name: node for node in nodes.values() if node.name}
    node = nodes.get(reason) or by_name.get(reason)
    return element_name(node) if node is not None else reason


def element_name(node: Element | None) -> str:
    """Return the name of an element in the reader's language, if the diagram has it."""
    if node is None:
        return ""
    english = node.extensions.properties.get("nameEn", "")
    return (english if context.language() == "en" else "") or node.name or ""
