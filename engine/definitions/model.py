"""A deployed diagram and the documents it was deployed with."""

from datetime import datetime

from sqlalchemy import Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from engine.db import Base, Flag, Id, LongBytes, Name, UtcDateTime

BPMN = "bpmn"
DMN = "dmn"
FORM = "form"


class Resource(Base):
    """A document, kept once under the hash of its content."""

    __tablename__ = "resource"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(Name)
    content: Mapped[bytes] = deferred(mapped_column(LongBytes))


class ProcessDefinition(Base):
    """One version of one process; never changed after its deployment."""

    __tablename__ = "process_definition"
    __table_args__ = (UniqueConstraint("key", "version"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(100))
    version: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(Name)
    name_en: Mapped[str] = mapped_column(Name)
    file: Mapped[str] = mapped_column(Name)
    start_form_key: Mapped[str | None] = mapped_column(String(200))
    starter_roles: Mapped[str] = mapped_column(String(500), default="")
    is_startable: Mapped[bool] = mapped_column(Flag, default=True)
    number_prefix: Mapped[str] = mapped_column(String(8), default="")
    fingerprint: Mapped[str] = mapped_column(String(64))
    deployment_id: Mapped[str] = mapped_column(Id, index=True)
    deployed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deployed_by: Mapped[str] = mapped_column(String(64))
    deployed_by_name: Mapped[str] = mapped_column(String(100))
    note: Mapped[str] = mapped_column(String(500), default="")

    def name_in(self, language: str) -> str:
        """Return the name in a language."""
        return self.name if language.startswith("zh") else self.name_en or self.name


class DefinitionResource(Base):
    """A document a version uses: the diagram itself, a form, or a decision, by its key."""

    __tablename__ = "definition_resource"
    __table_args__ = (Index("ix_definition_resource_kind_key", "kind", "key"),)

    definition_id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
