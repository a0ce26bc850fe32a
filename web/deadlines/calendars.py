"""Calendars of units: a month to look at and edit, hours and shifts, lists in and out."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.deadlines import queries
from engine.deadlines.model import OFFICIAL
from engine.deadlines.rules import OFFICE, SHIFT
from engine.deadlines.rules.arrangements import as_csv, as_ics, as_json, read_arrangement
from engine.deadlines.rules.changes import Change, DaysChange, PatternsChange
from engine.deadlines.rules.checks import problem
from engine.deadlines.rules.days import local_date
from engine.deadlines.service import current_rules, may_edit, require_edit
from engine.kernel.actor import require
from engine.kernel.errors import Invalid
from engine.timekeeping.service import path_of, plan_change
from web import context
from web.deadlines import words
from web.deadlines.months import days_of_month, inherited_patterns, month_of, shown_month
from web.deadlines.places import editable_units, known_unit, name_of, unit_choices
from web.deadlines.reading import read_days, read_patterns
from web.problems import by_field
from web.texts import gettext as _

bp = Blueprint("calendars", __name__, url_prefix="/deadlines/calendars")

LARGEST_LIST = 512 * 1024
WRITERS = {
    "csv": (as_csv, "text/csv"),
    "json": (as_json, "application/json"),
    "ics": (as_ics, "text/calendar"),
}


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show a month of a unit's calendar, and a form for its days."""
    require(context.current_actor(), Permission.SLA_READ)
    with context.open_reading() as uow:
        return _page(uow, _unit_asked(uow))


@bp.post("/days")
def set_days() -> ResponseReturnValue:
    """Keep days that are set or cleared as a change that is looked at first."""
    try:
        return _planned(read_days(request.form))
    except Invalid as error:
        with context.open_reading() as uow:
            return _page(uow, request.form.get("unit", ""), error), 422


@bp.get("/hours")
def hours() -> ResponseReturnValue:
    """Show the form of a unit's hours of work or of its shifts."""
    require(context.current_actor(), Permission.CALENDAR_EDIT)
    with context.open_reading() as uow:
        return _hours_page(uow, request.args.get("unit", ""), _kind(request.args.get("kind", "")))


@bp.post("/hours")
def set_hours() -> ResponseReturnValue:
    """Keep new hours or shifts of a unit as a change that is looked at first."""
    unit_id, kind = request.form.get("unit", ""), _kind(request.form.get("kind", ""))
    try:
        patterns = read_patterns(request.form, kind)
        return _planned(PatternsChange(unit_id, kind, patterns))
    except Invalid as error:
        with context.open_reading() as uow:
            return _hours_page(uow, unit_id, kind, error), 422


@bp.get("/import")
def ask_for_list() -> ResponseReturnValue:
    """Show how to hand in an official list."""
    require(context.current_actor(), Permission.CALENDAR_EDIT)
    with context.open_reading() as uow:
        return _import_page(uow, request.args.get("unit", ""))


@bp.post("/import")
def take_list() -> ResponseReturnValue:
    """Read an official list and keep it as a change; bad rows are named, nothing is half taken."""
    actor, unit_id = context.current_actor(), request.form.get("unit", "")
    file = request.files.get("file")
    try:
        with context.open_uow() as uow:
            require_edit(uow, actor, Permission.CALENDAR_EDIT, unit_id)
            name = file.filename or "" if file else ""
            days = read_arrangement(_text_of(file.read() if file else b""), name)
            change = DaysChange(unit_id, days, OFFICIAL)
            change_id = plan_change(uow, actor, change, name)
    except Invalid as error:
        with context.open_reading() as uow:
            return _import_page(uow, unit_id, error), 422
    return redirect(url_for("changes.show", change_id=change_id), 303)


@bp.get("/export")
def export() -> ResponseReturnValue:
    """Give a unit's own days of a year as a list that can be imported again."""
    require(context.current_actor(), Permission.SLA_READ)
    kind = request.args.get("format", "csv")
    write, mime = WRITERS.get(kind, WRITERS["csv"])
    year = min(max(request.args.get("year", 0, type=int), 2000), 2100)
    with context.open_reading() as uow:
        unit = known_unit(uow, request.args.get("unit", ""))
        rows = queries.days_of(uow.session, unit.id if unit else "", year)
        days = {row.day: queries.day_of(row) for row in rows}
    answer = Response(write(days), mimetype=mime)
    name = f"calendar-{unit.code + '-' if unit else ''}{year}.{kind if kind in WRITERS else 'csv'}"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _planned(change: Change) -> ResponseReturnValue:
    with context.open_uow() as uow:
        change_id = plan_change(uow, context.current_actor(), change)
    return redirect(url_for("changes.show", change_id=change_id), 303)


def _unit_asked(uow: UnitOfWork) -> str:
    """Return the unit in the address; without one the reader's own."""
    if "unit" in request.args:
        return request.args["unit"]
    return context.current_actor().org_id


def _page(uow: UnitOfWork, unit_id: str, error: Invalid | None = None) -> str:
    actor, unit = context.current_actor(), known_unit(uow, unit_id)
    today = local_date(uow.now)
    first = month_of(request.values.get("month", ""), today)
    path = unit.path if unit else ""
    rules = current_rules(uow)
    return render_template(
        "deadlines/calendar.html",
        unit=unit,
        unit_id=unit_id,
        unit_name=name_of(unit) if unit else _("Nation"),
        choices=unit_choices(uow),
        first=first,
        before=(first - timedelta(days=1)).replace(day=1),
        after=(first + timedelta(days=31)).replace(day=1),
        weeks=shown_month(uow, rules, path, first),
        own=days_of_month(uow, unit_id, first),
        today=today,
        is_provisional=rules.calendar(path).is_provisional(first),
        office=inherited_patterns(uow, path, OFFICE),
        shifts=inherited_patterns(uow, path, SHIFT),
        chosen=request.values.get("day", "")[:10],
        typed=request.form if error else {},
        problems=by_field(error.problems) if error else {},
        may_edit=may_edit(uow, actor, Permission.CALENDAR_EDIT, unit_id),
        may_import=actor.may(Permission.CALENDAR_EDIT),
        words=words,
    )


def _hours_page(uow: UnitOfWork, unit_id: str, kind: str, error: Invalid | None = None) -> str:
    unit = known_unit(uow, unit_id)
    require_edit(uow, context.current_actor(), Permission.CALENDAR_EDIT, unit_id)
    own = [row for row in queries.patterns_of(uow.session, unit_id) if row.kind == kind]
    return render_template(
        "deadlines/hours.html",
        unit_id=unit_id,
        unit_name=name_of(unit) if unit else _("Nation"),
        kind=kind,
        rows=_typed_rows() if error else [_row_of(row) for row in own],
        inherited=inherited_patterns(uow, path_of(uow, unit_id), kind),
        problems=by_field(error.problems) if error else {},
        words=words,
    )


def _typed_rows() -> list[dict[str, Any]]:
    """Return the rows of the form as they were typed."""
    numbers = sorted(
        int(name[6:]) for name in request.form if name.startswith("hours-") and name[6:].isdigit()
    )
    fields = ("hours", "name", "name_en", "cycle_length", "cycle_days", "anchor")
    more = ("valid_from", "valid_to", "works_holidays")
    return [
        {name: request.form.get(f"{name}-{number}", "") for name in (*fields, *more)}
        | {"weekdays": request.form.getlist(f"day-{number}")}
        for number in numbers[:20]
    ]


def _row_of(row: Any) -> dict[str, Any]:
    plain = {name: getattr(row, name) or "" for name in ("hours", "name", "name_en", "cycle_days")}
    dates = ("anchor", "valid_from", "valid_to")
    return {
        **plain,
        **{name: at.isoformat() if (at := getattr(row, name)) else "" for name in dates},
        "cycle_length": row.cycle_length or "",
        "weekdays": row.weekdays.split(","),
        "works_holidays": "yes" if row.works_holidays else "",
    }


def _import_page(uow: UnitOfWork, unit_id: str, error: Invalid | None = None) -> str:
    units = editable_units(uow, context.current_actor(), Permission.CALENDAR_EDIT)
    return render_template(
        "deadlines/import.html",
        unit_id=unit_id,
        units=units,
        may_all=may_edit(uow, context.current_actor(), Permission.CALENDAR_EDIT, ""),
        problems=error.problems if error else [],
        words=words,
    )


def _text_of(content: bytes) -> str:
    if not content:
        raise Invalid([problem("file", "required", "a file is needed")])
    if len(content) > LARGEST_LIST:
        raise Invalid([problem("file", "too_large", "the file is too large")])
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid([problem("file", "no_text", "the file is no text")])


def _kind(text: str) -> str:
    return SHIFT if text == SHIFT else OFFICE
