"""What was filled in so far, form by form, with the labels people know."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from markupsafe import Markup

from engine.approvals.sheet import signature_files
from engine.approvals.visibility import texts_hidden, texts_in, with_children, without
from engine.db import UnitOfWork
from engine.definitions import store
from engine.documents.model import Document
from engine.instances.model import ProcessInstance
from engine.processes.choosing import OFFERED
from engine.processes.finishing import form_of
from engine.staff import queries as staff
from engine.tasks.model import DONE, UserTask
from forms.schema import Form
from web import context
from web.formats import moment, named, value
from web.names import unit_names
from web.people import signed
from web.texts import gettext as _

NOTHING: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True)
class Section:
    """The answers of one form."""

    title: str
    who: Markup
    rows: list[tuple[str, Any]]


def sections(
    uow: UnitOfWork,
    case: ProcessInstance,
    tasks: Iterable[UserTask],
    files: Iterable[Document],
    hidden: frozenset[str] = frozenset(),
) -> list[Section]:
    """Return the start form and the forms of the finished tasks, the latest task first.

    What a step hides from the reader is left out.
    """
    links = {file.id: file_link(file) for file in files}
    loaded = store.load(uow.session, case.definition_id)
    start = loaded.form(loaded.facts.start_form_key)
    found = []
    if start is not None:
        who = Markup("{} {}").format(case.starter_name, moment(case.started_at))
        shown = answers(uow, start, visible(start, case.variables, hidden), links)
        found.append(Section(_("Application"), who, shown))
    done = [task for task in tasks if task.state == DONE and task.form_data]
    for task in sorted(done, key=lambda task: task.completed_at or task.created_at, reverse=True):
        form = form_of(uow, task)
        if form is not None:
            who = Markup("{} {}").format(signed(task), moment(task.completed_at))
            shown = answers(uow, form, visible(form, task.form_data, hidden), links)
            found.append(Section(named(task), who, shown))
    return found


def visible(form: Form, data: Mapping[str, Any] | None, hidden: frozenset[str]) -> dict[str, Any]:
    """Return what a reader may see of the data of a form."""
    return without(data or {}, with_children(form, hidden))


def visible_files(
    uow: UnitOfWork, case: ProcessInstance, files: Iterable[Document], hidden: frozenset[str]
) -> list[Document]:
    """Return the files of a case without those of hidden fields and without signatures."""
    gone = signature_files(uow.session, case.id)
    if hidden:
        gone |= texts_hidden(uow, case, hidden)
    return [file for file in files if file.id not in gone]


def answers(
    uow: UnitOfWork, form: Form, data: Mapping[str, Any], links: Mapping[str, Markup]
) -> list[tuple[str, Any]]:
    """Return label and value of each field that was filled in."""
    known = {**picked_names(uow, form, data), **links}
    filled = form.answers(data, context.language())
    return [(label, said(shown, known)) for label, shown in filled if shown not in NOTHING]


def said(shown: Any, known: Mapping[str, Any]) -> Any:
    """Return a value as text; ids of people, units and files by their names."""
    if isinstance(shown, list):
        return Markup("<br>").join(said(one, known) for one in shown)
    if isinstance(shown, str) and shown in known:
        return known[shown]
    return value(shown)


def picked_names(uow: UnitOfWork, form: Form, data: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of the people and units that were chosen in a form."""
    chosen: dict[str, set[str]] = {"user": set(), "org": set()}
    for field in form.fields:
        picker = (field.raw.get("properties") or {}).get("picker")
        if OFFERED in field.names:
            picker = "user"
        if picker in chosen:
            chosen[picker] |= set(texts_in(data.get(field.key)))
    units = unit_names(uow) if chosen["org"] else {}
    names = {code: units[code] for code in chosen["org"] if code in units}
    for person in staff.users_named(uow.session, chosen["user"]):
        names[person.username] = names[person.id] = named(person)
    return names


def file_link(file: Document) -> Markup:
    """Return a link to a file under its name."""
    address = url_for("files.download", file_id=file.id)
    return Markup('<a href="{}">{}</a>').format(address, file.name)
