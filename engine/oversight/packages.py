"""Freezing what a unit submits, and telling whether it is still that."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from engine.approvals.sheet import signature_files
from engine.db import UnitOfWork
from engine.definitions import store
from engine.documents import queries as documents
from engine.documents.model import Document
from engine.instances.model import ProcessInstance
from engine.kernel.actor import Actor
from engine.kernel.ids import new_id
from engine.oversight import events, queries, rules
from engine.oversight.model import PackageRevision
from engine.processes.finishing import form_of
from engine.staff import queries as staff
from engine.tasks import queries as tasks
from engine.tasks.model import DONE
from forms.schema import Form

FILE_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Packing:
    """What a package is made of: the case it is about, and what was said on submitting.

    `instance_id` is the case whose audit trail keeps the digest; the package may be about
    another one, `source`.
    """

    subject_id: str
    instance_id: str
    source: ProcessInstance | None
    facts: Mapping[str, Any]
    note: str = ""
    also: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True)
class Verdict:
    """Whether a revision is still what was frozen: by its own digest and by the audit trail."""

    is_text_intact: bool
    is_in_trail: bool

    @property
    def is_intact(self) -> bool:
        """Tell whether nothing was changed since."""
        return self.is_text_intact and self.is_in_trail


def freeze(uow: UnitOfWork, actor: Actor, packing: Packing) -> PackageRevision:
    """Freeze data, forms and files as they are now, as the next revision."""
    last = queries.last_revision(uow.session, packing.subject_id)
    number = last.number + 1 if last else 1
    text = rules.canonical(_content(uow, packing, number))
    revision = PackageRevision(
        id=new_id(),
        subject_id=packing.subject_id,
        instance_id=packing.instance_id,
        number=number,
        note=packing.note,
        package=text,
        package_hash=rules.digest(text),
        frozen_by=actor.user_id,
        frozen_by_name=actor.name,
        frozen_at=uow.now,
    )
    uow.session.add(revision)
    uow.record(
        events.PackageFrozen(
            instance_id=packing.instance_id,
            review_id=packing.subject_id,
            number=str(packing.facts.get("reviewNo", "")),
            revision=number,
            package_hash=revision.package_hash,
        ),
        actor,
    )
    return revision


def verify(session: Session, revision: PackageRevision) -> Verdict:
    """Tell whether a revision is what was frozen, by its digest and by the audit trail."""
    told = queries.frozen_digests(session, revision.instance_id, revision.subject_id)
    recorded = told.get(revision.number)
    return Verdict(revision.is_intact, recorded == revision.package_hash)


def content_of(revision: PackageRevision) -> dict[str, Any]:
    """Return what a revision holds."""
    found: dict[str, Any] = json.loads(revision.package)
    return found


def _content(uow: UnitOfWork, packing: Packing, number: int) -> dict[str, Any]:
    files = _files(uow, packing)
    names = {file.id: file.name for file in files}
    source = packing.source
    return {
        **packing.facts,
        "revision": number,
        "note": packing.note,
        "frozenAt": uow.now.isoformat(),
        "case": _case(uow, source) if source else {},
        "data": dict(source.variables or {}) if source else {},
        "forms": list(_forms(uow, packing, names)),
        "documents": [
            {"id": file.id, "name": file.name, "size": file.size, "sha256": file.sha256}
            for file in files
        ],
    }


def _case(uow: UnitOfWork, source: ProcessInstance) -> dict[str, Any]:
    return {
        "id": source.id,
        "number": source.business_key,
        "title": source.title,
        "process": store.load(uow.session, source.definition_id).facts.name,
        "version": source.version,
        "status": source.status,
        "startedAt": source.started_at,
        "starter": source.starter_name,
    }


def _forms(uow: UnitOfWork, packing: Packing, names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield what was answered: the start form of each case, then its finished steps."""
    for case in _cases(uow, packing):
        loaded = store.load(uow.session, case.definition_id)
        start = loaded.form(loaded.facts.start_form_key)
        if start is not None:
            title = (start.title or "申请", start.title_en or "Application")
            who = {"by": case.starter_name, "at": case.started_at}
            yield {**_answered(uow, start, case.variables or {}, names, title), **who}
        for task in tasks.tasks_of(uow.session, case.id):
            form = form_of(uow, task) if task.state == DONE and task.form_data else None
            if form is not None:
                title = (task.name, task.name_en or task.name)
                who = {"by": task.signed_as, "at": task.completed_at, "opinion": task.opinion}
                yield {**_answered(uow, form, task.form_data, names, title), **who}


def _answered(
    uow: UnitOfWork,
    form: Form,
    data: Mapping[str, Any],
    names: Mapping[str, str],
    title: tuple[str, str],
) -> dict[str, Any]:
    known = {**_picked(uow, form, data), **names}
    rows = {}
    for name, language in (("answers", "zh"), ("answersEn", "en")):
        rows[name] = [
            [label, _said(value, known)]
            for label, value in form.answers(data, language)
            if value not in (None, "", [], {})
        ]
    kept = {key: data[key] for key in sorted(form.keys) if key in data}
    return {"title": title[0], "titleEn": title[1], "form": form.id, "data": kept, **rows}


def _picked(uow: UnitOfWork, form: Form, data: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of the people and units that were chosen in a form."""
    names: dict[str, str] = {}
    units = staff.directory(uow.session).units
    for one in form.fields:
        picker = (one.raw.get("properties") or {}).get("picker")
        chosen = data.get(one.key)
        if not picker or not isinstance(chosen, str):
            continue
        for person in staff.users_named(uow.session, [chosen]) if picker == "user" else ():
            names[chosen] = person.name
        if picker == "org" and chosen in units:
            names[chosen] = units[chosen].name
    return names


def _said(value: Any, known: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_said(one, known) for one in value]
    return known.get(value, value) if isinstance(value, str) else value


def _files(uow: UnitOfWork, packing: Packing) -> list[Document]:
    """Return the files of the cases, also those the form that is just being sent names."""
    session, found, signed = uow.session, dict[str, Document](), set[str]()
    named = set(packing.also)
    for case in _cases(uow, packing):
        found |= {file.id: file for file in documents.documents_of_case(session, case.id)}
        signed |= signature_files(session, case.id)
        named |= set(file_ids(case.variables))
        for task in tasks.tasks_of(session, case.id):
            named |= set(file_ids(task.form_data))
    missing = named - found.keys()
    if missing:
        found |= {file.id: file for file in documents.documents_by_ids(session, missing)}
    return [found[key] for key in sorted(found) if key not in signed]


def _cases(uow: UnitOfWork, packing: Packing) -> list[ProcessInstance]:
    own = uow.session.get(ProcessInstance, packing.instance_id)
    wanted = (packing.source, own)
    return list({case.id: case for case in wanted if case is not None}.values())


def file_ids(data: Any) -> Iterator[str]:
    """Yield what looks like the id of a file anywhere in a form's data."""
    if isinstance(data, Mapping):
        data = list(data.values())
    if isinstance(data, list):
        for value in data:
            yield from file_ids(value)
    elif isinstance(data, str) and FILE_ID.fullmatch(data):
        yield data
