"""Appointing deputies, seeing them, ending their time."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.approvals.deputies import appoint
from engine.kernel.errors import Invalid
from engine.staff import queries as staff
from engine.staff.service import dismiss_deputy
from web import context
from web.deputies.page import appointed, page_parts, principal_of
from web.problems import by_field
from web.texts import gettext as _

bp = Blueprint("deputies", __name__, url_prefix="/deputies")


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show who stands in for the reader, for whom he does, and the form to appoint somebody."""
    with context.open_reading() as uow:
        return render_template("deputies/show.html", **page_parts(uow, context.current_actor(), {}))


@bp.post("/")
def add() -> ResponseReturnValue:
    """Appoint one deputy or several; what is wrong is said at its field."""
    actor = context.current_actor()
    takes_open = "takes_open" in request.form
    try:
        with context.open_uow() as uow:
            principal = principal_of(uow, actor, request.form.get("principal", ""))
            for deputy in appointed(principal):
                appoint(uow, actor, deputy, takes_open=takes_open)
    except Invalid as error:
        with context.open_reading() as uow:
            parts = page_parts(uow, actor, by_field(error.problems))
            return render_template("deputies/show.html", **parts), 422
    flash(_("The deputy is appointed."))
    return redirect(url_for(".show"), 303)


@bp.post("/<deputy_id>/end")
def end(deputy_id: str) -> ResponseReturnValue:
    """End the time of a deputy at once."""
    with context.open_uow() as uow:
        dismiss_deputy(uow, context.current_actor(), deputy_id)
        agent_id = staff.get_deputy(uow.session, deputy_id).agent_id
        name = staff.get_user(uow.session, agent_id).name
    flash(_("%(name)s no longer stands in.", name=name))
    return redirect(url_for(".show"), 303)
