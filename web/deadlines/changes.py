"""Changes of calendars and limits: what they would move, then made, and the log of it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.deadlines.queries import version
from engine.deadlines.rules import Light
from engine.deadlines.service import may_edit, permission_for
from engine.kernel.actor import Actor
from engine.kernel.errors import Forbidden
from engine.timekeeping import queries
from engine.timekeeping.model import PLANNED, RUNNING, DeadlineChange
from engine.timekeeping.queries import PAGE
from engine.timekeeping.service import drop_change, make_planned_change
from web import context
from web.deadlines import words
from web.names import unit_names
from web.texts import gettext as _

bp = Blueprint("changes", __name__, url_prefix="/deadlines/changes")


@bp.get("/")
def show_list() -> ResponseReturnValue:
    """Show the changes of the reader's units, the latest first."""
    actor = context.current_actor()
    if not (actor.may(Permission.SLA_EDIT) or actor.may(Permission.CALENDAR_EDIT)):
        raise Forbidden(f"{actor.user_id} changes no deadlines")
    with context.open_reading() as uow:
        rows = queries.changes(uow.session)
        shown = [row for row in rows if queries.may_see_change(uow, actor, row)]
        return render_template(
            "deadlines/changes.html", rows=shown, units=unit_names(uow), words=words
        )


@bp.get("/<change_id>")
def show(change_id: str) -> ResponseReturnValue:
    """Show what a change would move, or what it has moved."""
    actor = context.current_actor()
    with context.open_reading() as uow:
        row = queries.visible_change(uow, actor, change_id)
        parts = _foreseen(uow, row) if row.state == PLANNED else _logged(uow, row)
        return render_template(
            "deadlines/change.html",
            row=row,
            change=row.change,
            units=unit_names(uow),
            words=words,
            page=_page(),
            here=lambda page: url_for(".show", change_id=change_id, page=page),
            sees=lambda path: actor.sees(path),
            may_make=may_edit(uow, actor, permission_for(row.change), row.org_id),
            is_running=row.state == RUNNING,
            **parts,
        )


@bp.post("/<change_id>/make")
def make(change_id: str) -> ResponseReturnValue:
    """Make a change; a job works out the open due dates."""
    actor = context.current_actor()
    with context.open_uow() as uow:
        _visible(uow, actor, change_id)
        make_planned_change(uow, actor, change_id, request.form.get("seen", ""))
    flash(_("The change is made; the open due dates are being worked out."))
    return redirect(url_for(".show", change_id=change_id), 303)


@bp.post("/<change_id>/drop")
def drop(change_id: str) -> ResponseReturnValue:
    """Give up a change nobody has made."""
    actor = context.current_actor()
    with context.open_uow() as uow:
        _visible(uow, actor, change_id)
        drop_change(uow, actor, change_id)
    flash(_("The change is given up; nothing has moved."))
    return redirect(url_for(".show_list"), 303)


def _visible(uow: UnitOfWork, actor: Actor, change_id: str) -> None:
    queries.visible_change(uow, actor, change_id)


def _foreseen(uow: UnitOfWork, row: DeadlineChange) -> dict[str, Any]:
    found = queries.foresee(uow, row.change, row.org_path)
    begin = (_page() - 1) * PAGE
    return {
        "foresight": found,
        "yellow": found.turning(Light.YELLOW),
        "red": found.turning(Light.RED),
        "moves": found.moves[begin : begin + PAGE],
        "has_more": len(found.moves) > begin + PAGE,
        "unmoved": found.unmoved[:PAGE],
        "seen": version(uow.session),
    }


def _logged(uow: UnitOfWork, row: DeadlineChange) -> dict[str, Any]:
    moves, has_more = queries.moves_of(uow.session, row.id, _page())
    return {"logged": moves, "has_more": has_more}


def _page() -> int:
    return min(max(request.args.get("page", 1, type=int), 1), 10_000)
