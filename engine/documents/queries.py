"""Questions about files."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.documents.model import Document
from engine.kernel.errors import NotFound


def get_document(session: Session, document_id: str) -> Document:
    """Return what is known about a file."""
    found = session.get(Document, document_id)
    if found is None:
        raise NotFound("document", document_id)
    return found


def documents_by_ids(session: Session, ids: Iterable[str]) -> list[Document]:
    """Return the files with these ids; unknown ids are left out."""
    statement = select(Document).where(Document.id.in_(set(ids))).order_by(Document.id)
    return list(session.scalars(statement))


def documents_of_case(session: Session, instance_id: str) -> list[Document]:
    """Return the files of a case, the oldest first."""
    statement = select(Document).where(Document.instance_id == instance_id)
    return list(session.scalars(statement.order_by(Document.id)))


def documents_of(session: Session, business_kind: str, business_id: str) -> list[Document]:
    """Return the files of a business record, the oldest first."""
    statement = select(Document).where(
        Document.business_kind == business_kind, Document.business_id == business_id
    )
    return list(session.scalars(statement.order_by(Document.id)))


def loose_before(session: Session, moment: datetime) -> list[Document]:
    """Return the files handed in before a moment that belong to no case."""
    statement = select(Document).where(
        Document.instance_id.is_(None), Document.business_id == "", Document.uploaded_at < moment
    )
    return list(session.scalars(statement))


def is_used(session: Session, sha256: str) -> bool:
    """Tell whether any record needs the bytes with a digest."""
    return session.scalars(select(Document.id).where(Document.sha256 == sha256)).first() is not None
