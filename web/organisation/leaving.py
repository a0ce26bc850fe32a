"""Handing over the open work of somebody who leaves: to whom, what moves, do it."""

from collections import Counter
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.access.rules import Permission
from engine.approvals.lending import hand_over_all
from engine.approvals.queries import sole_roles, work_of
from engine.db import UnitOfWork
from engine.kernel.actor import require
from engine.kernel.errors import Invalid
from engine.staff import queries
from engine.tasks.queries import tasks_by_id
from web import context
from web.inbox.views import definition_names
from web.names import group_names, unit_names
from web.organisation.rights import may_at
from web.problems import by_field
from web.texts import gettext as _

SHOWN = 100

bp = Blueprint("leaving", __name__, url_prefix="/staff/<user_id>/hand-over")


@bp.get("/")
def show(user_id: str) -> ResponseReturnValue:
    """Show what somebody leaves behind, and ask who takes it over."""
    with context.open_reading() as uow:
        return _page(uow, user_id)


@bp.post("/")
def hand_over(user_id: str) -> ResponseReturnValue:
    """Give all of it to a colleague."""
    to, reason = request.form.get("user_id", ""), request.form.get("reason", "")
    try:
        with context.open_uow() as uow:
            done = hand_over_all(uow, context.current_actor(), user_id, to, reason)
    except Invalid as error:
        with context.open_reading() as uow:
            return _page(uow, user_id, by_field(error.problems)), 422
    flash(_("%(num)s tasks are handed over.", num=len(done.moved)))
    if done.kept:
        flash(_("%(num)s stay: the colleague started these cases himself.", num=len(done.kept)))
        return redirect(url_for(".show", user_id=user_id), 303)
    return redirect(url_for("organisation.people.show", user_id=user_id), 303)


def _page(uow: UnitOfWork, user_id: str, problems: dict[str, Any] | None = None) -> str:
    actor = context.current_actor()
    user = queries.get_user(uow.session, user_id)
    path = queries.get_unit(uow.session, user.org_id).path
    if not may_at(actor, Permission.STAFF_EDIT, path):
        require(actor, Permission.TASK_REASSIGN, path)
    ids = work_of(uow.session, user_id)
    tasks = sorted(tasks_by_id(uow.session, ids), key=lambda task: (task.definition_key, task.id))
    return render_template(
        "organisation/hand_over.html",
        user=user,
        tasks=tasks[:SHOWN],
        count=len(ids),
        # Who keeps accounts need not know what the cases are about.
        seen={task.id for task in tasks if actor.sees(task.org_path)},
        per_process=Counter(task.definition_key for task in tasks),
        definitions=definition_names(uow),
        sole=group_names(uow, sole_roles(uow, user_id)),
        unit_names=unit_names(uow),
        problems=problems or {},
        now=uow.now,
    )
