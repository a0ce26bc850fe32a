"""What the sheet of a case holds, in the reader's language and without what he may not see."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for
from markupsafe import Markup, escape

from engine.approvals import sheet as said
from engine.approvals.visibility import hidden_fields, with_children, without
from engine.db import UnitOfWork
from engine.definitions import store
from engine.documents import queries as documents
from engine.documents.service import DocumentStore
from engine.instances.model import ProcessInstance
from engine.kernel.actor import Actor
from engine.kernel.signing import secret_of
from engine.processes.finishing import decision_field, form_of
from engine.processes.rules import OPINION_FIELDS
from engine.tasks import queries as tasks
from engine.tasks.model import DONE, UserTask
from forms.schema import Form
from web import context
from web.approvals.words import clock
from web.cases.history import ended_as
from web.cases.submitted import picked_names, visible_files
from web.cases.submitted import said as said_as
from web.formats import file_size, named
from web.names import unit_names
from web.people import signed
from web.printing.fields import Block, Reading, blocks
from web.printing.remarks import Remark, remarks
from web.states import case_state
from web.texts import gettext as _


@dataclass(frozen=True)
class Section:
    """The answers of one form, with who gave them."""

    title: str
    who: str
    blocks: list[Block]


@dataclass(frozen=True)
class Sheet:
    """Everything that is drawn."""

    company: str
    title: str
    number: str
    facts: list[tuple[str, str]]
    sections: list[Section]
    remarks: list[Remark]
    files: list[str]
    address: str
    mark: str
    printed: str
    language: str


def sheet_of(uow: UnitOfWork, actor: Actor, case: ProcessInstance) -> Sheet:
    """Return the sheet of a case for somebody who may see it."""
    parts = context.container()
    hidden = hidden_fields(uow, actor, case)
    mark = said.mark_of(case, secret_of(parts.settings))
    pictures = DocumentStore(parts.data_dir)
    place = url_for("cases.show", case_id=case.id, sheet=mark)
    loaded = store.load(uow.session, case.definition_id)
    files = documents.documents_of_case(uow.session, case.id)
    shown = visible_files(uow, case, files, hidden)
    return Sheet(
        company=parts.settings.company_name,
        title=(loaded.facts.name_en if _english() else "") or loaded.facts.name,
        number=case.business_key,
        facts=_facts(uow, case),
        sections=_sections(uow, case, hidden, {file.id: file.name for file in files}),
        remarks=remarks(uow, case, hidden, pictures),
        files=[f"{one.name} ({file_size(one.size)})" for one in shown],
        address=f"{parts.settings.base_url}{place}",
        mark=mark,
        printed=_("Printed by %(name)s at %(at)s", name=actor.name, at=clock(uow.now)),
        language=context.language(),
    )


def _english() -> bool:
    return context.language() == "en"


def _facts(uow: UnitOfWork, case: ProcessInstance) -> list[tuple[str, str]]:
    units = unit_names(uow)
    org_id, _post = said.posts_of(uow.session, [case.starter_id]).get(case.starter_id, ("", ""))
    starter = " ".join(filter(None, (case.starter_name, units.get(org_id, ""))))
    known = [
        (_("Number"), case.business_key),
        (_("State"), case_state(case)),
        (_("Title"), case.title),
        (_("Unit"), units.get(case.org_id, case.org_id)),
        (_("Starter"), starter),
        (_("Started"), clock(case.started_at)),
        (_("Promised by"), clock(case.due_at)),
        (_("Ended"), clock(case.ended_at)),
        (_("Reason"), ended_as(uow, case)),
    ]
    return [(label, text) for label, text in known if text]


def _sections(
    uow: UnitOfWork, case: ProcessInstance, hidden: frozenset[str], files: Mapping[str, str]
) -> list[Section]:
    loaded = store.load(uow.session, case.definition_id)
    start = loaded.form(loaded.facts.start_form_key)
    found = []
    if start is not None:
        who = f"{case.starter_name}　{clock(case.started_at)}"
        shown = _blocks(uow, start, case.variables or {}, hidden, files)
        found.append(Section(_("Application"), who, shown))
    for task in tasks.finished_tasks_of(uow.session, case.id):
        found += _of_task(uow, task, hidden, files)
    return [one for one in found if one.blocks]


def _of_task(
    uow: UnitOfWork, task: UserTask, hidden: frozenset[str], files: Mapping[str, str]
) -> list[Section]:
    form = form_of(uow, task)
    if form is None or task.state != DONE or not task.form_data:
        return []
    # Decision and opinion stand among the opinions, where a reader looks for them.
    spoken = {decision_field(uow, task), *OPINION_FIELDS}
    shown = _blocks(uow, form, without(task.form_data, spoken), hidden, files)
    who = f"{signed(task)}　{clock(task.completed_at)}"
    return [Section(named(task), who, shown)]


def _blocks(
    uow: UnitOfWork,
    form: Form,
    data: Mapping[str, object],
    hidden: frozenset[str],
    files: Mapping[str, str],
) -> list[Block]:
    known = {**picked_names(uow, form, data), **files}
    reading = Reading(
        context.language(),
        with_children(form, hidden),
        lambda shown: plain(said_as(shown, known)),
    )
    return blocks(form, data, reading)


def plain(shown: object) -> str:
    """Return what a page would show as text with line breaks."""
    lines = str(escape(shown)).replace("<br>", "\n").split("\n")
    return "\n".join(Markup(line).striptags() for line in lines)
