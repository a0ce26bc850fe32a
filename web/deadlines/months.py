"""A month of a unit's calendar as it is shown: what each day is, and whose word that is."""

from dataclasses import dataclass
from datetime import date, timedelta

from engine.db import UnitOfWork
from engine.deadlines import queries
from engine.deadlines.model import CalDay
from engine.deadlines.rules import OFFICE, SHIFT, Pattern, TimeRules
from engine.deadlines.rules.timetable import NATION
from engine.staff import queries as staff
from engine.tasks.calendar import month_grid
from web.deadlines.places import name_of
from web.texts import gettext as _


@dataclass(frozen=True)
class ShownDay:
    """One day of the month: its type and hours, and the unit that says so, if any does."""

    on: date
    type: str
    name: str
    hours: str
    shifts: tuple[Pattern, ...] = ()
    is_worked: bool = True
    is_provisional: bool = False


@dataclass(frozen=True)
class Inherited:
    """Hours or shifts that count at a unit, and the unit they come from."""

    patterns: list[Pattern]
    unit: str
    is_own: bool


def month_of(text: str, today: date) -> date:
    """Return the first day of a month written `2026-11`; what is none means this month."""
    try:
        first = date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return today.replace(day=1)
    return first if 2000 <= first.year <= 2100 else today.replace(day=1)


def shown_month(uow: UnitOfWork, rules: TimeRules, path: str, first: date) -> list[list[ShownDay]]:
    """Return the weeks of a month, with the days around it that complete them."""
    calendar, crews = rules.calendar(path), rules.calendar(path, SHIFT)
    shown = []
    for week in month_grid(first):
        days = []
        for on in week:
            listed, hours = calendar.days.get(on), calendar.hours_of(on)
            holiday = listed is not None and listed.type == "HOLIDAY"
            shifts = tuple(
                shift
                for shift in crews.shifts
                if shift.covers(on) and (shift.works_holidays or not holiday)
            )
            days.append(
                ShownDay(
                    on,
                    calendar.type_of(on),
                    listed.name if listed else "",
                    str(hours or ""),
                    shifts,
                    calendar.is_worked(on),
                    bool(listed and listed.provisional),
                )
            )
        shown.append(days)
    return shown


def days_of_month(uow: UnitOfWork, unit_id: str, first: date) -> dict[date, CalDay]:
    """Return the days a unit has set itself in and around a month."""
    last = first + timedelta(days=41)
    return queries.days_between(uow.session, unit_id, first - timedelta(days=7), last)


def inherited_patterns(uow: UnitOfWork, path: str, kind: str) -> Inherited:
    """Return the hours or shifts that count at a unit, from itself or the nearest above."""
    units = staff.directory(uow.session).units
    own = [part for part in path.split("/") if part]
    for unit_id in (*reversed(own), NATION):
        rows = [row for row in queries.patterns_of(uow.session, unit_id) if row.kind == kind]
        if rows:
            unit = units.get(unit_id)
            name = name_of(unit) if unit else _("Nation")
            is_own = unit_id == (own[-1] if own else NATION)
            return Inherited([queries.pattern_of(row) for row in rows], name, is_own)
    return Inherited([], _("delivered with GridFlow") if kind == OFFICE else "", is_own=False)
