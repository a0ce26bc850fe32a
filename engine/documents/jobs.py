"""What the scheduler does for files."""

from datetime import timedelta

from engine.db import UnitOfWork
from engine.documents import queries
from engine.documents.service import DocumentStore, remove_document
from engine.kernel.actor import SYSTEM

KEEP_LOOSE = timedelta(days=7)


def remove_loose_documents(uow: UnitOfWork) -> list[str]:
    """Forget files that were never made part of a case; return digests to drop after commit."""
    digests = []
    for document in queries.loose_before(uow.session, uow.now - KEEP_LOOSE):
        remove_document(uow, SYSTEM, document.id)
        digests.append(document.sha256)
    uow.session.flush()
    return [digest for digest in digests if not queries.is_used(uow.session, digest)]


def drop_bytes(uow: UnitOfWork, store: DocumentStore, digests: list[str]) -> None:
    """Delete bytes that no record needs; runs in a transaction after the one above."""
    for digest in digests:
        if not queries.is_used(uow.session, digest):
            store.drop(digest)
