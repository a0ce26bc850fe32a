"""What can be said of definitions afterwards."""

from dataclasses import dataclass

from engine.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DefinitionDeployed(Event):
    """A new version of a process became the one that new cases follow."""

    definition_id: str
    key: str
    version: int
    file: str
    fingerprint: str
