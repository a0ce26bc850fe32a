"""The types of columns: what a value must be, and what is read from a text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bpmn.dmn.model import TypeDefinition
from engine.kernel.feel import FeelError, UnaryTests, canonical_type, kind_of
from engine.kernel.feel.temporal import read_date, read_date_time, read_duration, read_time

_READERS = {
    "date": lambda text: read_date_time(text) if "T" in text else read_date(text),
    "time": read_time,
    "date and time": read_date_time,
    "days and time duration": read_duration,
    "years and months duration": read_duration,
}


@dataclass(frozen=True, slots=True)
class ResolvedType:
    """The kind behind a type's name, with the tests its values must pass."""

    kind: str
    is_collection: bool = False
    allowed: tuple[UnaryTests, ...] = ()

    @property
    def is_temporal(self) -> bool:
        """Tell whether values may be written as ISO texts."""
        return self.kind in _READERS

    @property
    def item_kind(self) -> str:
        """The kind of a collection's items, else the kind itself."""
        return "list" if self.is_collection else self.kind


def resolve(types: Mapping[str, TypeDefinition], name: str) -> ResolvedType | None:
    """Find what a type's name stands for; None if it stands for nothing."""
    allowed: list[UnaryTests] = []
    is_collection = False
    for _ in range(len(types) + 1):
        # Prefixes name the file or language a type comes from: feel:string, kie:tLevel.
        plain = name if name in types else name.rpartition(":")[2]
        if plain not in types:
            kind = canonical_type(plain)
            return None if kind is None else ResolvedType(kind, is_collection, tuple(allowed))
        found = types[plain]
        allowed += [found.allowed] if found.allowed else []
        is_collection = is_collection or found.is_collection
        name = found.base or "Any"
    return None


def fitted(wanted: ResolvedType, value: Any) -> Any:
    """Return the value as the type wants it, or raise FeelError."""
    if value is None:
        return None
    if wanted.is_collection and isinstance(value, list | tuple):
        return [_single(wanted, item) for item in value]
    return _single(wanted, value)


def _single(wanted: ResolvedType, value: Any) -> Any:
    if isinstance(value, str) and wanted.is_temporal:
        value = _READERS[wanted.kind](value)
    kind = kind_of(value)
    # Camunda's `date` holds a time of day as well.
    fits = kind == wanted.kind or (wanted.kind == "date" and kind == "date and time")
    if value is not None and wanted.kind != "Any" and not fits:
        raise FeelError("type", f"the value must be a {wanted.kind}, not {kind}")
    if any(not tests.matches(value, {}) for tests in wanted.allowed):
        raise FeelError("argument", "the value is not among those its type allows")
    return value
