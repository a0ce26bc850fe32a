"""Who may do what: roles by person, people by role; granting and revoking; candidate groups."""

from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.access import grants
from engine.access.grants import NewGrant
from engine.access.rules import ROLE_PERMISSIONS, ROLES, Permission
from engine.kernel.actor import Actor
from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.errors import Forbidden, Invalid
from engine.staff import listing, queries
from engine.staff.rules import group_name
from engine.tasks.queries import waiting_by_group
from web import context
from web.names import role_name, unit_names
from web.organisation.permissions import LABELS, permission_name
from web.organisation.rights import given, keeps_staff
from web.texts import gettext as _

bp = Blueprint("grants", __name__, url_prefix="/grants")


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show who holds which role where, by role or by person."""
    _require_keeper(context.current_actor())
    role, permission = request.args.get("role", ""), request.args.get("permission", "")
    with context.open_reading() as uow:
        unit = queries.unit_by_code(uow.session, request.args.get("unit", ""))
        rows = listing.grants(uow.session, unit.path if unit else "/", role)
        if permission:
            rows = [row for row in rows if permission in ROLE_PERMISSIONS.get(row[0].role_code, ())]
        by_person = request.args.get("by") == "person"
        return render_template(
            "organisation/grants.html",
            groups=_grouped(rows, by_person),
            by_person=by_person,
            role=role,
            permission=permission,
            unit=unit,
            units=queries.all_units(uow.session),
            roles={code: role_name(code) for code in ROLES},
            permissions={code: permission_name(code) for code in sorted(LABELS)},
            of_role=ROLE_PERMISSIONS,
            permission_name=permission_name,
            now=uow.now,
        )


@bp.post("/")
def grant() -> ResponseReturnValue:
    """Grant somebody a role at a unit."""
    typed = given("user_id", "role", "org_id", "valid_from", "valid_to")
    end = _day(typed["valid_to"], "valid_to")
    new = NewGrant(
        typed["user_id"],
        typed["role"],
        typed["org_id"],
        _day(typed["valid_from"], "valid_from"),
        # The last day itself still counts.
        end + timedelta(days=1) if end else None,
    )
    with context.open_uow() as uow:
        grants.grant(uow, context.current_actor(), new)
    flash(_("The role is granted."))
    return redirect(url_for("organisation.people.show", user_id=new.user_id), 303)


@bp.post("/<grant_id>/revoke")
def revoke(grant_id: str) -> ResponseReturnValue:
    """Take a role away from somebody at once."""
    with context.open_uow() as uow:
        grants.revoke(uow, context.current_actor(), grant_id)
    flash(_("The role is revoked."))
    back = request.form.get("user_id", "")
    if back:
        return redirect(url_for("organisation.people.show", user_id=back), 303)
    return redirect(url_for(".show"), 303)


@bp.get("/groups")
def groups() -> ResponseReturnValue:
    """Show the groups tasks are offered to: who is in each, and how much waits for it."""
    _require_keeper(context.current_actor())
    with context.open_reading() as uow:
        directory = queries.directory(uow.session)
        waiting = waiting_by_group(uow.session)
        names = {name for name in directory.grants if directory.holders(name, uow.now)}
        people = queries.users_by_ids(
            uow.session, {one for name in names for one in directory.holders(name, uow.now)}
        )
        rows = [
            {
                "role": role_name(name.partition("@")[0]),
                "unit": name.partition("@")[2],
                "name": name,
                "holders": [people[one] for one in directory.holders(name, uow.now)],
                "waiting": waiting.get(name, 0),
            }
            for name in sorted(names | set(waiting))
        ]
        # Work that finds nobody comes first.
        rows.sort(key=lambda row: (not (row["waiting"] and not row["holders"]), row["name"]))
        return render_template(
            "organisation/groups.html", rows=rows, unit_names=unit_names(uow), group=group_name
        )


def _grouped(rows: Any, by_person: bool) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for grant, user, unit in rows:
        key = user if by_person else grant.role_code
        found.setdefault(key, []).append((grant, user, unit))
    return found


def _require_keeper(actor: Actor) -> None:
    if not keeps_staff(actor) and not actor.may(Permission.AUDIT_READ):
        raise Forbidden("only administrators see who may do what", permission="role:grant")


def _day(text: str, field: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text), time(), COMPANY_ZONE)
    except ValueError:
        problem = {"field": field, "code": "no_date", "message": f"{text} is no date"}
        raise Invalid([problem]) from None
