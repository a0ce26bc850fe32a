"""Tables of a form as people read them: a seat by its name, a decision in words."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from engine.assignment.rules import units_of_scope
from engine.db import UnitOfWork
from engine.staff import queries as staff
from web.approvals.words import outcome_words
from web.names import group_names
from web.shown_form import ShownForm

_VARIABLE = re.compile(r"=\s*(\w+)\s*")
_SEAT = re.compile(r"([A-Z][A-Z0-9_]*)@(\w+)")


def spell_tables(uow: UnitOfWork, shown: ShownForm, bases: Sequence[str]) -> None:
    """Let the tables of a form say who and what is meant; the case's own data stay as they are.

    `bases` are the units from which a seat such as `FINANCE_HEAD@city` is looked for.
    """
    spelled = {
        name: [_spelled_row(uow, row, bases) for row in rows]
        for name in _table_variables(shown.schema.get("components", ()))
        if isinstance(rows := shown.data.get(name), list)
    }
    shown.data = {**shown.data, **spelled}


def _table_variables(components: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for one in components:
        found = _VARIABLE.fullmatch(str(one.get("dataSource", "")))
        if one.get("type") == "table" and found:
            yield found[1]
        yield from _table_variables(one.get("components", ()))


def _spelled_row(uow: UnitOfWork, row: Any, bases: Sequence[str]) -> Any:
    if not isinstance(row, Mapping):
        return row
    return {key: _spelled(uow, value, bases) for key, value in row.items()}


def _spelled(uow: UnitOfWork, value: Any, bases: Sequence[str]) -> Any:
    if not isinstance(value, str):
        return value
    seat = _SEAT.fullmatch(value)
    if seat is None:
        return outcome_words(value)
    units = units_of_scope(seat[2], bases, staff.directory(uow.session))
    return group_names(uow, [f"{seat[1]}@{units[0].id}"])[0] if units else value
