"""A new case from an old one of one's own: its start form filled again, its files too."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.approvals.service import start_data
from engine.db import UnitOfWork
from engine.definitions import queries as definitions
from engine.definitions import store
from engine.documents import queries as documents
from engine.documents.model import Document
from engine.documents.service import DocumentStore, store_document
from engine.instances.model import ProcessInstance
from engine.instances.queries import get_instance
from engine.kernel.actor import Actor
from engine.kernel.errors import Forbidden
from forms.schema import Form


@dataclass(frozen=True)
class OldCase:
    """What a new case takes over: the answers of its start form, and files by their field."""

    case: ProcessInstance
    data: Mapping[str, Any]
    files: Mapping[str, tuple[Document, ...]]


def old_case(uow: UnitOfWork, actor: Actor, instance_id: str, key: str) -> OldCase:
    """Return what somebody's own case had at its start, running or ended.

    Raises `Forbidden` when somebody else started it, or when it is of another process.
    """
    case = get_instance(uow.session, instance_id)
    if case.starter_id != actor.user_id or case.definition_key != key:
        raise Forbidden(f"{actor.user_id} did not start {case.business_key}", reason="not_own")
    data = start_data(uow, actor, instance_id)
    return OldCase(case, data, _files(uow, case, _start_form(uow, key)))


def copy_files(
    uow: UnitOfWork, actor: Actor, store_: DocumentStore, old: OldCase, wanted: Iterable[str]
) -> dict[str, list[str]]:
    """Keep the wanted files of an old case once more, for a new one; return their ids by field."""
    chosen = set(wanted)
    copies: dict[str, list[str]] = {}
    for field, files in old.files.items():
        for file in files:
            if file.id in chosen:
                upload = (file.name, store_.read(file.sha256))
                document = store_document(uow, actor, store_, upload, file.size)
                copies.setdefault(field, []).append(document.id)
    uow.session.flush()
    return copies


def _start_form(uow: UnitOfWork, key: str) -> Form | None:
    latest = definitions.latest_definition(uow.session, key)
    return store.load(uow.session, latest.id).form(latest.start_form_key)


def _files(
    uow: UnitOfWork, case: ProcessInstance, form: Form | None
) -> dict[str, tuple[Document, ...]]:
    """Return the files of the fields that stand in the start form itself, not in a list."""
    found = {}
    for field in form.fields if form is not None else ():
        named = (case.variables or {}).get(field.key)
        if field.type != "filepicker" or not isinstance(named, list):
            continue
        rows = documents.documents_by_ids(
            uow.session, [one for one in named if isinstance(one, str)]
        )
        kept = tuple(row for row in rows if row.instance_id == case.id)
        if kept:
            found[field.key] = kept
    return found
