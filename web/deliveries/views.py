"""What was sent to whom, for administrators."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.access.rules import Permission
from engine.kernel.actor import require
from notifications import queries
from notifications.model import DEAD, FAILED, QUEUED, SENT, SKIPPED
from web import context

bp = Blueprint("deliveries", __name__, url_prefix="/deliveries")

STATES = (QUEUED, SENT, FAILED, DEAD, SKIPPED)


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show what was sent, the newest first."""
    require(context.current_actor(), Permission.INCIDENT_READ)
    number = max(request.args.get("page", 1, type=int), 1)
    state = request.args.get("state", "")
    state = state if state in STATES else ""
    with context.open_reading() as uow:
        return render_template(
            "deliveries/list.html",
            page=queries.deliveries(uow.session, number, state=state),
            number=number,
            state=state,
            states=STATES,
            here=lambda page: url_for(".show", page=page, state=state or None),
        )
