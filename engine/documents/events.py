"""Facts about files."""

from dataclasses import dataclass

from engine.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DocumentStored(Event):
    """Somebody handed in a file."""

    document_id: str
    file_name: str
    sha256: str
    size: int


@dataclass(frozen=True, kw_only=True)
class DocumentAttached(Event):
    """A file became part of a case.

    It is told in the chain of the system: a file may be attached while no move holds the
    case and its own chain.
    """

    document_id: str
    case_id: str
    task_id: str


@dataclass(frozen=True, kw_only=True)
class DocumentRemoved(Event):
    """A file that belonged to no case was taken back."""

    document_id: str
    sha256: str
