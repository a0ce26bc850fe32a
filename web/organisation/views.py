"""Units and people, to look up."""

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.kernel.actor import require
from engine.staff import queries
from web import context
from web.deadlines import words
from web.names import roles_by_user, unit_names
from web.organisation import accounts, exchange, grants, leaving, people, units, working_time
from web.organisation.rights import keeps_staff, may_at

SUGGESTIONS = 8

bp = Blueprint("organisation", __name__, url_prefix="/organisation")
for part in (accounts, exchange, grants, leaving, people, units, working_time):
    bp.register_blueprint(part.bp)


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show the tree, and the people of one unit."""
    actor = context.current_actor()
    require(actor, Permission.STAFF_READ)
    with context.open_reading() as uow:
        all_units = queries.all_units(uow.session)
        unit = queries.get_unit(uow.session, request.args.get("unit") or actor.org_id)
        found = queries.users_of_unit(uow.session, unit.path)
        leader = queries.users_by_ids(uow.session, [unit.leader_id or ""])
        return render_template(
            "organisation/show.html",
            units=all_units,
            unit=unit,
            parent=queries.get_unit(uow.session, unit.parent_id) if unit.parent_id else None,
            leader=leader.get(unit.leader_id or ""),
            people=found[:200],
            count=len(found),
            may_edit=may_at(actor, Permission.STAFF_EDIT, unit.path),
            keeps_staff=keeps_staff(actor),
            unit_names=unit_names(uow),
            roles_of=roles_by_user(uow),
            time=working_time.working_time(uow, actor, unit),
            words=words,
            base_depth=min((one.path.count("/") for one in all_units), default=0),
        )


@bp.get("/people", endpoint="people")
def choose() -> ResponseReturnValue:
    """Give the people whose names contain a text, to choose one."""
    require(context.current_actor(), Permission.STAFF_READ)
    text = request.args.get("text", "").strip()[:60]
    with context.open_reading() as uow:
        # Who was chosen already stays, whatever is searched for next.
        chosen = queries.users_by_ids(uow.session, request.args.getlist("user_id")[:SUGGESTIONS])
        found = queries.search_users(uow.session, text, ["/"], SUGGESTIONS)
        return render_template(
            "organisation/people.html",
            people=[*chosen.values(), *(one for one in found if one.id not in chosen)],
            unit_names=unit_names(uow),
        )


@bp.get("/suggest")
def suggest() -> ResponseReturnValue:
    """Give people or units whose names contain a text, for a field of a form."""
    require(context.current_actor(), Permission.STAFF_READ)
    text = request.args.get("text", "").strip()[:60]
    with context.open_reading() as uow:
        if request.args.get("kind") == "org":
            return jsonify(_units_named(uow, text))
        found = queries.search_users(uow.session, text, ["/"], SUGGESTIONS)
        units = unit_names(uow)
        return jsonify(
            [
                {"value": one.username, "label": f"{one.name} {units.get(one.org_id, '')}"}
                for one in found
            ]
        )


def _units_named(uow: UnitOfWork, text: str) -> list[dict[str, str]]:
    units = queries.directory(uow.session).units.values()
    found = [one for one in units if text.lower() in f"{one.code} {one.name} {one.name_en}".lower()]
    return [{"value": one.code, "label": one.name} for one in found[:SUGGESTIONS]]
