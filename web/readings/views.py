"""Reading what was sent, and answering it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.approvals import queries, reading
from engine.kernel.errors import Invalid
from web import context
from web.problems import by_field
from web.texts import gettext as _

bp = Blueprint("readings", __name__, url_prefix="/readings")


@bp.post("/<circulation_id>/read")
def read(circulation_id: str) -> ResponseReturnValue:
    """Note that it is read, and show the case."""
    with context.open_uow() as uow:
        reading.mark_read(uow, context.current_actor(), circulation_id)
        case_id = queries.get_circulation(uow.session, circulation_id).instance_id
    return redirect(url_for("cases.show", case_id=case_id), 303)


@bp.route("/<circulation_id>/reply", methods=["GET", "POST"])
def reply(circulation_id: str) -> ResponseReturnValue:
    """Answer a circulation; what is wrong with the answer is said beside it."""
    problems: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            with context.open_uow() as uow:
                actor, text = context.current_actor(), request.form.get("text", "")
                reading.reply_to(uow, actor, circulation_id, text)
        except Invalid as error:
            problems = by_field(error.problems)
        else:
            flash(_("Your answer is sent."))
            return redirect(url_for("inbox.show", view="read"), 303)
    with context.open_reading() as uow:
        actor = context.current_actor()
        row = reading.own_circulation(uow, actor, circulation_id)
        phrases = queries.phrases(uow.session, actor)
        page = render_template("readings/reply.html", row=row, problems=problems, phrases=phrases)
    return page, 422 if problems else 200


@bp.post("/<circulation_id>/cancel")
def cancel(circulation_id: str) -> ResponseReturnValue:
    """Take what one has sent back from a reader who has not read it."""
    with context.open_uow() as uow:
        reading.cancel_circulation(uow, context.current_actor(), circulation_id)
        row = queries.get_circulation(uow.session, circulation_id)
    flash(_("%(name)s no longer gets it.", name=row.reader_name))
    return redirect(url_for("cases.show", case_id=row.instance_id), 303)
