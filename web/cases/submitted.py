"""What was filled in so far, form by form, with the labels people know."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from markupsafe import Markup

from engine.db import UnitOfWork
from engine.definitions.store import Loaded
from engine.documents.model import Document
from engine.instances.model import ProcessInstance
from engine.processes.finishing import form_of
from engine.staff import queries as staff
from engine.tasks.model import DONE, UserTask
from forms.schema import Form
from web import context
from web.formats import moment, named, value
from web.names import unit_names
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
    loaded: Loaded,
    files: Iterable[Document],
) -> list[Section]:
    """Return the start form and the forms of the finished tasks, the latest task first."""
    links = {file.id: file_link(file) for file in files}
    start = loaded.form(loaded.facts.start_form_key)
    found = []
    if start is not None:
        who = Markup("{} {}").format(case.starter_name, moment(case.started_at))
        found.append(
            Section(_("Application"), who, answers(uow, start, case.variables or {}, links))
        )
    done = [task for task in tasks if task.state == DONE and task.form_data]
    for task in sorted(done, key=lambda task: task.completed_at or task.created_at, reverse=True):
        form = form_of(uow, task)
        if form is not None:
            who = Markup("{} {}").format(task.signed_as, moment(task.completed_at))
            found.append(Section(named(task), who, answers(uow, form, task.form_data, links)))
    return found


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
    names: dict[str, str] = {}
    for field in form.fields:
        picker = (field.raw.get("properties") or {}).get("picker")
        chosen = data.get(field.key)
        if not picker or not isinstance(chosen, str):
            continue
        person = staff.user_by_username(uow.session, chosen) if picker == "user" else None
        unit = unit_names(uow).get(chosen) if picker == "org" else None
        if person or unit:
            names[chosen] = named(person) if person else str(unit)
    return names


def file_link(file: Document) -> Markup:
    """Return a link to a file under its name."""
    address = url_for("files.download", file_id=file.id)
    return Markup('<a href="{}">{}</a>').format(address, file.name)
