"""Columns of business data in the inbox: which there are, which are shown, what stands in them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.db import UnitOfWork
from engine.definitions.listed import ListedField, listed_fields
from engine.filters.queries import chosen_columns
from engine.instances.queries import variables_of
from engine.kernel.actor import Actor
from engine.tasks.model import UserTask
from engine.tasks.rules import MOST_COLUMNS, InboxFilter
from web import context

WITH_COLUMNS = ("mine", "claimable", "done", "delegated")


@dataclass(frozen=True)
class Columns:
    """All columns that can be chosen, and those that are shown."""

    known: Mapping[str, ListedField]
    shown: tuple[str, ...]

    def title(self, name: str) -> str:
        """Return what a column is called."""
        return self.known[name].title(context.language())

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Return name and title of every column."""
        return [(name, self.title(name)) for name in self.known]


def with_columns(uow: UnitOfWork, actor: Actor, wanted: InboxFilter) -> tuple[InboxFilter, Columns]:
    """Return the filter without columns and orders no process offers, and the columns.

    A filter shows its own columns; without any the reader sees those he has chosen.
    """
    if wanted.view not in WITH_COLUMNS:
        return replace(wanted, columns=()), Columns({}, ())
    known = listed_fields(uow.session, wanted.definition_key)
    own = tuple(name for name in wanted.columns if name in known)[:MOST_COLUMNS]
    if wanted.is_by_field and wanted.sort_field not in known:
        wanted = replace(wanted, sort="due")
    shown = own or tuple(name for name in chosen_columns(uow.session, actor) if name in known)
    return replace(wanted, columns=own), Columns(known, shown)


def cells_of(
    uow: UnitOfWork, columns: Columns, tasks: Iterable[UserTask]
) -> dict[str, dict[str, Any]]:
    """Return what stands in the columns of each task, by the id of its case."""
    found = variables_of(uow.session, [task.instance_id for task in tasks])
    language = context.language()
    return {
        case_id: {
            name: columns.known[name].shown(variables.get(name), language)
            for name in columns.shown
            if variables.get(name) not in (None, "")
        }
        for case_id, variables in found.items()
    }
