"""Pages on which people are looked up, added, changed, disabled."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.access.accounts import account_state
from engine.access.grants import grantable_roles, reasons_of
from engine.access.rules import ROLES, Permission
from engine.approvals.queries import work_of
from engine.db import UnitOfWork
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Conflict, Invalid
from engine.staff import listing, posts, queries, service
from engine.staff.listing import PeopleFilter
from engine.staff.model import ACTIVE, DISABLED, LEFT, User
from engine.staff.rules import LANGUAGES
from web import context
from web.errors import message_of
from web.names import role_name, roles_by_user, unit_names
from web.organisation.permissions import permission_name
from web.organisation.rights import editable_units, given, keeps_staff, may_at
from web.problems import by_field
from web.texts import gettext as _

FIELDS = ("name", "name_en", "org_id", "phone", "email", "language")
STATUSES = (ACTIVE, DISABLED, LEFT)

bp = Blueprint("people", __name__, url_prefix="/staff")


@bp.get("/")
def show_list() -> ResponseReturnValue:
    """Show people, searched for by name, unit, role and status."""
    actor = context.current_actor()
    require(actor, Permission.STAFF_READ)
    with context.open_reading() as uow:
        wanted, chosen = wanted_people(uow)
        rows, has_more = listing.people(uow.session, wanted, uow.now)
        return render_template(
            "organisation/staff.html",
            people=rows,
            has_more=has_more,
            count=listing.count_people(uow.session, wanted, uow.now),
            wanted=wanted,
            chosen=chosen,
            here=lambda **more: url_for(".show_list", **{**chosen, **more}),
            units=queries.all_units(uow.session),
            roles={code: role_name(code) for code in ROLES},
            posts=listing.primary_posts(uow.session, [one.id for one in rows]),
            roles_of=roles_by_user(uow),
            unit_names=unit_names(uow),
            may_add=actor.may(Permission.STAFF_EDIT),
            keeps_staff=keeps_staff(actor),
        )


@bp.get("/new")
def new() -> ResponseReturnValue:
    """Ask for what is needed of a new account."""
    require(context.current_actor(), Permission.STAFF_EDIT)
    with context.open_reading() as uow:
        typed = {"org_id": request.args.get("unit", ""), "language": "zh"}
        return _form(uow, None, typed)


@bp.post("/new")
def create() -> ResponseReturnValue:
    """Give somebody an account."""
    actor, typed = context.current_actor(), given("username", "post", "manager", *FIELDS)
    try:
        with context.open_uow() as uow:
            values = _checked(uow, typed)
            new = service.NewUser(username=typed["username"], **values)
            user_id = service.create_user(uow, actor, new).id
            posts.change_primary_post(uow, actor, user_id, typed["post"])
    except (Invalid, Conflict) as error:
        return _again(None, typed, error)
    flash(_("The account is made. Give it a temporary password, then roles."))
    return redirect(url_for(".show", user_id=user_id), 303)


@bp.get("/<user_id>")
def show(user_id: str) -> ResponseReturnValue:
    """Show somebody: particulars, posts, roles, and to administrators the account."""
    actor = context.current_actor()
    require(actor, Permission.STAFF_READ)
    with context.open_reading() as uow:
        user = queries.get_user(uow.session, user_id)
        return render_template("organisation/person.html", **_person(uow, actor, user))


@bp.get("/<user_id>/change")
def change_form(user_id: str) -> ResponseReturnValue:
    """Show somebody's particulars to be changed."""
    with context.open_reading() as uow:
        user = queries.get_user(uow.session, user_id)
        path = queries.get_unit(uow.session, user.org_id).path
        require(context.current_actor(), Permission.STAFF_EDIT, path)
        typed = {name: getattr(user, name) or "" for name in FIELDS}
        manager = queries.users_by_ids(uow.session, [user.manager_id or ""])
        held = listing.primary_posts(uow.session, [user_id]).get(user_id)
        typed["manager"] = next((one.username for one in manager.values()), "")
        return _form(uow, user, {**typed, "post": held.code if held else ""})


@bp.post("/<user_id>/change")
def change(user_id: str) -> ResponseReturnValue:
    """Change somebody's particulars."""
    actor, typed = context.current_actor(), given("post", "manager", *FIELDS)
    try:
        with context.open_uow() as uow:
            service.change_user(uow, actor, user_id, _checked(uow, typed, user_id))
            posts.change_primary_post(uow, actor, user_id, typed["post"])
    except (Invalid, Conflict) as error:
        return _again(user_id, typed, error)
    flash(_("The particulars are changed."))
    return redirect(url_for(".show", user_id=user_id), 303)


@bp.post("/<user_id>/status")
def set_status(user_id: str) -> ResponseReturnValue:
    """Enable or disable an account; open work of somebody who goes is handed over next."""
    status = request.form.get("status", "")
    with context.open_uow() as uow:
        service.set_status(uow, context.current_actor(), user_id, status)
        left_behind = status != ACTIVE and work_of(uow.session, user_id)
    flash(_("The account is enabled.") if status == ACTIVE else _("The account is disabled."))
    if left_behind:
        return redirect(url_for("organisation.leaving.show", user_id=user_id), 303)
    return redirect(url_for(".show", user_id=user_id), 303)


def wanted_people(uow: UnitOfWork) -> tuple[PeopleFilter, dict[str, str]]:
    """Read the filter of the list from the address, and return it as it stands there too."""
    asked = request.args
    unit = queries.unit_by_code(uow.session, asked.get("unit", ""))
    chosen = {
        "text": asked.get("text", "").strip()[:60],
        "unit": unit.code if unit else "",
        "status": asked.get("status", "") if asked.get("status") in STATUSES else "",
        "role": asked.get("role", "") if asked.get("role") in ROLES else "",
    }
    page = max(asked.get("page", 1, type=int), 1)
    path = unit.path if unit else "/"
    wanted = PeopleFilter(chosen["text"], path, chosen["status"], chosen["role"], page)
    return wanted, {name: value for name, value in chosen.items() if value}


def _person(uow: UnitOfWork, actor: Actor, user: User) -> dict[str, Any]:
    unit = queries.get_unit(uow.session, user.org_id)
    may_edit = may_at(actor, Permission.STAFF_EDIT, unit.path)
    may_grant = may_at(actor, Permission.ROLE_GRANT, unit.path)
    is_known_to = may_edit or may_grant or user.id == actor.user_id
    return {
        "user": user,
        "unit": unit,
        "post": listing.primary_posts(uow.session, [user.id]).get(user.id),
        "manager": queries.users_by_ids(uow.session, [user.manager_id or ""]).get(
            user.manager_id or ""
        ),
        "grants": queries.grants_of(uow.session, user.id),
        "unit_names": unit_names(uow),
        "role_name": role_name,
        "permission_name": permission_name,
        "reasons": reasons_of(uow, user.id) if is_known_to and user.is_active else [],
        "account": account_state(uow, user.id) if may_edit else None,
        "open_work": len(work_of(uow.session, user.id)) if may_edit else 0,
        "may_edit": may_edit,
        "may_grant": may_grant and user.id != actor.user_id,
        "may_sign_out": may_at(actor, Permission.SESSION_END, unit.path),
        "grant_units": editable_units(uow, actor, Permission.ROLE_GRANT) if may_grant else [],
        "grantable": grantable_roles(uow, actor, unit.id) if may_grant else [],
        "now": uow.now,
    }


def _checked(uow: UnitOfWork, typed: dict[str, str], user_id: str = "") -> dict[str, str]:
    problems = [
        {"field": name, "code": "required", "message": name}
        for name in ("name", "org_id", *(() if user_id else ("username",)))
        if not typed[name]
    ]
    if typed["email"] and typed["email"].count("@") != 1:
        problems.append({"field": "email", "code": "no_address", "message": typed["email"]})
    manager = queries.user_by_username(uow.session, typed["manager"]) if typed["manager"] else None
    if typed["manager"] and (manager is None or manager.id == user_id):
        problems.append({"field": "manager", "code": "no_account", "message": typed["manager"]})
    if typed["language"] not in LANGUAGES:
        problems.append({"field": "language", "code": "unknown", "message": typed["language"]})
    if problems:
        raise Invalid(problems)
    values = {name: typed[name] for name in FIELDS}
    return {**values, "manager_id": manager.id if manager else ""}


def _again(
    user_id: str | None, typed: dict[str, str], error: Invalid | Conflict
) -> ResponseReturnValue:
    problems = getattr(error, "problems", None)
    wrong = by_field(problems) if problems else {"username": [message_of(error)]}
    with context.open_reading() as uow:
        user = queries.get_user(uow.session, user_id) if user_id else None
        return _form(uow, user, typed, wrong), 422


def _form(
    uow: UnitOfWork,
    user: User | None,
    typed: dict[str, str],
    problems: dict[str, Any] | None = None,
) -> str:
    return render_template(
        "organisation/person_form.html",
        user=user,
        typed=typed,
        problems=problems or {},
        units=editable_units(uow, context.current_actor(), Permission.STAFF_EDIT),
        posts=queries.all_posts(uow.session),
    )
