"""Fields of business data that lists may show as columns: an analyst names them at a process."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from engine.definitions import queries, store
from engine.definitions.store import Loaded
from forms.component import Component
from forms.options import shown_value


@dataclass(frozen=True)
class ListedField:
    """A variable of cases that may be a column, with the form's field that explains it."""

    name: str
    field: Component | None

    def title(self, language: str) -> str:
        """Return what the column is called: the label of the form's field."""
        return self.field.title(language) if self.field is not None else self.name

    def shown(self, value: Any, language: str) -> Any:
        """Return a value as people read it: the label of what was chosen."""
        if self.field is None:
            return value
        return shown_value(self.field, value, {self.name: value}, language)


def listed_fields(session: Session, definition_key: str = "") -> dict[str, ListedField]:
    """Return the columns the latest version of a process offers, or of all processes."""
    found: dict[str, ListedField] = {}
    for row in queries.latest_definitions(session):
        if definition_key in ("", row.key):
            for one in _fields(store.load(session, row.id)):
                found.setdefault(one.name, one)
    return found


def _fields(loaded: Loaded) -> Iterator[ListedField]:
    for name in loaded.facts.listed:
        if name.isidentifier():
            forms = (form for form in loaded.forms.values() if name in form.names)
            fields = (one for form in forms for one in form.walk() if one.key == name)
            yield ListedField(name, next(fields, None))
