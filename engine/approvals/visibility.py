"""Which fields of a case somebody does not see, because the steps he has it from hide them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.access.rules import Permission
from engine.approvals import queries
from engine.db import UnitOfWork
from engine.definitions import store
from engine.instances.model import ProcessInstance
from engine.instances.queries import get_instance
from engine.kernel.actor import Actor
from engine.kernel.errors import NotFound
from engine.processes.finishing import field_permissions, form_of
from engine.tasks import queries as tasks
from engine.tasks.model import UserTask
from forms.component import Component
from forms.schema import Form

HIDE = "hide"


def hidden_fields(uow: UnitOfWork, actor: Actor, instance: ProcessInstance) -> frozenset[str]:
    """Return the names of the fields a case hides from somebody wherever it is shown.

    A step hides with `fields="price:hide"`. It counts for all who work at it or could, and
    for those to whom it sent the case to read; never for what the reader has filled in or
    was shown himself: at the start, or at another step of his.
    """
    rows = tasks.tasks_of(uow.session, instance.id)
    own = [task for task in rows if _works_at(actor, task)]
    sent_from = _sent_from(uow, actor, instance)
    hiding = [*own, *(task for task in rows if task.id in sent_from)]
    hidden = {name for task in hiding for name in _hidden_at(uow, task)}
    if not hidden:
        return frozenset()
    seen = {name for task in own for name in _shown_at(uow, task)}
    if instance.starter_id == actor.user_id:
        seen |= _asked_at_start(uow, instance)
    return frozenset(hidden - seen)


def require_visible_file(uow: UnitOfWork, actor: Actor, instance_id: str, file_id: str) -> None:
    """Raise `NotFound` when a file of a case stands in a field hidden from somebody."""
    instance = get_instance(uow.session, instance_id)
    hidden = hidden_fields(uow, actor, instance)
    if hidden and file_id in texts_hidden(uow, instance, hidden):
        raise NotFound("document", file_id)


def texts_hidden(uow: UnitOfWork, instance: ProcessInstance, hidden: frozenset[str]) -> set[str]:
    """Return every text that stands in hidden fields of a case only, ids of files among them."""
    loaded = store.load(uow.session, instance.definition_id)
    pairs = [(loaded.form(loaded.facts.start_form_key), instance.variables or {})]
    for task in tasks.tasks_of(uow.session, instance.id):
        pairs.append((form_of(uow, task), task.form_data or {}))
    all_texts: set[str] = set()
    shown: set[str] = set()
    for form, data in pairs:
        all_texts |= set(texts_in(data))
        shown |= set(texts_in(without(data, with_children(form, hidden))))
    return all_texts - shown


def texts_in(data: Any) -> Iterator[str]:
    """Yield all texts within a form's data."""
    if isinstance(data, Mapping):
        data = list(data.values())
    if isinstance(data, list):
        for one in data:
            yield from texts_in(one)
    elif isinstance(data, str):
        yield data


def with_children(form: Form | None, names: Iterable[str]) -> frozenset[str]:
    """Return hidden names together with what a hidden group or list of a form holds.

    A container is named by its id or its path, a field by its key, in a list `rows.price`.
    """
    wanted = frozenset(names)
    if form is None or not wanted:
        return wanted
    return wanted | frozenset(_within(form.components, wanted, "", False))


def without(data: Mapping[str, Any], hidden: Iterable[str], prefix: str = "") -> dict[str, Any]:
    """Return data without hidden fields, also without those in groups and lists."""
    names = frozenset(hidden)
    return {
        name: _cleaned(value, names, f"{prefix}{name}.")
        for name, value in data.items()
        if name not in names and f"{prefix}{name}" not in names
    }


def _cleaned(value: Any, hidden: frozenset[str], prefix: str) -> Any:
    if isinstance(value, Mapping):
        return without(value, hidden, prefix)
    if isinstance(value, list):
        return [_cleaned(one, hidden, prefix) for one in value]
    return value


def _within(
    parts: tuple[Component, ...], wanted: frozenset[str], prefix: str, is_hidden: bool
) -> Iterable[str]:
    for part in parts:
        path = f"{prefix}{part.key}" if part.path else ""
        gone = is_hidden or bool(wanted & ({part.id, part.key, path} - {""}))
        if gone and path:
            yield path
        yield from _within(part.children, wanted, f"{path}." if path else prefix, gone)


def _works_at(actor: Actor, task: UserTask) -> bool:
    people = (task.assignee_id, task.completed_by, task.owner_id, task.acting_for_id)
    return actor.user_id in people or (task.is_open and task.is_candidate(actor))


def _sent_from(uow: UnitOfWork, actor: Actor, instance: ProcessInstance) -> set[str | None]:
    """Return the tasks from which a case was sent to somebody who else would not see it."""
    if actor.may(Permission.CASE_READ) and actor.sees(instance.org_path):
        return set()
    rows = queries.circulations_of(uow.session, instance.id)
    return {row.task_id for row in rows if row.reader_id == actor.user_id}


def _hidden_at(uow: UnitOfWork, task: UserTask) -> frozenset[str]:
    named = [name for name, word in field_permissions(uow, task).items() if word == HIDE]
    return with_children(form_of(uow, task), named)


def _shown_at(uow: UnitOfWork, task: UserTask) -> frozenset[str]:
    form = form_of(uow, task)
    return form.keys - _hidden_at(uow, task) if form is not None else frozenset()


def _asked_at_start(uow: UnitOfWork, instance: ProcessInstance) -> frozenset[str]:
    loaded = store.load(uow.session, instance.definition_id)
    form = loaded.form(loaded.facts.start_form_key)
    return form.keys if form is not None else frozenset()
