"""What is known about a file; its bytes lie in the data directory under their digest."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Id, Name, UtcDateTime
from engine.kernel.actor import Actor


class Document(Base):
    """A file somebody handed in; it belongs to nobody's case until it is attached."""

    __tablename__ = "document"
    __table_args__ = (
        Index("ix_document_business_kind_business_id", "business_kind", "business_id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(Name)
    mime: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    instance_id: Mapped[str | None] = mapped_column(Id, index=True)
    task_id: Mapped[str | None] = mapped_column(Id)
    business_kind: Mapped[str] = mapped_column(String(40), default="")
    business_id: Mapped[str] = mapped_column(String(40), default="")
    uploaded_by: Mapped[str] = mapped_column(String(64))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def is_loose(self) -> bool:
        """Tell whether the file belongs to no case yet."""
        return self.instance_id is None

    def is_own(self, actor: Actor) -> bool:
        """Tell whether the actor handed the file in."""
        return self.uploaded_by == actor.user_id
