"""What can be said of saved filters afterwards."""

from dataclasses import dataclass

from engine.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class FilterSaved(Event):
    """Somebody saved, renamed or shared a filter."""

    filter_id: str
    filter_name: str
    shared_with: str | None


@dataclass(frozen=True, kw_only=True)
class FilterDeleted(Event):
    """Somebody deleted a filter of his."""

    filter_id: str
    filter_name: str
