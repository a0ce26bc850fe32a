"""Reading what was sent, and answering it."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.approvals import queries, reading
from web import context
from web.texts import gettext as _

bp = Blueprint("readings", __name__, url_prefix="/readings")


@bp.post("/<circulation_id>/read")
def read(circulation_id: str) -> ResponseReturnValue:
    """Note that it is read, and show the case."""
    with context.open_uow() as uow:
        reading.mark_read(uow, context.current_actor(), circulation_id)
        case_id = queries.get_circulation(uow.session, circulation_id).instance_id
    return redirect(url_for("cases.show", case_id=case_id), 303)


@bp.post("/<circulation_id>/reply")
def reply(circulation_id: str) -> ResponseReturnValue:
    """Answer a circulation."""
    with context.open_uow() as uow:
        actor, text = context.current_actor(), request.form.get("text", "")
        reading.reply_to(uow, actor, circulation_id, text)
    flash(_("Your answer is sent."))
    return redirect(url_for("inbox.show", view="read"), 303)
