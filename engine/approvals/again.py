"""A new case from an old one of one's own: its start form filled again, its files too."""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
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
from forms.files import Place, files_in, place_in, put, without_files
from forms.schema import Form


@dataclass(frozen=True)
class OldFiles:
    """The files of one field of an old case; `row` names the row of a list it stands in."""

    place: Place
    row: str
    files: tuple[Document, ...]


@dataclass(frozen=True)
class OldCase:
    """What a new case takes over: the answers of its start form, and its files."""

    case: ProcessInstance
    data: Mapping[str, Any]
    files: tuple[OldFiles, ...]


def old_case(uow: UnitOfWork, actor: Actor, instance_id: str, key: str) -> OldCase:
    """Return what somebody's own case had at its start, running or ended.

    Raises `Forbidden` when somebody else started it, or when it is of another process.
    """
    case = get_instance(uow.session, instance_id)
    if case.starter_id != actor.user_id or case.definition_key != key:
        raise Forbidden(f"{actor.user_id} did not start {case.business_key}", reason="not_own")
    data = start_data(uow, actor, instance_id)
    return OldCase(case, data, tuple(_files(uow, case, _start_form(uow, key), actor.language)))


def with_copies(
    uow: UnitOfWork,
    actor: Actor,
    store_: DocumentStore,
    old: OldCase,
    new: tuple[Mapping[str, Any], Iterable[str]],
) -> dict[str, Any]:
    """Return what was filled in for a new case with the wanted files of an old one kept once more.

    `new` is what was filled in, and the ids of the wanted files. Those in a list go to the row
    that is the same; where it was taken out, its files stay behind.
    """
    filled, wanted = deepcopy(dict(new[0])), set(new[1])
    form = _start_form(uow, old.case.definition_key)
    plain = without_files(form.components, filled) if form is not None else filled
    for one in old.files:
        place = place_in(plain, one.place, old.data)
        chosen = [file for file in one.files if file.id in wanted]
        if place is not None and chosen:
            put(filled, place, [_copied(uow, actor, store_, file) for file in chosen])
    uow.session.flush()
    return filled


def _copied(uow: UnitOfWork, actor: Actor, store_: DocumentStore, file: Document) -> str:
    upload = (file.name, store_.read(file.sha256))
    return store_document(uow, actor, store_, upload, file.size).id


def _start_form(uow: UnitOfWork, key: str) -> Form | None:
    latest = definitions.latest_definition(uow.session, key)
    return store.load(uow.session, latest.id).form(latest.start_form_key)


def _files(
    uow: UnitOfWork, case: ProcessInstance, form: Form | None, lang: str
) -> Iterator[OldFiles]:
    """Yield the files of the start form, also those in its groups and lists."""
    found = list(files_in(form.components, case.variables or {}, lang)) if form is not None else []
    rows = documents.documents_by_ids(uow.session, [each for one in found for each in one.ids])
    own = {row.id: row for row in rows if row.instance_id == case.id}
    for one in found:
        kept = tuple(own[each] for each in one.ids if each in own)
        if kept:
            yield OldFiles(one.place, one.row, kept)
