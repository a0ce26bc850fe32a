"""Phrases, handwritten signatures, and a new case from an old one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.access.rules import Permission
from engine.approvals import queries
from engine.approvals.checks import required
from engine.approvals.events import TaskSigned
from engine.approvals.model import UNIT, Phrase
from engine.db import UnitOfWork
from engine.definitions import queries as definitions
from engine.definitions import store
from engine.documents.service import DocumentStore, attach_documents, store_document
from engine.instances.queries import get_instance
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Forbidden, Invalid
from engine.kernel.ids import new_id
from engine.processes.finishing import checked_data, form_hash
from engine.tasks import queries as tasks
from engine.tasks.records import Signature
from engine.tasks.service import keep_chain, require_sight, task_facts
from forms.files import without_files

LONGEST_PHRASE = 200
LARGEST_SIGNATURE = 300_000


def add_phrase(uow: UnitOfWork, actor: Actor, text: str, *, is_shared: bool = False) -> str:
    """Keep a phrase for opinions, one's own or shared with one's unit; return its id."""
    if is_shared:
        require(actor, Permission.TASK_ASSIGN)
    text = required("text", text)
    if len(text) > LONGEST_PHRASE:
        facts = {"field": "text", "code": "length", "message": f"1 to {LONGEST_PHRASE} characters"}
        raise Invalid([facts])
    owner = f"{UNIT}{actor.org_id}" if is_shared else actor.user_id
    is_known = any(one.text == text for one in queries.phrases_of(uow.session, owner))
    if is_known:
        raise Invalid([{"field": "text", "code": "there_already", "message": "it is there"}])
    phrase = Phrase(id=new_id(), owner_id=owner, text=text, created_at=uow.now)
    uow.session.add(phrase)
    return phrase.id


def remove_phrase(uow: UnitOfWork, actor: Actor, phrase_id: str) -> None:
    """Forget a phrase of one's own, or one shared with one's unit."""
    phrase = queries.get_phrase(uow.session, phrase_id)
    if phrase.owner_id == f"{UNIT}{actor.org_id}":
        require(actor, Permission.TASK_ASSIGN)
    elif phrase.owner_id != actor.user_id:
        raise Forbidden("this is somebody else's phrase")
    uow.session.delete(phrase)


@dataclass(frozen=True)
class Drawing:
    """A signature drawn by hand, and where its picture is kept."""

    png: bytes
    store: DocumentStore


def sign_task(
    uow: UnitOfWork, actor: Actor, task_id: str, submitted: Mapping[str, Any], drawing: Drawing
) -> str:
    """Put a handwritten signature under what is about to be submitted; return the hash.

    It counts for exactly this data: whatever is changed afterwards has to be signed again.
    """
    task, instance = tasks.lock_task(uow, task_id)
    task.require_worker(actor)
    instance.require_running()
    data = checked_data(uow, actor, task, instance, submitted)
    upload = (f"signature-{task.id}.png", drawing.png)
    document = store_document(uow, actor, drawing.store, upload, LARGEST_SIGNATURE)
    uow.session.flush()
    attach_documents(uow, actor, [document.id], task.instance_id, task.id)
    digest = form_hash(data)
    uow.session.add(
        Signature(
            id=new_id(),
            task_id=task.id,
            instance_id=task.instance_id,
            document_id=document.id,
            form_hash=digest,
            signed_by=actor.user_id,
            signed_at=uow.now,
        )
    )
    uow.session.flush()
    fact = TaskSigned(**task_facts(task), document_id=document.id, form_hash=digest)
    uow.record(fact, actor)
    keep_chain(uow, instance)
    return digest


def start_data(uow: UnitOfWork, actor: Actor, instance_id: str) -> dict[str, Any]:
    """Return what the start form of an old case had, to begin a new one with."""
    require_sight(uow, actor, instance_id)
    instance = get_instance(uow.session, instance_id)
    latest = definitions.latest_definition(uow.session, instance.definition_key)
    form = store.load(uow.session, latest.id).form(latest.start_form_key)
    variables = instance.variables or {}
    if form is None:
        return {}
    had = {name: variables[name] for name in form.keys if name in variables}
    return dict(without_files(form.components, had))
