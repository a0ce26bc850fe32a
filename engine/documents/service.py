"""Keeping files and giving them back."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from engine.db import UnitOfWork
from engine.documents import queries, rules
from engine.documents.events import DocumentAttached, DocumentRemoved, DocumentStored
from engine.documents.model import Document
from engine.kernel.actor import Actor
from engine.kernel.errors import Conflict, Forbidden, Invalid, Unavailable
from engine.kernel.ids import new_id


class DocumentStore:
    """The bytes of all files, each kept once under its SHA-256 digest."""

    def __init__(self, data_dir: str | Path) -> None:
        self.root = Path(data_dir) / "documents"

    def put(self, content: bytes) -> str:
        """Keep bytes and return their digest; they are on disk when this returns."""
        digest = hashlib.sha256(content).hexdigest()
        place = self.path(digest)
        if not place.exists():
            try:
                self._write(place, content)
            except OSError as error:
                raise Unavailable("files cannot be stored now", reason=error.strerror) from error
        return digest

    def read(self, digest: str) -> bytes:
        """Return the bytes with a digest, checked against it."""
        try:
            content = self.path(digest).read_bytes()
        except OSError as error:
            raise Unavailable("the file cannot be read now", sha256=digest) from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise Unavailable("the stored file is damaged", sha256=digest)
        return content

    def drop(self, digest: str) -> None:
        """Forget bytes that no record needs any more."""
        self.path(digest).unlink(missing_ok=True)

    def path(self, digest: str) -> Path:
        """Return where the bytes with a digest lie."""
        return self.root / digest[:2] / digest[2:4] / digest

    def _write(self, place: Path, content: bytes) -> None:
        # Written aside and moved, so that nobody ever reads half a file.
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def store_document(
    uow: UnitOfWork, actor: Actor, store: DocumentStore, upload: tuple[str, bytes], max_bytes: int
) -> Document:
    """Check and keep an uploaded file, given as its name and its bytes."""
    name, content = rules.clean_name(upload[0]), upload[1]
    problem = rules.problem_of(name, content, max_bytes)
    if problem:
        allowed = ", ".join(sorted(rules.KINDS))
        facts = {"field": "file", "message": problem, "name": name}
        raise Invalid([facts], name=name, allowed=allowed, max_bytes=max_bytes)
    document = Document(
        id=new_id(),
        name=name,
        mime=rules.type_of(name, content),
        size=len(content),
        sha256=store.put(content),
        uploaded_by=actor.user_id,
        uploaded_at=uow.now,
    )
    uow.session.add(document)
    uow.record(
        DocumentStored(
            document_id=document.id, file_name=name, sha256=document.sha256, size=document.size
        ),
        actor,
    )
    return document


def attach_documents(
    uow: UnitOfWork, actor: Actor, ids: Iterable[str], instance_id: str, task_id: str
) -> None:
    """Make files part of a case; only the one who handed a file in may do so."""
    for document in queries.documents_by_ids(uow.session, ids):
        if document.instance_id == instance_id:
            continue
        if not document.is_loose:
            raise Conflict("the file belongs to another case", document=document.id)
        if not document.is_own(actor) and not actor.is_system:
            raise Forbidden("somebody else handed this file in", document=document.id)
        document.instance_id, document.task_id = instance_id, task_id
        uow.record(
            DocumentAttached(document_id=document.id, case_id=instance_id, task_id=task_id),
            actor,
        )


def remove_document(uow: UnitOfWork, actor: Actor, document_id: str) -> None:
    """Take back a file that belongs to no case yet; its bytes go with the next clean-up."""
    document = queries.get_document(uow.session, document_id)
    if not document.is_loose:
        raise Conflict("the file is part of a case", document=document_id)
    if not document.is_own(actor) and not actor.is_system:
        raise Forbidden("somebody else handed this file in", document=document_id)
    uow.session.delete(document)
    uow.record(DocumentRemoved(document_id=document_id, sha256=document.sha256), actor)
