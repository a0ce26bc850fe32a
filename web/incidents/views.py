"""What failed and needs a person."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engine.access.rules import Permission
from engine.kernel.actor import require
from engine.processes import administration, queries
from web import context
from web.incidents.texts import meaning_of
from web.texts import gettext as _

bp = Blueprint("incidents", __name__, url_prefix="/incidents")


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show the open incidents."""
    actor = context.current_actor()
    require(actor, Permission.INCIDENT_READ)
    with context.open_reading() as uow:
        return render_template(
            "incidents/list.html",
            incidents=queries.incidents(uow.session),
            meaning_of=meaning_of,
            may_read=actor.may(Permission.CASE_READ),
            may_retry=actor.may(Permission.INCIDENT_RETRY),
        )


@bp.post("/<incident_id>/retry")
def retry(incident_id: str) -> ResponseReturnValue:
    """Try again what an incident stopped."""
    with context.open_uow() as uow:
        administration.retry_incident(uow, context.current_actor(), incident_id)
    flash(_("It is being tried again."))
    return redirect(url_for(".show"), 303)
