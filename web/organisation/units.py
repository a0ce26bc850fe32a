"""Pages on which units are added, changed, moved and closed."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.kernel.actor import require
from engine.kernel.errors import Conflict, Invalid
from engine.staff import queries, service, units
from engine.staff.model import OrgUnit
from engine.staff.rules import REGIONS, UnitType
from web import context
from web.errors import message_of
from web.organisation.rights import editable_units, given
from web.problems import by_field
from web.texts import gettext as _

FIELDS = ("name", "name_en", "short_name", "type", "region", "service_tel", "leader")

bp = Blueprint("units", __name__, url_prefix="/units")


@bp.get("/new")
def new() -> ResponseReturnValue:
    """Ask for what is needed of a new unit."""
    require(context.current_actor(), Permission.STAFF_EDIT)
    typed = {"parent_id": request.args.get("parent", ""), "region": "URBAN"}
    with context.open_reading() as uow:
        return _page(uow, None, typed)


@bp.post("/new")
def create() -> ResponseReturnValue:
    """Add a unit."""
    typed = given("code", "parent_id", *FIELDS)
    try:
        with context.open_uow() as uow:
            _create(uow, typed)
    except (Invalid, Conflict) as error:
        return _again(None, typed, error, "code")
    flash(_("The unit is added."))
    return redirect(url_for("organisation.show", unit=typed["code"]), 303)


@bp.get("/<unit_id>/change")
def change_form(unit_id: str) -> ResponseReturnValue:
    """Show a unit's particulars to be changed."""
    with context.open_reading() as uow:
        unit = queries.get_unit(uow.session, unit_id)
        require(context.current_actor(), Permission.STAFF_EDIT, unit.path)
        typed = {name: getattr(unit, name) or "" for name in FIELDS if name != "leader"}
        leader = queries.users_by_ids(uow.session, [unit.leader_id or ""]).get(unit.leader_id or "")
        typed |= {"leader": leader.username if leader else "", "parent_id": unit.parent_id or ""}
        return _page(uow, unit, typed)


@bp.post("/<unit_id>/change")
def change(unit_id: str) -> ResponseReturnValue:
    """Change a unit's particulars, and where it stands in the tree."""
    actor, typed = context.current_actor(), given("parent_id", *FIELDS)
    try:
        with context.open_uow() as uow:
            units.change_unit(uow, actor, unit_id, _changes(uow, typed))
            if typed["parent_id"]:
                units.move_unit(uow, actor, unit_id, typed["parent_id"])
    except Invalid as error:
        return _again(unit_id, typed, error)
    flash(_("The unit is changed."))
    return redirect(url_for("organisation.show", unit=unit_id), 303)


@bp.post("/<unit_id>/status")
def set_status(unit_id: str) -> ResponseReturnValue:
    """Close a unit, or open it again."""
    status = request.form.get("status", "")
    with context.open_uow() as uow:
        units.set_unit_status(uow, context.current_actor(), unit_id, status)
    flash(_("The unit is open.") if status == "ACTIVE" else _("The unit is closed."))
    return redirect(url_for("organisation.show", unit=unit_id), 303)


def _create(uow: UnitOfWork, typed: dict[str, str]) -> None:
    actor = context.current_actor()
    problems = [
        {"field": name, "code": "required", "message": name}
        for name in ("code", "name", "type", "parent_id")
        if not typed[name]
    ]
    if typed["code"] and not (typed["code"].isalnum() and typed["code"].isascii()):
        problems.append({"field": "code", "code": "letters_and_digits", "message": "code"})
    if problems:
        raise Invalid(problems)
    names = ("code", "name", "type", "parent_id", "name_en", "short_name", "region", "service_tel")
    service.create_unit(uow, actor, service.NewUnit(**{name: typed[name] for name in names}))
    uow.session.flush()
    leader = _changes(uow, typed)["leader_id"]
    if leader:
        service.name_leader(uow, actor, typed["code"], leader)


def _changes(uow: UnitOfWork, typed: dict[str, str]) -> dict[str, str]:
    changes = {name: typed[name] for name in FIELDS if name != "leader"}
    leader = queries.user_by_username(uow.session, typed["leader"]) if typed["leader"] else None
    if typed["leader"] and leader is None:
        raise Invalid([{"field": "leader", "code": "no_account", "message": typed["leader"]}])
    return {**changes, "leader_id": leader.id if leader else ""}


def _again(
    unit_id: str | None, typed: dict[str, str], error: Invalid | Conflict, field: str = ""
) -> ResponseReturnValue:
    problems = getattr(error, "problems", None)
    wrong = by_field(problems) if problems else {field: [message_of(error)]}
    with context.open_reading() as uow:
        unit = queries.get_unit(uow.session, unit_id) if unit_id else None
        return _page(uow, unit, typed, wrong), 422


def _page(
    uow: UnitOfWork,
    unit: OrgUnit | None,
    typed: dict[str, str],
    problems: dict[str, Any] | None = None,
) -> str:
    choices = editable_units(uow, context.current_actor(), Permission.STAFF_EDIT)
    return render_template(
        "organisation/unit_form.html",
        unit=unit,
        typed=typed,
        problems=problems or {},
        parents=[one for one in choices if unit is None or not one.path.startswith(unit.path)],
        types=[one.value for one in UnitType],
        regions=REGIONS,
    )
