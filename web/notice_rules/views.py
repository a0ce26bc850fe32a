"""What administrators decide about the notices of a unit."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.kernel.actor import require
from engine.kernel.errors import Invalid, NotFound
from engine.staff import queries as staff
from engine.staff.model import OrgUnit
from notifications.channels import CHANNELS
from notifications.choices import GROUPS, UNDENIABLE
from notifications.preferences import save_rules
from notifications.profiles import all_rules
from notifications.quiet import HELD
from web import context
from web.notices import CHANNEL_NAMES, GROUP_NAMES
from web.problems import by_field
from web.texts import gettext as _

bp = Blueprint("notice_rules", __name__, url_prefix="/notice-rules")


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show what counts for a unit, first for the highest one."""
    actor = context.current_actor()
    require(actor, Permission.NOTICE_EDIT)
    with context.open_reading() as uow:
        units = _units(uow)
        if not units:
            raise NotFound("unit", "")
        chosen = request.args.get("unit") or units[0].id
        row = all_rules(uow.session).get(chosen)
        kept = {"choices": row.choices or {}, "quiet": row.quiet or {}} if row else {}
        return _page(uow, chosen, kept or {"choices": {}, "quiet": {}})


@bp.post("/")
def save() -> ResponseReturnValue:
    """Keep what counts for a unit."""
    actor, given = context.current_actor(), request.form
    unit_id, choices, quiet = given.get("unit", ""), _choices(given), _quiet(given)
    require(actor, Permission.NOTICE_EDIT)
    try:
        with context.open_uow() as uow:
            save_rules(uow, actor, unit_id, choices, quiet)
    except Invalid as error:
        with context.open_reading() as uow:
            shown = {"choices": choices, "quiet": quiet}
            return _page(uow, unit_id, shown, by_field(error.problems)), 422
    flash(_("The rules are saved."))
    return redirect(url_for(".show", unit=unit_id), 303)


def _page(
    uow: UnitOfWork,
    unit_id: str,
    shown: Mapping[str, Any],
    problems: Mapping[str, list[str]] | None = None,
) -> str:
    unit = staff.get_unit(uow.session, unit_id)
    require(context.current_actor(), Permission.NOTICE_EDIT, unit.path)
    rows = all_rules(uow.session)
    return render_template(
        "notice_rules/show.html",
        unit=unit,
        units=_units(uow),
        ruled=rows,
        row=rows.get(unit_id),
        shown=shown,
        problems=problems or {},
        groups=GROUP_NAMES,
        channels=CHANNEL_NAMES,
        fixed=UNDENIABLE,
        held=[one for one in CHANNELS if one in HELD],
    )


def _units(uow: UnitOfWork) -> list[OrgUnit]:
    """Return the units within the reader's reach, the highest first."""
    actor = context.current_actor()
    return sorted(
        (unit for unit in staff.all_units(uow.session) if actor.sees(unit.path)),
        key=lambda unit: unit.path,
    )


def _choices(given: MultiDict[str, str]) -> dict[str, dict[str, str]]:
    return {
        group: {
            channel: given[f"{group}.{channel}"]
            for channel in CHANNELS
            if given.get(f"{group}.{channel}")
        }
        for group in GROUPS
    }


def _quiet(given: MultiDict[str, str]) -> dict[str, Any]:
    if given.get("quiet") != "own":
        return {}
    return {
        "from": given.get("quiet_from", ""),
        "to": given.get("quiet_to", ""),
        "rest_days": given.get("quiet_rest_days"),
        "channels": given.getlist("quiet_channels"),
    }
