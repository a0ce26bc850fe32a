"""Facts: what has happened, in the past tense, with ids instead of objects."""

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that has happened.

    `stream` names the chain of the audit trail the fact belongs to: a process
    instance's id for facts of a case, `"system"` for everything else.
    """

    stream_of: ClassVar[str] = "system"

    @property
    def name(self) -> str:
        """Return the stable name of the kind of fact, such as `TaskClaimed`."""
        return type(self).__name__

    @property
    def stream(self) -> str:
        """Return the chain of the audit trail this fact belongs to."""
        return str(getattr(self, "instance_id", "") or self.stream_of)

    def facts(self) -> dict[str, Any]:
        """Return the fields as plain values."""
        return dict(self.__dict__)
